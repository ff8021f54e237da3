import { getScenario, listScenarios, removeScenario, saveScenario } from '#db/repositories/scenarios.ts';
import type { Db } from '#db/schema.ts';
import { combineScenarios, scaleScenario } from '#engine';
import { unique } from '#shared/collections.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { ScenarioId } from '#shared/domain/ids.ts';
import type { Scenario, ScenarioShocks } from '#shared/domain/scenario.ts';
import { isSameName } from '#shared/equality.ts';
import { sum } from '#shared/math.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { countryLabel, referenceLabel, scenarioLabel, scenarioText } from '../portfolio/labels.ts';
import { type ValuedPlan, valueAloneInSteps, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { combinedNote, copyName, findFreeName, localizeScenario, lostOutletTexts, scaledNote, truncateText } from '../recordTexts.ts';
import { createYielder, runWithYielding, yieldIfDue } from '../yielding.ts';
import { buyersLostWith, lostOutletShocks, monthsInYear, requireStorable } from './displacement.ts';
import { standaloneCost } from './scenarioFigures.ts';

const MAX_NAME = 120;
/** Characters reserved for a number after a name. */
const NUMBER_LENGTH = 5;
const MAX_NOTE = 2000;
/** Months after the valuation date at which a new scenario begins, as the shipped ones do. */
const DEFAULT_START_MONTHS = 6;

const requireFreeName = (name: string, scenarios: readonly Scenario[], self?: ScenarioId): void => {
  const isTaken = scenarios.some(
    ({ id, name: otherName }) => id !== self && everyShippedText(otherName).some((shippedName) => isSameName(shippedName, name)),
  );
  throwIfIssues(isTaken ? [issue('name', 'taken', name)] : []);
};

/** References whose shocks are shifts. */
const chargesOf = async (ctx: ServiceContext): Promise<ReadonlySet<string>> => {
  const { references } = await workbook(ctx);
  return new Set([...references.values()].filter(({ kind }) => kind === 'treatmentCharge').map(({ code }) => code));
};

/** Issues of a path beyond its schema: months ascending without repeats; multipliers above zero, demand not below zero. */
const pathIssues = (path: string, knots: Scenario['prices'][number]['knots'], lowestValue: 'any' | 'zero' | 'positive'): FieldIssue[] =>
  knots.flatMap(({ afterMonths, value }, i) => [
    ...(i > 0 && afterMonths <= knots[i - 1]!.afterMonths ? [issue(`${path}.knots.${i}.afterMonths`, 'knotsNotAscending')] : []),
    ...(lowestValue === 'positive' && value <= 0 ? [issue(`${path}.knots.${i}.value`, 'positive')] : []),
    ...(lowestValue === 'zero' && value < 0 ? [issue(`${path}.knots.${i}.value`, 'tooSmall', 0)] : []),
  ]);

const shockIssues = (shocks: ScenarioShocks, charges: ReadonlySet<string>): readonly FieldIssue[] => [
  ...shocks.prices.flatMap(({ reference, knots }, i) =>
    pathIssues(`scenario.prices.${i}`, knots, charges.has(reference) ? 'any' : 'positive'),
  ),
  ...shocks.demand.flatMap(({ knots }, i) => pathIssues(`scenario.demand.${i}`, knots, 'zero')),
];

const buildScenario = (id: string, name: string, shocks: ScenarioShocks, otherFields: Pick<Scenario, 'family' | 'note'>): Scenario => ({
  id: ScenarioId.parse(id),
  name,
  shipped: false,
  ...shocks,
  ...otherFields,
});

const NO_SHOCKS: ScenarioShocks = { startsAfterMonths: DEFAULT_START_MONTHS, prices: [], demand: [], channels: [] };

const readAll = async (db: Db, ids: readonly ScenarioId[]): Promise<readonly Scenario[]> => {
  const scenarios: Scenario[] = [];
  for (const id of ids) scenarios.push(localizeScenario((await getScenario(db, id)).scenario));
  return scenarios;
};

/** Lists the buyers with a contract in the chosen plan and the buyers in the channels of a scenario, by name. */
const buyersOf = (book: Workbook, { channels }: Scenario) => {
  const ids = unique([
    ...book.plan().portfolio.contracts.map(({ buyer }) => buyer.id),
    ...channels.flatMap(({ buyerId }) => (buyerId === undefined ? [] : [buyerId])),
  ]);
  return ids.map((id) => ({ id, name: book.buyers.get(id)?.name ?? id })).toSorted((a, b) => a.name.localeCompare(b.name));
};

/** Lists the countries of origin of products and of the channels of a scenario. */
const originsOf = (book: Workbook, { channels }: Scenario) => {
  const productCountries = unique([...book.products.values()].flatMap(({ countryOfOrigin }) => countryOfOrigin ?? []));
  return unique([...productCountries, ...channels.flatMap(({ countryOfOrigin }) => countryOfOrigin ?? [])])
    .map((country) => ({ country, name: countryLabel(book.countries, country), isUsed: productCountries.includes(country) }))
    .toSorted((a, b) => (a.country < b.country ? -1 : 1));
};

const lossShare = (plan: ValuedPlan, id: ScenarioId): number => {
  const base = sum(plan.revenue());
  return base > 0 ? Math.max(-1, Math.min(1, plan.scenarioCost(id) / base)) : 0;
};

export const scenariosHandlers: HandlersOf<'scenarios'> = {
  'scenarios.list': async (_input, ctx) => {
    const book = await workbook(ctx);
    const pause = createYielder();
    const plans = book.plans.filter(({ archived }) => !archived);
    const rows = [];
    for (const scenario of book.scenarios) {
      const { id, family, shipped, note, startsAfterMonths } = scenario;
      const costs = [];
      const shares = [];
      for (const { id: planId } of plans) {
        const plan = book.plan(planId);
        await runWithYielding(plan.inSteps.scenarioRevenue(id), pause);
        costs.push(standaloneCost(book, plan, id));
        shares.push(lossShare(plan, id));
        await pause();
      }
      rows.push({
        id,
        name: scenarioLabel(scenario),
        family,
        shipped,
        note: scenarioText(scenario, note),
        begins: book.valuationMonth + startsAfterMonths,
        costs,
        shares,
      });
    }
    return { plans: plans.map(({ id, name }) => ({ name, isChosen: id === book.settings.planId })), rows };
  },

  'scenarios.get': async ({ id }, ctx) => {
    const { scenario, version } = await getScenario(ctx.workspace.db(), id);
    const book = await workbook(ctx);
    await yieldIfDue();
    await runWithYielding(book.plan().inSteps.scenarioRevenue(id));
    await valueAloneInSteps(book.plan());
    const buyers = buyersOf(book, scenario);
    await yieldIfDue();
    return {
      scenario,
      version,
      valuationMonth: book.valuationMonth,
      lastMonth: book.lastMonth,
      references: [...book.references.values()]
        // an average moves with its indices
        .filter(({ kind, average }) => kind !== 'freight' && kind !== 'rate' && average === undefined)
        .map(({ code, name, metal, kind, follows }) => ({
          code,
          name: { shipped: name },
          ...(metal ? { metal } : {}),
          isCharge: kind === 'treatmentCharge',
          ...(follows ? { follows: referenceLabel(book.references, follows.reference) } : {}),
        })),
      buyers,
      products: [...book.products.values()].map(({ id: productId, name }) => ({ id: productId, name })),
      origins: originsOf(book, scenario),
      cost: standaloneCost(book, book.plan(), id),
    };
  },

  'scenarios.create': async ({ name, shocks = { ...NO_SHOCKS, note: '' } }, ctx) => {
    const { workspace, newId } = ctx;
    requireFreeName(name, await listScenarios(workspace.db()));
    throwIfIssues(shockIssues(shocks, await chargesOf(ctx)));
    const { note, ...withoutNote } = shocks;
    const scenario = buildScenario(newId(), name, withoutNote, { family: 'demandCycle', note });
    return workspace.change(message('history.scenarioAdded', { name }), async (tx) => {
      await saveScenario(tx, scenario);
      return { id: scenario.id };
    });
  },

  'scenarios.createLost': async ({ outlet }, ctx) => {
    const { workspace, newId } = ctx;
    const book = await workbook(ctx);
    const months = monthsInYear(book, book.year);
    const buyers = 'zone' in outlet ? [] : buyersLostWith(book.plan(), outlet.buyerId);
    requireStorable(buyers);
    const texts = lostOutletTexts(
      'zone' in outlet ? outlet : { buyer: book.buyers.get(outlet.buyerId)?.name ?? '', others: buyers.length - 1 },
      months,
    );
    const existingNames = (await listScenarios(workspace.db())).flatMap(({ name }) => everyShippedText(name));
    const name = findFreeName(truncateText(texts.name, MAX_NAME - NUMBER_LENGTH), existingNames);
    const shocks = lostOutletShocks(book, 'zone' in outlet ? outlet : { buyers }, months, texts.source);
    const scenario = buildScenario(newId(), name, shocks, {
      family: 'zone' in outlet ? 'geopolitics' : 'performanceRisk',
      note: texts.note,
    });
    return workspace.change(message('history.scenarioAdded', { name }), async (tx) => {
      await saveScenario(tx, scenario);
      return { id: scenario.id };
    });
  },

  'scenarios.copy': async ({ id }, { workspace, newId }) => {
    const db = workspace.db();
    const { scenario: storedScenario } = await getScenario(db, id);
    const scenario = localizeScenario(storedScenario);
    const names = (await listScenarios(db)).map(({ name }) => name);
    const copy: Scenario = {
      ...scenario,
      id: ScenarioId.parse(newId()),
      name: copyName(scenario.name, names, MAX_NAME),
      shipped: false,
    };
    return workspace.change(message('history.scenarioCopied', { from: scenarioLabel(storedScenario) }), async (tx) => {
      await saveScenario(tx, copy);
      return { id: copy.id };
    });
  },

  'scenarios.combine': async ({ ids, name }, ctx) => {
    const { workspace, newId } = ctx;
    const db = workspace.db();
    requireFreeName(name, await listScenarios(db));
    const parts = await readAll(db, unique(ids));
    const shocks = combineScenarios(parts, await chargesOf(ctx));
    const scenario = buildScenario(newId(), name, shocks, { family: parts[0]!.family, note: combinedNote(parts, MAX_NOTE) });
    return workspace.change(message('history.scenarioCombined', { name }), async (tx) => {
      await saveScenario(tx, scenario);
      return { id: scenario.id };
    });
  },

  'scenarios.scale': async ({ id, by, name }, ctx) => {
    const { workspace, newId } = ctx;
    const db = workspace.db();
    requireFreeName(name, await listScenarios(db));
    const { scenario: storedScenario } = await getScenario(db, id);
    const from = localizeScenario(storedScenario);
    const note = scaledNote(from, by, MAX_NOTE);
    const scenario = buildScenario(newId(), name, scaleScenario(from, by, await chargesOf(ctx)), { family: from.family, note });
    return workspace.change(message('history.scenarioScaled', { name, from: scenarioLabel(storedScenario) }), async (tx) => {
      await saveScenario(tx, scenario);
      return { id: scenario.id };
    });
  },

  'scenarios.save': async ({ scenario, version }, ctx) => {
    const { workspace } = ctx;
    const db = workspace.db();
    const { scenario: before } = await getScenario(db, scenario.id);
    throwIfIssues(before.shipped || scenario.shipped ? [issue('scenario.name', 'shipped')] : []);
    requireFreeName(scenario.name, await listScenarios(db), scenario.id);
    throwIfIssues(shockIssues(scenario, await chargesOf(ctx)));
    const isRenamed = before.name !== scenario.name;
    const label = isRenamed
      ? message('history.scenarioRenamed', { from: before.name, name: scenario.name })
      : message('history.scenarioEdited', { name: scenario.name });
    return workspace.change(label, async (tx) => ({ version: await saveScenario(tx, scenario, version) }));
  },

  'scenarios.remove': async ({ id }, { workspace }) => {
    const { scenario } = await getScenario(workspace.db(), id);
    throwIfIssues(scenario.shipped ? [issue('id', 'shipped')] : []);
    await workspace.change(message('history.scenarioDeleted', { name: scenario.name }), (tx) => removeScenario(tx, id));
    return { done: true };
  },
};
