import { getCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Client, type types } from 'pg';
import { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';
import { Message } from '#shared/contract/figure.ts';
import type { TeamAccess, TeamConnection } from '#shared/domain/team.ts';
import { type CipherSettings, createPayloadCipher, openPayloadCipher, type PayloadCipher, parseCipherSettings } from '../payloadCipher.ts';
import { isPrivilegeFailure, isSerializationFailure, toTeamError } from './logErrors.ts';
import type { Snapshot, TeamLog } from './logPort.ts';
import { LOG_SCHEMA_VERSION, logMigrationsFrom } from './logSchema.ts';

const gzipAsync = promisify(gzip);
const gunzipAsync = promisify(gunzip);

/** The time after which a connection attempt and a statement fail, in ms. */
const CONNECT_TIMEOUT = 10_000;
const STATEMENT_TIMEOUT = 60_000;

/** The first PostgreSQL with `xid8` and `gen_random_uuid` (PostgreSQL 13 release notes). */
const OLDEST_SERVER = 130_000;

const ChangeRow = z.object({
  seq: z.coerce.number().int(),
  id: z.string(),
  author: z.string(),
  at: z.string(),
  label: z.string(),
  format: z.coerce.number().int().nullable(),
});

/** The authorities of Node and those of the system, where a firm installs its own. */
const trustedCertificates = (): string[] => [...getCACertificates('default'), ...getCACertificates('system')];

/** Texts of a row as the server sends them: parsing is left to the schemas of the app. */
const AS_TEXT = { getTypeParser: () => (value: string) => value } as unknown as typeof types;

/** Throws TEAM_FORMAT for a log of a newer format, TEAM_UPGRADE_NEEDED for one of an earlier. */
export const requireFormat = (version: number, supported: number): void => {
  if (version > supported) throw new OrebookError('TEAM_FORMAT', { found: version, supported });
  if (version < supported) throw new OrebookError('TEAM_UPGRADE_NEEDED', { found: version, supported });
};

/**
 * Opens the log of a team. TLS with certificate and host name is verified unless the connection says otherwise.
 * Throws what `toTeamError` names, as each of its functions does.
 */
export const openTeamLog = async (connection: TeamConnection, password: string | undefined): Promise<TeamLog> => {
  const { host, port, database, role, tls } = connection;
  const client = new Client({
    host,
    port,
    database,
    user: role,
    ...(password !== undefined && { password }),
    // without `host` Node would verify an address as if it were localhost
    ssl: tls === 'none' ? false : { host, rejectUnauthorized: tls === 'verify', ca: trustedCertificates() },
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    application_name: 'Orebook',
  });
  const call = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw toTeamError(error, connection);
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

  /** The key of the workspace that this connection follows; undefined while it is plain or locked. */
  let cipher: PayloadCipher | undefined;

  const readCipher = async (workspaceId: string): Promise<CipherSettings | undefined> => {
    const [workspace] = await select('SELECT cipher::text AS cipher FROM orebook.workspace WHERE id = $1', workspaceId);
    return workspace?.cipher == null ? undefined : parseCipherSettings(workspace.cipher);
  };

  /** A text as JSON for the log: as it is, or encrypted as a JSON text. */
  const sealText = (json: string | null, ...place: readonly (string | number)[]): string | null =>
    cipher && json !== null ? JSON.stringify(Buffer.from(cipher.seal(Buffer.from(json), place)).toString('base64')) : json;

  const openText = (json: string | null, ...place: readonly (string | number)[]): string | null =>
    cipher && json !== null
      ? Buffer.from(cipher.open(Buffer.from(z.string().parse(JSON.parse(json)), 'base64'), place)).toString('utf8')
      : json;

  const requireVersion = async (): Promise<void> => {
    const [version] = await select('SELECT version FROM orebook.schema_version');
    const logVersion = Number(version?.version);
    if (logVersion > LOG_SCHEMA_VERSION) throw new OrebookError('TEAM_FORMAT', { found: logVersion, supported: LOG_SCHEMA_VERSION });
    if (logVersion < LOG_SCHEMA_VERSION) throw new OrebookError('TEAM_LOG_OUTDATED');
  };

  const sealSnapshot = (workspaceId: string, seq: number, format: number, content: Uint8Array): Uint8Array =>
    cipher ? cipher.seal(content, [workspaceId, 'snapshot', seq, format]) : content;

  const addSnapshot = async (workspaceId: string, { seq, format, content }: Snapshot): Promise<void> => {
    await client.query('INSERT INTO orebook.snapshot (workspace, seq, format, content) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING', [
      workspaceId,
      seq,
      format,
      sealSnapshot(workspaceId, seq, format, await gzipAsync(content)),
    ]);
  };

  return {
    setUp: () =>
      call(async () => {
        const [server] = await select("SELECT current_setting('server_version_num') AS number, current_setting('server_version') AS name");
        if (Number(server?.number) < OLDEST_SERVER) throw new OrebookError('TEAM_SERVER_VERSION', { found: server?.name ?? '' });
        const [schema] = await select("SELECT 1 AS found FROM pg_namespace WHERE nspname = 'orebook'");
        const [version] = schema ? await select('SELECT version FROM orebook.schema_version') : [{ version: '0' }];
        const logVersion = Number(version?.version);
        if (logVersion > LOG_SCHEMA_VERSION) throw new OrebookError('TEAM_FORMAT', { found: logVersion, supported: LOG_SCHEMA_VERSION });
        try {
          await inTransaction(async () => {
            for (const statements of logMigrationsFrom(logVersion)) await client.query(statements);
          });
        } catch (error) {
          throw isPrivilegeFailure(error)
            ? new OrebookError(logVersion === 0 ? 'TEAM_MAY_NOT_CREATE' : 'TEAM_LOG_OUTDATED', { database, role }, { cause: error })
            : error;
        }
      }),

    createWorkspace: ({ id, name, format, content, passphrase }) =>
      call(async () => {
        const newCipher = passphrase === undefined ? undefined : await createPayloadCipher(passphrase);
        cipher = newCipher?.cipher;
        await inTransaction(async () => {
          const settings = newCipher ? JSON.stringify(newCipher.settings) : null;
          await client.query('INSERT INTO orebook.workspace (id, name, format, cipher) VALUES ($1, $2, $3, $4)', [
            id,
            name,
            format,
            settings,
          ]);
          await addSnapshot(id, { seq: 0, format, content });
        });
      }),

    listWorkspaces: () =>
      call(async () => {
        await requireVersion();
        const rows = await select(
          `SELECT id, name, format, orebook.access_to(id) AS access, CASE WHEN cipher IS NULL THEN '' ELSE 'encrypted' END AS encryption
           FROM orebook.workspace ORDER BY name, id`,
        );
        return rows.map((row) => ({
          id: row.id!,
          name: row.name!,
          format: Number(row.format),
          access: row.access as TeamAccess,
          isEncrypted: row.encryption !== '',
        }));
      }),

    unlock: (workspaceId, passphrase) =>
      call(async () => {
        await requireVersion();
        const settings = await readCipher(workspaceId);
        if (settings && passphrase === undefined) throw new OrebookError('TEAM_PASSPHRASE_NEEDED');
        cipher = settings && passphrase !== undefined ? await openPayloadCipher(passphrase, settings) : undefined;
      }),

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

    verify: ({ workspaceId, baseSeq, baseChange, isEncrypted }, format) =>
      call(async () => {
        const mismatch = (foundLog: string) => new OrebookError('TEAM_LOG_MISMATCH', { found: foundLog });
        await requireVersion();
        const [workspace] = await select('SELECT format, head FROM orebook.workspace WHERE id = $1', workspaceId);
        if (!workspace) throw new OrebookError('TEAM_NOT_MEMBER');
        // a server that drops the settings would otherwise receive plain contents
        if (isEncrypted && !cipher) throw mismatch('plain');
        const head = Number(workspace.head);
        if (head < baseSeq) throw mismatch('rewound');
        if (baseSeq > 0) {
          const [change] = await select('SELECT id FROM orebook.change WHERE workspace = $1 AND seq = $2', workspaceId, baseSeq);
          if (!change) throw mismatch('archived');
          if (change.id !== baseChange) throw mismatch('forked');
        }
        requireFormat(Number(workspace.format), format);
        return { head };
      }),

    pull: (workspaceId, afterNumber, limit) =>
      call(async () => {
        const changes = await select(
          `SELECT c.seq, c.id, coalesce(m.display_name, c.author::text) AS author,
             to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS at, c.label::text AS label, c.format
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
          const { seq, id, author, at, label, format } = ChangeRow.parse(change);
          return {
            seq,
            id,
            author,
            at,
            label: Message.parse(JSON.parse(openText(label, workspaceId, id, 'label')!)),
            ...(format === null ? {} : { format }),
            rows: (rows.get(change.seq!) ?? []).map((row, position) => {
              const place = [workspaceId, id, position, row.table_name!, row.kind!, row.entity_id!];
              return {
                table_name: row.table_name!,
                kind: row.kind!,
                entity_id: row.entity_id!,
                before: openText(row.before ?? null, ...place, 'before'),
                after: openText(row.after ?? null, ...place, 'after'),
              };
            }),
          };
        });
      }),

    push: (workspaceId, afterNumber, changes, format) =>
      call(async () => {
        try {
          await inTransaction(async () => {
            await client.query(
              `INSERT INTO orebook.change (workspace, seq, id, label, origin, format)
               SELECT $1, seq, id, label, origin, $6 FROM unnest($2::bigint[], $3::uuid[], $4::jsonb[], $5::text[]) AS new (seq, id, label, origin)
               ORDER BY seq`,
              [
                workspaceId,
                changes.map((_, i) => afterNumber + 1 + i),
                changes.map(({ id }) => id),
                changes.map(({ id, label }) => sealText(JSON.stringify(label), workspaceId, id, 'label')),
                changes.map(({ origin }) => origin),
                format,
              ],
            );
            const rows = changes.flatMap((change, i) =>
              change.rows.map((row, position) => {
                const place = [workspaceId, change.id, position, row.table_name, row.kind, row.entity_id];
                return {
                  ...row,
                  position,
                  seq: afterNumber + 1 + i,
                  before: sealText(row.before, ...place, 'before'),
                  after: sealText(row.after, ...place, 'after'),
                };
              }),
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
          if (isSerializationFailure(error)) return false;
          throw error;
        }
      }),

    raiseFormat: (workspaceId, from, to, knownHead) =>
      call(async () => {
        try {
          await client.query('SELECT orebook.raise_format($1, $2, $3, $4)', [workspaceId, from, to, knownHead]);
        } catch (error) {
          throw isSerializationFailure(error) ? new OrebookError('TEAM_UPGRADE_BEHIND', {}, { cause: error }) : error;
        }
      }),

    saveSnapshot: (workspaceId, snapshot) => call(() => addSnapshot(workspaceId, snapshot)),

    findSnapshotSeq: (workspaceId, format) =>
      call(async () => {
        const [row] = await select(
          'SELECT max(seq) AS seq FROM orebook.snapshot WHERE workspace = $1 AND format = $2',
          workspaceId,
          format,
        );
        return row?.seq == null ? undefined : Number(row.seq);
      }),

    findSnapshot: (workspaceId, format) =>
      call(async () => {
        const { rows } = await client.query<{ seq: string; content: Buffer }>(
          'SELECT seq, content FROM orebook.snapshot WHERE workspace = $1 AND format = $2 ORDER BY seq DESC LIMIT 1',
          [workspaceId, format],
        );
        const [row] = rows;
        if (!row) return undefined;
        const seq = Number(row.seq);
        const packedContent = cipher ? cipher.open(row.content, [workspaceId, 'snapshot', seq, format]) : row.content;
        return { seq, format, content: await gunzipAsync(packedContent) };
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
