import type { Output } from '#shared/contract/contract.ts';
import type { Sentence } from '#shared/contract/figure.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import type { ServiceContext } from '../context.ts';
import { explanation } from '../portfolio/explain.ts';
import { count, explained, usd, words, year } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { workbook } from '../portfolio/portfolio.ts';
import { deckName } from '../summaries/recordNames.ts';
import { contractRevenue, contractRows, inYear, revenueAfter } from './rows.ts';

const CONTRACTS = '/contracts';

/** What the contracts of the plan bring, what ends within a year, what can't be priced. */
const verdict = (book: Workbook, plan: ValuedPlan): Sentence[] => {
  const held = plan.portfolio.contracts.length + plan.problems.size;
  const name = words(plan.plan.name, { route: '/plans' });
  if (held === 0) return [{ key: 'contracts.verdictEmpty', figures: { plan: name } }];
  const code = new Map(book.contracts.map((contract) => [contract.id, contract.code]));
  const revenue = contractRevenue(plan, book.year);
  const soon = plan.portfolio.contracts
    .filter(({ contract }) => contract.end <= book.valuationMonth + 12)
    .map(({ contract }) => contract.id);
  const ending = plan.value.contracts.filter(({ contractId }) => soon.includes(contractId));
  const worth = ending.reduce((sum, value) => sum + revenueAfter(value, book.valuationMonth), 0);
  const lines = (amounts: readonly { contractId: ContractId; amount: number }[]) =>
    amounts.map(({ contractId, amount }) => ({ label: message('line.member', { name: code.get(contractId) ?? '' }), amount }));
  return [
    {
      key: 'contracts.verdict',
      figures: {
        count: count(held, { route: CONTRACTS }),
        plan: name,
        revenue: explained(
          usd(revenue),
          explanation(
            lines(
              plan.value.contracts.map((value) => ({ contractId: value.contractId, amount: inYear(plan.value, value.revenue, book.year) })),
            ),
            revenue,
            {
              title: message('contracts.revenueTitle', { year: String(book.year) }),
              formula: message('contracts.revenueFormula'),
              unit: 'usd',
              decimals: 1,
              open: { label: message('contracts.open', { count: held }), route: CONTRACTS },
            },
          ),
        ),
        year: year(book.year),
        deck: words(deckName(book), { route: '/market' }),
      },
    },
    soon.length === 0
      ? { key: 'contracts.verdictNoneEnds', figures: {} }
      : {
          key: 'contracts.verdictEnds',
          figures: {
            count: count(soon.length, { route: CONTRACTS }),
            worth: explained(
              usd(worth),
              explanation(
                lines(ending.map((value) => ({ contractId: value.contractId, amount: revenueAfter(value, book.valuationMonth) }))),
                worth,
                { title: message('contracts.endingTitle'), formula: message('contracts.endingFormula'), unit: 'usd', decimals: 1 },
              ),
            ),
          },
        },
    ...(plan.problems.size === 0
      ? []
      : [{ key: 'contracts.verdictProblems', figures: { count: count(plan.problems.size, { route: CONTRACTS }) } }]),
  ];
};

export const contractList = async (ctx: ServiceContext): Promise<Output<'contracts.list'>> => {
  const book = await workbook(ctx);
  const plan = book.plan();
  return {
    verdict: verdict(book, plan),
    rows: contractRows(book, plan),
    year: book.year,
    committed: plan.portfolio.contracts.length + plan.problems.size,
  };
};
