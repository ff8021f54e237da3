import { getProjectFinance } from '#db/repositories/financing.ts';
import type { CapacityInput } from '#engine';
import type { Label } from '#shared/contract/figure.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Month } from '#shared/domain/time.ts';
import { memoize } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
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
import { lenderCash, planCash, type ValuedOnMarket } from '../portfolio/planCash.ts';
import { engineFacilities, listPlanFacilities, type PlanFacilities } from '../portfolio/planFacilities.ts';
import { findScenario, type ValuedPlan, type Workbook, workbook, workbookOnDeck } from '../portfolio/portfolio.ts';
import { capacityTargets } from '../portfolio/projectInputs.ts';
import { proposedLoan } from './facilityDefaults.ts';

export const LENDER_CASE = 'lender';

/** A loan of the plan in a case; without one, a proposed loan with default terms, which has no facility. */
export type LoanInCase = {
  readonly facility: Facility | undefined;
  /** Undefined where the service before it can't be scheduled. */
  readonly sized: LoanCapacity | undefined;
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
  readonly leftOut: PlanFacilities['leftOut'];
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
  readonly waterfallOf: (id: string) => CaseWaterfall;
  readonly loansOf: (id: string) => readonly LoanInCase[];
  /** The same plan whose contracts of some ids end with the valuation month: their tonnes are sold on spot. */
  readonly without: (contractIds: readonly ContractId[]) => PlanFinancing;
  /** The waterfall of a case with other valuations of its contracts. */
  readonly waterfallWith: (id: string, valued: ValuedOnMarket) => CaseWaterfall;
};

/** Returns the workbook of a deck with other prices or plans. */
type VariantOf = (book: Workbook) => Promise<Workbook>;

type Variant = {
  /** The deal of a bid, whose offered facilities count as facilities of the plan. */
  readonly offeredWith?: ContractId;
  readonly variantOf?: VariantOf;
};

/** Facilities and a plan's changes of them as they would be stored. */
type ChangedFacilities = { readonly facilities: readonly Facility[]; readonly overrides: Plan['facilities'] };

/** Finds the plan, or a variant of it, in a workbook of another deck. */
export type SelectPlan = (book: Workbook) => ValuedPlan;

/**
 * Contracts of a plan that end with the valuation month: facilities that they repay stay, the share due on an early end falls due, and the
 * instalments are those of the plan with them.
 */
type EndedContracts = { readonly contractIds: readonly ContractId[]; readonly of: PlanFinancing };

const lowWorkbook = workbookOnDeck('low');
const readProject = memoizePerRevision(async ({ workspace }: ServiceContext) => getProjectFinance(workspace.db()));

const onMarket = ({ portfolio, value }: ValuedPlan, { market }: Workbook): ValuedOnMarket => ({ portfolio, market, value });

/** Terms on which loans are sized: `targets` of the lender case and the cash flow that sculpts them. */
const sizingOf = (project: ProjectFinance, valuationMonth: Month, lender: () => FinancingCase): Sizing => ({
  project,
  valuationMonth,
  get sizingCfads() {
    return lender().cash.cfads;
  },
});

/** What falls due early of the facilities that ended contracts repay. */
const withEarlyEnd = (engine: FinancingCase['facilities'], facilities: readonly Facility[], ended: EndedContracts | undefined) =>
  ended === undefined
    ? engine
    : engine.map((one, i) => {
        const { contractIds, earlyEndShare } = facilities[i]!;
        const isDue = earlyEndShare > 0 && contractIds.some((id) => ended.contractIds.includes(id));
        return isDue ? { ...one, mandatory: [{ month: Math.max(1, one.start + 1), share: earlyEndShare }] } : one;
      });

