import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { PriceUnit, Reference } from '#shared/domain/reference.ts';
import { type Month, monthOf, yearOf } from '#shared/domain/time.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import type { TableCell, TableRow, TableSheet } from '../documents/tableFile.ts';
import { lettersOnly } from '../sheets/cellValues.ts';

/** A monthly price series of a public file. */
export type Series = {
  readonly key: string;
  readonly name: string;
  /** The unit in the file. */
  readonly unit: string;
  readonly points: ReadonlyMap<Month, number>;
};

export type PriceFile = { readonly source: 'worldBank' | 'imf'; readonly updatedOn: string; readonly series: readonly Series[] };

/** "1960M01" of the World Bank, "1990M1" of the IMF. */
const MONTH = /^(\d{4})M(\d{1,2})$/;

const monthIn = (cell: TableCell | undefined): Month | undefined => {
  const match = typeof cell === 'string' ? MONTH.exec(cell.trim()) : null;
  const month = Number(match?.[2]);
  return match && month >= 1 && month <= 12 ? monthOf(Number(match[1]), month) : undefined;
};

const textOfCell = (cell: TableCell | undefined): string => (typeof cell === 'string' ? cell.trim() : '');

/** Removes blanks and footnote stars from a name. */
const plainName = (cell: TableCell | undefined): string =>
  textOfCell(cell)
    .replace(/\s*\*+\s*$/, '')
    .replace(/\s+/g, ' ');

const countTexts = (row: TableRow | undefined): number => (row?.cells ?? []).filter((cell) => textOfCell(cell) !== '').length;

/** Whether a row has units, which are in brackets. */
const isUnitRow = (row: TableRow): boolean => {
  const texts = row.cells.map(textOfCell).filter((text) => text !== '');
  return texts.length > 0 && texts.filter((text) => /^\(.*\)$/.test(text)).length > texts.length / 2;
};

const pointsOf = (rows: readonly TableRow[], column: number, isZeroMissing: boolean): ReadonlyMap<Month, number> => {
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
    if (month === undefined || price === undefined || !Number.isFinite(price) || (isZeroMissing && price === 0)) continue;
    points.set(month, price);
  }
  return points;
};

const HEAD_ROWS = 12;
/** Minimum number of months of a price file. */
const MIN_MONTHS = 12;

/** Finds the nearest row above the first month that satisfies `isWanted`. */
const findRowAbove = (rows: readonly TableRow[], first: number, isWanted: (row: TableRow) => boolean): TableRow | undefined =>
  rows
    .slice(Math.max(0, first - HEAD_ROWS), first)
    .reverse()
    .find(isWanted);

/**
 * Reads a World Bank Pink Sheet: a row of names, a row of units in brackets and in some issues a row of codes, or one row of names with
 * units; then a row per month. Rows are found relative to the first month.
 */
const readPinkSheet = (sheet: TableSheet): PriceFile | undefined => {
  const first = sheet.rows.findIndex(({ cells }) => monthIn(cells[0]) !== undefined);
  const months = sheet.rows.filter(({ cells }) => monthIn(cells[0]) !== undefined);
  if (first < 1 || months.length < MIN_MONTHS) return undefined;
  const units = findRowAbove(sheet.rows, first, isUnitRow);
  const names = findRowAbove(sheet.rows, units ? sheet.rows.indexOf(units) : first, (row) => countTexts(row) >= 3);
  if (!names) return undefined;
  const headTexts = sheet.rows.slice(0, first).map(({ cells }) => textOfCell(cells[0]));
  const updatedOn = headTexts.map((line) => /updated on\s+(.*)$/i.exec(line)?.[1]).find((date) => date !== undefined) ?? '';
  const series = names.cells.flatMap((cell, column): Series[] => {
    const cellName = plainName(cell);
    if (column === 0 || cellName === '') return [];
    const [, name = cellName, inline = ''] = units ? [] : (/^(.*?)\s*\(([^)]*)\)$/.exec(cellName) ?? []);
    const unit = units ? textOfCell(units.cells[column]).replace(/^\(|\)$/g, '') : inline;
    const points = pointsOf(months, column, false);
    return points.size === 0 ? [] : [{ key: `${column}|${name}`, name, unit, points }];
  });
  return series.length === 0 ? undefined : { source: 'worldBank', updatedOn, series };
};

/** Parses the unit in an IMF description into the notation of the World Bank. */
const parseUnit = (description: string): string => {
  const match =
    /(?:US\$|USD|US dollars|US cents|cents)\s*(?:per|\/)\s*(dmtu|dry metric tonn?e? unit|metric ton(?:ne)?|mt|tonne|pound|lb|troy ounce|kilogram|kg)/i.exec(
      description,
    );
  if (!match) return '';
  const per = (match[1] ?? '').toLowerCase();
  const money = /cents/i.test(match[0]) ? 'cents' : '$';
  const mass = /unit|dmtu/.test(per) ? 'dmtu' : /pound|lb/.test(per) ? 'lb' : /ounce/.test(per) ? 'troy oz' : /k/.test(per) ? 'kg' : 'mt';
  return `${money}/${mass}`;
};

/** Reads the IMF's primary commodity prices: codes in the first row, descriptions in the second, months from the fifth. */
const readImfPrices = (sheet: TableSheet): PriceFile | undefined => {
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
    return points.size === 0 ? [] : [{ key: `${column}|${code || description}`, name, unit: parseUnit(description), points }];
  });
  return months.length < MIN_MONTHS || series.length === 0 ? undefined : { source: 'imf', updatedOn: '', series };
};

