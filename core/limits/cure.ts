import { type CureBounds, type Exposure, isInLimitScope, type MeasuredLimit } from '#engine';
import { addAmount, findById } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { Cure, CureStep } from '#shared/contract/limits.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import { type ContractId, type LimitId, type PlanId, ProductId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Plan, PlanOverride } from '#shared/domain/plan.ts';
import { monthOf, yearOf } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import type { ServiceContext } from '../context.ts';
import { explanation } from '../portfolio/explain.ts';
import { dmt, usd, withExplanation } from '../portfolio/figures.ts';
import { withTerms } from '../portfolio/futureTonnes.ts';
import { contractCode } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { withChosenPlan } from '../portfolio/withChosenPlan.ts';
import { curedPlanName } from '../recordTexts.ts';
import { currentSignal } from '../requestContext.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { expectedNpvOf } from '../simulation/expectedNpv.ts';
import type { CureAnswer } from '../workers/allocationClient.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { countedIn } from './breachingRows.ts';
import { type CureChange, contractInPlan, termsWithTonnes, tonnesAfter } from './cureChanges.ts';
import { type PreparedCure, prepareCure } from './cureProblem.ts';
import { estimateStepNpv, listSteps, type Step, stepDamages, stepKind } from './cureSteps.ts';
import { identifyLimit, limitFigure } from './limitFigures.ts';

/** The most contracts in the scope of a limit among which a cure is searched: each is valued, and the plan again with each change. */
const MAX_CONTRACTS = 10_000;
/** Contracts named as obstacles of a year. */
const MAX_OBSTACLES = 4;
/** With more steps than this, the NPV of each is estimated. */
const MAX_VALUED_STEPS = 40;
/** Tonnes under this count as none, dmt. */
const NO_TONNES = 1e-3;
/** A signed contract of which less than this share would be left is broken as a whole. */
const NO_REMAINDER = 1e-3;

type RoundTonnes = (kind: CureChange['kind'], tonnesPerYear: number) => number;
const keepExact: RoundTonnes = (_kind, tonnes) => tonnes;
/** To a whole dmt a year, away from the breach of a maximum: fewer tonnes. */
const roundDown: RoundTonnes = (_kind, tonnes) => Math.floor(tonnes);
/** To a whole dmt a year, away from the breach of a minimum: more tonnes where tonnes are added. */
const roundAway: RoundTonnes = (kind, tonnes) => (kind === 'raise' || kind === 'sign' ? Math.ceil(tonnes) : Math.floor(tonnes));

/** The overrides of the chosen plan with some steps of a cure. Throws OUT_OF_RANGE where a contract would have too many sets of terms. */
const overridesWith = (book: Workbook, steps: readonly Step[], round: RoundTonnes): Plan['overrides'] => {
  const { plan } = book.plan();
  const { years } = book.plan().exposure();
  const overrides = new Map(plan.overrides.map((override) => [override.contractId, override]));
  for (const [id, contractChanges] of Map.groupBy(steps.flat(), ({ change }) => change.contract.id)) {
    const storedContract = findById(book.contracts, id);
    const contract = contractInPlan(book, id);
    const [first] = contractChanges;
    if (storedContract === undefined || contract === undefined || first === undefined) continue;
    const override: PlanOverride = overrides.get(id) ?? { contractId: id };
    const { tonnesNow } = first.change;
    const kind = contractChanges.some(({ change }) => change.kind === 'break') ? 'break' : first.change.kind;
    const isSigned = isCommitted(storedContract.status);
    const { included: _included, ...others } = override;
    if (kind === 'drop' && first.share === 1) {
      overrides.set(id, isSigned ? { ...others, included: false } : others);
      continue;
    }
    const includedOverride: PlanOverride = kind === 'sign' && !isSigned ? { ...others, included: true } : override;
    if (kind === 'sign' && first.share === 1) {
      overrides.set(id, includedOverride);
      continue;
    }
    const tonnesBefore = kind === 'sign' ? first.change.move.tonnes : tonnesNow;
    const tonnesMoved = kind === 'sign' ? tonnesBefore.map((tonnes) => first.share * tonnes) : tonnesAfter(tonnesNow, contractChanges);
    const tonnesAfterMove = tonnesMoved.map((tonnes, i) =>
      round !== keepExact && kind === 'break' && tonnes < NO_REMAINDER * tonnesBefore[i]! ? 0 : tonnes,
    );
    const change = years.flatMap((year, i) =>
      tonnesBefore[i] === tonnesAfterMove[i] ? [] : [{ year, now: tonnesBefore[i]!, after: tonnesAfterMove[i]! }],
    );
    const terms = termsWithTonnes(book, contract, change, (tonnes) => round(kind, tonnes));
    if (terms === undefined)
      throw new OrebookError('OUT_OF_RANGE', { field: 'terms', max: contract.terms.length, value: contract.terms.length + change.length });
    overrides.set(id, withTerms(includedOverride, storedContract, terms));
  }
  return [...overrides.values()].filter((override) => Object.keys(override).length > 1);
};

