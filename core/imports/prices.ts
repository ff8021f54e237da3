import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { PriceUnit, Reference } from '#shared/domain/reference.ts';
import { type Month, monthOf, yearOf } from '#shared/domain/time.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import type { TableCell, TableRow, TableSheet } from '../workers/tableFile.ts';
import { lettersOnly } from './values.ts';

/** A monthly price series of a public file. */
export type Series = {
  readonly key: string;
  readonly name: string;
  /** As the file states it. */
  readonly unit: string;
  readonly points: ReadonlyMap<Month, number>;
};

export type PriceFile = { readonly source: 'worldBank' | 'imf'; readonly updated: string; readonly series: readonly Series[] };

/** "1960M01" of the World Bank, "1990M1" of the IMF. */
const MONTH = /^(\d{4})M(\d{1,2})$/;

const monthIn = (cell: TableCell | undefined): Month | undefined => {
  const found = typeof cell === 'string' ? MONTH.exec(cell.trim()) : null;
  const month = Number(found?.[2]);
  return found && month >= 1 && month <= 12 ? monthOf(Number(found[1]), month) : undefined;
};

const textOfCell = (cell: TableCell | undefined): string => (typeof cell === 'string' ? cell.trim() : '');

/** Names carry blanks and stars for footnotes. */
const plainName = (cell: TableCell | undefined): string =>
  textOfCell(cell)
    .replace(/\s*\*+\s*$/, '')
    .replace(/\s+/g, ' ');

const filled = (row: TableRow | undefined): number => (row?.cells ?? []).filter((cell) => textOfCell(cell) !== '').length;

/** Cells of a unit row stand in brackets. */
const isUnits = (row: TableRow): boolean => {
  const texts = row.cells.map(textOfCell).filter((text) => text !== '');
  return texts.length > 0 && texts.filter((text) => /^\(.*\)$/.test(text)).length > texts.length / 2;
};

const pointsOf = (rows: readonly TableRow[], column: number, zeroIsMissing: boolean): ReadonlyMap<Month, number> => {
  const points = new Map<Month, number>();
  for (const { cells } of rows) {
    const month = monthIn(cells[0]);
    const cell = cells[column];
    // a missing month is "…", "..", "n/a" or blank
    const price =
      typeof cell === 'number'
        ? cell
        : typeof cell === 'string' && /^-?[\d.,]+$/.test(cell.trim())
          ? Number(cell.replace(/,/g, ''))
          : undefined;
    if (month === undefined || price === undefined || !Number.isFinite(price) || (zeroIsMissing && price === 0)) continue;
    points.set(month, price);
  }
  return points;
};

const HEAD_ROWS = 12;
/** Fewer months than this are not a price file. */
const FEW = 12;

/** The line above the first month that holds what `is` looks for, nearest first. */
const above = (rows: readonly TableRow[], first: number, is: (row: TableRow) => boolean): TableRow | undefined =>
  rows
    .slice(Math.max(0, first - HEAD_ROWS), first)
    .reverse()
    .find(is);

/**
 * A World Bank Pink Sheet: names, units in brackets below them, in some issues a line of codes below those, or one line of names with
 * their units; then a line a month. The first month is looked for, no line is counted.
 */
const pinkSheet = (sheet: TableSheet): PriceFile | undefined => {
  const first = sheet.rows.findIndex(({ cells }) => monthIn(cells[0]) !== undefined);
  const months = sheet.rows.filter(({ cells }) => monthIn(cells[0]) !== undefined);
  if (first < 1 || months.length < FEW) return undefined;
  const units = above(sheet.rows, first, isUnits);
  const names = above(sheet.rows, units ? sheet.rows.indexOf(units) : first, (row) => filled(row) >= 3);
  if (!names) return undefined;
  const head = sheet.rows.slice(0, first).map(({ cells }) => textOfCell(cells[0]));
  const updated = head.map((line) => /updated on\s+(.*)$/i.exec(line)?.[1]).find((found) => found !== undefined) ?? '';
  const series = names.cells.flatMap((cell, column): Series[] => {
    const whole = plainName(cell);
    if (column === 0 || whole === '') return [];
    const [, name = whole, inline = ''] = units ? [] : (/^(.*?)\s*\(([^)]*)\)$/.exec(whole) ?? []);
    const unit = units ? textOfCell(units.cells[column]).replace(/^\(|\)$/g, '') : inline;
    const points = pointsOf(months, column, false);
    return points.size === 0 ? [] : [{ key: `${column}|${name}`, name, unit, points }];
  });
  return series.length === 0 ? undefined : { source: 'worldBank', updated, series };
};

