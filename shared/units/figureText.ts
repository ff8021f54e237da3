import type { Figure, FigureUnit } from '../contract/figure.ts';
import { componentTexts } from '../messages/text.ts';
import {
  decimalsAtScale,
  type Formatted,
  formatDate,
  formatMoney,
  formatMonth,
  formatNumber,
  formatTonnes,
  type MoneyScaleChoice,
  THIN_SPACE,
  threeDigitDecimals,
} from './format.ts';

/** What is needed of a figure to read it out. */
export type FigureValue = {
  readonly value: Figure['value'];
  readonly unit: FigureUnit;
  readonly decimals: number;
  readonly sign?: boolean | undefined;
};

const unitWord = (unit: FigureUnit, one: boolean): string => {
  const words: string | { readonly one: string; readonly other: string } = componentTexts().units[unit];
  if (typeof words === 'string') return words;
  return one ? words.one : words.other;
};

const money = (value: number, { unit, decimals, sign }: FigureValue, scale: MoneyScaleChoice): Formatted => {
  const shown = scale === 'auto' ? threeDigitDecimals(value) : decimalsAtScale(decimals, scale);
  const formatted = formatMoney(value, scale, shown, sign);
  return unit === 'usdPerYear' ? { text: formatted.text, unit: componentTexts().aYear.replace('{unit}', formatted.unit) } : formatted;
};

const tonnes = (value: number, { unit, decimals, sign }: FigureValue): Formatted => {
  const small = value !== 0 && Math.abs(value) < 1000;
  const formatted = small ? formatTonnes(value, 'dmt', 0, sign) : formatTonnes(value, 'kdmt', decimals, sign);
  return unit === 'dmtPerYear' ? { text: formatted.text, unit: componentTexts().aYear.replace('{unit}', formatted.unit) } : formatted;
};

/**
 * A figure as a number and a unit. Fractions and differences of fractions (`points`) travel as fractions and are shown times 100;
 * money is shown at `scale` with `decimals` meant for millions (`auto`: three digits); tonnes in kdmt, under 1,000 in dmt.
 */
export const figureText = (figure: FigureValue, scale: MoneyScaleChoice): Formatted => {
  const { value, unit, decimals, sign } = figure;
  if (typeof value === 'string') return { text: unit === 'date' ? formatDate(value) : value, unit: '' };
  switch (unit) {
    case 'fraction':
    case 'points': {
      const text = formatNumber(value * 100, { decimals, sign });
      return { text, unit: unitWord(unit, text === '1') };
    }
    case 'usd':
    case 'usdPerYear':
      return money(value, figure, scale);
    case 'dmt':
    case 'dmtPerYear':
      return tonnes(value, figure);
    case 'month':
      return { text: formatMonth(value), unit: '' };
    case 'year':
      return { text: String(value), unit: '' };
    default: {
      const text = formatNumber(value, { decimals, sign });
      return { text, unit: unitWord(unit, text === '1') };
    }
  }
};

/** A number and its unit as one text: a thin space before %, a no-break space before a word. */
export const joined = ({ text, unit }: Formatted): string => {
  if (unit === '') return text;
  return unit === '%' ? `${text}${THIN_SPACE}%` : `${text}\u00a0${unit}`;
};
