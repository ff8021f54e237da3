import type { DateSort, DateSortColumn } from '#shared/contract/dates.ts';
import { METALS } from '#shared/domain/metal.ts';
import { createYielder } from '../yielding.ts';
import { type ListedDate, worthOfDate } from './datesAhead.ts';

const nameCollator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** The place of each text among the different ones: many dates share few names, and numbers compare faster. */
const ranksOf = (texts: readonly string[]): ReadonlyMap<string, number> =>
  new Map([...new Set(texts)].sort(nameCollator.compare).map((text, rank) => [text, rank]));

/** Returns the number that a column sorts by; undefined where a date has none. */
const createSortKey = (dates: readonly ListedDate[], column: DateSortColumn): ((date: ListedDate) => number | undefined) => {
  const byText = (textOf: (date: ListedDate) => string) => {
    const ranks = ranksOf(dates.map(textOf));
    return (date: ListedDate) => ranks.get(textOf(date));
  };
  switch (column) {
    case 'by':
    case 'left':
      return ({ days }) => days;
    case 'who':
      return byText(({ source }) => source.owner.who);
    case 'contract':
      return byText(({ source }) => source.owner.code);
    case 'metal':
      return ({ source }) => METALS.indexOf(source.owner.metal);
    case 'worth':
      return (date) => {
        const { worth } = worthOfDate(date);
        return worth && Number(worth.value);
      };
  }
};

/** Sorts dates by a column; equal ones stay in their order, and those without a value come last. */
export const sortDates = async (dates: readonly ListedDate[], sort: DateSort | undefined): Promise<readonly ListedDate[]> => {
  if (sort === undefined) return dates;
  const yieldNow = createYielder();
  const keyOf = createSortKey(dates, sort.column);
  const sign = sort.isHighestFirst ? -1 : 1;
  const datesWithKey: { readonly date: ListedDate; readonly key: number }[] = [];
  for (const date of dates) {
    const key = keyOf(date);
    datesWithKey.push({ date, key: key === undefined ? Number.POSITIVE_INFINITY : sign * key });
    await yieldNow();
  }
  await yieldNow();
  // not a difference, which is no number of two infinities
  return datesWithKey.sort((a, b) => Number(a.key > b.key) - Number(a.key < b.key)).map(({ date }) => date);
};
