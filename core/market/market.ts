import { getDeck, removeDeckPoints, saveDeckPoints } from '#db/repositories/decks.ts';
import { listFacts } from '#db/repositories/facts.ts';
import { getReference, listReferences, saveReference } from '#db/repositories/references.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Figure, Verdict } from '#shared/contract/figure.ts';
import type { Market } from '#shared/contract/market.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { indicesOf } from '#shared/domain/indexAverage.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { type DeckPoint, hasOwnProcess } from '#shared/domain/reference.ts';
import { type Month, monthOf, monthOfDate } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf } from '../context.ts';
import { listDeckSeries } from '../portfolio/deckSeries.ts';
import { labelFigure, ratio, share, usd, withExplanation } from '../portfolio/figures.ts';
import { deckLabel, referenceLabel } from '../portfolio/labels.ts';
import { enteredPriceSource } from '../recordTexts.ts';
import { calibrate, listPriceProcesses, withVolatility } from './calibration.ts';
import { listCorrelations, setCorrelations } from './correlations.ts';
import { compareDecks } from './decks.ts';
import { balanceChart, type Growth, growthChart, historyCharts, shareTables } from './marketCharts.ts';
import { copyDeck, deleteDeck, listDeckSummaries, saveOwnDeck } from './ownDecks.ts';
import { addReference, deleteReference, editReference, isOwn, readOwnReference } from './ownReference.ts';

const BILLION = 1e9;
const FIRST_YEAR = 2012;
const LAST_YEAR = 2024;
const HISTORY_FROM = monthOf(2006, 1);

const findFact = (facts: readonly Fact[], topic: Fact['topic'], metal: Metal | undefined, year?: number): Fact | undefined =>
  facts.find((fact) => fact.topic === topic && fact.metal === metal && (year === undefined || fact.year === year));

const money = (fact: Fact | undefined): Figure | undefined =>
  fact?.value === undefined ? undefined : usd(fact.value * BILLION, { decimals: 0, origin: 'source' });

/** Imports of the last year over those of the first, explained by both. */
const multipleFigure = (first: Fact | undefined, last: Fact | undefined): Figure | undefined => {
  if (first?.value === undefined || last?.value === undefined) return undefined;
  const line = (year: number, value: number) => ({
    label: message('market.explain.imports', { year }),
    amount: value * BILLION,
    unit: 'usd' as const,
    decimals: 2,
    origin: 'source' as const,
  });
  const multiple = last.value / first.value;
  return withExplanation(ratio(multiple), {
    title: message('market.explain.multiple'),
    formula: message('market.explain.multiple.formula', { first: FIRST_YEAR, last: LAST_YEAR }),
    lines: [line(LAST_YEAR, last.value), line(FIRST_YEAR, first.value)],
    total: { label: message('market.explain.multiple.total'), amount: multiple, unit: 'ratio', decimals: 2 },
    sources: [{ label: message('market.explain.source', { source: { shipped: last.source } }), origin: 'source' }],
  });
};

const metalFigures = (facts: readonly Fact[], metal: Metal): Market['metals'][number] => {
  const first = findFact(facts, 'importValue', metal, FIRST_YEAR);
  const last = findFact(facts, 'importValue', metal, LAST_YEAR);
  const publishedChange = findFact(facts, 'importChange', metal);
  const exports = findFact(facts, 'exportValue', metal, LAST_YEAR);
  const imports2012 = money(first);
  const imports2024 = money(last);
  const exports2024 = money(exports);
  const multiple = multipleFigure(first, last);
  const yearlyRate = first?.value && last?.value ? (last.value / first.value) ** (1 / (LAST_YEAR - FIRST_YEAR)) - 1 : undefined;
  const checks = new Set([first, last, exports, publishedChange].flatMap((fact) => fact?.check.split('\n') ?? []).filter(Boolean));
  const importGrowth = first?.value && last?.value ? last.value / first.value - 1 : undefined;
  const change = publishedChange?.value === undefined ? importGrowth : publishedChange.value / 100;
  return {
    metal,
    ...(imports2012 ? { imports2012 } : {}),
    ...(imports2024 ? { imports2024 } : {}),
    ...(exports2024 ? { exports2024 } : {}),
    ...(change === undefined
      ? {}
      : { change: share(change, { decimals: 0, sign: true, ...(publishedChange ? { origin: 'source' as const } : {}) }) }),
    ...(multiple ? { multiple } : {}),
    ...(yearlyRate === undefined ? {} : { yearlyRate: share(yearlyRate, { sign: true }) }),
    source: { shipped: (last ?? publishedChange)?.source ?? '' },
    check: { list: [...checks].map((shippedKey) => ({ shipped: shippedKey })), by: 'sentence' },
  };
};

const verdictOf = (facts: readonly Fact[], growth: readonly Growth[]): Verdict => {
  const amount = (topic: Fact['topic'], year: number): Figure | undefined => money(findFact(facts, topic, undefined, year));
  const deficit = findFact(facts, 'balance', undefined, LAST_YEAR);
  const imports = amount('importValue', 2021);
  const exports = amount('exportValue', 2021);
  const top = growth[0];
  const lithium =
    top && multipleFigure(findFact(facts, 'importValue', top.metal, FIRST_YEAR), findFact(facts, 'importValue', top.metal, LAST_YEAR));
  if (!imports || !exports || deficit?.value === undefined) return [];
  return [
    { key: 'market.verdict.deficit', figures: { imports, exports, deficit: usd(-deficit.value * BILLION, { origin: 'source' }) } },
    ...(top && lithium
      ? [
          {
            key: 'market.verdict.growth',
            figures: { metal: labelFigure(message(`metal.${top.metal}`, {}, 'inSentence')), multiple: { ...lithium, decimals: 0 } },
          },
        ]
      : []),
    { key: 'market.verdict.checks', figures: {} },
  ];
};