const create = (
  { base: [baseBook, base], low: [lowBook, low] }: Readonly<Record<'base' | 'low', readonly [Workbook, ValuedPlan]>>,
  stored: Awaited<ReturnType<typeof readProject>>,
  {
    ended,
    offered = [],
    changed,
  }: { readonly ended?: EndedContracts; readonly offered?: readonly Facility[]; readonly changed?: ChangedFacilities },
): PlanFinancing => {
  const { project, version } = stored;
  const { valuationMonth } = baseBook;
  const contracts = (ended?.of.plan ?? base).portfolio.contracts.map(({ contract }) => contract);
  const { facilities: inPlan, leftOut } = changed
    ? listPlanFacilities({ ...baseBook, facilities: changed.facilities }, { ...base.plan, facilities: changed.overrides }, contracts)
    : listPlanFacilities(baseBook, base.plan, contracts);
  const facilities = [...inPlan, ...offered];
  const loans = facilities.filter(({ kind }) => kind === 'loan');
  const maturity = loans.length === 0 ? undefined : Math.max(...loans.map(({ finalMaturity }) => finalMaturity));
  const facilitiesIn = (valued: ValuedOnMarket) => withEarlyEnd(engineFacilities(facilities, valued), facilities, ended);
  const make = (
    id: string,
    label: Label,
    valued: ValuedOnMarket,
    more: Pick<FinancingCase, 'cash' | 'revenueIdentity'>,
  ): FinancingCase => ({
    id,
    label,
    valued,
    facilities: facilitiesIn(valued),
    ...more,
  });
  const caseOf = memoize((id: string): FinancingCase => {
    if (id === 'base') {
      const valued = onMarket(base, baseBook);
      return make(id, message('financing.case.base'), valued, {
        cash: planCash(valued, project),
        revenueIdentity: identifyInPlan(baseBook, base, 'netRevenue'),
      });
    }
    if (id === 'low') {
      const valued = onMarket(low, lowBook);
      return make(id, message('financing.case.low'), valued, {
        cash: planCash(valued, project),
        revenueIdentity: identifyInPlan(lowBook, low, 'netRevenue'),
      });
    }
    if (id === LENDER_CASE) {
      const valued = onMarket(low, lowBook);
      return make(id, message('financing.case.lender'), valued, { cash: lenderCash(valued, project, maturity) });
    }
    const scenario = findScenario(baseBook.scenarios, id as Parameters<typeof findScenario>[1])!;
    const valued = { portfolio: base.portfolio, market: base.scenarioMarket(scenario.id)!, value: base.scenarioValue(scenario.id)! };
    return make(id, scenarioLabel(scenario), valued, {
      cash: planCash(valued, project),
      revenueIdentity: identifyInPlan(baseBook, base, 'netRevenue', { scenario: scenario.id }),
    });
  });
  const sizing = sizingOf(project, valuationMonth, () => (ended?.of.caseOf ?? caseOf)(LENDER_CASE));
  const loanInCase = (one: FinancingCase, facility: Facility | undefined, engine: FinancingCase['facilities'][number]): LoanInCase => ({
    facility,
    sized: loanCapacity(one, engine, sizing),
    start: valuationMonth + engine.start,
    periodMonths: engine.periodMonths,
    targets: capacityTargets(engine, project),
  });
  const made: PlanFinancing = {
    plan: base,
    baseBook,
    facilities,
    leftOut,
    project,
    hasProject: version > 0,
    maturity,
    valuationMonth,
    caseNames: [
      ...(['base', 'low', LENDER_CASE] as const).map((id) => ({ id, label: message(`financing.case.${id}`) })),
      ...baseBook.scenarios.map((scenario) => ({ id: scenario.id as string, label: scenarioLabel(scenario) })),
    ],
    caseOf,
    waterfallOf: memoize((id: string) => caseWaterfall(caseOf(id), sizing)),
    loansOf: memoize((id: string) => {
      const one = caseOf(id);
      if (loans.length > 0) return loans.map((facility) => loanInCase(one, facility, one.facilities[facilities.indexOf(facility)]!));
      const proposed = proposedLoan({ valuationMonth, lastMonth: baseBook.lastMonth }, project.lenderCase.targetDscr);
      return [loanInCase(one, undefined, engineFacility(proposed, valuationMonth))];
    }),
    without: (contractIds) => {
      const books = [baseBook, lowBook].map((book) => [book, book.without(contractIds, base.plan.id)] as const);
      return create({ base: books[0]!, low: books[1]! }, stored, { ended: { contractIds, of: made } });
    },
    waterfallWith: (id, valued) =>
      caseWaterfall(
        {
          ...caseOf(id),
          valued,
          cash: id === LENDER_CASE ? lenderCash(valued, project, maturity) : planCash(valued, project),
          facilities: facilitiesIn(valued),
        },
        sizing,
      ),
  };
  return made;
};

const created = new WeakMap<ValuedPlan, PlanFinancing>();

const readBooks = async (ctx: ServiceContext, select: SelectPlan, variantOf: VariantOf = async (book) => book) => {
  const [baseBook, lowBook] = [await variantOf(await workbook(ctx)), await variantOf(await lowWorkbook(ctx))];
  const project = await readProject(ctx);
  return { base: [baseBook, select(baseBook)], low: [lowBook, select(lowBook)], project } as const;
};

/** The financing of a plan with its facilities as they would be stored; deals of the plan are valued as they are. Throws NOT_FOUND. */
export const financingWithChanges = async (ctx: ServiceContext, select: SelectPlan, changed: ChangedFacilities): Promise<PlanFinancing> => {
  const { project, ...books } = await readBooks(ctx, select);
  return create(books, project, { changed });
};

/** The financing of a plan or of a variant of it; one per plan and revision. Throws NOT_FOUND. */
export const planFinancing = async (
  ctx: ServiceContext,
  select: SelectPlan,
  { offeredWith, variantOf }: Variant = {},
): Promise<PlanFinancing> => {
  const {
    base: [baseBook, base],
    low,
    project,
  } = await readBooks(ctx, select, variantOf);
  // what a bid offers is repaid by the bid's own deal
  const offered = baseBook.facilities.flatMap((facility) =>
    offeredWith !== undefined && facility.bidId === offeredWith && facility.contractIds.length === 0
      ? [{ ...facility, contractIds: [offeredWith] }]
      : [],
  );
  const known = offered.length === 0 ? created.get(base) : undefined;
  if (known !== undefined) return known;
  const made = create({ base: [baseBook, base], low }, project, { offered });
  if (offered.length === 0) created.set(base, made);
  return made;
};
