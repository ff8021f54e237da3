import { z } from 'zod';
import { OfftakeContract } from '../domain/contract.ts';
import { query } from './call.ts';
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

export const contractClausesCalls = {
  /** What-if: stores nothing, latest wins. */
  'contracts.clauses': query(z.object({ contract: OfftakeContract }), ContractClauses),
} as const;
