import { z } from 'zod';
import type { TeamLink } from '#db/repositories/team.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { SecretMemoryState } from '#shared/domain/workspace.ts';
import { digestOf } from '../digest.ts';
import type { SecretStore } from '../secrets.ts';

/** What opens a log; the passphrase is that of encrypted contents. */
const LogSecrets = z.object({ password: z.string(), passphrase: z.string().optional() });
export type LogSecrets = Readonly<z.infer<typeof LogSecrets>>;

/** A shared workspace in one database, as one role. */
export type LogPlace = Pick<TeamLink, 'workspaceId' | 'connection'>;

/** Secrets of logs: in memory for as long as this process runs, and in the key store of the system where the person asked for it. */
export type LoginMemory = {
  readonly find: (place: LogPlace) => Promise<LogSecrets | undefined>;
  /** Stops using the secrets of a log, which the server or the person refused, until others are kept. Those in the key store stay there. */
  readonly refuse: (place: LogPlace, reason: OrebookError) => void;
  /** Why the secrets of a log are not used; undefined if they were not refused. */
  readonly refusalOf: (place: LogPlace) => OrebookError | undefined;
  /** Keeps secrets that opened a log. Without `shouldRemember` the key store forgets those that it had. */
  readonly keep: (place: LogPlace, secrets: LogSecrets, shouldRemember: boolean) => Promise<void>;
  /** Removes secrets from the key store; a connection of this process goes on. */
  readonly forgetStored: (place: LogPlace) => Promise<void>;
  readonly forget: (place: LogPlace) => Promise<void>;
  /** Whether the key store has the secrets of a log; without a place, whether it could store any. */
  readonly state: (place?: LogPlace) => Promise<SecretMemoryState>;
};

const parseSecrets = (json: string | undefined): LogSecrets | undefined => {
  if (json === undefined) return undefined;
  try {
    return LogSecrets.parse(JSON.parse(json));
  } catch {
    // damaged: the person enters the password again
    return undefined;
  }
};

/**
 * Creates the memory for secrets of logs. The name of a secret is a digest of server, role and workspace: the store has none of them, and a
 * file that names another server does not get the password of the first.
 */
export const createLoginMemory = (secrets: SecretStore): LoginMemory => {
  let availability: Promise<boolean> | undefined;
  /** Secrets by name; null where the key store had none. */
  const secretsByName = new Map<string, LogSecrets | null>();
  const storedNames = new Set<string>();
  const refusals = new Map<string, OrebookError>();
  const nameOf = ({ workspaceId, connection: { host, port, database, role, tls } }: LogPlace): string =>
    `team ${digestOf([workspaceId, host, port, database, role, tls])}`;

  const find: LoginMemory['find'] = async (place) => {
    const name = nameOf(place);
    const knownSecrets = secretsByName.get(name);
    if (knownSecrets !== undefined) return knownSecrets ?? undefined;
    const storedSecrets = parseSecrets(await secrets.read(name));
    if (storedSecrets) storedNames.add(name);
    // entered while the key store was asked
    const enteredSecrets = secretsByName.get(name);
    if (enteredSecrets) return enteredSecrets;
    secretsByName.set(name, storedSecrets ?? null);
    return storedSecrets;
  };

  const forgetStored: LoginMemory['forgetStored'] = async (place) => {
    storedNames.delete(nameOf(place));
    await secrets.forget(nameOf(place));
  };

  return {
    find,
    refuse: (place, reason) => {
      secretsByName.set(nameOf(place), null);
      refusals.set(nameOf(place), reason);
    },
    refusalOf: (place) => refusals.get(nameOf(place)),
    keep: async (place, enteredSecrets, shouldRemember) => {
      const name = nameOf(place);
      secretsByName.set(name, enteredSecrets);
      refusals.delete(name);
      if (!shouldRemember) await forgetStored(place);
      else if (await secrets.save(name, JSON.stringify(enteredSecrets))) storedNames.add(name);
    },
    forgetStored,
    forget: async (place) => {
      secretsByName.delete(nameOf(place));
      refusals.delete(nameOf(place));
      await forgetStored(place);
    },
    state: async (place) => {
      if (place) {
        await find(place);
        if (storedNames.has(nameOf(place))) return 'on';
      }
      availability ??= secrets.isAvailable();
      return (await availability) ? 'off' : 'unavailable';
    },
  };
};
