import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { WorkspaceState } from '#shared/contract/workspace.ts';

/** Returns true while the workspace is locked; locking and unlocking do not change the workspace. */
const isLocked = (state: WorkspaceState): boolean => !state.open && state.notOpened?.code === 'PASSPHRASE_NEEDED';

const isOtherWorkspace = (previous: WorkspaceState, currentState: WorkspaceState): boolean => {
  if (isLocked(previous) || isLocked(currentState)) return false;
  if (!previous.open || !currentState.open) return previous.open !== currentState.open;
  return !currentState.plans.some((plan) => previous.plans.some(({ id }) => id === plan.id));
};

/** Calls `onChange` when something other than this window opened or closed the workspace. */
export const useOutsideWorkspaceChange = (state: WorkspaceState | undefined, onChange: (currentState: WorkspaceState) => void): void => {
  const client = useQueryClient();
  const last = useRef<{ readonly state: WorkspaceState; readonly since: number }>(undefined);
  const notify = useEffectEvent(onChange);

  useEffect(() => {
    if (!state) return;
    const previous = last.current;
    last.current = { state, since: Date.now() };
    if (!previous || !isOtherWorkspace(previous.state, state)) return;
    const isOwnChange = client
      .getMutationCache()
      .getAll()
      .some(
        ({ options, state: { submittedAt } }) => String(options.mutationKey?.[0]).startsWith('workspace.') && submittedAt >= previous.since,
      );
    if (!isOwnChange) notify(state);
  }, [client, state]);
};
