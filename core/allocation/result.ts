import { allocationRiskInSteps, createRevenueFunction, findAllocationViolations, isMaterialDifference } from '#engine';
import type { AllocationAim, AllocationRequest, AllocationResult, FrontierPoint } from '#shared/contract/allocation.ts';
import type { LinesChart } from '#shared/contract/charts.ts';
import type { Amount, Figure } from '#shared/contract/figure.ts';
import type { AllocationFrontier, OptimalAllocation } from '#shared/domain/allocation.ts';
import { ContractId, ProductId } from '#shared/domain/ids.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { emptyFigure, hhi, ratio, usd, usdPerDmt, withExplanation } from '../portfolio/figures.ts';
import { chosenDeck } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { AllocationAnswer } from '../workers/allocationClient.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import type { AllocatedTonnes } from './allocatedTonnes.ts';
import type { AllocationWithinDscr } from './allocateWithinDscr.ts';
import { type ConflictFacts, conflictAnswer } from './conflict.ts';
import { damagesOf } from './dealDamages.ts';
import { planWithTonnes } from './deals.ts';
import { estimateOnFreshPaths, type FreshEstimates, SCENARIO_PATHS, type SimulatedPaths } from './outcomes.ts';
import { type AllocationAtDeck, type PreparedAllocation, usesSimulatedPaths } from './problem.ts';
import { ruleName } from './ruleNames.ts';
import { marginsPerTonne, valuePlan } from './valuedAllocation.ts';

/** A risk as a figure: the tail mean and the standard deviation of a variance in USD, an index for an HHI. */
const riskFigure = (aim: AllocationAim, risk: number, options: Partial<Figure> = {}): Figure => {
  if (aim === 'hhi') return hhi(risk, options);
  return usd(aim === 'variance' ? Math.sqrt(Math.max(0, risk)) : -risk, { decimals: 1, ...options });
};

/** What a limit counts. */
type CountedQuantity = 'tonnes' | 'value' | 'ratio';

const countedBy = (book: Workbook, source: string): CountedQuantity => {
  const limit = book.limits.find(({ id }) => id === source);
  if (limit?.measure.kind === 'minimumDscr') return 'ratio';
  return limit?.denominator === 'valueSold' ? 'value' : 'tonnes';
};

/** Change of a ratio for which its shadow price is shown. */
const RATIO_STEP = 0.01;

type BestAnswer = Extract<AllocationResult['answer'], { outcome: 'best' }>;
type Binding = BestAnswer['binding'][number];

/** A shadow price in the unit of the risk: of the standard deviation for a variance, in points for an HHI. */
const shadowPriceFigure = (aim: AllocationAim, price: number, quantity: CountedQuantity, risk: number): Pick<Binding, 'price' | 'per'> => {
  if (aim === 'hhi') {
    // points per thousand dmt, per million USD, or per step of a ratio
    const points = price * { tonnes: 1e3, value: 1e6, ratio: RATIO_STEP }[quantity];
    const per = { tonnes: 'kdmt', value: 'musd', ratio: 'ratioHhi' } as const;
    return { price: hhi(points, { decimals: Math.abs(points) < 1e-3 ? 3 : 1 }), per: per[quantity] };
  }
  // d sqrt(v) = dv / (2 sqrt(v))
  const usdPrice = aim === 'variance' && risk > 0 ? price / (2 * Math.sqrt(risk)) : price;
  if (quantity === 'ratio') return { price: usd(usdPrice * RATIO_STEP, { decimals: 1 }), per: 'ratio' };
  return quantity === 'value' ? { price: ratio(usdPrice, { decimals: 3 }), per: 'usd' } : { price: usdPerDmt(usdPrice), per: 'dmt' };
};