const stateIn = (measuredLimits: readonly MeasuredLimit[], id: LimitId, year: number) =>
  measuredLimits.find(({ limitId }) => limitId === id)?.years.find((measuredYear) => measuredYear.year === year)?.state;

/** The limits that are breached in a year of the plan `after`, but not of the plan `before`. */
const newlyBreached = (limits: readonly Limit[], planBefore: ValuedPlan, planAfter: ValuedPlan): readonly Limit[] =>
  limits.filter(({ id }) =>
    planAfter
      .limits()
      .find(({ limitId }) => limitId === id)
      ?.years.some(({ year, state }) => state === 'breached' && stateIn(planBefore.limits(), id, year) !== 'breached'),
  );

const breachedYears = (plan: ValuedPlan, { id }: Limit): number =>
  plan
    .limits()
    .find(({ limitId }) => limitId === id)
    ?.years.filter(({ state }) => state === 'breached').length ?? 0;

/** The overrides in whole tonnes, or in exact tonnes where rounding would breach a limit or leave more years in breach. */
const roundedOverrides = async (
  book: Workbook,
  limit: Limit,
  steps: readonly Step[],
): Promise<{ overrides: Plan['overrides']; plan: ValuedPlan; round: RoundTonnes }> => {
  const planWith = async (round: RoundTonnes) => {
    const overrides = overridesWith(book, steps, round);
    const plan = book.withOverrides(overrides);
    await runWithYielding(plan.inSteps.value());
    return { overrides, plan, round };
  };
  const roundedResult = await planWith(limit.direction === 'atMost' ? roundDown : roundAway);
  const exactResult = await planWith(keepExact);
  const isAsGood =
    newlyBreached(book.limits, book.plan(), roundedResult.plan).length === 0 &&
    breachedYears(roundedResult.plan, limit) <= breachedYears(exactResult.plan, limit);
  return isAsGood ? roundedResult : exactResult;
};

const rowsByContract = memoizeWeakly(({ rows }: Exposure) => Map.groupBy(rows, ({ contractId }) => contractId));

const measuredTonnes = (plan: ValuedPlan, id: ContractId): readonly number[] => {
  const exposure = plan.exposure();
  const { years } = exposure;
  const contractRows = rowsByContract(exposure).get(id) ?? [];
  return years.map((_, i) => sumBy(contractRows, ({ tonnes }) => tonnes[i]!));
};

/** The months of a step: those of its year, or all of the contract, after the valuation and within the contract. */
const stepMonths = (book: Workbook, { contract, year }: CureChange) => ({
  from: Math.max(book.valuationMonth + 1, contract.start, ...(year === undefined ? [] : [monthOf(year, 1)])),
  to: Math.min(book.lastMonth, ...(year === undefined ? [Math.max(contract.end, contract.start)] : [monthOf(year, 12)])),
});

