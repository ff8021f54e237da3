import { CONTRACT } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FigureUnit, Label } from '#shared/contract/figure.ts';
import { identityKey, listIdentifiedFigures } from '#shared/contract/identifiedFigures.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { LIST_PAGE_ROWS, PAGED_LISTS } from '#shared/contract/listPages.ts';
import { CONTRACT_QUERIES, PAGE_FIGURE, type PageQuery } from '#shared/contract/pageQueries.ts';
import type { PageFigure } from '#shared/contract/sensitivity.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { buyersHandlers } from '../buyers/buyers.ts';
import { chinaHandlers } from '../china/china.ts';
import { compareHandlers } from '../compare/compare.ts';
import type { Handlers, ServiceContext } from '../context.ts';
import { contractsHandlers } from '../contracts/contracts.ts';
import { cyclesHandlers } from '../cycles/cycles.ts';
import { datesHandlers } from '../dates/dates.ts';
import { diversificationHandlers } from '../diversification/diversification.ts';
import { financingHandlers } from '../financing/financing.ts';
import { limitsHandlers } from '../limits/limits.ts';
import { openPricingHandlers } from '../openPricing/openPricing.ts';
import { overviewHandlers } from '../overview/overview.ts';
import { plansHandlers } from '../plans/plans.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { productsHandlers } from '../products/products.ts';
import { scenariosHandlers } from '../scenarios/scenarios.ts';
import { tendersHandlers } from '../tenders/tenders.ts';
import { figureName } from './figureName.ts';
import type { Target } from './targets.ts';

const MONTH = /^\d{4}-\d{2}$/u;
const QUARTER = /^\d{4}-Q[1-4]$/u;
/** Amounts whose goals need more decimals than a chart shows. */
const WITH_DECIMALS: ReadonlySet<FigureUnit> = new Set(['usd', 'fraction', 'dmt']);

const handlers: Pick<Handlers, PageQuery> = {
  ...overviewHandlers,
  ...contractsHandlers,
  ...buyersHandlers,
  ...productsHandlers,
  ...plansHandlers,
  ...diversificationHandlers,
  ...limitsHandlers,
  ...datesHandlers,
  ...openPricingHandlers,
  ...chinaHandlers,
  ...cyclesHandlers,
  ...scenariosHandlers,
  ...financingHandlers,
  ...compareHandlers,
  ...tendersHandlers,
};

/** Answers a query of a page. Throws BAD_INPUT, and what the query throws. */
export const answerPageQuery = async (ctx: ServiceContext, call: PageQuery, input: object): Promise<unknown> => {
  const parsedInput = CONTRACT[call].input.safeParse(input);
  if (!parsedInput.success) throw new OrebookError('BAD_INPUT', { issues: fieldIssues(parsedInput.error) });
  return (handlers[call] as (queryInput: unknown, of: ServiceContext) => unknown)(parsedInput.data, ctx);
};

/**
 * Computes the figure of a page in a context; undefined where the page does not have it. `contract` stands for the contract that the query
 * is asked about.
 */
export const computePageFigure = async (
  ctx: ServiceContext,
  { call, input, identity }: PageFigure,
  contract: OfftakeContract | undefined,
): Promise<number | undefined> => {
  const key = identityKey(identity);
  const askedInput = CONTRACT_QUERIES.has(call) ? { ...input, contract } : input;
  const isPaged = call in PAGED_LISTS;
  for (let first = 0; ; first += LIST_PAGE_ROWS) {
    const answer = await answerPageQuery(ctx, call, first === 0 ? askedInput : { ...askedInput, first });
    const figure = listIdentifiedFigures(answer).find((candidate) => identityKey(candidate.identity) === key);
    if (figure !== undefined) return figure.value;
    if (!isPaged || (answer as { readonly count: number }).count <= first + LIST_PAGE_ROWS) return undefined;
  }
};

/** The name of a figure with its year, month or quarter. */
const nameInPeriod = (figure: Label, period: FigureIdentity['period']): Label => {
  if (typeof period === 'number') return message('sensitivity.inYear', { figure, year: period });
  if (QUARTER.test(period)) return message('figure.of', { figure, subject: { name: period } });
  return MONTH.test(period) ? message('figure.of', { figure, subject: { value: monthOfDate(`${period}-01`), unit: 'month' } }) : figure;
};

/** The opened figure as a target. */
export const pageFigureTarget = (book: Workbook, { unit, decimals, identity }: PageFigure): Target => {
  const shownUnit = unit === 'points' ? 'fraction' : unit;
  const ofFigure = { unit: shownUnit, decimals: WITH_DECIMALS.has(shownUnit) ? Math.max(1, decimals) : decimals };
  return {
    key: PAGE_FIGURE,
    group: 'page',
    label: nameInPeriod(figureName(book, identity), identity.period),
    ...ofFigure,
    years: [],
    of: async ({ pageFigure }) => {
      const value = await pageFigure?.();
      return value === undefined ? undefined : { value, figure: () => ({ value, ...ofFigure }) };
    },
  };
};
