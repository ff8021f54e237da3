import type { Db } from '#db/schema.ts';
import {
  type BreakEven,
  breakEvenPriceInSteps,
  type ContractValue,
  createRevenueCache,
  createStandaloneValues,
  type Portfolio,
  type RevenueCache,
} from '#engine';
import { findById } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId, PlanId } from '#shared/domain/ids.ts';
import { overrideOf, type Plan } from '#shared/domain/plan.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { lazy, memoize, memoizeLast, memoizeWeakly } from '#shared/memoize.ts';
import { createObjectField } from '#shared/objectField.ts';
import { isEndOfStep, memoizeSteps, runSteps, type Steps } from '#shared/steps.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { shortDigestOf } from '../digest.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { prepareJoinedBuyers } from './buyerGroups.ts';
import { withFutureTonnesPerYear } from './futureTonnes.ts';
import { type OtherDate, type Records, readRecords } from './records.ts';
import { applyOverride, createResolver, createResolverCache, prepareBuyers } from './resolver.ts';
import { reuseUnchangedRecords } from './reuseUnchangedRecords.ts';
import { createMeasured, type EarlierResults, type ReusedResults, type ValuedPortfolio } from './valuedPortfolio.ts';

export type ValuedPlan = ValuedPortfolio & {
  readonly plan: Plan;
  /** How it differs from the stored plan, as in `FigureIdentity`; absent where it does not. */
  readonly variant?: string;
};

/** The workspace at one revision: its records, and its plans valued. */
export type Workbook = Records & {
  /** A plan, by default the chosen one. Throws NOT_FOUND. */
  readonly plan: (id?: PlanId) => ValuedPlan;
  /** Signed and active contracts without overrides. */
  readonly baseline: () => ValuedPlan;
  /** The plan with every open deal that it does not explicitly exclude. */
  readonly everyDeal: (planId?: PlanId) => ValuedPlan;
  /** The plan without the contracts of some ids. */
  readonly without: (ids: ContractId | readonly ContractId[], planId?: PlanId) => ValuedPlan;
  /** The plan with other tonnes a year after the valuation in some deals, also of those not in it; 0 tonnes exclude a deal. */
  readonly withTonnes: (tonnes: ReadonlyMap<ContractId, number>, planId?: PlanId) => ValuedPlan;
  /** The plan with other overrides. */
  readonly withOverrides: (overrides: Plan['overrides'], planId?: PlanId) => ValuedPlan;
  /** The plan with this contract, which replaces a stored one of the same id, and without those of `excludedIds`. */
  readonly withDraft: (contract: OfftakeContract, planId?: PlanId, excludedIds?: readonly ContractId[]) => ValuedPlan;
  /** A contract, stored or drafted, with its whole product to itself. */
  readonly alone: (contract: OfftakeContract) => ValuedPortfolio;
  /** The contract's value in it, computed sooner than the portfolio; undefined where it depends on spot sales or can't be priced. */
  readonly aloneValue: (contract: OfftakeContract) => ContractValue | undefined;
  /** The same without keeping its results, for a pass over thousands of contracts. */
  readonly standalone: (contract: OfftakeContract) => ValuedPortfolio;
  /** The price at which the contract without floor and cap covers its cash cost. Cached for the last contract: an edit of floor or cap does not change it. */
  readonly breakEvenWithoutCollar: (contract: OfftakeContract) => Steps<BreakEven>;
};

/** Fewer tonnes a year count as none. */
const NO_TONNES = 1e-6;

/** Drafts whose plans stay valued: of ten thousand contracts one takes a megabyte, and the ledgers of those that it changes. */
const MEMOIZED_DRAFTS = 4;

/** Results that the next revision reuses; each is valid while its record objects are identical. */
type RevisionCache = {
  readonly resolver: ReturnType<typeof createResolverCache>;
  readonly revenues: RevenueCache;
  /** The last results of each contract with its product to itself. */
  readonly standalone: (contract: OfftakeContract) => EarlierResults;
  /** The last results of each plan. */
  readonly plans: Map<PlanId, EarlierResults>;
};

const createRevisionCache = (): RevisionCache => ({
  resolver: createResolverCache(),
  revenues: createRevenueCache(),
  standalone: memoizeWeakly(() => ({})),
  plans: new Map(),
});

