import { type ExposureRow, isInLimitScope, memberOf, plannedTonnes, shareCountedBy } from '#engine';
import { findById } from '#shared/collections.ts';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Year } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { isEndOfStep, type Steps } from '#shared/steps.ts';
import { groupName } from '../portfolio/buyerGroups.ts';
import { partialFirstYear } from '../portfolio/countedYear.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { dmt, share } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { pageOfRows } from '../rowsPage.ts';
import { countedIn } from './breachingRows.ts';
import { dscrDetails } from './dscrDetails.ts';
import { boardRows } from './limitBoard.ts';

type Contributors = Pick<Output<'limits.get'>, 'contributors' | 'contributorsPage'>;

/** What a limit divides by in each year of the plan: planned production or tonnes sold (dmt), or gross value sold (USD). */
const denominators = (book: Workbook, limit: Limit, rowsInScope: readonly ExposureRow[]): readonly number[] => {
  const { portfolio, exposure } = book.plan();
  const { years } = exposure();
  if (limit.denominator === 'plannedProduction') {
    const products = portfolio.products.filter(({ id, metal }) => (limit.metal ?? metal) === metal && (limit.productId ?? id) === id);
    const plannedByProduct = products.map((product) => plannedTonnes(portfolio, product, years));
    return years.map((_, i) => sumBy(plannedByProduct, (of) => of[i]!));
  }
  const amount = (row: ExposureRow, i: number) => (limit.denominator === 'valueSold' ? row.grossValue : row.tonnes)[i]!;
  return years.map((_, i) => sumBy(rowsInScope, (row) => amount(row, i)));
};

/** A page of the contracts that a limit counts by year, largest first; of the largest groups or contracts where it compares them. */
function* contributors(book: Workbook, limit: Limit, firstRow: number): Steps<Contributors> {
  const plan = book.plan();
  const exposure = plan.exposure();
  const measuredYears = plan.limits().find(({ limitId }) => limitId === limit.id)?.years ?? [];
  const countedByYear: { readonly year: Year; readonly i: number; readonly isCounted: (row: ExposureRow) => boolean }[] = [];
  for (const year of measuredYears) {
    countedByYear.push({ year: year.year, i: exposure.years.indexOf(year.year), isCounted: countedIn(limit, exposure, year) });
    yield;
  }
  const countedShare = shareCountedBy(limit) ?? (() => 1);
  const partOf = (measure: 'limitPart' | 'limitPartTonnes', contractId: string, period: Year) =>
    identifyInPlan(book, plan, measure, { subject: `limit:${limit.id}/contract:${contractId}`, period });
  const rowsInScope = exposure.rows.filter((row) => isInLimitScope(limit, row));
  yield;
  const denominatorByYear = denominators(book, limit, rowsInScope);
  yield;
  const contractYears = (rows: readonly ExposureRow[]) =>
    countedByYear.map(({ year, i, isCounted }) => {
      const rowsOfLimit = rows.filter(isCounted);
      const amount = (row: ExposureRow) => countedShare(row) * (limit.denominator === 'valueSold' ? row.grossValue : row.tonnes)[i]!;
      return {
        year,
        tonnes: sumBy(rowsOfLimit, (row) => countedShare(row) * row.tonnes[i]!),
        share: denominatorByYear[i]! > 0 ? sumBy(rowsOfLimit, amount) / denominatorByYear[i]! : undefined,
      };
    });
  const rowsByContract = Map.groupBy(rowsInScope, ({ contractId }) => contractId);
  const contributing: {
    readonly contract: OfftakeContract;
    readonly first: ExposureRow;
    readonly years: ReturnType<typeof contractYears>;
    readonly total: number;
  }[] = [];
  let read = 0;
  for (const [contractId, contractRows] of rowsByContract) {
    if (isEndOfStep(read++)) yield;
    const contract = findById(book.contracts, contractId);
    if (contract === undefined) continue;
    const years = contractYears(contractRows);
    const total = sumBy(years, ({ tonnes }) => tonnes);
    if (total > 0) contributing.push({ contract, first: contractRows[0]!, years, total });
  }
  contributing.sort((a, b) => b.total - a.total);
  const { rows, page } = pageOfRows(contributing, firstRow);
  return {
    contributorsPage: page,
    contributors: rows.map(({ contract, first, years }) => ({
      contractId: contract.id,
      code: contract.code,
      buyerId: contract.buyerId,
      buyer: book.buyers.get(contract.buyerId)?.name ?? contract.code,
      group: { name: limit.measure.kind === 'largestContract' ? contract.code : groupName(book, memberOf(limit, first)) },
      years: years.map(({ year, tonnes, share: of }) => ({
        year,
        tonnes: dmt(tonnes, { decimals: 1, identity: partOf('limitPartTonnes', contract.id, year) }),
        ...(of === undefined ? {} : { share: share(of, { identity: partOf('limitPart', contract.id, year) }) }),
      })),
    })),
  };
}

/** A limit of the book's chosen plan with the contracts behind it. Throws NOT_FOUND. */
export function* limitDetails(
  book: Workbook,
  storedLimits: readonly { readonly limit: Limit; readonly version: number }[],
  id: LimitId,
  firstRow: number,
): Steps<Omit<Output<'limits.get'>, 'isChosen'>> {
  const storedLimit = storedLimits.find(({ limit }) => limit.id === id);
  if (storedLimit === undefined) throw new OrebookError('NOT_FOUND', { kind: 'limit', id });
  const plan = book.plan();
  const dscr = dscrDetails(book, plan, storedLimit.limit);
  yield;
  return {
    row: boardRows(book, plan, [storedLimit])[0]!,
    plan: plan.plan.name,
    ...partialFirstYear(book),
    ...(storedLimit.limit.measure.kind === 'minimumDscr'
      ? { contributors: [], contributorsPage: { first: 0, count: 0 } }
      : yield* contributors(book, storedLimit.limit, firstRow)),
    ...(dscr && { dscr }),
    products: [...book.products.values()].map(({ id: productId, name, metal }) => ({ id: productId, name, metal })),
  };
}
