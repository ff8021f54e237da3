import { getProjectFinance } from '#db/repositories/financing.ts';
import type { CapacityInput, Facility as EngineFacility } from '#engine';
import type { Label } from '#shared/contract/figure.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { ContractId, ScenarioId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoize } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import { createObjectField } from '#shared/objectField.ts';
import { memoizeSteps, type Steps } from '#shared/steps.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { engineFacility } from '../portfolio/engineFacility.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import {
  type CaseWaterfall,
  caseWaterfall,
  type FinancingCase,
  type LoanCapacity,
  loanCapacity,
  type Sizing,
} from '../portfolio/financingCase.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { lenderCashInSteps, planCashInSteps, type ValuedOnMarket } from '../portfolio/planCash.ts';
import { engineFacilities, listPlanFacilities, type PlanFacilities } from '../portfolio/planFacilities.ts';
import { type ValuedPlan, valueAloneInSteps, valuedWorkbook, type Workbook, workbook, workbookOnDeck } from '../portfolio/portfolio.ts';
import { capacityTargets } from '../portfolio/projectInputs.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import { runWithYielding } from '../yielding.ts';
import { proposedLoan } from './facilityDefaults.ts';

export const LENDER_CASE = 'lender';

/** A loan of the plan in a case; without one, a proposed loan with default terms, which has no facility. */
export type LoanInCase = {
  readonly facility: Facility | undefined;
  /** Undefined where the service before it can't be scheduled. */
  readonly sizedDebt: LoanCapacity | undefined;
  /** Calendar month of the first draw, from which its periods are counted. */
  readonly start: Month;
  readonly periodMonths: number;
  readonly targets: CapacityInput['targets'];
};

/** The cash flow, debt capacity and waterfall of a plan; each case is computed when it is first read. */
export type PlanFinancing = {
  /** The plan on the chosen deck. */
  readonly plan: ValuedPlan;
  readonly baseBook: Workbook;
  readonly facilities: readonly Facility[];
  readonly omittedFacilities: PlanFacilities['omittedFacilities'];
  readonly project: ProjectFinance;
  /** Whether costs of the project were entered. */
  readonly hasProject: boolean;
  /** The latest final maturity of its loans. */
  readonly maturity: Month | undefined;
  readonly valuationMonth: Month;
  /** Chosen deck, low deck, lender, and each scenario of the library on the chosen deck. */
  readonly caseNames: readonly { readonly id: string; readonly label: Label }[];
  /** Throws NOT_FOUND. */
  readonly caseOf: (id: string) => FinancingCase;
  readonly caseInSteps: (id: string) => Steps<FinancingCase>;
  /**
   * Computes a case, and that of the lender, by which instalments are sized, in steps between which other requests run; the case and its
   * waterfall are then read at once. Throws NOT_FOUND.
   */
  readonly prepareCase: (id: string) => Promise<void>;
  readonly waterfallOf: (id: string) => CaseWaterfall;
  readonly loansOf: (id: string) => readonly LoanInCase[];
  /** The same plan whose contracts of some ids end with the valuation month: their tonnes are sold on spot. */
  readonly without: (contractIds: readonly ContractId[]) => Promise<PlanFinancing>;
  /** A case with other valuations of its contracts or other terms of its facilities; loans are sized as in the plan. */
  readonly variantOf: (id: string, change: VariantChange) => Steps<CaseVariant>;
  /** Returns the result of a long search, by its name, which is kept with the plan once it is finished. */
  readonly keepResult: <T>(name: string, search: () => Promise<T>) => Promise<T>;
};

/** Another valuation of the contracts of a case, and what it changes in each facility. */
export type VariantChange = {
  readonly valued: ValuedOnMarket;
  readonly changeFacility?: (facility: EngineFacility) => EngineFacility;
};

/** Results of a changed case, computed when they are read; the capacity is that of the first loan, or of the proposed one. */
type CaseVariant = { readonly waterfall: () => CaseWaterfall; readonly capacity: () => number | undefined };

/** Returns the workbook of a deck with other prices or plans. */
type VariantOf = (book: Workbook) => Promise<Workbook>;

type Variant = {
  /** The deal of a bid, whose offered facilities count as facilities of the plan. */
  readonly offeringDealId?: ContractId;
  readonly variantOf?: VariantOf;
};

/** Facilities and a plan's changes of them as they would be stored. */
type ChangedFacilities = { readonly facilities: readonly Facility[]; readonly overrides: Plan['facilities'] };

/** Finds the plan, or a variant of it, in a workbook of another deck. */
export type SelectPlan = (book: Workbook) => ValuedPlan | Promise<ValuedPlan>;

/**
 * Contracts of a plan that end with the valuation month: facilities that they repay stay, the share due on an early end falls due, and the
 * instalments are those of the plan with them.
 */
type EndedContracts = { readonly contractIds: readonly ContractId[]; readonly planWithThem: PlanFinancing };

const lowWorkbook = workbookOnDeck('low');
const readProject = memoizePerRevision(async ({ workspace }: ServiceContext) => getProjectFinance(workspace.db()));

