import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { WorkspaceState } from '#shared/contract/workspace.ts';
import { useCall } from '../api/queries.ts';

export type OpenWorkspace = Extract<WorkspaceState, { open: true }>;
export type ClosedWorkspace = Extract<WorkspaceState, { open: false }>;

export type Workspace = {
  readonly state: WorkspaceState | undefined;
  readonly error: OrebookError | undefined;
  /** Asks anew; false when there was no answer. */
  readonly ask: () => Promise<boolean>;
};

/** What the shell knows of the workspace. The last answer stays while a newer one is under way, so that the frame never blinks. */
export const useWorkspace = (): Workspace => {
  const { data, error, refetch } = useCall('workspace.state', {});
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);
  return { state: data ?? last, error: error ?? undefined, ask: async () => (await refetch()).isSuccess };
};
