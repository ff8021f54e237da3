import type { ChangeOrigin } from '#db/transaction.ts';
import type { openRecentsFile } from './recents.ts';
import type { WorkspaceSession } from './workspaceSession.ts';

type InstallationOptions = {
  readonly recents: ReturnType<typeof openRecentsFile>;
  /** The file of the open workspace. Throws NO_WORKSPACE. */
  readonly path: () => string;
  /** Called after a change. These settings have no revision, so that pages would not reload them otherwise. */
  readonly onChange: () => void;
};

/**
 * The settings of this installation, which no workspace contains: the minutes until the workspace is locked, the name of the person who
 * works here, and whether pages hide amounts.
 */
export const createInstallation = ({ recents, path, onChange }: InstallationOptions) => {
  const settings: Pick<
    WorkspaceSession,
    | 'autoLock'
    | 'setAutoLock'
    | 'userName'
    | 'setUserName'
    | 'guides'
    | 'setGuides'
    | 'noteFirstVersion'
    | 'isHidingAmounts'
    | 'setHidingAmounts'
  > = {
    autoLock: () => recents.autoLockOf(path()),
    setAutoLock: (minutes) => {
      recents.setAutoLock(path(), minutes);
      onChange();
    },
    userName: recents.userName,
    setUserName: (name) => {
      recents.setUserName(name);
      onChange();
    },
    isHidingAmounts: recents.isHidingAmounts,
    setHidingAmounts: (isHiding) => {
      recents.setHidingAmounts(isHiding);
      onChange();
    },
    guides: recents.guides,
    setGuides: (guides) => {
      recents.setGuides(guides);
      onChange();
    },
    noteFirstVersion: (version) => {
      if (recents.guides().seenVersion === undefined) recents.setGuides({ seenVersion: version });
    },
  };
  return {
    settings,
    /** Returns the author of a change made here: the name of the person, or undefined for data that ships with the product. */
    authorOf: (origin: ChangeOrigin): string | undefined => (origin === 'seed' ? undefined : recents.userName() || undefined),
  };
};
