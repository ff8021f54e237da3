import { type ExposureRow, exposureByDimension, prepareExposureSums } from '#engine';
import type { Explanation, Figure, Sentence } from '#shared/contract/figure.ts';
import type { SimulationOutcome, SimulationRun } from '#shared/contract/simulation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import { monthOfYear, type Year, yearOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { lossOnSpot } from '../cycles/cycleFigures.ts';
import { identifyLimit, lastYearOfBreach } from '../limits/limitFigures.ts';
import { groupName, groupRoute } from '../portfolio/buyerGroups.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import { deckSource } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { labelFigure, months, points, share, withExplanation, words, year as yearFigure } from '../portfolio/figures.ts';
import { chosenDeck, scenarioLabel } from '../portfolio/labels.ts';
import { oversoldVerdict } from '../portfolio/oversold.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { costFigure, savedFigure } from '../scenarios/scenarioFigures.ts';
import { createYielder, runWithYielding, yieldIfDue } from '../yielding.ts';

const sources = (book: Workbook, limit?: Limit): Explanation['sources'] => [
  deckSource(book),
  ...(limit
    ? [
        {
          label: message('overview.explain.limit', { level: share(limit.breach, { decimals: 0 }), owner: limit.owner }),
          origin: 'user' as const,
        },
      ]
    : []),
];

/** China's share of gross payable value in a year, with its explanation. */
const chinaFigure = (book: Workbook, valuedPlan: ValuedPlan, year: Year, limit?: Limit): Figure => {
  const exposure = valuedPlan.exposure();
  const at = exposure.years.indexOf(year);
  const chinaValue = exposureByDimension(exposure, 'zone').find((member) => member.member === 'china')?.grossValue[at] ?? 0;
  const total = sum(exposure.rows.map((row) => row.grossValue[at] ?? 0));
  const chinaShare = total > 0 ? chinaValue / total : 0;
  const line = (key: 'overview.explain.china.part' | 'overview.explain.china.all', amount: number) => ({
    label: message(key),
    amount,
    unit: 'usd' as const,
    decimals: 1,
  });
  return withExplanation(share(chinaShare, { decimals: 0, identity: identifyInPlan(book, valuedPlan, 'chinaShare', { period: year }) }), {
    title: message('overview.explain.china'),
    formula: message('overview.explain.china.formula', { deck: chosenDeck(book, 'inSentence'), year: countedYear(book, year) }),
    lines: [line('overview.explain.china.part', chinaValue), line('overview.explain.china.all', total)],
    total: { label: message('overview.explain.share'), amount: chinaShare, unit: 'fraction', decimals: 1 },
    sources: sources(book, limit),
    open: { label: message('overview.explain.open'), route: '/contracts?zone=china' },
  });
};

const chinaSentence = (book: Workbook, plan: ValuedPlan): Sentence => {
  const limit = book.limits.find(
    ({ measure, metal, productId }) =>
      measure.kind === 'zoneShare' && measure.zone === 'china' && metal === undefined && productId === undefined,
  );
  const measuredLimit = limit && plan.limits().find((candidate) => candidate.limitId === limit.id);
  const worstYear = measuredLimit?.worst?.year ?? book.year;
  const figures = { share: chinaFigure(book, plan, worstYear, limit), worst: labelFigure(countedYear(book, worstYear)) };
  if (limit === undefined || measuredLimit === undefined) return { key: 'overview.verdict.china', figures };
  const level = share(limit.breach, { decimals: 0 });
  const lastBreachYear = lastYearOfBreach(measuredLimit);
  if (lastBreachYear === undefined) return { key: 'overview.verdict.chinaUnder', figures: { ...figures, limit: level } };
  return { key: 'overview.verdict.chinaOver', figures: { ...figures, limit: level, year: yearFigure(lastBreachYear) } };
};

