import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Client, DatabaseError, type types } from 'pg';
import { z } from 'zod';
import type { HistoryRow } from '#db/applyImages.ts';
import type { RemoteChange } from '#db/rebase.ts';
import type { TeamLink } from '#db/repositories/team.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { Message } from '#shared/contract/figure.ts';
import type { TeamAccess, TeamConnection, TeamMember } from '#shared/domain/team.ts';
import { CREATE_LOG_SCHEMA, LOG_SCHEMA_VERSION } from './logSchema.ts';

/** A change of this desk on its way to the log. */
export type OutgoingChange = {
  readonly id: string;
  readonly origin: 'user' | 'import' | 'undo' | 'redo';
  readonly label: Message;
  readonly rows: readonly HistoryRow[];
};

/** The log of changes of shared workspaces in one PostgreSQL database, as the role that logged in may see and change it. */
export type TeamLog = {
  /** Creates the schema of the log unless it is there. */
  readonly setUp: () => Promise<void>;
  /** Begins the log of a workspace with its first snapshot, and this role as its owner. */
  readonly createWorkspace: (workspace: {
    readonly id: string;
    readonly name: string;
    readonly format: number;
    readonly content: Uint8Array;
  }) => Promise<void>;
  readonly listWorkspaces: () => Promise<
    readonly { readonly id: string; readonly name: string; readonly format: number; readonly access: TeamAccess }[]
  >;
  readonly listMembers: (workspaceId: string) => Promise<readonly TeamMember[]>;
  /** Adds a member or changes name and access of one. Only owners may. */
  readonly saveMember: (workspaceId: string, member: TeamMember) => Promise<void>;
  readonly removeMember: (workspaceId: string, role: string) => Promise<void>;
  /** Checks that the log is the one that a workspace follows. Throws TEAM_LOG_MISMATCH, TEAM_FORMAT. */
  readonly verify: (link: TeamLink, format: number) => Promise<{ readonly head: number }>;
  /** Reads the next changes after a number, in their order. */
  readonly pull: (workspaceId: string, afterNumber: number, limit: number) => Promise<readonly RemoteChange[]>;
  /** Appends changes after a number, all or none. Returns false if another desk appended first. */
  readonly push: (workspaceId: string, afterNumber: number, changes: readonly OutgoingChange[]) => Promise<boolean>;
  readonly saveSnapshot: (workspaceId: string, snapshot: Snapshot) => Promise<void>;
  /** Reads the newest snapshot of a format. */
  readonly findSnapshot: (workspaceId: string, format: number) => Promise<Snapshot | undefined>;
  /** Calls `onChange` whenever a change is appended to the log of a workspace, and `onEnd` when the connection ends. */
  readonly listen: (workspaceId: string, onChange: () => void, onEnd: () => void) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** A whole workspace as it was after a change of the log. */
export type Snapshot = { readonly seq: number; readonly format: number; readonly content: Uint8Array };

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** SQLSTATE codes and classes (PostgreSQL, Appendix A). */
const INSUFFICIENT_PRIVILEGE = '42501';
const SERIALIZATION_FAILURE = '40001';
const INVALID_AUTHORIZATION = '28';
const UNDEFINED_TABLE = '42P01';
const INVALID_SCHEMA = '3F000';

const toTeamError = (error: unknown): unknown => {
  if (error instanceof OrebookError) return error;
  // the driver itself ends the login if there is no password
  if (error instanceof Error && error.message.startsWith('SASL')) return new OrebookError('TEAM_ACCESS_DENIED', {}, { cause: error });
  if (!(error instanceof DatabaseError)) return new OrebookError('TEAM_OFFLINE', {}, { cause: error });
  const code = error.code ?? '';
  if (code === INSUFFICIENT_PRIVILEGE || code.startsWith(INVALID_AUTHORIZATION))
    return new OrebookError('TEAM_ACCESS_DENIED', {}, { cause: error });
  if (code === UNDEFINED_TABLE || code === INVALID_SCHEMA) return new OrebookError('TEAM_NOT_SET_UP', {}, { cause: error });
  // class 57: the server shuts down or ends the connection
  return code.startsWith('57') ? new OrebookError('TEAM_OFFLINE', {}, { cause: error }) : error;
};

/** The time after which a connection attempt and a statement fail, in ms. */
const CONNECT_TIMEOUT = 10_000;
const STATEMENT_TIMEOUT = 60_000;

const ChangeRow = z.object({ seq: z.coerce.number().int(), id: z.string(), author: z.string(), at: z.string(), label: z.string() });

/** Texts of a row as the server sends them: parsing is left to the schemas of the app. */
const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as typeof types;

/**
 * Opens the log of a team. TLS with certificate and host name is verified unless the connection says otherwise.
 * Throws TEAM_OFFLINE, TEAM_ACCESS_DENIED; each function throws these and TEAM_NOT_SET_UP.
 */
export const openTeamLog = async (connection: TeamConnection, password: string | undefined): Promise<TeamLog> => {
  const { host, port, database, role, tls } = connection;
  const client = new Client({
    host,
    port,
    database,
    user: role,
    ...(password !== undefined && { password }),
    ssl: tls === 'none' ? false : { rejectUnauthorized: tls === 'verify', ...(tls === 'verify' && { servername: host }) },
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    application_name: 'Orebook',
  });
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toTeamError(error);
    }
  };
  const listeners = new Map<string, () => void>();
  client.on('notification', ({ payload }) => listeners.get(payload ?? '')?.());
  // an error of an idle connection: the next call reports it
  client.on('error', () => undefined);
  try {
    await call(() => client.connect());
  } catch (error) {
    // the driver leaves its socket open when it ends a login by itself
    client.end().catch(() => undefined);
    throw error;
  }

  const select = async (query: string, ...values: readonly unknown[]): Promise<readonly Record<string, string | null>[]> =>
    (await client.query({ text: query, values: [...values], types: AS_TEXT })).rows;

  const inTransaction = async <T>(work: () => Promise<T>): Promise<T> => {
    await client.query('BEGIN');
    try {
      const result = await work();
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  };

  const addSnapshot = async (workspaceId: string, { seq, format, content }: Snapshot): Promise<void> => {
    await client.query('INSERT INTO orebook.snapshot (workspace, seq, format, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
      workspaceId,
      seq,
      format,
      await gzipAsync(content),
    ]);
  };

  return {
    setUp: () =>
      call(async () => {
        const [schema] = await select("SELECT 1 AS found FROM pg_namespace WHERE nspname = 'orebook'");
        if (!schema) return inTransaction(() => client.query(CREATE_LOG_SCHEMA).then(() => undefined));
        const [version] = await select('SELECT version FROM orebook.schema_version');
        if (Number(version?.version) !== LOG_SCHEMA_VERSION)
          throw new OrebookError('TEAM_FORMAT', { found: Number(version?.version), supported: LOG_SCHEMA_VERSION });
      }),

    createWorkspace: ({ id, name, format, content }) =>
      call(() =>
        inTransaction(async () => {
          await client.query('INSERT INTO orebook.workspace (id, name, format) VALUES ($1, $2, $3)', [id, name, format]);
          await addSnapshot(id, { seq: 0, format, content });
        }),
      ),

    listWorkspaces: () =>
      call(async () =>
        (await select('SELECT id, name, format, orebook.access_to(id) AS access FROM orebook.workspace ORDER BY name, id')).map((row) => ({
          id: row.id!,
          name: row.name!,
          format: Number(row.format),
          access: row.access as TeamAccess,
        })),
      ),

    listMembers: (workspaceId) =>
      call(async () =>
        (
          await select('SELECT role_name, display_name, access FROM orebook.member WHERE workspace = $1 ORDER BY display_name', workspaceId)
        ).map((row) => ({ role: row.role_name!, name: row.display_name!, access: row.access as TeamAccess })),
      ),

    saveMember: (workspaceId, { role: memberRole, name, access }) =>
      call(
        async () =>
          void (await client.query(
            `INSERT INTO orebook.member (workspace, role_name, display_name, access) VALUES ($1, $2, $3, $4)
             ON CONFLICT (workspace, role_name) DO UPDATE SET display_name = excluded.display_name, access = excluded.access`,
            [workspaceId, memberRole, name, access],
          )),
      ),

    removeMember: (workspaceId, memberRole) =>
      call(
        async () =>
          void (await client.query('DELETE FROM orebook.member WHERE workspace = $1 AND role_name = $2', [workspaceId, memberRole])),
      ),

    verify: ({ workspaceId, baseSeq, baseChange }, format) =>
      call(async () => {
        const mismatch = (foundFormat: string) => new OrebookError('TEAM_LOG_MISMATCH', { found: foundFormat });
        const [workspace] = await select('SELECT format, head FROM orebook.workspace WHERE id = $1', workspaceId);
        if (!workspace) throw mismatch('missing');
        if (Number(workspace.format) !== format)
          throw new OrebookError('TEAM_FORMAT', { found: Number(workspace.format), supported: format });
        const head = Number(workspace.head);
        if (head < baseSeq) throw mismatch('rewound');
        if (baseSeq > 0) {
          const [change] = await select('SELECT id FROM orebook.change WHERE workspace = $1 AND seq = $2', workspaceId, baseSeq);
          if (!change) throw mismatch('archived');
          if (change.id !== baseChange) throw mismatch('forked');
        }
        return { head };
      }),

    pull: (workspaceId, afterNumber, limit) =>
      call(async () => {
        const changes = await select(
          `SELECT c.seq, c.id, coalesce(m.display_name, c.author::text) AS author,
             to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, c.label::text AS label
           FROM orebook.change AS c LEFT JOIN orebook.member AS m ON m.workspace = c.workspace AND m.role_name = c.author
           WHERE c.workspace = $1 AND c.seq > $2 ORDER BY c.seq LIMIT $3`,
          workspaceId,
          afterNumber,
          limit,
        );
        const last = changes.at(-1);
        if (!last) return [];
        const rows = Map.groupBy(
          await select(
            `SELECT seq, table_name, kind, entity_id, before::text AS before, after::text AS after
             FROM orebook.change_row WHERE workspace = $1 AND seq > $2 AND seq <= $3 ORDER BY seq, position`,
            workspaceId,
            afterNumber,
            last.seq,
          ),
          (row) => row.seq,
        );
        return changes.map((change) => {
          const { seq, id, author, at, label } = ChangeRow.parse(change);
          return {
            seq,
            id,
            author,
            at,
            label: Message.parse(JSON.parse(label)),
            rows: (rows.get(change.seq!) ?? []).map((row) => ({
              table_name: row.table_name!,
              kind: row.kind!,
              entity_id: row.entity_id!,
              before: row.before ?? null,
              after: row.after ?? null,
            })),
          };
        });
      }),

    push: (workspaceId, afterNumber, changes) =>
      call(async () => {
        try {
          await inTransaction(async () => {
            await client.query(
              `INSERT INTO orebook.change (workspace, seq, id, label, origin)
               SELECT $1, seq, id, label, origin FROM unnest($2::bigint[], $3::uuid[], $4::jsonb[], $5::text[]) AS new (seq, id, label, origin)
               ORDER BY seq`,
              [
                workspaceId,
                changes.map((_, i) => afterNumber + 1 + i),
                changes.map(({ id }) => id),
                changes.map(({ label }) => JSON.stringify(label)),
                changes.map(({ origin }) => origin),
              ],
            );
            const rows = changes.flatMap((change, i) =>
              change.rows.map((row, position) => ({ ...row, position, seq: afterNumber + 1 + i })),
            );
            await client.query(
              `INSERT INTO orebook.change_row (workspace, seq, position, table_name, kind, entity_id, before, after)
               SELECT $1, * FROM unnest($2::bigint[], $3::integer[], $4::text[], $5::text[], $6::text[], $7::jsonb[], $8::jsonb[])`,
              [
                workspaceId,
                rows.map(({ seq }) => seq),
                rows.map(({ position }) => position),
                rows.map(({ table_name }) => table_name),
                rows.map(({ kind }) => kind),
                rows.map(({ entity_id }) => entity_id),
                rows.map(({ before }) => before),
                rows.map(({ after: image }) => image),
              ],
            );
          });
          return true;
        } catch (error) {
          if (error instanceof DatabaseError && error.code === SERIALIZATION_FAILURE) return false;
          throw error;
        }
      }),

    saveSnapshot: (workspaceId, snapshot) => call(() => addSnapshot(workspaceId, snapshot)),

    findSnapshot: (workspaceId, format) =>
      call(async () => {
        const { rows } = await client.query<{ seq: string; content: Buffer }>(
          'SELECT seq, content FROM orebook.snapshot WHERE workspace = $1 AND format = $2 ORDER BY seq DESC LIMIT 1',
          [workspaceId, format],
        );
        const [row] = rows;
        return row && { seq: Number(row.seq), format, content: await gunzipAsync(row.content) };
      }),

    listen: (workspaceId, onChange, onEnd) =>
      call(async () => {
        listeners.set(workspaceId, onChange);
        client.once('end', onEnd);
        await client.query('LISTEN orebook');
      }),

    close: () => client.end().catch(() => undefined),
  };
};
