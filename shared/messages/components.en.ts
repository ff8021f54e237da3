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

/** Every text that the components themselves say, in English. */
export const englishComponents = {
  units,
  aYear: '{unit} a year',
  close: 'Close',
  cancel: 'Cancel',
  undo: 'Undo',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not let Orebook copy. Click the page once and try again.',
  copyPicture: 'Copy as picture',
  copyData: 'Copy the data',
  savePicture: 'Save as PNG',
  pictureFailed: 'The picture could not be drawn. Try again, or copy the data.',
  asTable: 'As table',
  asChart: 'As chart',
  explainHint: 'close',
  explain: 'Opens how this is made',
  clear: 'Clear',
  removeFilter: 'Remove the filter {filter}',
  noMatch: 'Nothing matches “{query}”.',
  palette: 'Find or do',
  paletteHint: 'Type a place, an act or a name',
  shortcuts: 'Shortcuts',
  required: 'Fill this in.',
  notANumber: 'Type a number.',
  notAMonth: 'Type a month such as Aug 2027.',
  notADate: 'Type a date such as 2027-08-31.',
  notOffered: 'Choose one of the offered values.',
  atLeast: 'At least {limit}.',
  atMost: 'At most {limit}.',
  tooLong: 'At most {limit} characters.',
  keys: { edit: 'edit', copy: 'copy as TSV', fill: 'fill down', all: 'all keys' },
  cells: '{rows} by {columns} cells',
  sum: 'sum {sum}',
  loading: 'Loading',
  axisFrom: 'axis from {value}',
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