/** The group with the largest share of a metal that has a limit, and when its largest contract ends. */
function* groupSentence(book: Workbook, plan: ValuedPlan): Steps<readonly Sentence[]> {
  const limit = book.limits.find(({ measure, metal }) => measure.kind === 'largestGroup' && metal !== undefined);
  const worstYear = limit && plan.limits().find((candidate) => candidate.limitId === limit.id)?.worst;
  if (limit?.metal === undefined || worstYear === undefined) return [];
  const { metal } = limit;
  const exposure = plan.exposure();
  const at = exposure.years.indexOf(worstYear.year);
  const ofMetal = (row: ExposureRow): boolean => row.members.metal === metal;
  const largestGroup = exposureByDimension(exposure, 'group', ofMetal).reduce<{ member: string; tonnes: number } | undefined>(
    (largestMember, { member, tonnes }) => {
      const tonnesInYear = tonnes[at] ?? 0;
      return largestMember === undefined || tonnesInYear > largestMember.tonnes ? { member, tonnes: tonnesInYear } : largestMember;
    },
    undefined,
  );
  if (largestGroup === undefined || largestGroup.tonnes === 0) return [];
  yield;
  const name = groupName(book, largestGroup.member);
  const contractsOfGroup = new Set(
    exposure.rows.filter((row) => ofMetal(row) && row.members.group === largestGroup.member).map(({ contractId }) => contractId),
  );
  yield;
  const contracts = plan.portfolio.contracts
    .filter(({ contract }) => contractsOfGroup.has(contract.id))
    .map(({ contract }) => contract)
    .sort((a, b) => tonnesOf(b) - tonnesOf(a));
  const first = contracts[0];
  if (first === undefined) return [];
  const metalName = message(`metal.${metal}`, {}, 'inSentence');
  const shareFigure = withExplanation(share(worstYear.value, { decimals: 0, identity: identifyLimit(book, plan, limit, worstYear.year) }), {
    title: message('overview.explain.group', { group: name, metal: metalName }),
    formula: message('overview.explain.group.formula', { metal: metalName, year: countedYear(book, worstYear.year) }),
    lines: [
      { label: message('overview.explain.group.part'), amount: largestGroup.tonnes, unit: 'dmt', decimals: 1 },
      {
        label: message('overview.explain.group.all'),
        amount: worstYear.value > 0 ? largestGroup.tonnes / worstYear.value : 0,
        unit: 'dmt',
        decimals: 1,
      },
    ],
    total: { label: message('overview.explain.share'), amount: worstYear.value, unit: 'fraction', decimals: 1 },
    sources: sources(book, limit),
  });
  return [
    {
      key: 'overview.verdict.group',
      figures: {
        group: words(name, { route: groupRoute(book, largestGroup.member) }),
        share: shareFigure,
        metal: labelFigure(metalName),
        year: labelFigure(countedYear(book, worstYear.year)),
        limit: share(limit.breach, { decimals: 0 }),
        months: months(first.end - book.valuationMonth, { route: `/contracts/${first.id}` }),
      },
    },
  ];
}

const tonnesOf = (contract: OfftakeContract): number => contract.terms[0]?.quantity.tonnesPerYear ?? 0;

/** The sentence states the cost on unsold tonnes if it is at least this share of the whole cost. */
const NOTABLE_SHARE = 0.2;

const slumpSentence = (book: Workbook, plan: ValuedPlan): readonly Sentence[] => {
  const inSlump = plan.inScenario();
  const defaultScenario = findScenario(book.scenarios, undefined);
  if (inSlump === undefined || defaultScenario === undefined || inSlump.total.change >= 0) return [];
  const { total } = inSlump;
  const scenario = defaultScenario.id;
  const identity = (measure: 'scenarioCost' | 'savedByClauses') => ({ identity: identifyInPlan(book, plan, measure, { scenario }) });
  const cost = costFigure(book, inSlump, { decimals: 0, route: '/cycles', ...identity('scenarioCost') });
  const savedAmount = savedFigure(book, inSlump, { decimals: 0, ...identity('savedByClauses') });
  const unsoldFigure = { ...lossOnSpot(book, inSlump, { identity: identifyInPlan(book, plan, 'spotLoss', { scenario }) }), decimals: 0 };
  const figures = {
    scenario: labelFigure(scenarioLabel(defaultScenario), { route: '/cycles' }),
    cost,
    saved: savedAmount,
    year: yearFigure(book.settings.horizonYear),
  };
  if (Number(unsoldFigure.value) < -total.change * NOTABLE_SHARE) return [{ key: 'overview.verdict.slump', figures }];
  return [{ key: 'overview.verdict.slumpUnsold', figures: { ...figures, unsold: unsoldFigure } }];
};

/** Gross payable value of a year, USD: to China, and to all destinations. */
type ValueToChina = { readonly china: number; readonly total: number };

const valueToChina = (rows: readonly ExposureRow[], at: number): ValueToChina => {
  let [china, total] = [0, 0];
  for (const { destinations, grossValue } of rows) {
    const value = grossValue[at] ?? 0;
    let part = 0;
    for (const { zone, share } of destinations) if (zone === 'china') part += share;
    china += value * part;
    total += value;
  }
  return { china, total };
};

const chinaShareOf = ({ china, total }: ValueToChina): number => china / (total || 1);

/** Returns the first calendar year in which a contract delivers from January. */
const firstFullYear = (contract: OfftakeContract): Year =>
  monthOfYear(contract.start) === 1 ? yearOf(contract.start) : yearOf(contract.start) + 1;

/** The least rise of China's share that is stated. */
const LEAST_RAISE = 0.0005;

