import { OrebookError } from '#shared/contract/errors.ts';
import type { TeamConnection } from '#shared/domain/team.ts';
import type { ConfirmServerPort } from '../protocol.ts';
import type { ConfirmedServers } from './confirmedServers.ts';
import type { LogSecrets } from './loginMemory.ts';
import type { TeamLog } from './logPort.ts';
import { openTeamLog } from './teamLog.ts';

export type Login = LogSecrets & { readonly connection: TeamConnection };

/** Opens logs. The person confirms each database before the first connection to it. */
export type LogOpener = {
  /** Throws TEAM_SERVER_REFUSED, TEAM_SERVER_NOT_NAMED, and what opening throws. */
  readonly open: (login: Login) => Promise<TeamLog>;
  /** Opens a log for one piece of work, and closes it. */
  readonly withLog: <T>(login: Login, work: (log: TeamLog) => Promise<T>) => Promise<T>;
};

/** Creates the opener; `confirmServer` asks the person outside of the page. */
export const createLogOpener = (confirmedServers: ConfirmedServers, confirmServer: ConfirmServerPort): LogOpener => {
  const open: LogOpener['open'] = async ({ connection, password }) => {
    if (!confirmedServers.has(connection)) {
      const answer = await confirmServer(connection);
      const { host, port } = connection;
      if (answer === 'refused') throw new OrebookError('TEAM_SERVER_REFUSED', { host });
      if (answer === 'notNamed') throw new OrebookError('TEAM_SERVER_NOT_NAMED', { host, port });
    }
    const log = await openTeamLog(connection, password);
    confirmedServers.add(connection);
    return log;
  };
  return {
    open,
    withLog: async (login, work) => {
      const log = await open(login);
      try {
        return await work(log);
      } finally {
        await log.close();
      }
    },
  };
};
