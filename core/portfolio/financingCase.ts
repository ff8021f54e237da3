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
import type { ProjectFinance } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import type { PlanCash, ValuedOnMarket } from './planCash.ts';
import { capacityTargets, usesSeries } from './projectInputs.ts';

/** The debt capacity of a loan in a case, USD; the month is the calendar month of the payment that binds. */
export type LoanCapacity = ReturnType<typeof debtCapacity> & { readonly lines: ReturnType<typeof explainCapacity> };

/** A plan's cash and facilities in one case. */
export type FinancingCase = {
  /** `base`, `low`, `lender`, or the id of a scenario. */
  readonly id: string;
  readonly label: Label;
  readonly valued: ValuedOnMarket;
  readonly cash: PlanCash;
  readonly facilities: readonly EngineFacility[];
  /** The identity of its revenue in a year; absent in the lender case, whose revenue has a haircut. */
  readonly revenueIdentity?: FigureIdentity;
};

/** What loans are sized by: the lender case's targets, and the cash flow that sculpted instalments follow. */
export type Sizing = { readonly project: ProjectFinance; readonly sizingCfads: readonly number[]; readonly valuationMonth: Month };

/** Computes the capacity of a loan in a case; undefined where the service before it can't be scheduled. */
export const loanCapacity = (
  { cash, facilities }: FinancingCase,
  loan: EngineFacility,
  { project, sizingCfads, valuationMonth }: Sizing,
): LoanCapacity | undefined => {
  try {
    const input = {
      cfads: cash.cfads,
      otherService: serviceBefore(loan, facilities, { sizingCfads, valuationMonth }),
      valuationMonth,
      targets: capacityTargets(loan, project),
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
  /** Sculpted loans above their capacity, which the result leaves out, with debt and capacity when repayment begins, USD. */
  readonly aboveCapacity: readonly { readonly index: number; readonly debt: number; readonly capacity: number }[];
};

const ABOVE_CAPACITY_FIELD = /^facilities\.(\d+)\./;

/** Computes the waterfall of a case. Sculpted loans above their capacity are left out and named. */
export const caseWaterfall = ({ cash, facilities }: FinancingCase, { project, sizingCfads, valuationMonth }: Sizing): CaseWaterfall => {
  const uses = usesSeries(project, valuationMonth);
  const aboveCapacity: { index: number; debt: number; capacity: number }[] = [];
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
      const position = ABOVE_CAPACITY_FIELD.exec(String(details?.field))?.[1];
      if (details === undefined || position === undefined) throw error;
      const index = indices[Number(position)]!;
      aboveCapacity.push({ index, debt: Number(details.debt), capacity: Number(details.capacity) });
      indices = indices.filter((i) => i !== index);
    }
  }
};
