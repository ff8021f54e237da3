import { z } from 'zod';
import { ConflictReason, TeamAccess, TeamConnection, TeamMember } from '../domain/team.ts';
import { MAX_PASSPHRASE, MIN_PASSPHRASE, SecretMemoryState } from '../domain/workspace.ts';
import { command, query, withoutLock } from './call.ts';
import { ERROR_CODES } from './errors.ts';
import { Label } from './figure.ts';
import { FieldChange } from './history.ts';
import { Completion, NoInput } from './workspace.ts';

const WorkspaceId = z.uuid();
/** A password of PostgreSQL. It stays in the memory of this process, and in the key store of the system if the person chose that. */
const Password = z.string().max(1_000);
/** The passphrase with which the contents of a log are encrypted; of no use to the database. */
const TeamPassphrase = z.string().min(MIN_PASSPHRASE).max(MAX_PASSPHRASE);
const Secrets = z.object({ password: Password, passphrase: TeamPassphrase.optional() });
const Login = Secrets.extend({ connection: TeamConnection });
/** Whether the key store of the system should have the password, and the passphrase of the team. */
const MemoryChoice = { shouldRemember: z.boolean().default(false) };

/** What a desk does with the log of its team. */
export const SharingStatus = z.enum([
  /** No password since the start: changes wait. */
  'needsPassword',
  'connecting',
  'upToDate',
  'offline',
  /** The log can't be followed; `problem` says why. */
  'stopped',
]);
export type SharingStatus = z.infer<typeof SharingStatus>;

const Problem = z.object({ code: z.enum(ERROR_CODES), details: z.record(z.string(), z.unknown()).readonly() }).readonly();

export const teamCalls = {
  'team.state': query(
    NoInput,
    z.discriminatedUnion('isShared', [
      z.object({ isShared: z.literal(false) }),
      z.object({
        isShared: z.literal(true),
        connection: TeamConnection,
        isEncrypted: z.boolean(),
        status: SharingStatus,
        problem: Problem.optional(),
        /** Changes that the team does not have yet. */
        toSend: z.number().int().min(0),
        conflicts: z.number().int().min(0),
        /** The last time at which this desk and the log agreed, UTC. */
        agreedAt: z.iso.datetime().optional(),
        /** My access; absent until the log was read once. */
        access: TeamAccess.optional(),
        members: z.array(TeamMember).readonly(),
      }),
    ]),
  ),
  /**
   * Whether the key store of the system has the password of the open workspace, or could store one. Apart from the state, because a system
   * may ask the person before its key store answers.
   */
  'team.passwordMemory': query(NoInput, z.object({ memory: SecretMemoryState })),
  /** Begins a log for the open workspace in a database, and creates the schema of logs there if it has none. */
  'team.setUp': withoutLock(command(Login.extend(MemoryChoice), Completion)),
  /** Lists the shared workspaces that a role may open. */
  'team.listWorkspaces': withoutLock(
    command(
      Login,
      z.object({
        workspaces: z
          .array(z.object({ id: WorkspaceId, name: z.string(), access: TeamAccess, isEncrypted: z.boolean() }).readonly())
          .readonly(),
      }),
    ),
  ),
  /** Copies a shared workspace to this computer and opens it. */
  'team.join': withoutLock(command(Login.extend({ ...MemoryChoice, workspaceId: WorkspaceId }), Completion)),
  /** Connects the open workspace for as long as this process runs, and at later starts if the password is remembered. */
  'team.connect': withoutLock(command(Secrets.extend(MemoryChoice), Completion)),
  /** Removes the password from the key store of the system. */
  'team.forgetPassword': withoutLock(command(NoInput, Completion)),
  /** Makes the version of this program the one of the team. Desks with an earlier one stop exchanging until they are updated. */
  'team.upgrade': withoutLock(command(NoInput, Completion)),
  /** Receives and sends now. */
  'team.synchronise': withoutLock(command(NoInput, Completion)),
  /** Ends sharing on this desk. The workspace stays as it is; the log and the other desks are not affected. */
  'team.stopSharing': command(NoInput, Completion),
  'team.saveMember': withoutLock(command(TeamMember, Completion)),
  'team.removeMember': withoutLock(command(z.object({ role: z.string().min(1).max(63) }), Completion)),
  'team.conflicts': query(
    NoInput,
    z.object({
      conflicts: z
        .array(
          z.object({
            id: z.string(),
            kind: z.string(),
            recordId: z.string(),
            /** Absent for a record of which there is only one. */
            name: Label.optional(),
            reason: ConflictReason,
            myAt: z.iso.datetime(),
            theirAuthor: z.string().optional(),
            theirAt: z.iso.datetime().optional(),
            /** Whether my change, or that of the team, deleted the record. */
            deletedBy: z.enum(['me', 'team']).optional(),
            /** Whether the record has my values by now. */
            isSettled: z.boolean(),
            /** What differs: `before` is the value of the team, `after` mine. Empty for kinds of records without a list of fields. */
            fields: z.array(FieldChange).readonly(),
          }),
        )
        .readonly(),
    }),
  ),
  /** Closes a conflict: my values become a new change, or the values of the team stand. */
  'team.resolveConflict': command(z.object({ id: z.string().max(64), use: z.enum(['mine', 'theirs']) }), Completion),
} as const;