/** The change of the plan's expected NPV by each step, USD: each is valued with those before it; more than MAX_VALUED_STEPS are estimated. */
const stepNpv = async (
  book: Workbook,
  steps: readonly Step[],
  curedPlan: ValuedPlan,
  round: RoundTonnes,
): Promise<{ readonly changes: readonly number[]; readonly total: number }> => {
  const start = await expectedNpvOf(book, book.plan());
  if (steps.length > MAX_VALUED_STEPS) {
    const total = (await expectedNpvOf(book, curedPlan)) - start;
    return { changes: estimateStepNpv(steps, total), total };
  }
  const changes: number[] = [];
  let npv = start;
  for (const i of steps.keys()) {
    const planAfterStep = i === steps.length - 1 ? curedPlan : book.withOverrides(overridesWith(book, steps.slice(0, i + 1), round));
    const npvAfterStep = await expectedNpvOf(book, planAfterStep);
    changes.push(npvAfterStep - npv);
    npv = npvAfterStep;
  }
  return { changes, total: npv - start };
};

/** The steps as facts; their changes of expected NPV sum to that of the plan. */
const stepFacts = async (
  book: Workbook,
  steps: readonly Step[],
  curedPlan: ValuedPlan,
  round: RoundTonnes,
): Promise<{ readonly facts: readonly CureStep[]; readonly npv: number }> => {
  const { years } = book.plan().exposure();
  const { changes, total: npv } = await stepNpv(book, steps, curedPlan, round);
  const facts: CureStep[] = [];
  for (const [i, step] of steps.entries()) {
    await yieldIfDue();
    const { change } = step[0];
    const { contract, year } = change;
    const isIn = (k: number) => year === undefined || years[k] === year;
    const tonnesOf = (tonnes: readonly number[]) => sumBy(tonnes, (value, k) => (isIn(k) ? value : 0));
    const tonnesBefore = tonnesOf(measuredTonnes(book.plan(), contract.id));
    const curedTonnes = tonnesOf(measuredTonnes(curedPlan, contract.id));
    const damages = stepDamages(step);
    facts.push({
      kind: stepKind(step),
      contractId: contract.id,
      code: contract.code,
      buyer: book.buyers.get(contract.buyerId)?.name ?? contract.code,
      ...stepMonths(book, change),
      before: dmt(tonnesBefore, { decimals: 1 }),
      after: dmt(curedTonnes, { decimals: 1 }),
      change: dmt(curedTonnes - tonnesBefore, { decimals: 1, sign: true, between: { value: curedTonnes, from: tonnesBefore } }),
      npv: usd(changes[i]!, { sign: true, decimals: 1 }),
      ...(damages > 0 ? { damages: usd(damages, { decimals: 1 }) } : {}),
    });
  }
  return { facts, npv };
};

const npvFigure = (steps: readonly CureStep[], total: number): Figure =>
  withExplanation(
    usd(total, { sign: true, decimals: 1 }),
    explanation(
      steps.map(({ code, from, npv }) => ({
        label: message('limits.cure.stepLine', { code, year: yearOf(from) }),
        amount: Number(npv.value),
      })),
      total,
      {
        title: message('limits.cure.npv'),
        formula: message(steps.length > MAX_VALUED_STEPS ? 'limits.cure.npv.formula.estimated' : 'limits.cure.npv.formula'),
        unit: 'usd',
        decimals: 1,
      },
    ),
  );

/** What a limit or planned production is called in a conflict. */
const conflictPart = (book: Workbook, source: string): Cure['conflict'][number] => {
  const [kind, product] = source.split(':');
  if (kind === 'production' && product !== undefined) {
    const name: Message = message('allocation.part.production', { product: book.products.get(ProductId.parse(product))?.name ?? product });
    return { name };
  }
  const limit = book.limits.find(({ id }) => id === source);
  return { name: message('allocation.part.limit', { name: limit?.name ?? source }), ...(limit === undefined ? {} : { limit: limit.id }) };
};

