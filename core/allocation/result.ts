import { allocationRisk } from '#engine';
import type { AllocationAim, AllocationRequest, AllocationResult, FrontierPoint, ValuedAllocation } from '#shared/contract/allocation.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { Allocated, AllocationFrontier } from '#shared/domain/allocation.ts';
import { ContractId, LimitId, ProductId } from '#shared/domain/ids.ts';
import { message, text } from '#shared/messages/text.ts';
import type { LinesView } from '#shared/presentation/charts/lines.ts';
import { computeEffect } from '../effect/effect.ts';
import { deckSource, explanation } from '../portfolio/explain.ts';
import { chartMoney, explained, hhi, none, ratio, usd, usdPerDmt } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import type { AllocationAnswer } from '../workers/allocationJob.ts';
import { type Deal, listDeals } from './deals.ts';
import { estimateOnFreshPaths, FRESH_PATHS, type FreshEstimates, SCENARIO_PATHS } from './outcomes.ts';
import type { Prepared } from './problem.ts';

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** A risk as it is shown: USD for a shortfall and for a standard deviation, an index for an HHI. */
const riskFigure = (aim: AllocationAim, risk: number, more: Partial<Figure> = {}): Figure => {
  if (aim === 'hhi') return hhi(risk, more);
  return usd(aim === 'variance' ? Math.sqrt(Math.max(0, risk)) : risk, { decimals: 1, ...more });
};

const partName = (book: Workbook, source: string): Message => {
  const [kind, id = ''] = source.split(':');
  if (kind === 'production' || kind === 'total')
    return message(`allocation.part.${kind}`, { product: book.products.get(ProductId.parse(id))?.name ?? id });
  if (source === 'revenueTarget') return message('allocation.part.revenue');
  return message('allocation.part.limit', { name: book.limits.find((limit) => limit.id === LimitId.parse(source))?.name ?? source });
};

/** A rule by the limit it stands for and its year. */
const ruleName = (book: Workbook, id: string, source: string): Message => {
  const year = /@(\d{4})/.exec(id)?.[1];
  const part = partName(book, source);
  return year === undefined ? part : { key: `${part.key}.year`, values: { ...part.values, year } };
};

const byValue = (book: Workbook, source: string): boolean => book.limits.find(({ id }) => id === source)?.denominator === 'valueSold';

type Binding = Extract<AllocationResult['answer'], { outcome: 'best' }>['binding'][number];

/** A shadow price as the risk is shown: of the standard deviation where the model holds a variance, in points of HHI where it holds that. */
const shadowOf = (aim: AllocationAim, price: number, ofValue: boolean, risk: number): Pick<Binding, 'price' | 'per'> => {
  // points by a thousand dmt, or by a million USD
  if (aim === 'hhi') {
    const points = price * (ofValue ? 1e6 : 1e3);
    return { price: hhi(points, { decimals: Math.abs(points) < 1e-3 ? 3 : 1 }), per: ofValue ? 'musd' : 'kdmt' };
  }
  // d sqrt(v) = dv / (2 sqrt(v))
  const usdPrice = aim === 'variance' && risk > 0 ? price / (2 * Math.sqrt(risk)) : price;
  return ofValue ? { price: ratio(usdPrice, { decimals: 3 }), per: 'usd' } : { price: usdPerDmt(usdPrice), per: 'dmt' };
};

const frontierView = (
  book: Workbook,
  ask: AllocationRequest,
  prepared: Prepared,
  frontier: AllocationFrontier,
  best: Allocated,
): LinesView => {
  const { problem, risk } = prepared;
  const money = chartMoney(book.settings);
  const across = (value: number): number => {
    if (ask.aim === 'hhi') return value * 10_000;
    return (ask.aim === 'variance' ? Math.sqrt(Math.max(0, value)) : value) / money.factor;
  };
  const at = (tonnes: readonly number[]) => ({
    x: across(allocationRisk(risk, problem.cells, tonnes)),
    y: sumOf(problem.cells.map(({ margin }, i) => margin * tonnes[i]!)) / money.factor,
  });
  const kind = ask.aim === 'revenue' ? 'shortfall' : ask.aim;
  return {
    kind: 'lines',
    title: text('allocation.frontier.title'),
    summary: text('allocation.frontier.summary', { risk: text(`allocation.risk.${kind}`) }),
    xKind: 'number',
    xUnit:
      kind === 'hhi'
        ? text('allocation.risk.hhi')
        : text('allocation.frontier.x', { risk: text(`allocation.risk.${kind}`), unit: money.unit }),
    xDecimals: money.decimals,
    unit: text('allocation.frontier.unit', { unit: money.unit }),
    decimals: money.decimals,
    series: [
      {
        label: text('allocation.frontier.line'),
        role: 'ink',
        style: 'solid',
        points: frontier.points.map(({ tonnes }) => at(tonnes)),
        endLabel: false,
      },
    ],
    bands: [],
    marks: [],
    dots: [
      ...book.plans
        .filter(({ archived }) => !archived)
        .map(({ id, name }) => ({
          ...at(prepared.tonnesOf(book.plan(id))),
          label: name,
          role: 'ink' as const,
          hollow: id !== book.settings.planId,
        })),
      { ...at(best.tonnes), label: text('allocation.frontier.this'), role: 'accent' as const, hollow: false },
    ],
    xAxis: {},
    axis: {},
  };
};

