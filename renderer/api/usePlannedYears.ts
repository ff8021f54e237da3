import { useMemo } from 'react';
import { monthOfDate, type Year, yearOf } from '#shared/domain/time.ts';
import { useCall } from './queries.ts';

/** Returns the calendar years from the valuation date to the horizon; none while no workspace is open. */
export const usePlannedYears = (): readonly Year[] => {
  const state = useCall('workspace.state', {});
  const settings = state.data?.open ? state.data.settings : undefined;
  const first = settings ? yearOf(monthOfDate(settings.valuationDate)) : 0;
  const last = settings?.horizonYear ?? -1;
  return useMemo(() => Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i), [first, last]);
};
