import type { FigureUnit } from '../contract/figure.ts';

type UnitWords = string | { readonly one: string; readonly other: string };

/** Units as they are read after a number. Money and tonnes are spelled by the scale they are shown in. */
const units = {
  fraction: '%',
  points: { one: 'point', other: 'points' },
  usd: 'USD',
  usdPerYear: 'USD a year',
  usdPerDmt: 'USD/dmt',
  usdPerT: 'USD/t',
  usdPerWmt: 'USD/wmt',
  usdPerDmtu: 'USD/dmtu',
  usdPerToz: 'USD/toz',
  centsPerLb: 'USc/lb',
  gramsPerT: 'g/t',
  cnyPerT: 'CNY/t',
  eurPerT: 'EUR/t',
  audPerT: 'AUD/t',
  cnyPerUsd: 'CNY/USD',
  eurPerUsd: 'EUR/USD',
  audPerUsd: 'AUD/USD',
  dmt: 'dmt',
  dmtPerYear: 'dmt a year',
  months: { one: 'month', other: 'months' },
  years: { one: 'year', other: 'years' },
  count: '',
  ratio: '',
  index: '',
  year: '',
  month: '',
  date: '',
  text: '',
} as const satisfies Readonly<Record<FigureUnit, UnitWords>>;

/** Every text of the components themselves, in English. */
export const englishComponents = {
  units,
  aYear: '{unit} a year',
  calendarYear: '{year}',
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser blocked copying. Click the page once and try again.',
  copyPicture: 'Copy as image',
  copyData: 'Copy data',
  savePicture: 'Save as PNG',
  pictureFailed: 'The image could not be created. Try again, or copy the data.',
  asTable: 'Show as table',
  asChart: 'Show as chart',
  explainHint: 'close',
  explain: 'Show calculation',
  clear: 'Clear',
  removeFilter: 'Remove filter {filter}',
  noMatch: 'No results for “{query}”.',
  palette: 'Search or run a command',
  paletteHint: 'Enter a page, a command or a name',
  shortcuts: 'Keyboard shortcuts',
  required: 'This field is required.',
  notANumber: 'Enter a number.',
  notAMonth: 'Enter a month such as Aug 2027.',
  notADate: 'Enter a date such as 2027-08-31.',
  notOffered: 'Choose a value from the list.',
  atLeast: 'Must be at least {limit}.',
  atMost: 'Must be at most {limit}.',
  tooLong: 'Use at most {limit} characters.',
  keys: { edit: 'edit', copy: 'copy as TSV', fill: 'fill down', all: 'all shortcuts' },
  cells: '{rows} by {columns} cells',
  sum: 'sum {sum}',
  loading: 'Loading',
  axisFrom: 'axis starts at {value}',
  year: 'Year',
  month: 'Month',
  from: 'From',
  to: 'To',
  amount: 'Amount',
  point: 'Point',
  note: 'Note',
  total: 'Total',
  none: 'none',
  low: 'low',
  high: 'high',
} as const;

type Widened<T> = T extends string ? string : { readonly [K in keyof T]: Widened<T[K]> };

/** The shape of the texts, for another language. */
export type ComponentTexts = Widened<Omit<typeof englishComponents, 'units'>> & {
  readonly units: { readonly [K in FigureUnit]: (typeof units)[K] extends string ? string : UnitWords };
};
