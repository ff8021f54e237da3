/**
 * node syncUntilKilled.ts FILE STEP: synchronises a workspace with its log, and kills its own process before the STEP-th call of the log or
 * change of the file, or at the end. The password comes from the environment.
 */
import { randomUUID } from 'node:crypto';
import { openWorkspaceFile } from '#db/connection.ts';
import { SCHEMA_VERSION } from '#db/migrate.ts';
import { findTeamLink } from '#db/repositories/team.ts';
import { synchronise } from '../../../core/team/synchronise.ts';
import { openTeamLog } from '../../../core/team/teamLog.ts';

const [, , path = '', killAt = ''] = process.argv;
const { db } = await openWorkspaceFile(path);
const link = await findTeamLink(db);
if (!link) throw new Error('the file follows no log');
const log = await openTeamLog(link.connection, process.env.OREBOOK_TEST_PASSWORD);

let step = 0;
const beforeStep = <T>(work: () => Promise<T>): Promise<T> => {
  if (step === Number(killAt)) process.kill(process.pid, 'SIGKILL');
  step += 1;
  return work();
};

await synchronise({
  db,
  log: {
    ...log,
    pull: (...parts) => beforeStep(() => log.pull(...parts)),
    // sent, and killed before the answer is noted: the step of `exclusive` that follows
    push: (...parts) => beforeStep(() => log.push(...parts)),
  },
  format: SCHEMA_VERSION,
  newId: randomUUID,
  // killed inside the transaction of the file as well: it commits when the work is done
  exclusive: (work) => beforeStep(() => beforeStep(work)),
});
process.kill(process.pid, 'SIGKILL');
