/**
 * A second process at a workspace file: `node childOpens.ts hold|write|try|tryAsNobody FILE`.
 * hold: opens, says "held", and closes when its input ends. write: opens, saves a buyer, says "written", and waits to be killed.
 * try: says the code of the error that opening ends with, or "opened". tryAsNobody: the same, but root first becomes nobody, so that file
 * modes count for it too.
 */
import { openWorkspaceFile } from '#db/connection.ts';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { runTransaction } from '#db/transaction.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { buyer } from './records.ts';

const NOBODY = 65_534;

const say = (word: string): void => {
  process.stdout.write(`${word}\n`);
};

const attempt = async (path: string): Promise<string> => {
  try {
    (await openWorkspaceFile(path)).close();
    return 'opened';
  } catch (error) {
    return error instanceof OrebookError ? error.code : String(error);
  }
};

const [mode, path = ''] = process.argv.slice(2);
if (mode === 'try' || mode === 'tryAsNobody') {
  if (mode === 'tryAsNobody' && process.getuid?.() === 0) {
    process.setgid?.(NOBODY);
    process.setuid?.(NOBODY);
  }
  say(await attempt(path));
} else {
  const workspace = await openWorkspaceFile(path);
  if (mode === 'write') {
    const label = { key: 'history.test' };
    await runTransaction(workspace.db, { label, origin: 'user' }, (tx) => saveBuyer(tx, buyer('written')));
    say('written');
  } else say('held');
  process.stdin.on('end', () => workspace.close());
  process.stdin.resume();
}
