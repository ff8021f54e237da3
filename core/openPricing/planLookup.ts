import { addAmount } from '#shared/collections.ts';
import type { Explanation } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { isoMonth, type Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { contractEntry } from '../portfolio/contractValues.ts';
import { type ExplanationSpec, explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

/** Buyer and metal of a contract, as every row of the page shows them. */
type DealName = { readonly contractId: ContractId; readonly code: string; readonly buyer: string; readonly metal: Metal };

/** Identifies a figure of the plan's open prices: of a contract's delivery in a month, of a reference, or of all. */
type Identify = (measure: FigureMeasure, subject?: string, month?: Month) => { readonly identity: FigureIdentity };

export type PlanLookup = { readonly book: Workbook; readonly dealOf: (id: ContractId) => DealName; readonly identify: Identify };

/** The names and figure identities of a plan's contracts on the page. */
export const createLookup = (book: Workbook, plan: ValuedPlan): PlanLookup => {
  const nameOf = ({ id, code, buyerId, productId }: OfftakeContract): DealName => ({
    contractId: id,
    code,
    buyer: book.buyers.get(buyerId)?.name ?? code,
    metal: book.products.get(productId)!.metal,
  });
  const identify: Identify = (measure, subject = 'plan', month = undefined) => ({
    identity: identifyInPlan(book, plan, measure, { subject, ...(month === undefined ? {} : { period: isoMonth(month) }) }),
  });
  return { book, dealOf: (id) => nameOf(contractEntry(plan, id)!.contract), identify };
};

export type ContractAmount = { readonly contractId: ContractId; readonly amount: number };

export const amountOf = ({ amount }: ContractAmount): number => amount;

/** Parts that are summed by contract between two yields. */
const PARTS_PER_STEP = 2000;

/** Explains a total by the amount of each contract, the largest first. */
export function* explainByContract(
  { dealOf }: PlanLookup,
  parts: readonly ContractAmount[],
  total: number,
  spec: ExplanationSpec,
): Steps<Explanation> {
  const amounts = new Map<ContractId, number>();
  for (let i = 0; i < parts.length; i++) {
    const { contractId, amount } = parts[i]!;
    if (i % PARTS_PER_STEP === 0) yield;
    addAmount(amounts, contractId, amount);
  }
  const sortedAmounts = [...amounts].sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  yield;
  const lines = explanationByItem(
    sortedAmounts,
    ([, amount]) => amount,
    ([id]) => {
      const { buyer, code } = dealOf(id);
      return { label: message('openPricing.line', { buyer, code }) };
    },
    total,
    spec,
  );
  yield;
  return lines;
}
