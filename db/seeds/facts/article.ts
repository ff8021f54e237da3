import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';

const SOURCE = 'ANDAMAN PARTNERS, “China’s Dependence on Strategic Metal Imports and Implications for Foreign Mining Firms”, August 2025';

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

const value = (topic: Exclude<Figure['topic'], 'importChange'>, year: number, amount: number, check: string, metal?: Metal): Figure => ({
  topic,
  year,
  period: String(year),
  value: amount,
  unit: 'bn USD',
  check,
  ...(metal && { metal }),
});

const change = (metal: Metal, percent: number, check: string): Figure => ({
  topic: 'importChange',
  metal,
  period: '2012-2024',
  value: percent,
  unit: '%',
  check,
});

const ROUNDED = 'Imports of 261 less exports of 5 are 256.0, the balance is stated as 255.9: the parts are rounded.';
const IRON = 'Plausible: the customs table of 2019 gives 101.5 bn USD for HS 2601. No public figure of this year was found.';
const COPPER = 'Supported: the customs table of 2019 gives 33.9 bn USD for HS 2603, on the way from one figure to the other.';
const TENFOLD = 'The article says “more than tenfold”; 2.85 over 0.066 is 43-fold by its own numbers.';

/** The article's figures, as printed, and what public customs figures say about them. */
const FIGURES: readonly Figure[] = [
  value('balance', 2012, -126.8, ''),
  value('balance', 2024, -222.4, ''),
  value('balance', 2021, -255.9, ROUNDED),
  value('importValue', 2021, 261, ROUNDED),
  value('exportValue', 2021, 5, ROUNDED),
  value('importValue', 2012, 95.62, IRON, 'iron'),
  value('importValue', 2024, 132.43, IRON, 'iron'),
  value('importValue', 2012, 16.93, COPPER, 'copper'),
  value('importValue', 2024, 67.33, COPPER, 'copper'),
  value('importValue', 2012, 1.89, '', 'aluminium'),
  value('importValue', 2024, 10.53, '', 'aluminium'),
  value('importValue', 2012, 0.066, `Matches: a public customs copy gives 0.0661 bn USD for lithium chemicals. ${TENFOLD}`, 'lithium'),
  value('importValue', 2024, 2.85, `Matches: a public customs copy gives 2.8524 bn USD for lithium chemicals. ${TENFOLD}`, 'lithium'),
  value('exportValue', 2024, 2.2, 'Not reproduced: a public customs copy gives 1.98 bn USD for lithium chemicals.', 'lithium'),
  value('importValue', 2012, 2.19, 'Matches: a public customs copy gives 2.1857 bn USD for HS 2602.', 'manganese'),
  value('importValue', 2024, 4.41, 'Close: a public customs copy gives 4.49 bn USD for HS 2602 and manganese metal together.', 'manganese'),
  change(
    'nickel',
    -5,
    'Not reproduced: public customs figures for nickel ores and concentrates (HS 2604) fell 49 % in all, from 5.25 to 2.67 bn USD; ' +
      'that is 5.5 % a year.',
  ),
  change('cobalt', -43, 'Not reproduced: a public customs copy (ores, intermediates, oxides and metal) rises from 0.92 to 3.22 bn USD.'),
];

export const ARTICLE_FACTS: readonly Fact[] = FIGURES.map(({ metal, ...figure }) => ({
  ...figure,
  ...(metal && { metal }),
  subject: metal ? 'China' : 'China, ten metals together',
  source: SOURCE,
  note: TALLY,
}));