/** The unit that an IMF description names, as the World Bank writes it. */
const statedUnit = (description: string): string => {
  const found =
    /(?:US\$|USD|US dollars|US cents|cents)\s*(?:per|\/)\s*(dmtu|dry metric tonn?e? unit|metric ton(?:ne)?|mt|tonne|pound|lb|troy ounce|kilogram|kg)/i.exec(
      description,
    );
  if (!found) return '';
  const per = (found[1] ?? '').toLowerCase();
  const money = /cents/i.test(found[0]) ? 'cents' : '$';
  const mass = /unit|dmtu/.test(per) ? 'dmtu' : /pound|lb/.test(per) ? 'lb' : /ounce/.test(per) ? 'troy oz' : /k/.test(per) ? 'kg' : 'mt';
  return `${money}/${mass}`;
};

/** The IMF's primary commodity prices: codes in the first line, descriptions in the second, months from the fifth; some columns have no code. */
const imfPrices = (sheet: TableSheet): PriceFile | undefined => {
  const [codes, descriptions] = sheet.rows;
  if (
    !codes ||
    !descriptions ||
    !/^commodity$/i.test(textOfCell(codes.cells[0])) ||
    !/description/i.test(textOfCell(descriptions.cells[0]))
  )
    return undefined;
  const months = sheet.rows.filter(({ cells }) => monthIn(cells[0]) !== undefined);
  const types = sheet.rows.find(({ cells }) => /^data type$/i.test(textOfCell(cells[0])));
  const width = Math.max(codes.cells.length, descriptions.cells.length);
  const series = Array.from({ length: width }, (_, column) => column).flatMap((column): Series[] => {
    const code = textOfCell(codes.cells[column]);
    const description = plainName(descriptions.cells[column]);
    // an index is not a price
    if (column === 0 || (code === '' && description === '') || /index/i.test(textOfCell(types?.cells[column]))) return [];
    const points = pointsOf(months, column, true);
    const name = code === '' ? description : description === '' ? code : `${code}: ${description}`;
    return points.size === 0 ? [] : [{ key: `${column}|${code || description}`, name, unit: statedUnit(description), points }];
  });
  return months.length < FEW || series.length === 0 ? undefined : { source: 'imf', updated: '', series };
};

/** The public price file that some sheets are, if any. */
export const priceFileOf = (sheets: readonly TableSheet[]): PriceFile | undefined => {
  const byName = [...sheets].sort((a, b) => Number(/monthly prices/i.test(b.name)) - Number(/monthly prices/i.test(a.name)));
  for (const sheet of byName) {
    const found = imfPrices(sheet) ?? pinkSheet(sheet);
    if (found) return found;
  }
  return undefined;
};

/** Series by name or code, and the reference that each is. Lithium metal is no lithium carbonate and manganese metal no ore: they have none. */
const KNOWN: Readonly<Record<string, string>> = {
  aluminum: 'AL',
  aluminium: 'AL',
  palum: 'AL',
  copper: 'CU',
  pcopp: 'CU',
  ironorecfrspot: 'FE62',
  ironore: 'FE62',
  piorecr: 'FE62',
  lead: 'PB',
  plead: 'PB',
  nickel: 'NI',
  pnick: 'NI',
  tin: 'SN',
  ptin: 'SN',
  zinc: 'ZN',
  pzinc: 'ZN',
  pcoba: 'CO',
  cobalt: 'CO',
  gold: 'AU',
  pgold: 'AU',
  silver: 'AG',
  usdcny: 'USDCNY',
  usdeur: 'USDEUR',
  usdaud: 'USDAUD',
  psilver: 'AG',
};

export const usualReference = ({ name, key }: Series, references: readonly Reference[]): ReferenceCode | undefined => {
  const code = KNOWN[lettersOnly(key.split('|')[1] ?? '')] ?? KNOWN[lettersOnly(name)];
  return references.find(
    (reference) => reference.code === code || everyShippedText(reference.name).some((one) => lettersOnly(one) === lettersOnly(name)),
  )?.code;
};

type Conversion = { readonly unit: PriceUnit; readonly times: number };