/** Separates entered prices from emptied ones, which return to the estimate. */
const splitPoints = (points: readonly { reference: DeckPoint['reference']; month: Month; price?: number | undefined }[]) => ({
  entered: points.flatMap(({ reference, month, price }): DeckPoint[] =>
    price === undefined ? [] : [{ reference, month, price, origin: 'user', source: enteredPriceSource() }],
  ),
  emptied: points.filter(({ price }) => price === undefined).map(({ reference, month }) => ({ reference, month })),
});

export const marketHandlers: HandlersOf<'market' | 'decks'> = {
  'market.get': async (_input, { workspace }) => {
    const db = workspace.db();
    const facts = await listFacts(db);
    const settings = await getSettings(db);
    const references = await listReferences(db);
    const history = await listDeckSeries(db, { deck: 'base', from: HISTORY_FROM, to: monthOfDate(settings.valuationDate) });
    const metals = METALS.map((metal) => metalFigures(facts, metal));
    const growth = metals
      .flatMap(({ metal, multiple }): Growth[] => (typeof multiple?.value === 'number' ? [{ metal, multiple: multiple.value }] : []))
      .sort((a, b) => b.multiple - a.multiple);
    return {
      verdict: verdictOf(facts, growth),
      balance: balanceChart(facts),
      growth: growthChart(growth),
      metals,
      suppliers: shareTables(facts, 'supplierShare'),
      importers: shareTables(facts, 'importerShare'),
      history: historyCharts(references, history),
    };
  },

  'market.processes': async (_input, { workspace }) => ({ rows: await listPriceProcesses(workspace.db()) }),

  'market.calibrate': ({ reference }, { workspace }) => calibrate(workspace.db(), reference),

  'market.setProcess': async ({ reference: code, volatility, meanReversion, source }, { workspace }) => {
    const reference = await getReference(workspace.db(), code);
    const label = message('history.priceProcess', { name: { shipped: reference.name } });
    await workspace.change(label, (tx) =>
      saveReference(tx, { ...withVolatility(reference, volatility), meanReversion, source, origin: 'user' }),
    );
    return { done: true };
  },

  'market.addReference': ({ reference }, context) => addReference(reference, context.workspace.db(), context),

  'market.ownReference': ({ code }, { workspace }) => readOwnReference(workspace.db(), code),

  'market.editReference': async ({ reference }, context) => {
    await editReference(reference, context.workspace.db(), context);
    return { done: true };
  },

  'market.removeReference': async ({ code }, context) => {
    await deleteReference(code, context.workspace.db(), context);
    return { done: true };
  },

  'market.correlations': (_input, { workspace }) => listCorrelations(workspace.db()),

  'market.setCorrelations': async (input, { workspace }) => {
    await workspace.change(message('history.correlations', { count: input.pairs.length }), (tx) => setCorrelations(tx, input));
    return { done: true };
  },

  'decks.get': async ({ deck, from, to }, { workspace }) => {
    const db = workspace.db();
    const { valuationDate } = await getSettings(db);
    const points = Map.groupBy(await listDeckSeries(db, { deck, from, to }), ({ reference }) => reference);
    const references = await listReferences(db);
    const byCode = new Map(references.map((reference) => [reference.code, reference]));
    return {
      months: Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i),
      valuationMonth: monthOfDate(valuationDate),
      rows: references.map(({ code, name, kind, metal, unit, follows, average }) => ({
        reference: code,
        name: { shipped: name },
        ...(metal ? { metal } : {}),
        unit,
        kind,
        leads: kind === 'price' && hasOwnProcess({ follows, average }),
        isOwn: isOwn({ code }),
        ...(follows ? { follows: referenceLabel(byCode, follows.reference) } : {}),
        ...(average ? { averages: indicesOf(average).map((index) => referenceLabel(byCode, index)) } : {}),
        points: (points.get(code) ?? []).map(({ month, price, origin, source }) => ({ month, price, origin, source: { shipped: source } })),
      })),
    };
  },

  'decks.compare': ({ reference }, { workspace }) => compareDecks(workspace.db(), reference),

  'decks.list': (_input, { workspace }) => listDeckSummaries(workspace.db()),
  'decks.save': saveOwnDeck,
  'decks.copy': copyDeck,
  'decks.remove': async (input, ctx) => {
    await deleteDeck(input, ctx);
    return { done: true };
  },

  'decks.set': async ({ deck, points }, { workspace }) => {
    const references = await listReferences(workspace.db());
    throwIfIssues(
      points.flatMap(({ reference: code }, i) => {
        const reference = references.find((candidate) => candidate.code === code);
        if (reference === undefined) return [issue(`points.${i}.reference`, 'notOffered')];
        return reference.average === undefined ? [] : [issue(`points.${i}.reference`, 'averageOfIndices')];
      }),
    );
    const { entered, emptied } = splitPoints(points);
    const label = message('history.prices', {
      count: points.length,
      deck: deckLabel(await getDeck(workspace.db(), deck), 'inSentence'),
    });
    await workspace.change(label, async (tx) => {
      if (entered.length > 0) await saveDeckPoints(tx, deck, entered);
      if (emptied.length > 0) await removeDeckPoints(tx, deck, emptied);
    });
    return { done: true };
  },
};
