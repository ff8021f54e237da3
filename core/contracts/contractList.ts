import type { Output } from '#shared/contract/contract.ts';
import type { Sentence } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { amountInYear, contractRevenue, revenueAfter } from '../portfolio/contractValues.ts';
import { explanationByItem } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { count, labelFigure, usd, withExplanation, words, year } from '../portfolio/figures.ts';
import { chosenDeck, contractCode } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { valuedWorkbook } from '../portfolio/portfolio.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { contractRows, rowIdentities } from './contractRows.ts';

const CONTRACTS_ROUTE = '/contracts';

/** Sums up the contracts of the plan: revenue, contracts that end within a year, contracts that can't be priced. */
function* verdictOf(book: Workbook, plan: ValuedPlan): Steps<Sentence[]> {
  const total = plan.portfolio.contracts.length + plan.problems.size;
  const name = words(plan.plan.name, { route: '/plans' });
  if (total === 0) return [{ key: 'contracts.verdictEmpty', figures: { plan: name } }];
  const revenue = contractRevenue(plan, book.year);
  yield;
  const endingIds = new Set(
    plan.portfolio.contracts.filter(({ contract }) => contract.end <= book.valuationMonth + 12).map(({ contract }) => contract.id),
  );
  const endingValues: { readonly contractId: ContractId; readonly amount: number }[] = [];
  for (const value of plan.value.contracts) {
    if (!endingIds.has(value.contractId)) continue;
    yield;
    endingValues.push({ contractId: value.contractId, amount: revenueAfter(value, book.valuationMonth) });
  }
  const endingRevenue = sumBy(endingValues, ({ amount }) => amount);
  const textOf = ({ contractId }: { readonly contractId: ContractId }) => ({
    label: message('line.member', { name: contractCode(book, contractId) }),
  });
  yield;
  const revenueFigure = withExplanation(
    usd(revenue, { identity: identifyInPlan(book, plan, 'revenue', { period: book.year }) }),
    explanationByItem(plan.value.contracts, (value) => amountInYear(plan.value, value.revenue, book.year), textOf, revenue, {
      title: message('contracts.revenueTitle', { year: book.year }),
      formula: message('contracts.revenueFormula'),
      unit: 'usd',
      decimals: 1,
      open: { label: message('contracts.open', { count: total }), route: CONTRACTS_ROUTE },
    }),
  );
  yield;
  return [
    {
      key: 'contracts.verdict',
      figures: {
        count: count(total, { route: CONTRACTS_ROUTE }),
        plan: name,
        revenue: revenueFigure,
        year: year(book.year),
        deck: labelFigure(chosenDeck(book, 'inSentence'), { route: '/market' }),
      },
    },
    endingIds.size === 0
      ? { key: 'contracts.verdictNoneEnds', figures: {} }
      : {
          key: 'contracts.verdictEnds',
          figures: {
            count: count(endingIds.size, { route: CONTRACTS_ROUTE }),
            worth: withExplanation(
              usd(endingRevenue, {
                identity: identifyInPlan(book, plan, 'revenue', { period: 'nextTwelveMonths', subject: 'contracts:ending' }),
              }),
              explanationByItem(endingValues, ({ amount }) => amount, textOf, endingRevenue, {
                title: message('contracts.endingTitle'),
                formula: message('contracts.endingFormula'),
                unit: 'usd',
                decimals: 1,
              }),
            ),
          },
        },
    { key: 'contracts.verdictBasis', figures: { year: year(book.year) } },
    ...(plan.problems.size === 0
      ? []
      : [{ key: 'contracts.verdictProblems', figures: { count: count(plan.problems.size, { route: CONTRACTS_ROUTE }) } }]),
  ];
}

/** The verdict on the chosen plan, which is on each page of the list. */
const verdictOnPlan = memoizePerRevision(async (ctx) => {
  const book = await valuedWorkbook(ctx);
  return runWithYielding(verdictOf(book, book.plan()));
});

/** Lists a page of all contracts with the verdict on those of the chosen plan. */
export const contractList = async (ctx: ServiceContext, first: number): Promise<Output<'contracts.list'>> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  const verdict = await verdictOnPlan(ctx);
  await yieldIfDue();
  return {
    verdict,
    rows: await contractRows(book, plan, book.contracts.slice(first, first + LIST_PAGE_ROWS)),
    count: book.contracts.length,
    identities: { rows: rowIdentities(book, plan) },
    year: book.year,
    committed: plan.portfolio.contracts.length + plan.problems.size,
  };
};