const makeWorkbook = (records: Records, cache: RevisionCache = createRevisionCache()): Workbook => {
  const resolving = createResolver(records, cache.resolver);
  for (const id of cache.plans.keys()) if (!records.plans.some((plan) => plan.id === id)) cache.plans.delete(id);
  const { resolve } = resolving;
  const measure = (resolveInput: () => Steps<Portfolio>, reusedResults: ReusedResults = {}) =>
    createMeasured(records, resolving, cache.revenues, resolveInput, reusedResults);
  // a copy would compute every figure; an assignment keeps them lazy
  const withPlan = (
    record: Plan,
    listContracts: () => Steps<readonly OfftakeContract[]>,
    reusedResults: ReusedResults,
    variant?: string | (() => string),
  ) => {
    const ofPlan: Pick<ValuedPlan, 'plan' | 'variant'> = { plan: record };
    function* resolveInput(): Steps<Portfolio> {
      return yield* resolve(yield* listContracts(), record);
    }
    const valuedPlan = Object.assign(measure(resolveInput, { ...reusedResults, plan: record }), ofPlan);
    if (variant === undefined) return valuedPlan;
    const get = typeof variant === 'string' ? () => variant : lazy(variant);
    return Object.defineProperty(valuedPlan, 'variant', { get, enumerable: true });
  };
  const planOf = (id: PlanId = records.settings.planId): Plan => {
    const plan = records.plans.find((candidate) => candidate.id === id);
    if (plan === undefined) throw new OrebookError('NOT_FOUND', { kind: 'plan', id });
    return plan;
  };
  const { get: contractsIn, prepare: prepareContracts } = memoizeSteps(resolving.contractsOf);
  const plan = memoize((record: Plan) => {
    const { plans } = cache;
    const earlierResults = plans.get(record.id) ?? {};
    plans.set(record.id, earlierResults);
    // plans share most contracts
    const otherPlan = () => [...plans.values()].find((results) => results !== earlierResults && results.atBase !== undefined);
    const reusedResults = { earlierResults, otherPlan };
    return withPlan(record, () => prepareContracts(record), reusedResults, records.plans.includes(record) ? undefined : 'baseline');
  });
  const { facilities: _facilities, ...anyPlan } = planOf();
  const baselinePlan = records.plans.find(({ overrides, facilities }) => overrides.length === 0 && facilities === undefined) ?? {
    ...anyPlan,
    // pages show the name 'plans.baseline'
    name: '',
    note: '',
    overrides: [],
  };
  function* contractsWithout(ids: readonly ContractId[], record: Plan): Steps<readonly OfftakeContract[]> {
    const excludedIds = new Set(ids);
    return (yield* prepareContracts(record)).filter(({ id }) => !excludedIds.has(id));
  }
  const everyDeal = memoize((record: Plan) => {
    function* listDeals(): Steps<readonly OfftakeContract[]> {
      const contracts = yield* prepareContracts(record);
      const deals: OfftakeContract[] = [];
      for (let i = 0; i < records.contracts.length; i++) {
        const contract = records.contracts[i]!;
        const override = overrideOf(record, contract.id);
        if (contract.status !== 'ended' && override?.included !== false)
          deals.push(findById(contracts, contract.id) ?? applyOverride(contract, override));
        if (isEndOfStep(i)) yield;
      }
      return deals;
    }
    return withPlan(record, listDeals, { measured: plan(record) }, 'everyDeal');
  });
  const withoutKey = memoize((record: Plan) =>
    memoize((key: string) =>
      withPlan(
        record,
        () => contractsWithout(key.split(' ') as ContractId[], record),
        { measured: plan(record) },
        `-${key.replaceAll(' ', ' -')}`,
      ),
    ),
  );
  const without = (ids: readonly ContractId[], planId: PlanId | undefined) => {
    const record = planOf(planId);
    const excludedIds = new Set(ids);
    const presentIds = contractsIn(record).flatMap(({ id }) => (excludedIds.has(id) ? [id] : []));
    return presentIds.length > 0 ? withoutKey(record)(presentIds.join(' ')) : plan(record);
  };
  let lastBreakEven: { readonly key: string; readonly breakEven: BreakEven } | undefined;
  // the editor reads several figures of one draft, a tender those of its bids
  const lastDrafts = memoizeLast<ValuedPlan>(MEMOIZED_DRAFTS);
  const measureStandalone = (contract: OfftakeContract, earlierResults?: EarlierResults): ValuedPortfolio => {
    function* resolveInput(): Steps<Portfolio> {
      const portfolio = yield* resolve([contract]);
      return { ...portfolio, products: portfolio.products.filter(({ id }) => id === contract.productId) };
    }
    return measure(resolveInput, earlierResults && { earlierResults });
  };
  const standalonePortfolio = memoizeWeakly((contract: OfftakeContract) => measureStandalone(contract, cache.standalone(contract)));
  const standaloneValues = lazy(() => createStandaloneValues(runSteps(resolve([])), records.market));
  const aloneValue = memoizeWeakly((contract: OfftakeContract): ContractValue | undefined => {
    const [entry] = runSteps(resolve([contract])).contracts;
    try {
      return entry && standaloneValues()(entry);
    } catch (error) {
      if (!(error instanceof OrebookError)) throw error;
      return undefined;
    }
  });
  return {
    ...records,
    plan: (id) => plan(planOf(id)),
    baseline: () => plan(baselinePlan),
    everyDeal: (id) => everyDeal(planOf(id)),
    without: (ids, planId) => without(typeof ids === 'string' ? [ids] : ids, planId),
    withTonnes: (tonnes, planId) => {
      const record = planOf(planId);
      function* listContracts(): Steps<readonly OfftakeContract[]> {
        const { portfolio } = yield* everyDeal(record).valueAtBase();
        const contracts: OfftakeContract[] = [];
        for (const { contract } of portfolio.contracts) {
          yield;
          const tonnesPerYear = tonnes.get(contract.id);
          if (tonnesPerYear === undefined) {
            if (findById(contractsIn(record), contract.id)) contracts.push(contract);
          } else if (tonnesPerYear > NO_TONNES) {
            const isUnchanged = contract.terms.every(({ quantity }) => Math.abs(quantity.tonnesPerYear - tonnesPerYear) <= NO_TONNES);
            const terms = isUnchanged ? undefined : withFutureTonnesPerYear(contract, tonnesPerYear, records.valuationMonth);
            contracts.push(terms === undefined ? contract : { ...contract, terms });
          }
        }
        return contracts;
      }
      return withPlan(record, listContracts, { measured: plan(record) }, () => `tonnes:${shortDigestOf([...tonnes])}`);
    },
    withOverrides: (overrides, planId) => {
      const record = planOf(planId);
      if (isDeepEqual(record.overrides, overrides)) return plan(record);
      const changedPlan = { ...record, overrides };
      const variant = () => `overrides:${shortDigestOf(overrides)}`;
      return withPlan(changedPlan, () => resolving.contractsOf(changedPlan), { measured: plan(record) }, variant);
    },
    withDraft: (contract, planId, excludedIds = []) => {
      const record = planOf(planId);
      const plannedContract = findById(contractsIn(record), contract.id);
      const otherIds = new Set(excludedIds.filter((id) => id !== contract.id));
      const others = otherIds.size === 0 ? [] : contractsIn(record).flatMap(({ id }) => (otherIds.has(id) ? [id] : []));
      if (others.length === 0 && plannedContract !== undefined && isDeepEqual(plannedContract, contract)) return plan(record);
      const replacedIds = [contract.id, ...others];
      // only identities of figures name it, and tables of a thousand drafts have none
      const variant = (): string => {
        const storedContract = findById(records.contracts, contract.id);
        const terms = storedContract !== undefined && isDeepEqual(storedContract, contract) ? '' : `:${shortDigestOf(contract)}`;
        const change = `${plannedContract === undefined ? '+' : '~'}${contract.id}${terms}`;
        return [change, ...others.map((id) => `-${id}`)].join(' ');
      };
      function* listContracts(): Steps<readonly OfftakeContract[]> {
        return [...(yield* contractsWithout(replacedIds, record)), contract];
      }
      return lastDrafts(`${record.id} ${others.join(' ')} ${JSON.stringify(contract)}`, () =>
        withPlan(record, listContracts, { measured: plan(record) }, variant),
      );
    },
    alone: standalonePortfolio,
    aloneValue,
    standalone: (contract) => measureStandalone(contract),
    *breakEvenWithoutCollar(contract) {
      const withoutCollar = { ...contract, terms: contract.terms.map(({ collar: _collar, ...terms }) => terms) };
      const key = JSON.stringify(withoutCollar);
      if (lastBreakEven?.key === key) return lastBreakEven.breakEven;
      const breakEven = yield* breakEvenPriceInSteps(yield* resolve([withoutCollar]), withoutCollar.id, records.market);
      lastBreakEven = { key, breakEven };
      return breakEven;
    },
  };
};

