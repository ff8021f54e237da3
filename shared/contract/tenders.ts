import { z } from 'zod';
import { OfftakeContract } from '../domain/contract.ts';
import { ContractTemplateKey } from '../domain/contractTemplate.ts';
import { BuyerId, ContractId, LimitId, ProductId, TenderId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { TenderHead } from '../domain/tender.ts';
import { Incoterm } from '../domain/terms.ts';
import { Year } from '../domain/time.ts';
import { background, command, query } from './call.ts';
import { BarsChart } from './charts.ts';
import { Effect } from './contracts.ts';
import { Figure, Label, Message, Verdict } from './figure.ts';
import { Completion, NoInput } from './workspace.ts';

export const TenderRow = z
  .object({
    head: TenderHead,
    version: z.number().int(),
    product: z.string(),
    metal: Metal,
    bids: z.number().int(),
    /** Risk-adjusted netback of the best admissible bid, USD/dmt, and its buyer; absent where no bid is admissible. */
    best: Figure.optional(),
    bestBuyer: z.string().optional(),
    /** Codes of the contracts of accepted bids. */
    accepted: z.array(z.string()).readonly(),
  })
  .readonly();
export type TenderRow = z.infer<typeof TenderRow>;

/** A limit that a bid breaches, or worsens where it is breached, in the year in which it is worst. */
export const LimitObjectionRow = z
  .object({
    id: LimitId,
    name: z.string(),
    kind: z.enum(['breaches', 'worsens']),
    direction: z.enum(['atMost', 'atLeast']),
    year: Year,
    /** The measured value with the bid, that without it, and the level of the limit. */
    value: Figure,
    before: Figure,
    level: Figure,
  })
  .readonly();
export type LimitObjectionRow = z.infer<typeof LimitObjectionRow>;

export const BidRow = z
  .object({
    /** The id of the bid and of its deal. */
    id: ContractId,
    /** Rank by risk-adjusted netback, from 1; absent without one. */
    rank: z.number().int().optional(),
    buyerId: BuyerId,
    buyer: z.string(),
    rating: z.string(),
    destination: Label,
    tonnesPerYear: z.number(),
    basis: Label,
    incoterm: Incoterm,
    quotation: Label,
    paymentMonths: z.number().int(),
    letterOfCredit: z.boolean(),
    floor: z.number().optional(),
    note: z.string(),
    /** Netback plus the value of clauses less the expected credit loss, USD/dmt; the bids are ranked by it. */
    riskAdjusted: Figure.optional(),
    /** USD/dmt at the mine gate: price after freight and costs, with payment timing. */
    netback: Figure.optional(),
    price: Figure.optional(),
    timing: Figure.optional(),
    /** Value that uncertain prices add through its clauses, USD/dmt. */
    clauses: Figure.optional(),
    /** Expected credit loss, USD/dmt, zero or negative. */
    credit: Figure.optional(),
    /** Risk-adjusted netback less the walk-away value. */
    aboveLine: Figure.optional(),
    /** Change of China's share in the chosen plan if it is signed. */
    chinaShare: Figure.optional(),
    /** Debt capacity and lowest DSCR of the chosen plan with it, in the lender case; absent without facilities. */
    debtCapacity: Figure.optional(),
    minimumDscr: Figure.optional(),
    /** Cost of the prepayment that it offers, with its price, effective per year. */
    allInCost: Figure.optional(),
    /** Limits that it breaches, or worsens where they are breached; a priced bid without them is admissible. */
    objections: z.array(LimitObjectionRow).readonly(),
    /** Names of the limits that are breached without it and not with it. */
    curedLimits: z.array(z.string()).readonly(),
    problem: Message.optional(),
    /** The contract of an accepted bid. */
    accepted: z.object({ id: ContractId, code: z.string() }).optional(),
  })
  .readonly();
export type BidRow = z.infer<typeof BidRow>;

/** The terms that a break-even is solved for. */
export const BreakEvenTerm = z.enum(['treatmentCharge', 'payable', 'premium', 'fixedPrice', 'margin']);
export type BreakEvenTerm = z.infer<typeof BreakEvenTerm>;

/** The level of a term at which a bid equals the best admissible one; without `at` it does so nowhere from `from` to `to`. */
export const BidBreakEven = z
  .object({
    id: ContractId,
    buyer: z.string(),
    term: BreakEvenTerm,
    label: Message,
    now: Figure,
    at: Figure.optional(),
    change: Figure.optional(),
    from: Figure,
    to: Figure,
  })
  .readonly();
export type BidBreakEven = z.infer<typeof BidBreakEven>;

const TenderTerms = z.object({
  tender: TenderRow,
  verdict: Verdict,
  /** The highest risk-adjusted netback first, bids without one last. */
  bids: z.array(BidRow).readonly(),
});

const BidAddress = z.object({ tenderId: TenderId, id: ContractId });

export const tendersCalls = {
  'tenders.list': query(NoInput, z.object({ verdict: Verdict, rows: z.array(TenderRow).readonly() })),
  /** Reads a tender and its bids in the order in which they were added; nothing is valued, and the verdict is the first sentence of it. */
  'tenders.terms': query(z.object({ id: TenderId }), TenderTerms),
  'tenders.get': query(
    z.object({ id: TenderId }),
    TenderTerms.extend({
      /** The walk-away value, USD/dmt: entered, else the spot value of the tonnes; absent where neither is known. */
      walkAway: Figure.optional(),
      /** The best admissible bid; absent where none is admissible. */
      recommended: ContractId.optional(),
      /** Risk-adjusted netbacks relative to the walk-away value; absent where no bid has one. */
      chart: BarsChart.optional(),
    }),
  ),
  'tenders.bid': query(
    BidAddress,
    z.object({
      deal: OfftakeContract,
      version: z.number().int(),
      tender: z.string(),
      /** The contract of an accepted bid. */
      accepted: z.object({ id: ContractId, code: z.string() }).optional(),
    }),
  ),
  /** Computes the effect on the chosen plan of signing a bid, or of the contract of an accepted bid. */
  'tenders.effect': background(query(BidAddress, z.object({ buyer: z.string(), effect: Effect.optional(), problem: Message.optional() }))),
  /** Computes the level of each term at which a bid equals the best admissible one. */
  'tenders.breakEvens': background(
    query(
      z.object({ id: TenderId }),
      z.object({
        best: z.object({ buyer: z.string(), value: Figure }).optional(),
        rows: z.array(BidBreakEven).readonly(),
      }),
    ),
  ),
  /** Adds a tender of a product's unsold tonnes from the first full year. */
  'tenders.add': command(z.object({ productId: ProductId.optional() }), z.object({ id: TenderId })),
  'tenders.save': command(
    z.object({
      entries: z
        .array(z.object({ head: TenderHead, version: z.number().int() }))
        .min(1)
        .max(200)
        .readonly(),
    }),
    Completion,
  ),
  /** Adds a bid with the terms of a template or of another bid, for the next buyer without a bid. */
  'tenders.addBid': command(
    z.object({ tenderId: TenderId, from: z.union([z.object({ template: ContractTemplateKey }), z.object({ bid: ContractId })]) }),
    z.object({ id: ContractId }),
  ),
  'tenders.saveBids': command(
    z.object({ tenderId: TenderId, deals: z.array(OfftakeContract).min(1).max(60).readonly(), version: z.number().int().optional() }),
    z.object({ version: z.number().int() }),
  ),
  'tenders.removeBids': command(z.object({ tenderId: TenderId, ids: z.array(ContractId).min(1).max(60).readonly() }), Completion),
  /** Accepts a bid: adds a signed contract with its terms. */
  'tenders.accept': command(BidAddress, z.object({ contractId: ContractId, code: z.string() })),
  'tenders.remove': command(z.object({ ids: z.array(TenderId).min(1).max(200).readonly() }), Completion),
} as const;
