import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { WorkspaceState } from '#shared/contract/workspace.ts';

/** Whether the workspace waits for its passphrase: it is the same one when it is locked and when it is opened again. */
const isLocked = (state: WorkspaceState): boolean => !state.open && state.notOpened?.code === 'PASSPHRASE_NEEDED';

const isOther = (before: WorkspaceState, now: WorkspaceState): boolean => {
  if (isLocked(before) || isLocked(now)) return false;
  if (!before.open || !now.open) return before.open !== now.open;
  return !now.plans.some((plan) => before.plans.some(({ id }) => id === plan.id));
};

/** Calls `changed` when something other than this window opened or closed the workspace. */
export const useChangedElsewhere = (state: WorkspaceState | undefined, changed: (now: WorkspaceState) => void): void => {
  const client = useQueryClient();
  const known = useRef<{ readonly state: WorkspaceState; readonly since: number }>(undefined);
  const tell = useEffectEvent(changed);

  useEffect(() => {
    if (!state) return;
    const before = known.current;
    known.current = { state, since: Date.now() };
    if (!before || !isOther(before.state, state)) return;
    const ours = client
      .getMutationCache()
      .getAll()
      .some(
        ({ options, state: { submittedAt } }) => String(options.mutationKey?.[0]).startsWith('workspace.') && submittedAt >= before.since,
      );
    if (!ours) tell(state);
  }, [client, state]);
};
