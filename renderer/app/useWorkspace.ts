import { useState } from 'react';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { WorkspaceState } from '#shared/contract/workspace.ts';
import { useCall } from '../api/queries.ts';

export type OpenWorkspace = Extract<WorkspaceState, { open: true }>;
export type ClosedWorkspace = Extract<WorkspaceState, { open: false }>;

export type Workspace = {
  readonly state: WorkspaceState | undefined;
  readonly error: OrebookError | undefined;
  /** Refetches; resolves to false if there is no answer. */
  readonly refetch: () => Promise<boolean>;
};

/** Returns the state of the workspace. The last answer stays while a newer one is loading, so that the frame does not flicker. */
export const useWorkspace = (): Workspace => {
  const { data, error, refetch } = useCall('workspace.state', {});
  const [last, setLast] = useState(data);
  if (data !== undefined && data !== last) setLast(data);
  return { state: data ?? last, error: error ?? undefined, refetch: async () => (await refetch()).isSuccess };
};
