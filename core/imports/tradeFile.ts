import type { Fact } from '#shared/domain/fact.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { sum } from '#shared/math.ts';
import { shippedFactsMessages } from '#shared/messages/en/shippedFacts.ts';
import { type ShippedKey, storedText } from '#shared/messages/shipped.ts';
import type { TableCell, TableRow, TableSheet } from '../documents/tableFile.ts';
import { lettersOnly } from '../sheets/cellValues.ts';

/** A row of a customs file in any of its layouts. */
type Flow = {
  readonly period: string;
  readonly year: number;
  readonly reporterCode: string;
  readonly reporter: string;
  readonly partnerCode: string;
  readonly partner: string;
  readonly code: string;
  readonly description: string;
  /** USD. */
  readonly value: number;
  /** kg; undefined where the file has none. */
  readonly weight: number | undefined;
};

/** The shares of one commodity in one period: of the countries that supply China, or of those that import. */
export type Commodity = {
  readonly key: string;
  readonly topic: 'supplierShare' | 'importerShare';
  readonly code: string;
  readonly description: string;
  readonly year: number;
  readonly period: string;
  readonly isByWeight: boolean;
  readonly rows: readonly { readonly country: string; readonly amount: number; readonly value: number }[];
  /** The figure of the file for the world. */
  readonly world: number | undefined;
  /** The partners' sum divided by the world's figure, if the file has both. */
  readonly ratio: number | undefined;
  /** The shorter code of the same file that includes this one. */
  readonly partOf: string | undefined;
};

export type TradeFile = { readonly rows: number; readonly excludedRows: number; readonly commodities: readonly Commodity[] };

/** Fields by header, for the layouts of 47 columns (new), 35 and 22 (classic). */
const FIELD_BY_HEADER: Readonly<Record<string, string>> = {
  refyear: 'year',
  year: 'year',
  period: 'period',
  flowcode: 'flow',
  tradeflowcode: 'flow',
  reportercode: 'reporterCode',
  reporterdesc: 'reporter',
  reporter: 'reporter',
  partnercode: 'partnerCode',
  partnerdesc: 'partner',
  partner: 'partner',
  partner2code: 'partner2',
  '2ndpartnercode': 'partner2',
  customscode: 'customs',
  customsproccode: 'customs',
  motcode: 'transport',
  modeoftransportcode: 'transport',
  cmdcode: 'code',
  commoditycode: 'code',
  cmddesc: 'description',
  commodity: 'description',
  primaryvalue: 'value',
  tradevalueus: 'value',
  netwgt: 'weight',
  netweightkg: 'weight',
};

const REQUIRED_FIELDS = ['period', 'flow', 'reporterCode', 'partnerCode', 'code', 'value'] as const;

const columnsOf = (row: TableRow): ReadonlyMap<string, number> => {
  const columns = new Map<string, number>();
  for (const [index, cell] of row.cells.entries()) {
    const field = typeof cell === 'string' ? FIELD_BY_HEADER[lettersOnly(cell)] : undefined;
    if (field && !columns.has(field)) columns.set(field, index);
  }
  return columns;
};

const textOfCell = (cell: TableCell | undefined): string => (cell === null || cell === undefined ? '' : String(cell).trim());
const amount = (cell: TableCell | undefined): number | undefined => {
  const text = textOfCell(cell);
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? undefined : number;
};

const CHINA = 156;
const WORLD = 0;
const isImport = (flow: string): boolean => flow === 'M' || flow === '1';

/**
 * Whether a row is a total over second partners, means of transport and customs procedures. Files have detail rows beside the totals
 * (partner2Code 0, motCode 0, customsCode C00); with both, everything would count twice.
 */
const isTotal = (cellText: (field: string) => string): boolean => {
  const isNone = (text: string) => text === '' || Number(text) === 0;
  const customs = cellText('customs');
  return isNone(cellText('partner2')) && isNone(cellText('transport')) && (customs === '' || customs === 'C00' || customs === '0');
};

