import { z } from 'zod';
import { Facility, FacilityOverride } from '../domain/financing.ts';
import { ContractId, PlanId, TenderId } from '../domain/ids.ts';
import { Month } from '../domain/time.ts';
import { query } from './call.ts';
import { LinesChart } from './charts.ts';
import { Figure, Label, TableIdentities, Verdict } from './figure.ts';

/** The alternative price of the linked contracts' tonnes: spot terms, another contract, or a bid on the same product. */
export const PriceChoice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('spot') }).readonly(),
  z.object({ kind: z.literal('contract'), id: ContractId }).readonly(),
  z.object({ kind: z.literal('bid'), tenderId: TenderId, id: ContractId }).readonly(),
]);
export type PriceChoice = z.infer<typeof PriceChoice>;

/** A month of the prepayment, USD: closing = opening + draw + interest - set off - due in cash - lapsed. */
const BalanceMonth = z
  .object({
    month: Month,
    opening: z.number(),
    draw: z.number(),
    interest: z.number(),
    /** What the linked contracts pay in the month, in their order, and what is set off against each. */
    payments: z.array(z.number()).readonly(),
    setOff: z.array(z.number()).readonly(),
    dueInCash: z.number(),
    lapsed: z.number(),
    closing: z.number(),
  })
  .readonly();
export type BalanceMonth = z.infer<typeof BalanceMonth>;

/** The prepayment in an event or scenario, USD. */
const PrepaymentEvent = z
  .object({
    /** `planned`, `default`, `earlyEnd`, or the id of a scenario. */
    id: z.string(),
    label: Label,
    /** The balance before the event; absent where it has no month. */
    balance: z.number().optional(),
    /** Amount that the buyer owes in the month of the event for tonnes delivered. */
    owed: z.number().optional(),
    setOff: z.number(),
    interest: z.number(),
    dueInCash: z.number(),
    lapsed: z.number(),
    /** With the price conceded, effective per year; null without a rate or where a part lapses. */
    allInCost: z.number().nullable(),
    /** Whether nothing lapses. */
    isRepaid: z.boolean(),
    /** Whether less is paid than drawn, the price conceded included: the contracts pay more than the alternative. */
    isBelowZero: z.boolean(),
    /** Last month with a balance. */
    repaidBy: Month.optional(),
  })
  .readonly();
export type PrepaymentEvent = z.infer<typeof PrepaymentEvent>;

/** The prepayment, a bank loan of the same amount, or neither. */
const FinancingOption = z
  .object({
    key: z.enum(['prepayment', 'loan', 'none']),
    npv: Figure,
    minimumDscr: Figure.optional(),
    minimumMonth: Month.optional(),
    /** Of the senior loan. */
    capacity: Figure.optional(),
    capacityMonth: Month.optional(),
    /** Effective per year, of a prepayment with its price; absent where there is none. */
    allInCost: Figure.optional(),
  })
  .readonly();
export type FinancingOption = z.infer<typeof FinancingOption>;

const ReadyWorkbench = z
  .object({
    state: z.literal('ready'),
    verdict: Verdict,
    /** Whether the plan includes the prepayment, and its changes of it; the workbench shows the facility as entered. */
    inPlan: z.object({ planId: PlanId, plan: z.string(), isIncluded: z.boolean(), override: FacilityOverride.optional() }).readonly(),
    /** The linked contracts in the plan. */
    contracts: z.array(z.object({ id: ContractId, code: z.string() }).readonly()).readonly(),
    /** Absent without a rate, and where the contracts do not repay it. */
    allInCost: Figure.optional(),
    allInCostWithPrice: Figure.optional(),
    /** The nominal rate of a loan with the same periods at which the firm is indifferent. */
    indifferentRate: Figure.optional(),
    concession: Figure,
    averageLife: z.number().nullable(),
    /** Amount that the contracts do not repay by the maturity, USD; due in cash with recourse, else it lapses. */
    notRepaid: z.number(),
    hasRecourse: z.boolean(),
    balance: LinesChart,
    months: z.array(BalanceMonth).readonly(),
    identities: TableIdentities,
    events: z.array(PrepaymentEvent).readonly(),
    options: z.array(FinancingOption).readonly(),
    /** Of the bank loan, and whether it is a default assumption rather than that of the senior loan. */
    bankRate: z.number(),
    isDefaultBankRate: z.boolean(),
    eventMonth: Month,
    seniorLoan: Label,
  })
  .readonly();
export type ReadyWorkbench = z.infer<typeof ReadyWorkbench>;

export const financingWorkbenchCalls = {
  /**
   * Computes a prepayment as typed in a plan: balance, events, cost with its price, and the same money from a bank or not at all. Nothing is
   * stored. Throws BAD_INPUT (terms of the facility), NOT_FOUND (plan, case, alternative).
   */
  'financing.workbench': query(
    z.object({
      facility: Facility,
      /** By default the chosen plan. */
      planId: PlanId.optional(),
      /** `base` (default), `low`, `lender` or the id of a scenario. */
      caseId: z.string().max(120).optional(),
      alternative: PriceChoice,
      /** By default the rate of the senior loan. */
      bankRate: z.number().min(-0.1).max(1).optional(),
      /** Month of the default and of the early end; by default that of the first repayment. */
      eventMonth: Month.optional(),
      /** The event whose balance is drawn beside the planned one. */
      eventId: z.string().max(120).optional(),
    }),
    z.discriminatedUnion('state', [
      ReadyWorkbench,
      z
        .object({
          state: z.literal('leftOut'),
          reason: z.enum(['matured', 'needsBalance', 'termsContradict', 'contractsNotInPlan', 'noContract']),
        })
        .readonly(),
    ]),
  ),
  /** Lists the cases, and the deals whose price can be compared with that of a prepayment's contracts. */
  'financing.workbenchChoices': query(
    z.object({ contractIds: z.array(ContractId).max(100) }),
    z.object({
      cases: z.array(z.object({ id: z.string(), label: Label }).readonly()).readonly(),
      alternatives: z.array(z.object({ choice: PriceChoice, label: Label }).readonly()).readonly(),
    }),
  ),
} as const;