/** Returns the sentence on the deal under negotiation that would raise China's share most in its first full year. */
const draftSentence = async (book: Workbook, plan: ValuedPlan): Promise<readonly Sentence[]> => {
  const negotiated = book.contracts.filter((contract) => contract.status === 'negotiating' && !isInPlan(plan.plan, contract));
  if (negotiated.length === 0) return [];
  const { years, rows } = plan.exposure();
  const valueOfPlan = memoize((at: number) => valueToChina(rows, at));
  await yieldIfDue();
  const everyDeal = book.everyDeal(plan.plan.id);
  await runWithYielding(everyDeal.inSteps.exposure());
  const negotiatedIds = new Set(negotiated.map(({ id }) => id));
  const rowsByContract = Map.groupBy(
    everyDeal.exposure().rows.filter(({ contractId }) => negotiatedIds.has(contractId)),
    ({ contractId }) => contractId,
  );
  await yieldIfDue();
  let first: { readonly contract: OfftakeContract; readonly year: Year; readonly at: number; readonly without: number } | undefined;
  let largestRaise = LEAST_RAISE;
  for (const contract of negotiated) {
    const year = firstFullYear(contract);
    const at = years.indexOf(year);
    if (at < 0) continue;
    const valueBefore = valueOfPlan(at);
    const ownValue = valueToChina(rowsByContract.get(contract.id) ?? [], at);
    const shareBefore = chinaShareOf(valueBefore);
    const raise = chinaShareOf({ china: valueBefore.china + ownValue.china, total: valueBefore.total + ownValue.total }) - shareBefore;
    await yieldIfDue();
    if (raise < largestRaise || (first !== undefined && raise === largestRaise)) continue;
    first = { contract, year, at, without: shareBefore };
    largestRaise = raise;
  }
  if (first === undefined) return [];
  await yieldIfDue();
  const { year, without } = first;
  const withDeal = book.withDraft(first.contract);
  await runWithYielding(withDeal.inSteps.exposure());
  await yieldIfDue();
  const withDraft = chinaShareOf(valueToChina(withDeal.exposure().rows, first.at));
  const line = (key: 'with' | 'without', amount: number) => ({
    label: message(`overview.explain.draft.${key}`),
    amount,
    unit: 'fraction' as const,
    decimals: 1,
  });
  const identity = identifyInPlan(book, withDeal, 'chinaShare', { period: year, against: plan });
  const change = withExplanation(points(withDraft - without, { sign: false, between: { value: withDraft, from: without }, identity }), {
    title: message('overview.explain.draft'),
    formula: message('overview.explain.draft.formula', { year }),
    lines: [line('with', withDraft), line('without', without)],
    total: { label: message('overview.explain.draft.total'), amount: withDraft - without, unit: 'points', decimals: 1 },
    sources: sources(book),
  });
  const buyer = book.buyers.get(first.contract.buyerId)?.name ?? first.contract.code;
  const deal = labelFigure(message('overview.draftName', { buyer }), { route: `/contracts/${first.contract.id}` });
  return [{ key: 'overview.verdict.draft', figures: { deal, points: change, year: yearFigure(year) } }];
};

/** Summarises the plan: what it oversells, and its dependence on China and on one group. */
export const overviewVerdict = async (book: Workbook, plan: ValuedPlan): Promise<readonly Sentence[]> => {
  if (book.products.size === 0) return [{ key: 'overview.verdict.empty', figures: {} }];
  if (plan.portfolio.contracts.length === 0) return [{ key: 'overview.verdict.spotOnly', figures: {} }];
  const yieldNow = createYielder();
  const oversoldSentences = await runWithYielding(oversoldVerdict(book, plan), yieldNow);
  await runWithYielding(prepareExposureSums(plan.exposure(), 'zone'), yieldNow);
  await yieldNow();
  const sentenceOnChina = chinaSentence(book, plan);
  await yieldNow();
  return [...oversoldSentences, sentenceOnChina, ...(await runWithYielding(groupSentence(book, plan), yieldNow))];
};

/** Summarises what would change the plan: the cost of a slump, and the effect of the next draft. */
export const effectsVerdict = async (book: Workbook, plan: ValuedPlan): Promise<readonly Sentence[]> => {
  if (book.products.size === 0 || plan.portfolio.contracts.length === 0) return [];
  await runWithYielding(plan.inSteps.inScenario());
  const slump = slumpSentence(book, plan);
  await yieldIfDue();
  return [...slump, ...(await draftSentence(book, plan))];
};

/** Returns the sentence on the newest run of this plan; none if the run is outdated. */
export const simulatedSentence = (
  { plan }: ValuedPlan,
  run: SimulationRun | undefined,
  outcome: SimulationOutcome | undefined,
): readonly Sentence[] => {
  if (!run?.current || run.plan !== plan.name || run.scenario !== undefined) return [];
  const { paths, tail, shortfall } = outcome?.verdict.find(({ key }) => key === 'simulation.verdict.spread')?.figures ?? {};
  if (paths === undefined || tail === undefined || shortfall === undefined) return [];
  return [{ key: 'overview.verdict.simulated', figures: { paths: { ...paths, route: '/cycles/simulation' }, tail, shortfall } }];
};