const flowsOf = (
  sheet: TableSheet,
  headerRow: number,
  columns: ReadonlyMap<string, number>,
): { readonly flows: readonly Flow[]; readonly excludedRows: number; readonly rows: number } => {
  const flows: Flow[] = [];
  let excludedRows = 0;
  let rows = 0;
  for (const { index, cells } of sheet.rows) {
    if (index <= headerRow) continue;
    const cellText = (field: string): string => textOfCell(cells[columns.get(field) ?? -1]);
    const value = amount(cells[columns.get('value') ?? -1]);
    rows += 1;
    if (!isImport(cellText('flow')) || value === undefined) continue;
    if (!isTotal(cellText)) {
      excludedRows += 1;
      continue;
    }
    const period = cellText('period');
    flows.push({
      period,
      year: Number(cellText('year') || period.slice(0, 4)),
      reporterCode: cellText('reporterCode'),
      reporter: cellText('reporter'),
      partnerCode: cellText('partnerCode'),
      partner: cellText('partner'),
      // a code is text, so that a leading 0 is kept
      code: cellText('code'),
      description: cellText('description'),
      value,
      weight: amount(cells[columns.get('weight') ?? -1]),
    });
  }
  return { flows, excludedRows, rows };
};

/** Lists one amount per country. Repeated rows count once. */
const byCountry = (flows: readonly Flow[], nameOf: (flow: Flow) => string, isByWeight: boolean): Commodity['rows'] => {
  const amountByCountry = new Map<string, { amount: number; value: number }>();
  for (const flow of flows) {
    const flowAmount = isByWeight ? (flow.weight ?? 0) : flow.value;
    const knownAmounts = amountByCountry.get(nameOf(flow));
    if (knownAmounts && knownAmounts.amount === flowAmount && knownAmounts.value === flow.value) continue;
    amountByCountry.set(nameOf(flow), { amount: (knownAmounts?.amount ?? 0) + flowAmount, value: (knownAmounts?.value ?? 0) + flow.value });
  }
  return [...amountByCountry].map(([country, amounts]) => ({ country, ...amounts })).sort((a, b) => b.amount - a.amount);
};

const commodityOf = (topic: Commodity['topic'], flows: readonly Flow[], codes: ReadonlySet<string>): Commodity | undefined => {
  const first = flows[0];
  if (!first) return undefined;
  const isWorld = ({ partnerCode }: Flow) => Number(partnerCode) === WORLD;
  const parts = topic === 'supplierShare' ? flows.filter((flow) => !isWorld(flow)) : flows.filter(isWorld);
  if (parts.length < 2) return undefined;
  const isByWeight = parts.every(({ weight }) => weight !== undefined && weight > 0);
  const rows = byCountry(parts, topic === 'supplierShare' ? ({ partner }) => partner : ({ reporter }) => reporter, isByWeight);
  const world = topic === 'supplierShare' ? flows.find(isWorld)?.value : undefined;
  const shorterCode = [...codes]
    .filter((code) => code !== first.code && first.code.startsWith(code))
    .sort((a, b) => a.length - b.length)[0];
  return {
    key: `${topic}|${first.code}|${first.period}`,
    topic,
    code: first.code,
    description: first.description,
    year: first.year,
    period: first.period,
    isByWeight,
    rows,
    world,
    ratio: world === undefined || world === 0 ? undefined : sum(parts.map(({ value }) => value)) / world,
    partOf: shorterCode,
  };
};