/** Reads sheets as a public price file; undefined if they are none. */
export const readPriceFile = (sheets: readonly TableSheet[]): PriceFile | undefined => {
  const byName = [...sheets].sort((a, b) => Number(/monthly prices/i.test(b.name)) - Number(/monthly prices/i.test(a.name)));
  for (const sheet of byName) {
    const file = readImfPrices(sheet) ?? readPinkSheet(sheet);
    if (file) return file;
  }
  return undefined;
};

/** Reference codes by name or code of a series. Lithium metal and manganese metal have none, as the references are carbonate and ore. */
const REFERENCE_OF_SERIES: Readonly<Record<string, string>> = {
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

export const findUsualReference = ({ name, key }: Series, references: readonly Reference[]): ReferenceCode | undefined => {
  const code = REFERENCE_OF_SERIES[lettersOnly(key.split('|')[1] ?? '')] ?? REFERENCE_OF_SERIES[lettersOnly(name)];
  return references.find(
    (reference) =>
      reference.code === code || everyShippedText(reference.name).some((shippedName) => lettersOnly(shippedName) === lettersOnly(name)),
  )?.code;
};

type Conversion = { readonly unit: PriceUnit; readonly times: number };

/** Converts a unit of a file to a unit of Orebook. */
const conversionOf = (unit: string): Conversion | undefined => {
  const unitText = unit
    .toLowerCase()
    .replace(/[()\s.]/g, '')
    .replace(/^us\$|^usd/, '$');
  switch (unitText) {
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
    // the market writes USD/CNY for yuan per dollar
    case 'cny/usd':
    case '$/cny':
      return { unit: 'CNY/USD', times: 1 };
    // euros per dollar as a unit; the market pair EUR/USD is the inverse, which is detected by its level
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
  /** Number of refused months with the reason. */
  readonly refused: { readonly count: number; readonly rule: 'ironBefore2006' } | undefined;
  /** Why the whole series is refused, with the two units or the ratio of the levels. */
  readonly fault: { readonly rule: SeriesFault; readonly stated: string; readonly wanted: string; readonly ratio?: number } | undefined;
};

const isIron = ({ name, key }: Series): boolean => /iron\s*ore|piorecr/i.test(`${name} ${key}`);

/** The year from which iron ore is quoted spot per dry tonne. */
const IRON_SPOT = 2006;

/** A series whose level differs from that of the reference by more than this factor is in another unit. */
const MAX_RATIO = 3;

const median = (values: readonly number[]): number | undefined => {
  const sortedValues = [...values].sort((a, b) => a - b);
  return sortedValues[Math.floor(sortedValues.length / 2)];
};

/**
 * Whether rates are closer to the inverse of the known rates, for example dollars per euro instead of euros per dollar: pairs are quoted
 * both ways under names that differ only in their order. Compares medians, as the months may differ.
 */
const isInverse = (usablePoints: readonly { readonly price: number }[], knownPrices: ReadonlyMap<Month, number>): boolean => {
  const [level, knownLevel] = [median(usablePoints.map(({ price }) => price)), median([...knownPrices.values()])];
  if (level === undefined || knownLevel === undefined) return false;
  // |ln(1 / level) - ln(knownLevel)| < |ln(level) - ln(knownLevel)|
  return Math.abs(Math.log(level * knownLevel)) < Math.abs(Math.log(level / knownLevel));
};

/**
 * Converts a series to prices of a reference. Its unit has to be that of the reference or convertible; without a unit its level has to be
 * near the known prices. Special case iron ore: the World Bank labels it $/dmtu, but it is a spot price in USD per dry tonne from 2006 and
 * US cents per dmtu under annual contracts before, which are refused.
 */
export const convertSeries = (series: Series, reference: Reference, knownPrices: ReadonlyMap<Month, number>): ConvertedSeries => {
  const allPoints = [...series.points].sort(([a], [b]) => a - b);
  const refuseSeries = (rule: SeriesFault, ratio?: number): ConvertedSeries => ({
    points: [],
    refused: undefined,
    fault: { rule, stated: series.unit, wanted: reference.unit, ...(ratio === undefined ? {} : { ratio }) },
  });
  const isIronOre = isIron(series) && reference.unit === 'USD/dmt';
  const conversion = isIronOre ? { unit: reference.unit, times: 1 } : conversionOf(series.unit);
  if (conversion === undefined && series.unit !== '') return refuseSeries('unitOther');
  const isPerDryTonne = conversion?.unit === 'USD/t' && reference.unit === 'USD/dmt';
  if (conversion && conversion.unit !== reference.unit && !isPerDryTonne) return refuseSeries('unitOther');
  const times = conversion?.times ?? 1;
  const usablePoints = allPoints
    .filter(([month]) => !isIronOre || yearOf(month) >= IRON_SPOT)
    .map(([month, price]) => ({ month, price: price * times }));
  const ratio = median(
    usablePoints.flatMap(({ month, price }) => (knownPrices.get(month) ? [price / Number(knownPrices.get(month))] : [])),
  );
  if (ratio === undefined && conversion === undefined) return refuseSeries('unitUnknown');
  if (reference.kind === 'rate' && isInverse(usablePoints, knownPrices)) return refuseSeries('unitInverse');
  if (ratio !== undefined && (ratio > MAX_RATIO || ratio < 1 / MAX_RATIO)) return refuseSeries('unitOff', ratio);
  const earlyCount = allPoints.length - usablePoints.length;
  return { points: usablePoints, refused: earlyCount > 0 ? { count: earlyCount, rule: 'ironBefore2006' } : undefined, fault: undefined };
};
