import { z } from 'zod';
import { OfftakeContract } from '../domain/contract.ts';
import { ContractId } from '../domain/ids.ts';
import { Month, Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Figure, Message } from './figure.ts';

/** What the parties can trade a clause against: one unit of it is a column, and a row of its own. */
export const TradeUnitKey = z.enum(['payablePoint', 'treatmentCharge', 'refiningCharge', 'premium', 'paymentMonth']);
export type TradeUnitKey = z.infer<typeof TradeUnitKey>;

/** A term, what it is worth to the seller, and as how much of each unit of trade. */
export const TradeRow = z
  .object({
    key: z.string(),
    label: Message,
    /** What a person should know of this term, whatever it is worth. */
    warning: Message.optional(),
    /** USD today, positive = to the seller. */
    value: Figure,
    perTonne: Figure,
    /** In the order of `units`. */
    equivalents: z.array(Figure).readonly(),
  })
  .readonly();
export type TradeRow = z.infer<typeof TradeRow>;

/** What the clauses of a contract are worth and what each term could be exchanged for. */
export const ContractClauses = z.object({
  units: z.array(TradeUnitKey).readonly(),
  clauses: z.array(TradeRow).readonly(),
  trades: z.array(TradeRow).readonly(),
});
export type ContractClauses = z.infer<typeof ContractClauses>;

/** A clause on simulated paths with and without it, USD today, positive = to the seller. */
export const SimulatedClause = z
  .object({
    key: z.string(),
    label: Message,
    /** What the formula says, and the mean on paths of prices alone; "none" for what the buyer does: no formula and no price makes it. */
    formula: Figure,
    alone: Figure,
    aloneError: Figure,
    /** Simulated on prices alone less the formula. */
    difference: Figure,
    /** The difference in standard errors of the mean on prices alone. */
    differenceErrors: Figure,
    /** With the demand cycle, defaults and events. */
    run: Figure,
    runError: Figure,
    /** The run less prices alone. */
    cycle: Figure,
  })
  .readonly();
export type SimulatedClause = z.infer<typeof SimulatedClause>;

/** What a job of this kind answers; nothing of it is stored. */
export const SimulatedClauses = z.object({
  contractId: ContractId,
  paths: z.number().int(),
  seed: z.number().int(),
  rows: z.array(SimulatedClause).readonly(),
});
export type SimulatedClauses = z.infer<typeof SimulatedClauses>;

/** One month of deliveries of a contract, as it is priced. */
export const ContractMonthRow = z
  .object({
    month: Month,
    tonnes: Figure,
    pricing: z.object({ from: Month, to: Month }),
    /** USD/dmt, each line of it. */
    netPrice: Figure,
    /** USD: what the month's tonnes are invoiced at. */
    value: Figure,
    provisionalPayment: Month.optional(),
    finalPayment: Month,
  })
  .readonly();
export type ContractMonthRow = z.infer<typeof ContractMonthRow>;

export const ContractMonths = z.object({ years: z.array(Year).readonly(), rows: z.array(ContractMonthRow).readonly() });
export type ContractMonths = z.infer<typeof ContractMonths>;

export const contractClausesCalls = {
  /** What-if: stores nothing, latest wins. */
  'contracts.clauses': query(z.object({ contract: OfftakeContract }), ContractClauses),
  /** Begins a job that simulates the contract with and without each clause; its result is `SimulatedClauses`. Nothing is stored. */
  'contracts.simulateClauses': command(z.object({ contract: OfftakeContract }), z.object({ jobId: z.string() })),
  /** The deliveries of one calendar year, by default the first that has any; stores nothing. */
  'contracts.months': query(z.object({ contract: OfftakeContract, year: Year.optional() }), ContractMonths),
} as const;