/** What a stated unit is in ours. */
const conversionOf = (unit: string): Conversion | undefined => {
  const plain = unit
    .toLowerCase()
    .replace(/[()\s.]/g, '')
    .replace(/^us\$|^usd/, '$');
  switch (plain) {
    case '$/mt':
    case '$/t':
    case '$/tonne':
      return { unit: 'USD/t', times: 1 };
    case '$/kg':
      // 1,000 kg in a tonne
      return { unit: 'USD/t', times: 1000 };
    case '$/dmt':
      return { unit: 'USD/dmt', times: 1 };
    case '$/dmtu':
      return { unit: 'USD/dmtu', times: 1 };
    case '$/troyoz':
    case '$/toz':
      return { unit: 'USD/toz', times: 1 };
    case 'cny/t':
    case 'rmb/t':
    case 'yuan/t':
    case '元/吨':
      return { unit: 'CNY/t', times: 1 };
    case 'eur/t':
    case '€/t':
      return { unit: 'EUR/t', times: 1 };
    case 'aud/t':
    case 'a$/t':
      return { unit: 'AUD/t', times: 1 };
    // the market says USD/CNY for yuan per dollar
    case 'cny/usd':
    case '$/cny':
      return { unit: 'CNY/USD', times: 1 };
    // as a unit, euros for one dollar; the market's pair of that name is its inverse, which its level tells
    case 'eur/usd':
    case '$/eur':
      return { unit: 'EUR/USD', times: 1 };
    case 'aud/usd':
    case '$/aud':
      return { unit: 'AUD/USD', times: 1 };
    case 'cents/lb':
    case 'usc/lb':
      return { unit: 'USc/lb', times: 1 };
    default:
      return undefined;
  }
};

export type SeriesFault = 'unitOther' | 'unitUnknown' | 'unitOff' | 'unitInverse';

export type ConvertedSeries = {
  readonly points: readonly { readonly month: Month; readonly price: number }[];
  /** Months that are refused, and why. */
  readonly refused: { readonly count: number; readonly rule: 'ironBefore2006' } | undefined;
  /** Why nothing of it can be taken, with the two units or the ratio of the levels. */
  readonly fault: { readonly rule: SeriesFault; readonly stated: string; readonly wanted: string; readonly ratio?: number } | undefined;
};

const isIron = ({ name, key }: Series): boolean => /iron\s*ore|piorecr/i.test(`${name} ${key}`);

/** The year from which iron ore is quoted spot per dry tonne. */
const IRON_SPOT = 2006;

/** A series whose level is this many times that of the reference, or one of so many parts of it, is in another unit. */
const FAR = 3;

const median = (values: readonly number[]): number | undefined => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
};

/**
 * Whether rates are nearer to the known ones turned over, dollars for one euro where euros for one dollar are wanted: pairs are quoted both
 * ways under names that differ by their order alone. Held against all that is known where no month is.
 */
const isInverse = (usable: readonly { readonly price: number }[], known: ReadonlyMap<Month, number>): boolean => {
  const [given, held] = [median(usable.map(({ price }) => price)), median([...known.values()])];
  if (given === undefined || held === undefined) return false;
  // |ln(1 / given) - ln(held)| < |ln(given) - ln(held)|
  return Math.abs(Math.log(given * held)) < Math.abs(Math.log(given / held));
};

/**
 * A series as prices of a reference. The unit stated has to be the reference's, or one that converts; where none is stated the level has
 * to be near the prices that are known. Iron ore is a case of its own: the World Bank heads it $/dmtu, but it is USD per dry tonne, spot,
 * from 2006 on, and US cents per dmtu under annual contracts before, which no series of USD/dmt can take.
 */
export const convertSeries = (series: Series, reference: Reference, known: ReadonlyMap<Month, number>): ConvertedSeries => {
  const all = [...series.points].sort(([a], [b]) => a - b);
  const nothing = (rule: SeriesFault, ratio?: number): ConvertedSeries => ({
    points: [],
    refused: undefined,
    fault: { rule, stated: series.unit, wanted: reference.unit, ...(ratio === undefined ? {} : { ratio }) },
  });
  const iron = isIron(series) && reference.unit === 'USD/dmt';
  const conversion = iron ? { unit: reference.unit, times: 1 } : conversionOf(series.unit);
  if (conversion === undefined && series.unit !== '') return nothing('unitOther');
  const dryTonne = conversion?.unit === 'USD/t' && reference.unit === 'USD/dmt';
  if (conversion && conversion.unit !== reference.unit && !dryTonne) return nothing('unitOther');
  const times = conversion?.times ?? 1;
  const usable = all.filter(([month]) => !iron || yearOf(month) >= IRON_SPOT).map(([month, price]) => ({ month, price: price * times }));
  const ratio = median(usable.flatMap(({ month, price }) => (known.get(month) ? [price / Number(known.get(month))] : [])));
  if (ratio === undefined && conversion === undefined) return nothing('unitUnknown');
  if (reference.kind === 'rate' && isInverse(usable, known)) return nothing('unitInverse');
  if (ratio !== undefined && (ratio > FAR || ratio < 1 / FAR)) return nothing('unitOff', ratio);
  const early = all.length - usable.length;
  return { points: usable, refused: early > 0 ? { count: early, rule: 'ironBefore2006' } : undefined, fault: undefined };
};