type ChosenDeck = Records['settings']['deck'];

/** A context that stands for the workspace, and what its workbooks have instead of the stored records. */
type Assumption = { readonly actualContext: ServiceContext; readonly change: (book: Workbook) => Promise<Workbook> };

const assumptions = createObjectField<WorkspaceSession, Assumption>();

/**
 * A context whose workbooks, of every deck and date, are changed: a query answers in it what it would answer after an edit that is not
 * stored. It reads only.
 */
export const assumeWorkbook = (actualContext: ServiceContext, change: Assumption['change']): ServiceContext => {
  const workspace = { ...actualContext.workspace };
  assumptions.set(workspace, { actualContext, change });
  return { ...actualContext, workspace };
};

/**
 * Creates a function that reads the workbook once a revision; unchanged contracts are not valued again. On the chosen deck, or on another
 * one at the same date.
 */
const cachedWorkbook = (read: (ctx: ServiceContext) => Promise<Records>) => {
  const ofSession = createObjectField<WorkspaceSession, { readonly records: Records; readonly cache: RevisionCache }>();
  const readWorkbook = memoizePerRevision(async (ctx: ServiceContext): Promise<Workbook> => {
    const { workspace } = ctx;
    const assumption = assumptions.get(workspace);
    if (assumption) return assumption.change(await readWorkbook(assumption.actualContext));
    const currentRecords = await read(ctx);
    await yieldIfDue();
    const previous = ofSession.get(workspace);
    const records = previous ? await runWithYielding(reuseUnchangedRecords(currentRecords, previous.records)) : currentRecords;
    await yieldIfDue();
    const cache = previous?.cache ?? createRevisionCache();
    await runWithYielding(prepareBuyers(records, cache.resolver));
    ofSession.set(workspace, { records, cache });
    return makeWorkbook(records, cache);
  });
  return readWorkbook;
};

