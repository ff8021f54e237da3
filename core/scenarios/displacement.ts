import type { DisplacementCost } from '#engine';
import type { Displacement, DisplacementRow } from '#shared/contract/displacement.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import { BuyerId, ScenarioId } from '#shared/domain/ids.ts';
import { MAX_CHANNELS, type Scenario, type ScenarioShocks } from '#shared/domain/scenario.ts';
import { MONTHS_PER_YEAR, type Month, monthOf, type Year } from '#shared/domain/time.ts';
import type { Zone } from '#shared/domain/zone.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { groupRoute } from '../portfolio/buyerGroups.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { dmt, emptyFigure, months as monthsFigure, usd, usdPerDmt, usdPerYear, withExplanation } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import type { ValuedPortfolio } from '../portfolio/valuedPortfolio.ts';

/** A destination, or all buyers of a group, that take nothing for some months. */
export type Outlet = { readonly zone: Zone } | { readonly buyers: readonly BuyerId[] };

type Months = { readonly from: Month; readonly to: Month };

/** The months of a calendar year within the plan. */
export const monthsInYear = ({ valuationMonth, lastMonth }: Workbook, year: Year): Months => {
  const from = Math.min(lastMonth, Math.max(valuationMonth + 1, monthOf(year, 1)));
  return { from, to: Math.max(from, Math.min(lastMonth, monthOf(year, MONTHS_PER_YEAR))) };
};

/** Checks that a scenario has room for a channel row of each buyer. Throws SCENARIO_TOO_LARGE. */
export const requireStorable = (buyers: readonly BuyerId[]): void => {
  if (buyers.length > MAX_CHANNELS) throw new OrebookError('SCENARIO_TOO_LARGE', { count: buyers.length, max: MAX_CHANNELS });
};

/** The shocks of a lost outlet: no discount and no freight, buyers excused. `source` is the source of its channel rows. */
export const lostOutletShocks = ({ valuationMonth }: Workbook, outlet: Outlet, { from, to }: Months, source: string): ScenarioShocks => {
  const row = {
    afterMonths: 0,
    months: to - from + 1,
    openShare: 0,
    discount: 0,
    freightUsdPerWmt: 0,
    excused: true,
    source,
  };
  return {
    startsAfterMonths: from - valuationMonth,
    prices: [],
    demand: [],
    channels: 'zone' in outlet ? [{ ...row, zone: outlet.zone }] : outlet.buyers.map((buyerId) => ({ ...row, buyerId })),
  };
};

const outletKey = (outlet: Outlet): string => ('zone' in outlet ? outlet.zone : outlet.buyers.join(' '));

const scenarioCache = memoizeWeakly((_market: Workbook['market']) => new Map<string, Scenario>());

/**
 * Returns the scenario in which an outlet takes nothing in a calendar year of the plan: the same object while its shocks and the market are
 * the same, because market and revenues are cached by scenario. No page shows its name.
 */
const lostOutletScenario = (book: Workbook, outlet: Outlet, year: Year): Scenario => {
  const cache = scenarioCache(book.market);
  const key = `lost ${outletKey(outlet)} ${year}`;
  const scenario: Scenario = {
    id: ScenarioId.parse('lost-outlet'),
    name: key,
    family: 'performanceRisk',
    shipped: false,
    ...lostOutletShocks(book, outlet, monthsInYear(book, year), key),
    note: '',
  };
  const cachedScenario = cache.get(key);
  if (cachedScenario !== undefined && isDeepEqual(cachedScenario, scenario)) return cachedScenario;
  cache.set(key, scenario);
  return scenario;
};

type Line = { readonly key: MessageKey; readonly amount: number };
type ExplainedKey = 'loss' | 'lossPerTonne' | 'concentration' | 'concentrationPerTonne';

/** Explains a figure of a displacement by lines in its unit that sum to it. */
const explain = (book: Workbook, figure: Figure, key: ExplainedKey, lines: readonly Line[]): Figure =>
  withExplanation(
    figure,
    explanation(
      lines.map((line) => ({ label: message(line.key), amount: line.amount })),
      Number(figure.value),
      {
        title: message(`displacement.${key}`),
        formula: message(`displacement.${key}.formula`),
        unit: figure.unit,
        decimals: 1,
        sources: [deckSource(book)],
      },
    ),
  );