/** Reads a sheet as a UN Comtrade file; undefined if it is none. Only imports are read, as exports are the imports of partners. */
export const readTradeFile = (sheets: readonly TableSheet[]): TradeFile | undefined => {
  for (const sheet of sheets) {
    const headerRow = sheet.rows.slice(0, 5).find((row) => REQUIRED_FIELDS.every((field) => columnsOf(row).has(field)));
    if (!headerRow) continue;
    const { flows, excludedRows, rows } = flowsOf(sheet, headerRow.index, columnsOf(headerRow));
    const codes = new Set(flows.map(({ code }) => code));
    const china = Map.groupBy(
      flows.filter(({ reporterCode }) => Number(reporterCode) === CHINA),
      ({ code, period }) => `${code}|${period}`,
    );
    const flowsByPeriod = Map.groupBy(flows, ({ code, period }) => `${code}|${period}`);
    const commodities = [
      ...[...china.values()].map((flowsOfPeriod) => commodityOf('supplierShare', flowsOfPeriod, codes)),
      ...[...flowsByPeriod.values()].map((flowsOfPeriod) => commodityOf('importerShare', flowsOfPeriod, codes)),
    ].filter((candidate) => candidate !== undefined);
    return { rows, excludedRows, commodities };
  }
  return undefined;
};

const METAL_WORDS: readonly (readonly [Metal, RegExp])[] = [
  ['iron', /\biron ore/i],
  ['copper', /\bcopper\b/i],
  ['aluminium', /\balumini?um\b|\bbauxite\b/i],
  ['lithium', /\blithium\b|\bspodumene\b/i],
  ['manganese', /\bmanganese\b/i],
  ['zinc', /\bzinc\b/i],
  ['nickel', /\bnickel\b/i],
  ['lead', /\blead ores?\b|^lead\b/i],
  ['tin', /\btin ores?\b|^tin\b/i],
  ['cobalt', /\bcobalt\b/i],
];

/** Returns the metal that a description names first. */
export const metalOf = (description: string): Metal | undefined => {
  const matches = METAL_WORDS.map(([metal, words]) => ({ metal, at: description.search(words) })).filter(({ at }) => at >= 0);
  return matches.sort((a, b) => a.at - b.at)[0]?.metal;
};

/** Message keys of UN Comtrade names that differ from those of Orebook. */
const COMTRADE_NAMES: Readonly<Record<string, ShippedKey>> = {
  "Côte d'Ivoire": 'shipped.place.CI',
  'Dem. Rep. of the Congo': 'shipped.place.CD',
  'Rep. of Korea': 'shipped.place.KR',
  'Russian Federation': 'shipped.place.RU',
  USA: 'shipped.place.US',
  'Viet Nam': 'shipped.place.VN',
};

const PLACES: ReadonlyMap<string, ShippedKey> = new Map([
  ...(Object.keys(shippedFactsMessages) as (keyof typeof shippedFactsMessages)[])
    .filter((key) => key.startsWith('shipped.place.'))
    .map((key) => [shippedFactsMessages[key], key] as const),
  ...Object.entries(COMTRADE_NAMES),
]);

/** The stored text of a country: its message if Orebook has one, else the name in the file. */
const placeText = (name: string): string => {
  const key = PLACES.get(name);
  return key === undefined ? name.slice(0, 200) : storedText(key);
};

/** Shares below this fraction are dropped. */
const MIN_SHARE = 0.001;

/** Lists the shares of a commodity as facts, in per cent of the sum of all countries. */
export const tradeFacts = ({ topic, code, description, year, period, isByWeight, rows }: Commodity, metal: Metal): readonly Fact[] => {
  const total = sum(rows.map((row) => row.amount));
  return rows
    .filter((row) => total > 0 && row.amount / total >= MIN_SHARE)
    .map((row) => ({
      topic,
      metal,
      product: `${description} ${code}`.slice(0, 120),
      measure: storedText(isByWeight ? 'shipped.measure.tonnage' : 'shipped.measure.value'),
      subject: placeText(row.country),
      year,
      period: /^\d{6}$/.test(period) ? `${period.slice(0, 4)}-${period.slice(4)}` : period,
      value: Number(((row.amount / total) * 100).toFixed(2)),
      unit: '%',
      source: `UN Comtrade, HS ${code}, imports of ${period}`,
      note: '',
      check: '',
    }));
};