/** The workspace's records and plans. */
export const workbook = cachedWorkbook(({ workspace }) => readRecords(workspace.db()));

const runForPlans = async (plans: readonly ValuedPlan[], key: 'value' | 'valueAlone'): Promise<void> => {
  for (const { inSteps } of plans) {
    try {
      await runWithYielding(inSteps[key]());
    } catch (error) {
      if (!(error instanceof OrebookError) || error.code === 'CANCELLED') throw error;
    }
    await yieldIfDue();
  }
};

/** Values plans in steps between which other requests run. A plan that can't be valued throws where a figure of it is read. */
export const valueInSteps = (...plans: readonly ValuedPlan[]): Promise<void> => runForPlans(plans, 'value');

/** The same where only the value is read: no exposure, limits, commitments or oversold years. */
export const valueAloneInSteps = (...plans: readonly ValuedPlan[]): Promise<void> => runForPlans(plans, 'valueAlone');

/**
 * The workbook whose chosen plan is valued, in steps: a plan of thousands of contracts takes seconds, and reading a figure first would hold
 * the core as long.
 */
export const valuedWorkbook = memoizePerRevision(async (ctx) => {
  const book = await workbook(ctx);
  await yieldIfDue();
  const plan = book.plan();
  await yieldIfDue();
  await valueInSteps(plan);
  await runWithYielding(prepareJoinedBuyers(book));
  return book;
});

/** The same with every plan valued. */
export const workbookOfValuedPlans = memoizePerRevision(async (ctx) => {
  const book = await valuedWorkbook(ctx);
  await valueInSteps(...book.plans.map(({ id }) => book.plan(id)), book.baseline());
  return book;
});

/** The same on a deck, at the same date. */
export const workbookOnDeck = (deck: ChosenDeck): ((ctx: ServiceContext) => Promise<Workbook>) => {
  const readOtherDeck = cachedWorkbook(async (ctx) => {
    const { valuationDate } = (await workbook(ctx)).settings;
    return readRecords(ctx.workspace.db(), { valuationDate, deck });
  });
  return async (ctx) => {
    const book = await workbook(ctx);
    return book.settings.deck === deck ? book : readOtherDeck(ctx);
  };
};

/** The workbook of another database than the session's; not cached. */
export const workbookOf = async (db: Db): Promise<Workbook> => makeWorkbook(await readRecords(db));

/** The workbook at another valuation date; not cached. */
export const workbookAt = async ({ workspace }: ServiceContext, otherDate: OtherDate): Promise<Workbook> => {
  const book = makeWorkbook(await readRecords(workspace.db(), otherDate));
  return assumptions.get(workspace)?.change(book) ?? book;
};

export type VariantMaker = (book: Workbook, changedRecords: Partial<Records>) => Workbook;

/**
 * Creates a function that returns a workbook with some other records: deals, plans, or prices; not cached. Contracts that are the same as in
 * its earlier workbooks, at prices that are the same as there, are not valued again.
 */
export const createVariantMaker = (): VariantMaker => {
  const cache = createRevisionCache();
  return (book, changedRecords) => makeWorkbook({ ...book, ...changedRecords }, cache);
};

/** The workbook with some other records, which values every contract; not cached. */
export const withRecords = (book: Workbook, changedRecords: Partial<Records>): Workbook => makeWorkbook({ ...book, ...changedRecords });
