import {
  debtCapacity,
  type Facility as EngineFacility,
  explainCapacity,
  type Financing,
  type FinancingInput,
  financing,
  serviceBefore,
} from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { message } from '#shared/messages/text.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { type ValuedPlan, type Workbook, workbook, workbookAt } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { lenderCash, type PlanCash, planCash, type ValuedOnMarket } from './planCash.ts';
import { engineFacilities } from './planFacilities.ts';

/** What a loan can be at most in a case, USD; the month is the calendar month of the payment that binds. */
export type LoanCapacity = ReturnType<typeof debtCapacity> & { readonly lines: ReturnType<typeof explainCapacity> };

/** A plan's cash and facilities in one case. */
export type FinancingCase = {
  /** `base`, `low`, `lender`, or the id of a scenario. */
  readonly id: string;
  readonly label: Label;
  readonly valued: ValuedOnMarket;
  readonly cash: PlanCash;
  readonly facilities: readonly EngineFacility[];
  /** Which figure its revenue of a year is; absent of the lender case, whose revenue has a haircut. */
  readonly revenueIdentity?: FigureIdentity;
};

/** The workbook on another deck than the chosen one, at the same date; read once a revision. */
const onDeck = (deck: WorkspaceSettings['deck']) =>
  memoizePerRevision(async (ctx: ServiceContext): Promise<Workbook> => {
    const book = await workbook(ctx);
    return book.settings.deck === deck ? book : workbookAt(ctx, { valuationDate: book.settings.valuationDate, deck });
  });
const baseWorkbook = onDeck('base');
const lowWorkbook = onDeck('low');

const onMarket = ({ portfolio, value }: ValuedPlan, { market }: Workbook): ValuedOnMarket => ({ portfolio, market, value });

const inScenario = (plan: ValuedPlan, { id }: Scenario): ValuedOnMarket => ({
  portfolio: plan.portfolio,
  market: plan.scenarioMarket(id)!,
  value: plan.scenarioValue(id)!,
});

/**
 * Computes the cases of a plan: base deck, low deck, lender (the low deck with a haircut on what is not bankable) and each scenario of the
 * library on the base deck. `maturity` of the loans being sized.
 */
export const listCases = async (
  ctx: ServiceContext,
  plan: ValuedPlan,
  { facilities, project }: { readonly facilities: readonly Facility[]; readonly project: ProjectFinance },
): Promise<readonly FinancingCase[]> => {
  const yieldNow = createYielder();
  const baseBook = await baseWorkbook(ctx);
  const base = baseBook.plan(plan.plan.id);
  await yieldNow();
  const lowBook = await lowWorkbook(ctx);
  const atLow = lowBook.plan(plan.plan.id);
  const low = onMarket(atLow, lowBook);
  const loans = facilities.filter(({ kind }) => kind === 'loan');
  const maturity = loans.length === 0 ? undefined : Math.max(...loans.map(({ finalMaturity }) => finalMaturity));
  const make = (id: string, label: Label, valued: ValuedOnMarket, cash: PlanCash, revenueIdentity?: FigureIdentity): FinancingCase => ({
    id,
    label,
    valued,
    cash,
    facilities: engineFacilities(facilities, valued),
    ...(revenueIdentity && { revenueIdentity }),
  });
  const atBase = onMarket(base, baseBook);
  const cases = [
    make('base', message('financing.case.base'), atBase, planCash(atBase, project), identifyInPlan(baseBook, base, 'netRevenue')),
    make('low', message('financing.case.low'), low, planCash(low, project), identifyInPlan(lowBook, atLow, 'netRevenue')),
    make('lender', message('financing.case.lender'), low, lenderCash(low, project, maturity)),
  ];
  for (const scenario of baseBook.scenarios) {
    await yieldNow();
    const valued = inScenario(base, scenario);
    const identity = identifyInPlan(baseBook, base, 'netRevenue', { scenario: scenario.id });
    cases.push(make(scenario.id, scenarioLabel(scenario), valued, planCash(valued, project), identity));
  }
  return cases;
};

/** Computes the capacity of a loan in a case; undefined where the service before it can't be scheduled. */
export const loanCapacity = (
  { cash, facilities }: FinancingCase,
  loan: EngineFacility,
  { project, sizingCfads, valuationMonth }: { project: ProjectFinance; sizingCfads: readonly number[]; valuationMonth: number },
): LoanCapacity | undefined => {
  const { targetDscr, targetLlcr, targetPlcr, gearing } = project.lenderCase;
  try {
    const input = {
      cfads: cash.cfads,
      otherService: serviceBefore(loan, facilities, { sizingCfads, valuationMonth }),
      valuationMonth,
      targets: {
        dscr: loan.repayment.style === 'sculpted' ? loan.repayment.targetDscr : targetDscr,
        ...(targetLlcr !== undefined && { llcr: targetLlcr }),
        ...(targetPlcr !== undefined && { plcr: targetPlcr }),
        ...(gearing !== undefined && { gearing }),
      },
    };
    return { ...debtCapacity(loan, input), lines: explainCapacity(loan, input) };
  } catch (error) {
    if (error instanceof OrebookError && error.code === 'DEBT_ABOVE_CAPACITY') return undefined;
    throw error;
  }
};

export type CaseWaterfall = {
  readonly result: Financing;
  /** The facilities of the result, by index in those of the case. */
  readonly indices: readonly number[];
  /** Sculpted loans above their capacity, which the result leaves out. */
  readonly aboveCapacity: readonly { readonly index: number; readonly capacity: number }[];
};

const ABOVE_CAPACITY_FIELD = /^facilities\.(\d+)\./;

/** Computes the waterfall of a case. Sculpted loans above their capacity are left out and named. */
export const caseWaterfall = (
  { cash, facilities }: FinancingCase,
  { project, sizingCfads, valuationMonth }: { project: ProjectFinance; sizingCfads: readonly number[]; valuationMonth: number },
): CaseWaterfall => {
  const uses = project.uses?.reduce<number[]>((series, { month, amount }) => {
    const at = month - valuationMonth;
    while (series.length <= at) series.push(0);
    if (at >= 0) series[at]! += amount;
    return series;
  }, []);
  const aboveCapacity: { index: number; capacity: number }[] = [];
  let indices = facilities.map((_, i) => i);
  for (;;) {
    try {
      const input: FinancingInput = {
        cfads: cash.cfads,
        sizingCfads,
        uses,
        valuationMonth,
        facilities: indices.map((i) => facilities[i]!),
        openingCash: project.openingCash,
        minimumCash: project.minimumCash,
      };
      return { result: financing(input), indices, aboveCapacity };
    } catch (error) {
      const details = error instanceof OrebookError && error.code === 'DEBT_ABOVE_CAPACITY' ? error.details : undefined;
      const at = ABOVE_CAPACITY_FIELD.exec(String(details?.field))?.[1];
      if (details === undefined || at === undefined) throw error;
      const index = indices[Number(at)]!;
      aboveCapacity.push({ index, capacity: Number(details.capacity) });
      indices = indices.filter((i) => i !== index);
    }
  }
};
