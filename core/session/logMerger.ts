import type { Workspace } from '#db/connection.ts';

/** Time without changes after which the log is merged into the file. */
const IDLE_MS = 1_000;

/**
 * Creates a function to call after each change. It merges the log once nothing changes any more, so that a file that is copied or renamed
 * while it is open and idle is complete without its log.
 */
export const createLogMerger = (): ((workspace: Workspace) => void) => {
  let timer: NodeJS.Timeout | undefined;
  return (workspace) => {
    clearTimeout(timer);
    timer = setTimeout(workspace.mergeLog, IDLE_MS).unref();
  };
};