const yearFacts = (
  book: Workbook,
  limit: Limit,
  [plan, before]: readonly [ValuedPlan, MeasuredLimit],
  [curedPlan, after]: readonly [ValuedPlan, MeasuredLimit | undefined],
): Cure['years'] =>
  before.years.flatMap(({ year, value }) => {
    const yearAfter = after?.years.find((measuredYear) => measuredYear.year === year);
    if (yearAfter === undefined) return [];
    return [
      {
        year,
        before: limitFigure(limit, value, { identity: identifyLimit(book, plan, limit, year) }),
        after: limitFigure(limit, yearAfter.value, { state: yearAfter.state, identity: identifyLimit(book, curedPlan, limit, year) }),
        state: yearAfter.state,
      },
    ];
  });

/** The largest contracts of each year that stays breached, a year in a step. */
function* obstacleFacts(book: Workbook, limit: Limit, curedPlan: ValuedPlan, limitAfter: MeasuredLimit): Steps<Cure['obstacles']> {
  const exposure = curedPlan.exposure();
  const countsRows = limit.direction === 'atMost' || limit.measure.kind === 'effectiveNumber';
  const obstacles: Cure['obstacles'][number][] = [];
  for (const year of limitAfter.years) {
    if (year.state !== 'breached') continue;
    const i = exposure.years.indexOf(year.year);
    const isCounted = countedIn(limit, exposure, year);
    const amounts = new Map<ContractId, number>();
    for (const row of countsRows ? exposure.rows : []) if (isCounted(row)) addAmount(amounts, row.contractId, row.tonnes[i]!);
    const contracts = [...amounts].filter(([, amount]) => amount > NO_TONNES).sort(([, a], [, b]) => b - a);
    const others = contracts.slice(MAX_OBSTACLES);
    yield;
    obstacles.push({
      year: year.year,
      value: limitFigure(limit, year.value, { state: year.state, identity: identifyLimit(book, curedPlan, limit, year.year) }),
      contracts: contracts.slice(0, MAX_OBSTACLES).map(([contractId, amount]) => ({
        contractId,
        code: contractCode(book, contractId),
        tonnes: dmt(amount, { decimals: 1 }),
      })),
      ...(others.length > 0
        ? {
            others: {
              count: others.length,
              tonnes: dmt(
                sumBy(others, ([, amount]) => amount),
                { decimals: 1 },
              ),
            },
          }
        : {}),
    });
  }
  return obstacles;
}

const searchFacts = ({ contracts, loss, hasLessExcess }: CureBounds): Cure['search'] => ({
  contracts,
  ...(loss !== undefined && loss > 0 ? { loss: usd(loss, { decimals: 1 }) } : {}),
  hasLessExcess,
});

type SolvedCure = { readonly facts: Cure; readonly overrides: Plan['overrides'] };

/** Solves the programme in a thread; a cancelled query ends it. */
const solveInThread = async (ctx: ServiceContext, { problem }: PreparedCure): Promise<CureAnswer> => {
  const flag = new Int32Array(new SharedArrayBuffer(4));
  const signal = currentSignal();
  const stop = () => Atomics.store(flag, 0, 1);
  signal?.addEventListener('abort', stop, { once: true });
  try {
    return await ctx.allocator.cure({ problem, flag });
  } finally {
    signal?.removeEventListener('abort', stop);
  }
};