/** Adds up the shadow prices of the tangent planes by which a limit on a ratio binds in a year. */
const mergeRatios = (book: Workbook, binding: OptimalAllocation['binding']): OptimalAllocation['binding'] =>
  [...Map.groupBy(binding, ({ id, source }) => (countedBy(book, source) === 'ratio' ? id.slice(0, id.indexOf(':')) : id)).values()].map(
    (planes) => ({ ...planes[0]!, shadowPrice: sumBy(planes, ({ shadowPrice }) => shadowPrice) }),
  );

/** The risk of an allocation, computed in steps. */
const riskAt = ({ risk, problem }: PreparedAllocation, tonnes: readonly number[]): Promise<number> =>
  runWithYielding(allocationRiskInSteps(risk, problem.cells, tonnes));

/** Whether the bounds let a signed deal fall under the seller's tolerance. */
const deductsDamages = ({ atDeck }: AllocationAtDeck): boolean => atDeck.cells.some(({ damages }) => damages !== undefined);

/** The share of the worst outcomes that the confidence level leaves. */
export const worstShare = ({ confidence }: AllocationRequest): Amount => ({ value: 1 - confidence, unit: 'fraction', decimals: 0 });

const frontierChart = async (
  book: Workbook,
  request: AllocationRequest,
  preparedAllocation: PreparedAllocation,
  frontier: AllocationFrontier,
  allocation: OptimalAllocation,
): Promise<LinesChart> => {
  const { problem } = preparedAllocation;
  const shownRisk = (value: number): number => {
    if (request.aim === 'hhi') return value * 10_000;
    return request.aim === 'variance' ? Math.sqrt(Math.max(0, value)) : -value;
  };
  const revenueAt = createRevenueFunction(problem.cells, problem.spotMarkets, false);
  const pointAt = async (tonnes: readonly number[]) => ({
    x: shownRisk(await riskAt(preparedAllocation, tonnes)),
    y: revenueAt(tonnes).revenue,
  });
  const planDots: NonNullable<LinesChart['dots']>[number][] = [];
  for (const { id, name } of book.plans.filter(({ archived }) => !archived)) {
    const point = await pointAt(preparedAllocation.tonnesOf(book.plan(id)));
    planDots.push({ ...point, label: { name }, role: 'ink', hollow: id !== book.settings.planId });
  }
  const thisPoint = await pointAt(allocation.tonnes);
  const frontierPoint = ({ revenue, risk: pointRisk }: AllocationFrontier['points'][number]) => ({ x: shownRisk(pointRisk), y: revenue });
  const kind = request.aim === 'revenue' ? 'tailMean' : request.aim;
  const risk = message(`allocation.risk.${kind}`, { share: worstShare(request) });
  const interpolatedPoints = frontier.points.filter(({ isInterpolated }) => isInterpolated);
  return {
    kind: 'lines',
    title: message('allocation.frontier.title'),
    summary: message('allocation.frontier.summary', { risk }),
    xKind: 'number',
    xUnit: kind === 'hhi' ? 'index' : 'usd',
    xLabel: kind === 'hhi' ? risk : message('allocation.frontier.x', { risk, unit: { unitOf: 'usd' } }),
    unit: 'usd',
    unitLabel: message(deductsDamages(preparedAllocation) ? 'allocation.frontier.unitLessDamages' : 'allocation.frontier.unit', {
      unit: { unitOf: 'usd' },
    }),
    decimals: 0,
    series: [
      {
        label: message('allocation.frontier.line'),
        role: 'ink',
        style: 'solid',
        points: frontier.points.map(frontierPoint),
        // solutions in the model of the allocation; the plan that one of them makes has figures
        identity: { none: 'assumed' },
        endLabel: false,
      },
      ...(interpolatedPoints.length === 0
        ? []
        : [
            {
              label: message('allocation.frontier.interpolated'),
              role: 'context' as const,
              style: 'points' as const,
              points: interpolatedPoints.map(frontierPoint),
              identity: { none: 'assumed' as const },
              endLabel: false,
            },
          ]),
    ],
    dots: [...planDots, { ...thisPoint, label: message('allocation.frontier.this'), role: 'accent' as const, hollow: false }],
  };
};

