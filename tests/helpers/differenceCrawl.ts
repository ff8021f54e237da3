import type { Figure } from '#shared/contract/figure.ts';
import { figureText } from '#shared/presentation/message.ts';
import { asFigure, isObject } from './figureCrawl.ts';

/** Groups of more figures are tables, whose rows are groups of their own. */
const MOST_FIGURES = 16;
/** How deep the parts of a row lie: the cells of a row, and their figures. */
const DEPTH = 2;
/** Units that a difference and its values share. */
const COMMON_UNIT: Readonly<Record<string, string>> = { points: 'fraction' };
/** Of one unit of a text, in the largest unit of its kind: tonnes are in kdmt, small ones in dmt. */
const UNIT_SIZE: Readonly<Record<string, number>> = { dmt: 0.001, 'dmt/y': 0.001 };

type Found = { readonly figure: Figure; readonly at: string };

const partsOf = (value: Record<string, unknown>): readonly (readonly [string, unknown])[] =>
  Object.entries(value).filter(([name]) => name !== 'explanation' && name !== 'identity');

/** The figures of a row: those of an object, of its cells, and of their parts. */
const figuresOf = (value: Record<string, unknown>, at: string, depth = DEPTH): readonly Found[] =>
  partsOf(value).flatMap(([name, part]): readonly Found[] => {
    const figure = asFigure(part);
    if (figure) return [{ figure, at: `${at}.${name}` }];
    const parts = Array.isArray(part) ? Object.fromEntries(part.entries()) : part;
    return isObject(parts) && depth > 0 ? figuresOf(parts, `${at}.${name}`, depth - 1) : [];
  });

/** The number of a figure as it is read, with its decimals, in the largest unit of its kind. */
const readNumber = (figure: Figure): { readonly value: number; readonly decimals: number } => {
  const { text, unit } = figureText(figure, 'm');
  const size = UNIT_SIZE[unit] ?? 1;
  const [, decimals = ''] = text.split('.');
  return { value: Number(text.replaceAll(',', '').replace('\u2212', '-')) * size, decimals: decimals.length + (size === 1 ? 0 : 3) };
};

const isDifference = ({ unit, sign }: Figure): boolean => unit === 'points' || sign === true;
const unitOf = ({ unit }: Figure): string => COMMON_UNIT[unit] ?? unit;

/** Whether three numbers subtract, as they are read, at the precision of the coarsest. */
const subtracts = (difference: Figure, value: Figure, from: Figure): boolean => {
  const [read, readValue, readFrom] = [difference, value, from].map(readNumber);
  const decimals = Math.min(read!.decimals, readValue!.decimals, readFrom!.decimals);
  return Math.abs(Math.abs(read!.value) - Math.abs(readValue!.value - readFrom!.value)) < 0.5 * 10 ** -decimals + 1e-9;
};

/** Lines of a sum, which has more lines than the two values: price, timing, clauses and credit make a netback. */
const LINES_OF_SUMS = /^tenders\.get\(.*\.(timing|clauses|credit)$/;

/** Lists differences that stand beside their two values in a row, a sentence or a cell, and do not agree with them as they are read. */
export const crawlDifferences = (answer: unknown, at: string): readonly string[] => {
  const problems = new Set<string>();
  const visit = (value: unknown, path: string): void => {
    if (Array.isArray(value)) {
      visit(Object.fromEntries(value.entries()), path);
      return;
    }
    if (!isObject(value) || asFigure(value)) return;
    for (const [name, part] of partsOf(value)) visit(part, `${path}.${name}`);
    const figures = figuresOf(value, path).filter(({ figure }) => figure.value !== 0);
    if (figures.length > MOST_FIGURES) return;
    for (const { figure, at: place } of figures.filter(
      (candidate) => isDifference(candidate.figure) && !LINES_OF_SUMS.test(candidate.at),
    )) {
      // a signed number beside others is a part of a sum
      const others = figures.filter((candidate) => !isDifference(candidate.figure) && unitOf(candidate.figure) === unitOf(figure));
      for (const [i, first] of others.entries()) {
        for (const second of others.slice(i + 1)) {
          const [size, exactDifference] = [Number(figure.value), Number(first.figure.value) - Number(second.figure.value)];
          const isOfThem = Math.abs(Math.abs(size) - Math.abs(exactDifference)) <= 1e-9 * Math.max(1, Math.abs(Number(first.figure.value)));
          if (isOfThem && !subtracts(figure, first.figure, second.figure)) {
            const [differenceText, firstText, secondText] = [figure, first.figure, second.figure].map((part) => figureText(part, 'm').text);
            problems.add(`${place}: ${differenceText} beside ${firstText} and ${secondText}`);
          }
        }
      }
    }
  };
  visit(answer, at);
  return [...problems];
};
