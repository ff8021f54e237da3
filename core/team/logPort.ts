import type { HistoryRow } from '#db/applyImages.ts';
import type { RemoteChange } from '#db/rebase.ts';
import type { TeamLink } from '#db/repositories/team.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { TeamAccess, TeamMember } from '#shared/domain/team.ts';

/** A change of this desk on its way to the log. */
export type OutgoingChange = {
  readonly id: string;
  readonly origin: 'user' | 'import' | 'undo' | 'redo';
  readonly label: Message;
  readonly rows: readonly HistoryRow[];
};

/** The log of changes of shared workspaces in one PostgreSQL database, as the role that logged in may see and change it. */
export type TeamLog = {
  /** Creates the schema of the log, or brings an earlier one to this version. Throws TEAM_MAY_NOT_CREATE, TEAM_FORMAT. */
  readonly setUp: () => Promise<void>;
  /** Begins the log of a workspace with its first snapshot, and this role as its owner. */
  readonly createWorkspace: (workspace: {
    readonly id: string;
    readonly name: string;
    readonly format: number;
    readonly content: Uint8Array;
    /** Encrypts what the log contains. */
    readonly passphrase?: string | undefined;
  }) => Promise<void>;
  readonly listWorkspaces: () => Promise<
    readonly {
      readonly id: string;
      readonly name: string;
      readonly format: number;
      readonly access: TeamAccess;
      readonly isEncrypted: boolean;
    }[]
  >;
  /** Derives the key of a workspace, if its log is encrypted. Throws TEAM_PASSPHRASE_NEEDED, TEAM_PASSPHRASE_WRONG. */
  readonly unlock: (workspaceId: string, passphrase: string | undefined) => Promise<void>;
  readonly listMembers: (workspaceId: string) => Promise<readonly TeamMember[]>;
  /** Adds a member or changes name and access of one. Only owners may. */
  readonly saveMember: (workspaceId: string, member: TeamMember) => Promise<void>;
  readonly removeMember: (workspaceId: string, role: string) => Promise<void>;
  /**
   * Checks that the log is the one that a workspace follows. Throws TEAM_NOT_MEMBER, TEAM_LOG_MISMATCH, TEAM_LOG_OUTDATED, TEAM_FORMAT,
   * TEAM_UPGRADE_NEEDED.
   */
  readonly verify: (link: TeamLink, format: number) => Promise<{ readonly head: number }>;
  /** Reads the next changes after a number, in their order. */
  readonly pull: (workspaceId: string, afterNumber: number, limit: number) => Promise<readonly RemoteChange[]>;
  /** Appends changes after a number, all or none. Returns false if another desk appended or raised the format first. */
  readonly push: (workspaceId: string, afterNumber: number, changes: readonly OutgoingChange[], format: number) => Promise<boolean>;
  /** Raises the format of a workspace whose head this desk knows. Throws TEAM_UPGRADE_BEHIND if others appended meanwhile. */
  readonly raiseFormat: (workspaceId: string, from: number, to: number, knownHead: number) => Promise<void>;
  readonly saveSnapshot: (workspaceId: string, snapshot: Snapshot) => Promise<void>;
  /** The number of the newest snapshot of a format. */
  readonly findSnapshotSeq: (workspaceId: string, format: number) => Promise<number | undefined>;
  /** Reads the newest snapshot of a format. */
  readonly findSnapshot: (workspaceId: string, format: number) => Promise<Snapshot | undefined>;
  /** Calls `onChange` whenever a change is appended to the log of a workspace, and `onEnd` when the connection ends. */
  readonly listen: (workspaceId: string, onChange: () => void, onEnd: () => void) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A whole workspace as it was after a change of the log. */
export type Snapshot = { readonly seq: number; readonly format: number; readonly content: Uint8Array };