const costFigure = (
  book: Workbook,
  preparedAllocation: PreparedAllocation,
  allocation: Pick<OptimalAllocation, 'revenue' | 'tonnes'>,
  unconstrainedRevenue: number,
): Figure => {
  // tonnes over the plan: the exposure of a deal at its nominal tonnes, times the allocated share of these
  const rows = Map.groupBy(book.everyDeal().exposure().rows, ({ contractId }) => contractId);
  const dealTonnes = preparedAllocation.dealTonnes(allocation.tonnes);
  const soldTonnes = sumBy(
    preparedAllocation.deals,
    ({ contractId, nominalTonnes }, i) =>
      (sum((rows.get(contractId) ?? []).flatMap(({ tonnes }) => tonnes)) * dealTonnes[i]!) / nominalTonnes,
  );
  if (soldTonnes <= 0) return emptyFigure();
  const cost = (unconstrainedRevenue - allocation.revenue) / soldTonnes;
  return withExplanation(
    usdPerDmt(cost, { decimals: 2 }),
    explanation(
      [
        { label: message('allocation.cost.free'), amount: unconstrainedRevenue / soldTonnes },
        { label: message('allocation.cost.thisAllocation'), amount: -allocation.revenue / soldTonnes },
      ],
      cost,
      {
        title: message('allocation.cost'),
        formula: message('allocation.cost.formula'),
        unit: 'usdPerDmt',
        decimals: 2,
        sources: [deckSource(book)],
      },
    ),
  );
};

/** Deals that have a line of their own in an explanation, the largest ones. */
const MAX_DEAL_LINES = 50;

/** The change of net revenue against the current plan, explained by the contract revenue of each deal and the spot sales of each product. */
const changeFigure = (
  book: Workbook,
  { deals, problem, atDeck, dealTonnes }: PreparedAllocation,
  currentTonnes: readonly number[],
  tonnes: readonly number[],
): Figure => {
  const { cells, spotMarkets = [] } = problem;
  const revenueAt = createRevenueFunction(cells, spotMarkets, false);
  const [before, after] = [revenueAt(currentTonnes), revenueAt(tonnes)];
  const [dealsBefore, dealsAfter] = [dealTonnes(currentTonnes), dealTonnes(tonnes)];
  const dealLines = deals.flatMap(({ code }, i) => {
    const change = dealsAfter[i]! - dealsBefore[i]!;
    return change === 0 ? [] : [{ label: message('line.member', { name: code }), amount: change * atDeck.cells[i]!.margin }];
  });
  const largestLines = new Set(dealLines.toSorted((a, b) => Math.abs(b.amount) - Math.abs(a.amount)).slice(0, MAX_DEAL_LINES));
  const otherLines = dealLines.filter((line) => !largestLines.has(line));
  const lines = [
    ...dealLines.filter((line) => largestLines.has(line)),
    ...(otherLines.length === 0
      ? []
      : [{ label: message('allocation.change.others', { count: otherLines.length }), amount: sumBy(otherLines, ({ amount }) => amount) }]),
    ...spotMarkets.map(({ product }, p) => ({
      label: message('allocation.change.spot', { product: book.products.get(ProductId.parse(product))?.name ?? product }),
      amount: after.spot[p]!.revenue - before.spot[p]!.revenue,
    })),
    ...(after.damages > 0 ? [{ label: message('allocation.result.damages'), amount: before.damages - after.damages }] : []),
  ];
  const change = sumBy(lines, ({ amount }) => amount);
  return withExplanation(
    usd(change, { sign: true, decimals: 1 }),
    explanation(lines, change, {
      title: message('allocation.change'),
      formula: message('allocation.change.formula'),
      unit: 'usd',
      decimals: 1,
      sources: [deckSource(book)],
    }),
  );
};