/** The figures of a displacement; concentration a year = over the months in which tonnes are displaced. */
export const displacementFigures = (
  book: Workbook,
  cost: DisplacementCost,
  identify: (measure: FigureMeasure) => FigureIdentity,
): Displacement => {
  const { tonnes, months, before, after, loss, lossUnlimited, concentration } = cost;
  if (tonnes === 0)
    return {
      tonnes: emptyFigure(),
      months: emptyFigure(),
      loss: emptyFigure(),
      lossPerTonne: emptyFigure(),
      concentration: emptyFigure(),
      concentrationPerTonne: emptyFigure(),
    };
  /** The loss, less the loss in a market of unlimited depth, per year or per tonne. */
  const lessUnlimited = (factor: number): readonly Line[] => [
    { key: 'displacement.loss', amount: loss * factor },
    { key: 'displacement.line.lessUnlimited', amount: -lossUnlimited * factor },
  ];
  const yearlyFactor = MONTHS_PER_YEAR / months;
  return {
    tonnes: dmt(tonnes, { decimals: 1, identity: identify('displacedTonnes') }),
    months: monthsFigure(months),
    loss: explain(book, usd(loss, { decimals: 1, identity: identify('displacementLoss') }), 'loss', [
      { key: 'displacement.line.before', amount: before },
      { key: 'displacement.line.after', amount: -after },
    ]),
    lossPerTonne: explain(book, usdPerDmt(loss / tonnes, { identity: identify('displacementLossPerTonne') }), 'lossPerTonne', [
      { key: 'displacement.line.unlimited', amount: lossUnlimited / tonnes },
      { key: 'displacement.concentration', amount: concentration / tonnes },
    ]),
    concentration: explain(
      book,
      usdPerYear(concentration * yearlyFactor, { identity: identify('concentrationCost') }),
      'concentration',
      lessUnlimited(yearlyFactor),
    ),
    concentrationPerTonne: explain(
      book,
      usdPerDmt(concentration / tonnes, { identity: identify('concentrationCostPerTonne') }),
      'concentrationPerTonne',
      lessUnlimited(1 / tonnes),
    ),
  };
};

type CostedRow = DisplacementRow & { readonly cost: DisplacementCost };

function* outletRow(
  book: Workbook,
  plan: ValuedPlan,
  outlet: Outlet,
  year: Year,
  names: Pick<DisplacementRow, 'key' | 'label' | 'route' | 'outlet'>,
): Steps<CostedRow> {
  const scenario = lostOutletScenario(book, outlet, year);
  yield* plan.inSteps.displacement(scenario);
  const cost = plan.displacement(scenario);
  const subject = 'zone' in outlet ? `zone:${outlet.zone}` : `group:${names.key}`;
  const identify = (measure: FigureMeasure) => identifyInPlan(book, plan, measure, { subject, period: year });
  return { ...names, ...monthsInYear(book, year), displacement: displacementFigures(book, cost, identify), cost };
}

/** Returns the cost to a plan of the displaced tonnes of a destination that takes nothing in a calendar year. */
export const lostDestination = (book: Workbook, plan: ValuedPlan, zone: Zone, year: Year): Steps<CostedRow> =>
  outletRow(book, plan, { zone }, year, { key: zone, label: message(`zone.${zone}`), outlet: { zone } });

/** The buyers of each group of a plan's deliveries, by the group's id: its own id for a buyer without a group. */
export const buyersByGroup = (plan: ValuedPortfolio): ReadonlyMap<string, readonly BuyerId[]> => {
  const groups = new Map<string, Set<BuyerId>>();
  for (const { members } of plan.exposure().rows) {
    const buyers = groups.get(members.group) ?? new Set();
    groups.set(members.group, buyers.add(BuyerId.parse(members.buyer)));
  }
  return new Map([...groups].map(([group, buyers]) => [group, [...buyers]]));
};

/** Returns the buyers of the group of a buyer, or the buyer alone where the plan delivers nothing to it. */
export const buyersLostWith = (plan: ValuedPortfolio, buyerId: BuyerId): readonly BuyerId[] =>
  [...buyersByGroup(plan).values()].find((buyers) => buyers.includes(buyerId)) ?? [buyerId];

export type NamedGroup = { readonly id: string; readonly name: string; readonly buyers: readonly BuyerId[] };

/** Returns the cost to a plan of the displaced tonnes of a group of buyers that takes nothing in a calendar year. */
export const lostGroup = (book: Workbook, plan: ValuedPlan, group: NamedGroup, year: Year): Steps<CostedRow> =>
  outletRow(book, plan, group, year, {
    key: group.id,
    label: { name: group.name },
    route: groupRoute(book, group.id),
    outlet: { buyerId: group.buyers[0]! },
  });