const solveCure = async (ctx: ServiceContext, book: Workbook, limit: Limit, mayBreak: boolean): Promise<SolvedCure> => {
  const plan = book.plan();
  const measuredLimit = plan.limits().find(({ limitId }) => limitId === limit.id);
  const rowsInScope = plan.exposure().rows.filter((row) => isInLimitScope(limit, row));
  const emptyCure: Omit<Cure, 'status'> = {
    inScope: new Set(rowsInScope.map(({ contractId }) => contractId)).size,
    mostInScope: MAX_CONTRACTS,
    mayBreak,
    canDealHelp: limit.direction === 'atLeast' || limit.denominator !== 'plannedProduction',
    steps: [],
    npv: usd(0, { sign: true, decimals: 1 }),
    damages: usd(0, { decimals: 1 }),
    years: measuredLimit ? yearFacts(book, limit, [plan, measuredLimit], [plan, measuredLimit]) : [],
    obstacles: [],
    conflict: [],
    breached: [],
    name: curedPlanName(plan.plan.name, limit.name, book.plans),
  };
  const withoutChange = (status: Cure['status']): SolvedCure => ({ facts: { ...emptyCure, status }, overrides: plan.plan.overrides });
  if (measuredLimit?.worst === undefined) return withoutChange('unmeasured');
  if (measuredLimit.state !== 'breached') return withoutChange('met');
  if (emptyCure.inScope > MAX_CONTRACTS) return withoutChange('tooMany');
  const preparedCure = await prepareCure(book, limit, mayBreak);
  const { solution, conflict = [] } = await solveInThread(ctx, preparedCure);
  const steps = solution.status === 'stopped' ? [] : listSteps(preparedCure, solution.shares);
  if (solution.status === 'stopped' || (steps.length === 0 && solution.bounds?.hasLessExcess)) return withoutChange('stopped');
  const { overrides, plan: curedPlan, round } = await roundedOverrides(book, limit, steps);
  const limitAfter = curedPlan.limits().find(({ limitId }) => limitId === limit.id) ?? measuredLimit;
  const stillBreached = limitAfter.years.filter(({ state }) => state === 'breached');
  const lastBreached = stillBreached.at(-1)?.year;
  const curableFrom = lastBreached === undefined ? undefined : limitAfter.years.find(({ year }) => year > lastBreached)?.year;
  const { facts, npv } = await stepFacts(book, steps, curedPlan, round);
  return {
    overrides,
    facts: {
      ...emptyCure,
      status: stillBreached.length === 0 ? 'cured' : steps.length > 0 ? 'reduced' : 'impossible',
      steps: facts,
      npv: npvFigure(facts, npv),
      damages: usd(sumBy(steps, stepDamages), { decimals: 1 }),
      ...(solution.bounds && { search: searchFacts(solution.bounds) }),
      years: yearFacts(book, limit, [plan, measuredLimit], [curedPlan, limitAfter]),
      obstacles: await runWithYielding(obstacleFacts(book, limit, curedPlan, limitAfter)),
      conflict: conflict.map((source) => conflictPart(book, source)),
      ...(curableFrom === undefined ? {} : { curableFrom }),
      breached: newlyBreached(book.limits, plan, curedPlan).map(({ name }) => name),
    },
  };
};

/** Cures of one revision, by plan, limit and whether contracts may be broken. */
const solvedCures = new WeakMap<WorkspaceSession, { readonly stamp: string; readonly cures: Map<string, SolvedCure> }>();

type CureRequest = { readonly id: LimitId; readonly planId?: PlanId | undefined; readonly mayBreak: boolean };

/** Finds what cures a limit in a plan, by default the chosen one; kept while the workspace stays at one revision. Throws NOT_FOUND. */
export const findCure = async (ctx: ServiceContext, { id, planId, mayBreak }: CureRequest): Promise<SolvedCure> => {
  const stamp = ctx.workspace.stamp();
  let cache = solvedCures.get(ctx.workspace);
  if (cache?.stamp !== stamp) {
    cache = { stamp, cures: new Map() };
    solvedCures.set(ctx.workspace, cache);
  }
  const key = `${planId ?? ''} ${id} ${mayBreak}`;
  const cached = cache.cures.get(key);
  if (cached !== undefined) return cached;
  const book = withChosenPlan(await valuedWorkbook(ctx), planId);
  const limit = book.limits.find((candidate) => candidate.id === id);
  if (limit === undefined) throw new OrebookError('NOT_FOUND', { kind: 'limit', id });
  const cure = await solveCure(ctx, book, limit, mayBreak);
  cache.cures.set(key, cure);
  return cure;
};
