import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { countWorkspaces, useCall } from '../../api/queries.ts';
import { type AllocationView, allocationRoute, parseAllocationView } from './diversificationRoutes.ts';

/** The allocation that this window showed last, and the workspace of it. */
let lastAllocation: { readonly workspace: number; readonly view: AllocationView } | undefined;

/** Stores what the page shows for its next visit; a view without a job forgets it. */
export const rememberAllocation = (view: AllocationView): void => {
  lastAllocation = view.job === undefined ? undefined : { workspace: countWorkspaces(), view };
};

/**
 * Adds to an address without an allocation the one that this window showed last, else one that runs, so that it can be followed, stopped and
 * read after a visit to another page. A link that asks for a limit starts without one. Returns whether the address is final.
 */
export const useResumedAllocation = (): boolean => {
  const { job, keep } = parseAllocationView(useSearch());
  const [, navigate] = useLocation();
  const [isFinal, setFinal] = useState(job !== undefined || keep !== undefined);
  const { data, error } = useCall('jobs.running', {}, { enabled: !isFinal });
  useEffect(() => {
    if (isFinal || (data === undefined && error === null)) return;
    const runningJob = data?.jobs.find(({ kind }) => kind === 'allocation');
    const view = lastAllocation?.workspace === countWorkspaces() ? lastAllocation.view : runningJob && { job: runningJob.id };
    if (view) navigate(allocationRoute(view), { replace: true });
    setFinal(true);
  }, [isFinal, data, error, navigate]);
  return isFinal;
};
