import type { AllocatedDeal, AllocationResult } from '#shared/contract/allocation.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { sumBy } from '#shared/math.ts';
import type { Jobs } from '../jobs/jobRunner.ts';

/** Tonnes a year up to which a deal has not changed, dmt. */
const CHANGE_TOLERANCE = 1;

/** The tonnes of an allocation: its deals, and their tonnes at each point of the frontier, aligned with them. */
export type AllocatedTonnes = { readonly deals: readonly AllocatedDeal[]; readonly points: readonly (readonly number[])[] };

/** The tonnes of results, which live as long as these; they are answered on demand, since thousands of deals take megabytes. */
const tonnesOfResults = new WeakMap<AllocationResult, AllocatedTonnes>();

/** Keeps the tonnes of a result and returns the result. */
export const withTonnes = <R extends AllocationResult>(result: R, tonnes: AllocatedTonnes): R => {
  tonnesOfResults.set(result, tonnes);
  return result;
};

const changeOf = ({ before, after }: AllocatedDeal): number => Math.abs(after - before);

/**
 * Lists the deals of the allocation of a job from row `first` on, one page: every deal with its optimised tonnes, or with `point` (from 1) those
 * that change at that point of the frontier, the largest change first. Throws NOT_FOUND for a job or point without tonnes.
 */
export const listAllocatedDeals = (jobs: Pick<Jobs, 'get'>, job: string, point: number | undefined, first: number) => {
  const { at } = jobs.get(job);
  const tonnes = at.state === 'done' && at.result.kind === 'allocation' ? tonnesOfResults.get(at.result) : undefined;
  const pointTonnes = point === undefined ? undefined : tonnes?.points[point - 1];
  if (tonnes === undefined || (point !== undefined && pointTonnes === undefined))
    throw new OrebookError('NOT_FOUND', { kind: 'job', id: job });
  const deals =
    pointTonnes === undefined
      ? tonnes.deals
      : tonnes.deals
          .map(({ damages: _damages, ...deal }, i): AllocatedDeal => ({ ...deal, after: pointTonnes[i]! }))
          .filter((deal) => changeOf(deal) > CHANGE_TOLERANCE)
          .toSorted((a, b) => changeOf(b) - changeOf(a));
  return {
    deals: deals.slice(first, first + LIST_PAGE_ROWS),
    count: deals.length,
    allocated: tonnes.deals.length,
    added: sumBy(deals, ({ before, after }) => Math.max(0, after - before)),
    removed: sumBy(deals, ({ before, after }) => Math.max(0, before - after)),
  };
};