/** The points of the frontier, without their tonnes. */
const frontierPoints = async (
  book: Workbook,
  request: AllocationRequest,
  preparedAllocation: PreparedAllocation,
  currentTonnes: readonly number[],
  { unrestricted, frontier }: AllocationAnswer,
): Promise<readonly FrontierPoint[]> => {
  const points: FrontierPoint[] = [];
  for (const { revenue, risk, tonnes, isInterpolated } of frontier?.points ?? []) {
    const change = changeFigure(book, preparedAllocation, currentTonnes, tonnes);
    await yieldIfDue();
    points.push({
      revenue: usd(revenue, { decimals: 1 }),
      change,
      risk: riskFigure(request.aim, risk),
      cost:
        unrestricted?.status === 'optimal'
          ? costFigure(book, preparedAllocation, { revenue, tonnes }, unrestricted.revenue)
          : emptyFigure(),
      isInterpolated,
    });
    await yieldIfDue();
  }
  return points;
};

/** `damages` of the resulting plan, which its simulation does not have, are deducted from a tail mean. */
const freshFigures = (
  { freshPaths }: SimulatedPaths,
  { after, before }: FreshEstimates,
  damages: number,
): NonNullable<BestAnswer['fresh']> => ({
  paths: freshPaths,
  after: usd(after.value - damages, { decimals: 1 }),
  afterError: usd(after.error, { decimals: 1 }),
  before: usd(before.value, { decimals: 1 }),
  beforeError: usd(before.error, { decimals: 1 }),
});

/** What the risk is measured over. */
const riskScenarios = (book: Workbook, request: AllocationRequest): AllocationResult['scenarios'] => {
  if (request.aim === 'hhi') return { from: 'none' };
  return usesSimulatedPaths(request)
    ? { from: 'simulated', paths: SCENARIO_PATHS, seed: request.seed }
    : { from: 'library', count: book.scenarios.length };
};

const bestAnswer = async (
  book: Workbook,
  request: AllocationRequest,
  preparedAllocation: PreparedAllocation,
  optimum: OptimalAllocation,
  answer: AllocationAnswer,
): Promise<{ readonly answer: BestAnswer; readonly tonnes: AllocatedTonnes }> => {
  const { unrestricted, frontier } = answer;
  const { deals, problem, risk, atDeck } = preparedAllocation;
  await yieldIfDue();
  const currentTonnes = preparedAllocation.tonnesOf(book.plan());
  const [dealsBefore, dealsAfter] = [preparedAllocation.dealTonnes(currentTonnes), preparedAllocation.dealTonnes(optimum.tonnes)];
  await yieldIfDue();
  const margins = await marginsPerTonne(book, preparedAllocation, dealsAfter);
  await yieldIfDue();
  const plan = planWithTonnes(book, deals, dealsAfter);
  const valueHere = async () => {
    await runWithYielding(plan.inSteps.value());
    // with every deal, by code that shares nothing with the model
    const violations = problem.whole
      ? findAllocationViolations(problem.whole, [...dealsAfter, optimum.tonnes.at(-1)!])
      : optimum.violations;
    await yieldIfDue();
    return { violations, checkedPlan: await valuePlan(book, deals, dealsAfter, plan) };
  };
  // threads simulate the plan while it is valued here
  const [freshEstimates, { violations, checkedPlan }] = await Promise.all([
    preparedAllocation.paths && estimateOnFreshPaths(preparedAllocation.paths, risk, plan),
    valueHere(),
  ]);
  const damages = atDeck.cells.slice(0, deals.length).map(({ damages: ofDeal }, i) => (ofDeal ? damagesOf(ofDeal, dealsAfter[i]!) : 0));
  const [before, after] = [book.plan(), plan].map((valuedPlan) => sum(valuedPlan.value.revenue));
  const allocatedDeals = deals.map(({ contractId, code, buyer, metal }, i) => ({
    contractId: ContractId.parse(contractId),
    code,
    buyer,
    metal,
    before: dealsBefore[i]!,
    after: dealsAfter[i]!,
    margin: usdPerDmt(margins[i]!, { sign: true }),
    ...(damages[i]! > 0 ? { damages: usd(damages[i]!, { decimals: 1 }) } : {}),
  }));
  const [riskAfter, riskNow] = [await riskAt(preparedAllocation, optimum.tonnes), await riskAt(preparedAllocation, currentTonnes)];
  const change = changeFigure(book, preparedAllocation, currentTonnes, optimum.tonnes);
  await yieldIfDue();
  const bestFacts: BestAnswer = {
    outcome: 'best',
    damages: usd(sum(damages), { decimals: 1 }),
    deductsDamages: deductsDamages(preparedAllocation),
    isMaterial: isMaterialDifference(after! - sum(damages), before!, 0),
    revenue: usd(optimum.revenue, { decimals: 1 }),
    change,
    risk: riskFigure(request.aim, riskAfter),
    riskNow: riskFigure(request.aim, riskNow),
    cost: unrestricted?.status === 'optimal' ? costFigure(book, preparedAllocation, optimum, unrestricted.revenue) : emptyFigure(),
    ...(optimum.rounded ? { rounded: riskFigure(request.aim, Math.abs(optimum.rounded.gap)) } : {}),
    pricesFrom: optimum.pricesFrom,
    binding: mergeRatios(book, optimum.binding).map(({ id, source, shadowPrice }) => ({
      name: ruleName(book, id, source),
      ...shadowPriceFigure(request.aim, shadowPrice, countedBy(book, source), riskAfter),
    })),
    checked: { ...checkedPlan, violations: violations.length },
    ...(preparedAllocation.paths && freshEstimates
      ? { fresh: freshFigures(preparedAllocation.paths, freshEstimates, 'confidence' in risk ? sum(damages) : 0) }
      : {}),
    ...(frontier && frontier.points.length > 1
      ? { frontier: await frontierChart(book, request, preparedAllocation, frontier, optimum) }
      : {}),
    points: await frontierPoints(book, request, preparedAllocation, currentTonnes, answer),
  };
  const points: (readonly number[])[] = [];
  for (const { tonnes } of frontier?.points ?? []) {
    points.push(preparedAllocation.dealTonnes(tonnes));
    await yieldIfDue();
  }
  return { answer: bestFacts, tonnes: { deals: allocatedDeals, points } };
};