/** What `planFinancing` reads, not valued. */
export const FINANCING_READS = [workbook, lowWorkbook, readProject] as const;

const onMarket = ({ portfolio, value }: ValuedPlan, { market }: Workbook): ValuedOnMarket => ({ portfolio, market, value });

/** Terms on which loans are sized: `targets` of the lender case and the cash flow that sculpts them. */
const sizingOf = (project: ProjectFinance, valuationMonth: Month, lender: () => FinancingCase): Sizing => ({
  project,
  valuationMonth,
  get sizingCfads() {
    return lender().cash.cfads;
  },
});

/** Adds the share that falls due early to the facilities that ended contracts repay. */
const withEarlyEnd = (
  engineFacilitiesOfCase: FinancingCase['facilities'],
  facilities: readonly Facility[],
  endedContracts: EndedContracts | undefined,
) =>
  endedContracts === undefined
    ? engineFacilitiesOfCase
    : engineFacilitiesOfCase.map((facility, i) => {
        const { contractIds, earlyEndShare } = facilities[i]!;
        const isDue = earlyEndShare > 0 && contractIds.some((id) => endedContracts.contractIds.includes(id));
        return isDue ? { ...facility, mandatory: [{ month: Math.max(1, facility.start + 1), share: earlyEndShare }] } : facility;
      });

const createPlanFinancing = (
  { base: [baseBook, base], low: [lowBook, low] }: Readonly<Record<'base' | 'low', readonly [Workbook, ValuedPlan]>>,
  storedProject: Awaited<ReturnType<typeof readProject>>,
  {
    ended,
    offered: offeredFacilities = [],
    changed: changedFacilities,
  }: { readonly ended?: EndedContracts; readonly offered?: readonly Facility[]; readonly changed?: ChangedFacilities },
): PlanFinancing => {
  const { project, version } = storedProject;
  const { valuationMonth } = baseBook;
  const contracts = (ended?.planWithThem.plan ?? base).portfolio.contracts.map(({ contract }) => contract);
  const { facilities: planFacilities, omittedFacilities } = changedFacilities
    ? listPlanFacilities(
        { ...baseBook, facilities: changedFacilities.facilities },
        { ...base.plan, facilities: changedFacilities.overrides },
        contracts,
      )
    : listPlanFacilities(baseBook, base.plan, contracts);
  const facilities = [...planFacilities, ...offeredFacilities];
  const loans = facilities.filter(({ kind }) => kind === 'loan');
  const maturity = loans.length === 0 ? undefined : Math.max(...loans.map(({ finalMaturity }) => finalMaturity));
  const facilitiesIn = (valuedMarket: ValuedOnMarket) => withEarlyEnd(engineFacilities(facilities, valuedMarket), facilities, ended);
  const makeCase = (
    id: string,
    label: Label,
    valuedMarket: ValuedOnMarket,
    cashAndIdentity: Pick<FinancingCase, 'cash' | 'revenueIdentity'>,
  ): FinancingCase => ({
    id,
    label,
    valued: valuedMarket,
    facilities: facilitiesIn(valuedMarket),
    ...cashAndIdentity,
  });
  const { get: caseOf, prepare: caseInSteps } = memoizeSteps(function* (id: string): Steps<FinancingCase> {
    if (id === 'base') {
      const valuedMarket = onMarket(base, baseBook);
      return makeCase(id, message('financing.case.base'), valuedMarket, {
        cash: yield* planCashInSteps(valuedMarket, project),
        revenueIdentity: identifyInPlan(baseBook, base, 'netRevenue'),
      });
    }
    if (id === 'low') {
      const valuedMarket = onMarket(low, lowBook);
      return makeCase(id, message('financing.case.low'), valuedMarket, {
        cash: yield* planCashInSteps(valuedMarket, project),
        revenueIdentity: identifyInPlan(lowBook, low, 'netRevenue'),
      });
    }
    if (id === LENDER_CASE) {
      const valuedMarket = onMarket(low, lowBook);
      return makeCase(id, message('financing.case.lender'), valuedMarket, {
        cash: yield* lenderCashInSteps(valuedMarket, project, maturity),
      });
    }
    const scenario = findScenario(baseBook.scenarios, id as ScenarioId)!;
    yield* base.inSteps.scenarioValue(scenario.id);
    const valuedInScenario: ValuedOnMarket = {
      portfolio: base.portfolio,
      market: base.scenarioMarket(scenario.id)!,
      // the plan, not the case, decides how many valuations in scenarios stay in memory
      get value() {
        return base.scenarioValue(scenario.id)!;
      },
    };
    return makeCase(id, scenarioLabel(scenario), valuedInScenario, {
      cash: yield* planCashInSteps(valuedInScenario, project),
      revenueIdentity: identifyInPlan(baseBook, base, 'netRevenue', { scenario: scenario.id }),
    });
  });
  const keptResults = new Map<string, unknown>();
  const sizing = sizingOf(project, valuationMonth, () => (ended?.planWithThem.caseOf ?? caseOf)(LENDER_CASE));
  const proposedEngineLoan = (): EngineFacility =>
    engineFacility(proposedLoan({ valuationMonth, lastMonth: baseBook.lastMonth }, project.lenderCase.targetDscr), valuationMonth);
  const loanInCase = (
    financingCase: FinancingCase,
    facility: Facility | undefined,
    engine: FinancingCase['facilities'][number],
  ): LoanInCase => ({
    facility,
    sizedDebt: loanCapacity(financingCase, engine, sizing),
    start: valuationMonth + engine.start,
    periodMonths: engine.periodMonths,
    targets: capacityTargets(engine, project),
  });
  const financing: PlanFinancing = {
    plan: base,
    baseBook,
    facilities,
    omittedFacilities,
    project,
    hasProject: version > 0,
    maturity,
    valuationMonth,
    caseNames: [
      ...(['base', 'low', LENDER_CASE] as const).map((id) => ({ id, label: message(`financing.case.${id}`) })),
      ...baseBook.scenarios.map((scenario) => ({ id: scenario.id as string, label: scenarioLabel(scenario) })),
    ],
    caseOf,
    caseInSteps,
    prepareCase: async (id) => {
      await runWithYielding(caseInSteps(id));
      await runWithYielding((ended?.planWithThem.caseInSteps ?? caseInSteps)(LENDER_CASE));
    },
    waterfallOf: memoize((id: string) => caseWaterfall(caseOf(id), sizing)),
    loansOf: memoize((id: string) => {
      const financingCase = caseOf(id);
      if (loans.length > 0)
        return loans.map((facility) => loanInCase(financingCase, facility, financingCase.facilities[facilities.indexOf(facility)]!));
      return [loanInCase(financingCase, undefined, proposedEngineLoan())];
    }),
    without: async (contractIds) => {
      const [baseWithout, lowWithout] = [baseBook.without(contractIds, base.plan.id), lowBook.without(contractIds, base.plan.id)];
      await valueAloneInSteps(baseWithout, lowWithout);
      return createPlanFinancing({ base: [baseBook, baseWithout], low: [lowBook, lowWithout] }, storedProject, {
        ended: { contractIds, planWithThem: financing },
      });
    },
    *variantOf(id, { valued: valuedMarket, changeFacility = (facility) => facility }) {
      const variantCase: FinancingCase = {
        ...(yield* caseInSteps(id)),
        valued: valuedMarket,
        cash: yield* id === LENDER_CASE ? lenderCashInSteps(valuedMarket, project, maturity) : planCashInSteps(valuedMarket, project),
        facilities: facilitiesIn(valuedMarket).map(changeFacility),
      };
      return {
        waterfall: () => caseWaterfall(variantCase, sizing),
        capacity: () => {
          const firstLoan = variantCase.facilities.find(({ kind }) => kind === 'loan') ?? changeFacility(proposedEngineLoan());
          return loanCapacity(variantCase, firstLoan, sizing)?.capacity;
        },
      };
    },
    keepResult: async <T>(name: string, search: () => Promise<T>): Promise<T> => {
      if (!keptResults.has(name)) keptResults.set(name, await search());
      return keptResults.get(name) as T;
    },
  };
  return financing;
};

