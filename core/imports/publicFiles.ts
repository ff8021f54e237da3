import { listDeckPoints } from '#db/repositories/decks.ts';
import { replaceFacts } from '#db/repositories/facts.ts';
import { listReferences } from '#db/repositories/references.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db, Tx } from '#db/schema.ts';
import { keyBy } from '#shared/collections.ts';
import type { ImportChoice, ImportFile, ImportRow } from '#shared/contract/imports.ts';
import type { Fact } from '#shared/domain/fact.ts';
import type { Reference } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { listDeckSeries } from '../portfolio/deckSeries.ts';
import { publicSource } from '../recordTexts.ts';
import { pointKey, type StoredPoint } from '../sheets/importContext.ts';
import { createYielder } from '../yielding.ts';
import type { ImportedFile } from './importFile.ts';
import { convertSeries, findUsualReference, type PriceFile, type Series } from './priceFile.ts';
import { type Commodity, metalOf, type TradeFile, tradeFacts } from './tradeFile.ts';
import { type ReportProgress, savePoints } from './writeImport.ts';

/** The first month of a deck. */
const FIRST_MONTH = monthOf(1990, 1);

type PricesChoice = Extract<ImportChoice, { kind: 'prices' }>;
type TradeChoice = Extract<ImportChoice, { kind: 'trade' }>;

export const pricesView = async (db: Db, file: ImportedFile, { source, updatedOn: updateDate, series }: PriceFile): Promise<ImportFile> => {
  const references = await listReferences(db);
  return {
    kind: 'prices',
    id: file.id,
    name: file.name,
    source,
    updatedOn: updateDate,
    series: series.map((candidate) => {
      const months = [...candidate.points.keys()].filter((month) => month >= FIRST_MONTH).sort((a, b) => a - b);
      const reference = findUsualReference(candidate, references);
      return {
        key: candidate.key,
        name: candidate.name,
        unit: candidate.unit,
        from: months[0] ?? FIRST_MONTH,
        to: months.at(-1) ?? FIRST_MONTH,
        count: months.length,
        ...(reference ? { reference } : {}),
      };
    }),
    references: references.filter(({ kind }) => kind === 'price').map(({ code, name, unit }) => ({ code, name: { shipped: name }, unit })),
  };
};

export type CheckedPrices = { readonly rows: readonly ImportRow[]; readonly points: readonly StoredPoint[] };

/** The prices of a workspace to compare a public file with. */
export type PricesBefore = {
  readonly references: ReadonlyMap<string, Reference>;
  readonly valuation: Month;
  /** Prices of the base deck up to the valuation month by reference, estimated for months without one. */
  readonly known: ReadonlyMap<string, readonly { readonly month: Month; readonly price: number }[]>;
  readonly stored: ReadonlyMap<string, StoredPoint>;
};

export const loadPrices = async (db: Db): Promise<PricesBefore> => {
  const references = keyBy(await listReferences(db), ({ code }): string => code);
  const valuation = monthOfDate((await getSettings(db)).valuationDate);
  const knownPoints = Map.groupBy(
    await listDeckSeries(db, { deck: 'base', from: FIRST_MONTH, to: valuation }),
    ({ reference }): string => reference,
  );
  const storedPoints = keyBy(await listDeckPoints(db), (point) => pointKey(point.deck, point.reference, point.month));
  return { references, valuation, known: knownPoints, stored: storedPoints };
};

/** Checks what the chosen series would write: actual prices from January 1990 to the valuation month. */
export const checkPrices = async (pricesBefore: PricesBefore, file: PriceFile, { series }: PricesChoice): Promise<CheckedPrices> => {
  const { references, valuation, known, stored } = pricesBefore;
  const source = publicSource(file.source, file.updatedOn);
  const rows: ImportRow[] = [];
  const points: StoredPoint[] = [];
  const yieldToOthers = createYielder();
  for (const { key, reference: code } of series) {
    await yieldToOthers();
    const fileSeries = file.series.find((candidate) => candidate.key === key);
    const reference = references.get(code);
    if (!fileSeries || !reference) continue;
    const isDuplicate = points.some((point) => point.reference === code);
    const row = isDuplicate
      ? undefined
      : checkSeries(fileSeries, reference, new Map((known.get(code) ?? []).map(({ month, price }) => [month, price])), valuation);
    const newPoints = (row?.points ?? []).map(
      ({ month, price }): StoredPoint => ({ deck: 'base', reference: code, month, price, origin: 'source', source }),
    );
    const replacedPoints = newPoints.map((point) => stored.get(pointKey('base', code, point.month)));
    const isSame = (i: number) =>
      replacedPoints[i]?.price === newPoints[i]?.price && replacedPoints[i]?.origin === 'source' && replacedPoints[i]?.source === source;
    const changedPoints = newPoints.filter((_, i) => !isSame(i));
    points.push(...changedPoints);
    rows.push({
      key,
      group: { name: fileSeries.name },
      target: code,
      name: { shipped: reference.name },
      outcome:
        newPoints.length === 0
          ? 'refused'
          : changedPoints.length === 0
            ? 'same'
            : replacedPoints.some((point) => point !== undefined)
              ? 'changed'
              : 'added',
      count: newPoints.length,
      issues: isDuplicate ? [{ field: 'reference', message: message('imports.series.twice', { reference: code }) }] : (row?.issues ?? []),
      ...(row?.note ? { note: row.note } : {}),
    });
  }
  return { rows, points };
};