const costFigure = (book: Workbook, prepared: Prepared, best: Pick<Allocated, 'revenue' | 'tonnes'>, free: number): Figure => {
  // tonnes over the plan: a deal's exposure at the tonnes it names, times its share of them
  const rows = Map.groupBy(book.everyDeal().exposure().rows, ({ contractId }) => contractId);
  const sold = sumOf(
    prepared.deals.map(
      ({ contractId, named }, i) => (sumOf((rows.get(contractId) ?? []).flatMap(({ tonnes }) => tonnes)) * best.tonnes[i]!) / named,
    ),
  );
  if (sold <= 0) return none();
  const cost = (free - best.revenue) / sold;
  return explained(
    usdPerDmt(cost, { decimals: 2 }),
    explanation(
      [
        { label: message('allocation.cost.free'), amount: free / sold },
        { label: message('allocation.cost.kept'), amount: -best.revenue / sold },
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

/** Net revenue against today's plan, deal by deal. */
const changeFigure = (book: Workbook, { deals, problem }: Prepared, now: readonly number[], tonnes: readonly number[]): Figure => {
  // sum of (tonnes - tonnes now) x margin; what is not decided stays
  const lines = deals.map(({ code }, i) => ({
    label: message('line.member', { name: code }),
    amount: (tonnes[i]! - now[i]!) * problem.cells[i]!.margin,
  }));
  const change = sumOf(lines.map(({ amount }) => amount));
  return explained(
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

/** The points of a frontier, each with the tonnes that make it. */
const frontierPoints = (
  book: Workbook,
  ask: AllocationRequest,
  prepared: Prepared,
  now: readonly number[],
  { free, frontier }: AllocationAnswer,
): readonly FrontierPoint[] =>
  (frontier?.points ?? []).map(({ revenue, risk, tonnes }) => ({
    revenue: usd(revenue, { decimals: 1 }),
    change: changeFigure(book, prepared, now, tonnes),
    risk: riskFigure(ask.aim, risk),
    cost: free.status === 'optimal' ? costFigure(book, prepared, { revenue, tonnes }, free.revenue) : none(),
    tonnes: prepared.deals.map((_, i) => tonnes[i]!),
  }));

/** The deal that moves most, for the rows of a card that are of one product. */
const mostMoved = (deals: readonly Deal[], before: readonly number[], after: readonly number[]): Deal => {
  const [first, ...rest] = deals.map((deal, i) => ({ deal, moved: Math.abs(after[i]! - before[i]!) / deal.named }));
  return rest.reduce((most, one) => (one.moved > most.moved ? one : most), first!).deal;
};

/** The plan that tonnes of deals, aligned with them, make of the chosen one; a deal of different tonnes by date stays as its terms say. */
const planOf = (book: Workbook, deals: readonly Deal[], tonnes: readonly number[]): ValuedPlan =>
  book.withTonnes(new Map(deals.flatMap(({ contractId, fixed }, i) => (fixed ? [] : [[contractId, tonnes[i]!] as const]))));

/** What such a plan is, valued and with every limit measured again. */
const valuedAs = (book: Workbook, deals: readonly Deal[], tonnes: readonly number[], plan: ValuedPlan): ValuedAllocation => {
  const states = new Map(plan.limits().map(({ limitId, state }) => [limitId, state]));
  const now = deals.map((deal) => deal.now);
  return {
    revenue: usd(sumOf(plan.value.revenue), { decimals: 1 }),
    limits: book.limits.flatMap(({ id, name }) => {
      const state = states.get(id);
      return state === undefined ? [] : [{ name, state }];
    }),
    effect: computeEffect(book, recordOf(book.products, mostMoved(deals, now, tonnes).contract.productId, 'product'), book.plan(), plan),
  };
};

/** The plan that the chosen one becomes at other tonnes of some of its deals. Throws NOT_FOUND for a deal that can't be allocated. */
export const valuedAllocation = (book: Workbook, asked: ReadonlyMap<ContractId, number>): ValuedAllocation => {
  const deals = listDeals(book);
  const known = new Set(deals.map(({ contractId }) => contractId));
  const stranger = [...asked.keys()].find((id) => !known.has(id));
  if (stranger !== undefined || deals.length === 0) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: stranger });
  const tonnes = deals.map(({ contractId, now }) => asked.get(contractId) ?? now);
  return valuedAs(book, deals, tonnes, planOf(book, deals, tonnes));
};

const freshFigures = ({
  after,
  before,
}: FreshEstimates): NonNullable<Extract<AllocationResult['answer'], { outcome: 'best' }>['fresh']> => ({
  paths: FRESH_PATHS,
  after: usd(after.value, { decimals: 1 }),
  afterError: usd(after.error, { decimals: 1 }),
  before: usd(before.value, { decimals: 1 }),
  beforeError: usd(before.error, { decimals: 1 }),
});

/** What risk was measured over. */
const scenariosOf = (book: Workbook, ask: AllocationRequest, { risk, paths }: Prepared): AllocationResult['scenarios'] => {
  if (risk.kind === 'hhi') return { from: 'none' };
  return paths ? { from: 'simulated', paths: SCENARIO_PATHS, seed: ask.seed } : { from: 'library', count: book.scenarios.length };
};

const bestAnswer = async (
  book: Workbook,
  ask: AllocationRequest,
  prepared: Prepared,
  best: Allocated,
  answer: AllocationAnswer,
): Promise<AllocationResult['answer']> => {
  const { free, frontier } = answer;
  const { deals, problem, risk } = prepared;
  const now = prepared.tonnesOf(book.plan());
  const plan = planOf(book, deals, best.tonnes);
  const fresh = prepared.paths && freshFigures(await estimateOnFreshPaths(prepared.paths, risk, plan));
  return {
    outcome: 'best',
    deals: deals.map(({ contractId, code, buyer, metal }, i) => ({
      contractId: ContractId.parse(contractId),
      code,
      buyer,
      metal,
      before: now[i]!,
      after: best.tonnes[i]!,
      margin: usdPerDmt(overTonnes(book, prepared, i), { sign: true }),
    })),
    revenue: usd(best.revenue, { decimals: 1 }),
    change: changeFigure(book, prepared, now, best.tonnes),
    risk: riskFigure(ask.aim, allocationRisk(risk, problem.cells, best.tonnes)),
    riskNow: riskFigure(ask.aim, allocationRisk(risk, problem.cells, now)),
    cost: free.status === 'optimal' ? costFigure(book, prepared, best, free.revenue) : none(),
    ...(best.rounded ? { rounded: riskFigure(ask.aim, Math.abs(best.rounded.gap)) } : {}),
    pricesFrom: best.pricesFrom,
    binding: best.binding.map(({ id, source, shadowPrice }) => ({
      name: ruleName(book, id, source),
      ...shadowOf(ask.aim, shadowPrice, byValue(book, source), allocationRisk(risk, problem.cells, best.tonnes)),
    })),
    checked: { ...valuedAs(book, deals, best.tonnes, plan), violations: best.violations.length },
    ...(fresh === undefined ? {} : { fresh }),
    ...(frontier && frontier.points.length > 1 ? { frontier: frontierView(book, ask, prepared, frontier, best) } : {}),
    points: frontierPoints(book, ask, prepared, now, answer),
  };
};

/** What a delivered tonne of a deal earns over spot, USD/dmt. */
const overTonnes = (book: Workbook, { deals, problem }: Prepared, i: number): number => {
  const deal = deals[i]!;
  const tonnes = sumOf(
    book
      .everyDeal()
      .exposure()
      .rows.filter(({ contractId }) => contractId === deal.contractId)
      .flatMap((row) => row.tonnes),
  );
  return tonnes > 0 ? (problem.cells[i]!.margin * deal.named) / tonnes : 0;
};

/** An allocation as the page shows it, with the plan that comes of it valued and every limit measured again. */
export const allocationResult = async (
  book: Workbook,
  ask: AllocationRequest,
  prepared: Prepared,
  answer: AllocationAnswer,
): Promise<AllocationResult> => {
  const { allocation } = answer;
  const told = async (): Promise<AllocationResult['answer']> => {
    if (allocation.status === 'stopped') return { outcome: 'stopped' };
    if (allocation.status === 'optimal') return bestAnswer(book, ask, prepared, allocation, answer);
    const { sources, minima, smallest } = allocation.conflict;
    const codes = new Map(prepared.deals.map(({ contractId, code }) => [String(contractId), code]));
    return {
      outcome: 'conflict',
      smallest,
      parts: [
        ...sources.map((source) => {
          const limit = book.limits.find(({ id }) => id === source)?.id;
          return { name: partName(book, source), ...(limit === undefined ? {} : { limit }) };
        }),
        ...minima.filter((id) => codes.has(id)).map((id) => ({ name: message('allocation.part.minimum', { code: codes.get(id) ?? id }) })),
      ],
    };
  };
  return {
    ask,
    plan: book.plan().plan.name,
    scenarios: scenariosOf(book, ask, prepared),
    unmodelled: prepared.unmodelled.map((id) => book.limits.find((limit) => limit.id === id)?.name ?? id),
    answer: await told(),
  };
};
