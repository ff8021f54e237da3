import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { TeamConnection } from '#shared/domain/team.ts';
import { isDeepEqual } from '#shared/equality.ts';

/** Connections to databases that the person at this computer confirmed outside of the page. */
export type ConfirmedServers = {
  readonly has: (connection: TeamConnection) => boolean;
  /** Stores a connection. Errors are ignored: the host then asks again. */
  readonly add: (connection: TeamConnection) => void;
};

const ConfirmedFile = z.array(TeamConnection);

/** Opens the list of confirmed connections in a file. An unreadable list counts as empty. */
export const openConfirmedServers = (file: string): ConfirmedServers => {
  const read = (): readonly TeamConnection[] => {
    try {
      return ConfirmedFile.parse(JSON.parse(readFileSync(file, 'utf8')));
    } catch {
      return [];
    }
  };
  const has = (connection: TeamConnection): boolean => read().some((server) => isDeepEqual(server, connection));
  return {
    has,
    add: (connection) => {
      if (has(connection)) return;
      const draft = `${file}.${randomBytes(4).toString('hex')}`;
      try {
        mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
        writeFileSync(draft, JSON.stringify([...read(), connection], undefined, 2), { mode: 0o600 });
        renameSync(draft, file);
      } catch {
        // the list is a convenience
      }
    },
  };
};