/** Checks a series over the months of a deck, with the excluded months and the reason. */
const checkSeries = (series: Series, reference: Reference, knownPrices: ReadonlyMap<Month, number>, valuation: Month) => {
  const { points, refused, fault } = convertSeries(series, reference, knownPrices);
  const usablePoints = points.filter(({ month }) => month >= FIRST_MONTH && month <= valuation);
  const earlyCount = points.filter(({ month }) => month < FIRST_MONTH).length;
  const lateCount = points.filter(({ month }) => month > valuation).length;
  const issues: ImportRow['issues'] = fault
    ? [
        {
          field: 'reference',
          message: message(`imports.series.${fault.rule}`, {
            stated: fault.stated,
            wanted: fault.wanted,
            ratio: Number((fault.ratio ?? 0).toPrecision(3)),
          }),
        },
      ]
    : [];
  const note = refused
    ? message('imports.series.ironBefore2006', { count: refused.count })
    : lateCount > 0
      ? message('imports.series.late', { count: lateCount })
      : earlyCount > 0
        ? message('imports.series.early', { count: earlyCount })
        : undefined;
  return { points: usablePoints, issues, note };
};

export const writePrices = async (tx: Tx, { points }: CheckedPrices, report: ReportProgress): Promise<void> => {
  let doneCount = 0;
  await savePoints(tx, points, (count) => {
    doneCount += count;
    return report(doneCount, points.length);
  });
};

/** Range of the ratio of the partners' sum to the world in which details were added to totals. */
const DOUBLED_RATIO = { from: 1.8, to: 2.2 };
const MAX_DEVIATION = 0.02;

const warningsOf = ({ ratio, partOf }: Commodity) => [
  ...(ratio !== undefined && ratio > DOUBLED_RATIO.from && ratio < DOUBLED_RATIO.to
    ? [message('imports.trade.doubled', { ratio: Number(ratio.toFixed(2)) })]
    : []),
  ...(ratio !== undefined && Math.abs(ratio - 1) > MAX_DEVIATION && !(ratio > DOUBLED_RATIO.from && ratio < DOUBLED_RATIO.to)
    ? [message('imports.trade.differs', { percent: Number((ratio * 100).toFixed(1)) })]
    : []),
  ...(partOf === undefined ? [] : [message('imports.trade.partOf', { code: partOf })]),
];

export const tradeView = (file: ImportedFile, { rows, excludedRows: leftOut, commodities }: TradeFile): ImportFile => ({
  kind: 'trade',
  id: file.id,
  name: file.name,
  rows,
  excludedRows: leftOut,
  commodities: commodities.map((commodity) => {
    const warnings = warningsOf(commodity);
    // a code inside another, or one that counts twice, is only imported if the user chooses it
    const metal = warnings.length === 0 ? metalOf(commodity.description) : undefined;
    return {
      key: commodity.key,
      code: commodity.code,
      description: commodity.description,
      topic: commodity.topic,
      period: commodity.period,
      partnerCount: commodity.rows.length,
      ...(metal ? { metal } : {}),
      warnings,
    };
  }),
});

const tableKey = ({ topic, metal, product, measure, period }: Fact): string => [topic, metal, product, measure, period].join('|');

export type CheckedTrade = { readonly rows: readonly ImportRow[]; readonly tables: readonly (readonly Fact[])[] };

/** Checks what the chosen commodities would write: tables of market shares, each of which replaces the one with the same name. */
export const checkTrade = (facts: readonly Fact[], file: TradeFile, { commodities }: TradeChoice): CheckedTrade => {
  const storedTables = Map.groupBy(facts, tableKey);
  const rows: ImportRow[] = [];
  const tables: (readonly Fact[])[] = [];
  for (const { key, metal } of commodities) {
    const commodity = file.commodities.find((candidate) => candidate.key === key);
    const shares = commodity ? tradeFacts(commodity, metal) : [];
    const first = shares[0];
    if (!commodity || !first) continue;
    const tableBefore = storedTables.get(tableKey(first));
    const isSame = JSON.stringify(tableBefore) === JSON.stringify(shares);
    if (!isSame) tables.push(shares);
    const [note] = warningsOf(commodity);
    rows.push({
      key,
      group: { name: commodity.code },
      target: commodity.topic,
      name: { name: commodity.description },
      outcome: isSame ? 'same' : tableBefore ? 'changed' : 'added',
      count: shares.length,
      issues: [],
      ...(note ? { note } : {}),
    });
  }
  return { rows, tables };
};

export const writeTrade = async (tx: Tx, { tables }: CheckedTrade, report: ReportProgress): Promise<void> => {
  for (const [i, facts] of tables.entries()) {
    await replaceFacts(tx, facts);
    await report(i + 1, tables.length);
  }
};
