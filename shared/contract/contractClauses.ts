import { z } from 'zod';
import { OfftakeContract } from '../domain/contract.ts';
import { ContractId } from '../domain/ids.ts';
import { Month, Year } from '../domain/time.ts';
import { command, query } from './call.ts';
import { Figure, Message } from './figure.ts';

/** What the parties can trade a clause against. Each has a column, and a row with the value of one unit. */
export const TradeUnitKey = z.enum(['payablePoint', 'treatmentCharge', 'refiningCharge', 'premium', 'paymentMonth']);
export type TradeUnitKey = z.infer<typeof TradeUnitKey>;

/** A term with its value to the seller, and the same value in each trade unit. */
export const TradeRow = z
  .object({
    key: z.string(),
    label: Message,
    /** A warning about the term, whatever its value. */
    warning: Message.optional(),
    /** USD today, positive = to the seller. */
    value: Figure,
    perTonne: Figure,
    /** In the order of `units`. */
    equivalents: z.array(Figure).readonly(),
  })
  .readonly();
export type TradeRow = z.infer<typeof TradeRow>;

/** Values of the clauses of a contract and of the trade units. */
export const ContractClauses = z.object({
  units: z.array(TradeUnitKey).readonly(),
  clauses: z.array(TradeRow).readonly(),
  trades: z.array(TradeRow).readonly(),
});
export type ContractClauses = z.infer<typeof ContractClauses>;

/** Value of a clause by simulation with and without it, USD today, positive = to the seller. */
export const SimulatedClause = z
  .object({
    key: z.string(),
    label: Message,
    /** Value by formula, and mean on paths of prices alone; "none" for clauses that depend on the buyer's behaviour. */
    formula: Figure,
    alone: Figure,
    aloneError: Figure,
    /** Simulated on prices alone, minus the formula. */
    difference: Figure,
    /** The difference in standard errors of the mean on prices alone. */
    differenceErrors: Figure,
    /** With the demand cycle, defaults and events. */
    run: Figure,
    runError: Figure,
    /** Full simulation minus prices alone: the effect of the demand cycle, of defaults and of events. */
    nonPriceEffects: Figure,
  })
  .readonly();
export type SimulatedClause = z.infer<typeof SimulatedClause>;

/** Result of a job that simulates clauses; nothing is stored. */
export const SimulatedClauses = z.object({
  contractId: ContractId,
  paths: z.number().int(),
  seed: z.number().int(),
  rows: z.array(SimulatedClause).readonly(),
});
export type SimulatedClauses = z.infer<typeof SimulatedClauses>;

/** One month of deliveries of a contract with its price. */
export const ContractMonthRow = z
  .object({
    month: Month,
    tonnes: Figure,
    pricing: z.object({ from: Month, to: Month }),
    /** USD/dmt, explained line by line. */
    netPrice: Figure,
    /** Invoice value of the month's tonnes, USD. */
    value: Figure,
    provisionalPayment: Month.optional(),
    finalPayment: Month,
  })
  .readonly();
export type ContractMonthRow = z.infer<typeof ContractMonthRow>;

export const ContractMonths = z.object({ years: z.array(Year).readonly(), rows: z.array(ContractMonthRow).readonly() });
export type ContractMonths = z.infer<typeof ContractMonths>;

export const contractClausesCalls = {
  /** Values the clauses of a draft; nothing is stored. */
  'contracts.clauses': query(z.object({ contract: OfftakeContract }), ContractClauses),
  /** Starts a job that simulates the contract with and without each clause; its result is `SimulatedClauses`. Nothing is stored. */
  'contracts.simulateClauses': command(z.object({ contract: OfftakeContract }), z.object({ jobId: z.string() })),
  /** Lists the deliveries of one calendar year, by default the first with deliveries; nothing is stored. */
  'contracts.months': query(z.object({ contract: OfftakeContract, year: Year.optional() }), ContractMonths),
} as const;
