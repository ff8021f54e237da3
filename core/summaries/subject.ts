import {
  type Portfolio,
  type PortfolioContract,
  type ProductCommitments,
  productCommitments,
  type Revaluation,
  revalue,
  valuePortfolio,
} from '#engine';
import { findById, unique } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { overrideOf } from '#shared/domain/plan.ts';
import type { Product } from '#shared/domain/product.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { memoizeWeakly } from '#shared/memoize.ts';
import { text } from '#shared/messages/text.ts';
import { createObjectField } from '#shared/objectField.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { recordOf } from '../portfolio/records.ts';
import { applyOverride } from '../portfolio/resolver.ts';
import { runWithYielding } from '../yielding.ts';
import type { YieldToOthers } from './blockBuilders.ts';
import { scenarioOf } from './recordNames.ts';

/** A contract of a summary, with the terms of the chosen plan. */
export type Deal = { readonly contract: OfftakeContract; readonly buyer: Buyer; readonly product: Product };

const dealOf = (book: Workbook, contract: OfftakeContract): Deal => ({
  contract,
  buyer: recordOf(book.buyers, contract.buyerId, 'buyer'),
  product: recordOf(book.products, contract.productId, 'product'),
});

/** Returns the requested contracts, each once, with the terms of the chosen plan. Throws NOT_FOUND. */
export const dealsOf = (book: Workbook, ids: readonly ContractId[]): readonly Deal[] => {
  const { plan } = book.plan();
  return unique(ids).map((id) => {
    const contract = findById(book.contracts, id);
    if (contract === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id });
    return dealOf(book, applyOverride(contract, overrideOf(plan, id)));
  });
};

// comparing with a collator is many times faster than localeCompare with options
const { compare: compareCodes } = new Intl.Collator('en', { numeric: true });

/** The contracts of a portfolio by code, which several parts of a summary list. */
const contractsByCode = memoizeWeakly(
  (contracts: readonly PortfolioContract[]) => contracts.map(({ contract }) => contract).sort((a, b) => compareCodes(a.code, b.code)),
  createObjectField(),
);

/** Lists the contracts of a plan, by code. */
export const dealsIn = (book: Workbook, { portfolio }: ValuedPlan): readonly Deal[] =>
  contractsByCode(portfolio.contracts).map((contract) => dealOf(book, contract));

/** The subject of a lender view: contracts that can be priced, without other contracts on their products, or a whole plan. */
export type Offtake = {
  readonly deals: readonly Deal[];
  readonly portfolio: Portfolio;
  readonly commitments: readonly ProductCommitments[];
  readonly scenario: Scenario | undefined;
  readonly revaluation: Revaluation | undefined;
  /** Contracts excluded because they have no price, with the reason. */
  readonly problems: ReadonlyMap<ContractId, OrebookError>;
  /** Whether spot sales are included: true for a plan. */
  readonly includesSpot: boolean;
};

/** Values a plan in the default scenario and yields after each step, since a plan may have hundreds of contracts. */
export const valueWithYielding = async (plan: ValuedPlan, yieldToOthers: YieldToOthers): Promise<void> => {
  const { value, scenarioValue, inScenario, contractsInScenario } = plan.inSteps;
  for (const steps of [value(), scenarioValue(), inScenario(), contractsInScenario()]) {
    await runWithYielding(steps, yieldToOthers);
    await yieldToOthers();
  }
};

/** Returns a plan as the subject of a lender view. */
export const planOfftake = (book: Workbook, plan: ValuedPlan): Offtake => ({
  deals: dealsIn(book, plan),
  portfolio: plan.portfolio,
  commitments: plan.commitments(),
  scenario: scenarioOf(book.scenarios, undefined),
  revaluation: plan.inScenario(),
  problems: plan.problems,
  includesSpot: true,
});

/** Returns contracts as the subject of a lender view, without other contracts on their products. */
export const dealsOfftake = (book: Workbook, deals: readonly Deal[]): Offtake => {
  const valuedDeals = deals.map(({ contract }) => book.alone(contract));
  const entries: readonly PortfolioContract[] = valuedDeals.flatMap(({ portfolio }) => portfolio.contracts);
  const products = new Set(deals.map(({ product }) => product.id));
  const { portfolio: planPortfolio } = book.plan();
  const portfolio: Portfolio = {
    ...planPortfolio,
    products: planPortfolio.products.filter(({ id }) => products.has(id)),
    contracts: entries,
  };
  const scenario = scenarioOf(book.scenarios, undefined);
  return {
    deals: deals.filter(({ contract }) => entries.some((entry) => entry.contract.id === contract.id)),
    portfolio,
    commitments: productCommitments(portfolio),
    scenario,
    revaluation: scenario && revalue(portfolio, book.market, scenario),
    problems: new Map(valuedDeals.flatMap(({ problems }) => [...problems])),
    includesSpot: false,
  };
};

/** Returns the valuation of an offtake at deck prices; computed here if the workspace has no scenario to revalue it in. */
export const baseValue = ({ revaluation, portfolio }: Offtake, { market }: Workbook) =>
  revaluation?.base ?? valuePortfolio(portfolio, market);

/** Throws BAD_INPUT for a counterparty view of a plan or of several buyers, since a buyer must not see the terms of another. */
export const requireOneBuyer = ({ subject, view }: SummaryRequest, deals: readonly Deal[]): void => {
  const buyers = new Set(deals.map(({ buyer }) => buyer.id));
  if (view === 'counterparty' && (!('contractIds' in subject) || buyers.size > 1)) throwIfIssues([issue('view', 'oneBuyer')]);
};

const PART_LENGTH = 60;
const BUYER_LENGTH = 40;

/** Removes what file systems forbid in a name, and shortens it. */
const safeName = (name: string, length = PART_LENGTH): string =>
  Array.from(
    name
      .replace(/[/\\]/g, '-')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are removed
      .replace(/[\u0000-\u001f\u007f-\u009f<>:"|?*\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g, '')
      .replace(/\s+/g, ' ')
      .replace(/^[.\s]+/, ''),
  )
    .slice(0, length)
    .join('')
    .replace(/[.\s]+$/, '');

const joinParts = (parts: readonly string[]): string =>
  parts
    .map((part) => safeName(part))
    .filter((part) => part !== '')
    .join(' - ');

/** "Quillan Range - Hai Long Smelting C-042 - internal". */
export const fileNameOf = (book: Workbook, view: SummaryRequest['view'], deals: readonly Deal[], plan?: ValuedPlan): string => {
  const [first] = deals;
  const subjectName =
    plan?.plan.name ??
    (deals.length === 1 && first
      ? `${safeName(first.buyer.name, BUYER_LENGTH)} ${first.contract.code}`
      : text('summaries.fileContracts', { count: deals.length }));
  return joinParts([book.settings.name, subjectName, text(`summaries.fileView.${view}`)]);
};

/** "Quillan Range - Board pack: Renew Hai Long - 2026-05-31", without what file systems refuse. */
export const boardFileName = ({ settings }: Workbook, title: string): string => joinParts([settings.name, title, settings.valuationDate]);