/** What every result of an allocation states. */
const resultOf = (
  book: Workbook,
  request: AllocationRequest,
  { unmodelled }: Pick<PreparedAllocation, 'unmodelled'>,
  answer: AllocationResult['answer'],
): AllocationResult => ({
  request,
  plan: book.plan().plan.name,
  deck: chosenDeck(book, 'inSentence'),
  scenarios: riskScenarios(book, request),
  unmodelled: unmodelled.map((id) => book.limits.find((limit) => limit.id === id)?.name ?? id),
  answer,
});

/** The result of an allocation that does not exist: the requirements in conflict. */
export const conflictResult = (
  book: Workbook,
  request: AllocationRequest,
  preparedAllocation: AllocationAtDeck,
  conflict: ConflictFacts,
): AllocationResult => resultOf(book, request, preparedAllocation, conflictAnswer(book, request, preparedAllocation, conflict));

/** The facts of an allocation: figures, the resulting plan valued with every limit measured, and the tonnes; or the conflict. */
export const allocationResult = async (
  book: Workbook,
  request: AllocationRequest,
  { prepared, answer, reached }: AllocationWithinDscr,
): Promise<{ readonly result: AllocationResult; readonly tonnes?: AllocatedTonnes }> => {
  const { allocation, relaxations } = answer;
  if (allocation.status === 'stopped') return { result: resultOf(book, request, prepared, { outcome: 'stopped' }) };
  if (allocation.status === 'infeasible')
    return { result: conflictResult(book, request, prepared, { conflict: allocation.conflict, relaxations, reached }) };
  const { answer: bestFacts, tonnes } = await bestAnswer(book, request, prepared, allocation, answer);
  return { result: resultOf(book, request, prepared, bestFacts), tonnes };
};
