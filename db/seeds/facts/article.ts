import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { type ShippedKey, storedText } from '#shared/messages/shipped.ts';

const SOURCE = storedText('shipped.published.andaman');

const TALLY = 'The tally reads as ores and concentrates (HS 26xx) plus lithium chemicals.';

type Figure = {
  readonly topic: 'importValue' | 'exportValue' | 'balance' | 'importChange';
  /** Absent: the ten metals together. */
  readonly metal?: Metal;
  readonly year?: number;
  readonly period: string;
  readonly value: number;
  readonly unit: 'bn USD' | '%';
  readonly check: string;
};

const valueFigure = (
  topic: Exclude<Figure['topic'], 'importChange'>,
  year: number,
  amount: number,
  check: string,
  metal?: Metal,
): Figure => ({
  topic,
  year,
  period: String(year),
  value: amount,
  unit: 'bn USD',
  check,
  ...(metal && { metal }),
});

const changeFigure = (metal: Metal, percent: number, check: string): Figure => ({
  topic: 'importChange',
  metal,
  period: '2012-2024',
  value: percent,
  unit: '%',
  check,
});

/** The stored checks of a figure, one a line. */
const joinChecks = (...keys: readonly ShippedKey[]): string => keys.map((key) => storedText(key)).join('\n');

const ROUNDED = 'Imports of 261 less exports of 5 are 256.0, the balance is stated as 255.9: the parts are rounded.';
const IRON = joinChecks('shipped.check.iron', 'shipped.check.ironYear');
const COPPER = joinChecks('shipped.check.copper');

/** The article's figures, as printed, and the public customs figures beside them. */
const FIGURES: readonly Figure[] = [
  valueFigure('balance', 2012, -126.8, ''),
  valueFigure('balance', 2024, -222.4, ''),
  valueFigure('balance', 2021, -255.9, ROUNDED),
  valueFigure('importValue', 2021, 261, ROUNDED),
  valueFigure('exportValue', 2021, 5, ROUNDED),
  valueFigure('importValue', 2012, 95.62, IRON, 'iron'),
  valueFigure('importValue', 2024, 132.43, IRON, 'iron'),
  valueFigure('importValue', 2012, 16.93, COPPER, 'copper'),
  valueFigure('importValue', 2024, 67.33, COPPER, 'copper'),
  valueFigure('importValue', 2012, 1.89, '', 'aluminium'),
  valueFigure('importValue', 2024, 10.53, '', 'aluminium'),
  valueFigure('importValue', 2012, 0.066, joinChecks('shipped.check.lithium2012', 'shipped.check.lithiumGrowth'), 'lithium'),
  valueFigure('importValue', 2024, 2.85, joinChecks('shipped.check.lithium2024', 'shipped.check.lithiumGrowth'), 'lithium'),
  valueFigure('exportValue', 2024, 2.2, joinChecks('shipped.check.lithiumExports'), 'lithium'),
  valueFigure('importValue', 2012, 2.19, joinChecks('shipped.check.manganese2012'), 'manganese'),
  valueFigure('importValue', 2024, 4.41, joinChecks('shipped.check.manganese2024'), 'manganese'),
  changeFigure('nickel', -5, joinChecks('shipped.check.nickel')),
  changeFigure('cobalt', -43, joinChecks('shipped.check.cobalt')),
];

export const ARTICLE_FACTS: readonly Fact[] = FIGURES.map(({ metal, ...figure }) => ({
  ...figure,
  ...(metal && { metal }),
  subject: metal ? 'China' : 'China, ten metals together',
  source: SOURCE,
  note: TALLY,
}));