const financingByPlan = createObjectField<ValuedPlan, PlanFinancing>();

const readBooks = async (ctx: ServiceContext, select: SelectPlan, variantOf: VariantOf = async (book) => book) => {
  const [baseBook, lowBook] = [await variantOf(await valuedWorkbook(ctx)), await variantOf(await lowWorkbook(ctx))];
  const project = await readProject(ctx);
  const [base, low] = [await select(baseBook), await select(lowBook)];
  await valueAloneInSteps(base, low);
  return { base: [baseBook, base], low: [lowBook, low], project } as const;
};

/** The financing of a plan with its facilities as they would be stored; deals of the plan are valued as they are. Throws NOT_FOUND. */
export const financingWithChanges = async (
  ctx: ServiceContext,
  select: SelectPlan,
  changedFacilities: ChangedFacilities,
): Promise<PlanFinancing> => {
  const { project, ...books } = await readBooks(ctx, select);
  return createPlanFinancing(books, project, { changed: changedFacilities });
};

/** The financing of a plan or of a variant of it; one per plan and revision. Throws NOT_FOUND. */
export const planFinancing = async (
  ctx: ServiceContext,
  select: SelectPlan,
  { offeringDealId, variantOf }: Variant = {},
): Promise<PlanFinancing> => {
  const {
    base: [baseBook, base],
    low,
    project,
  } = await readBooks(ctx, select, variantOf);
  // a facility that a bid offers is repaid by the deal of the bid
  const offeredFacilities = baseBook.facilities.flatMap((facility) =>
    offeringDealId !== undefined && facility.bidId === offeringDealId && facility.contractIds.length === 0
      ? [{ ...facility, contractIds: [offeringDealId] }]
      : [],
  );
  const knownFinancing = offeredFacilities.length === 0 ? financingByPlan.get(base) : undefined;
  if (knownFinancing !== undefined) return knownFinancing;
  const financing = createPlanFinancing({ base: [baseBook, base], low }, project, { offered: offeredFacilities });
  if (offeredFacilities.length === 0) financingByPlan.set(base, financing);
  return financing;
};
