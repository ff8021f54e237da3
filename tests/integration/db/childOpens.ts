/**
 * Opens a workspace file in a second process: `node childOpens.ts hold|write|try|tryAsNobody FILE`.
 * - hold: opens it, prints "held", and closes it when its input ends;
 * - write: opens it, saves a buyer, prints "written", and waits to be killed;
 * - try: prints the error code of opening it, or "opened";
 * - tryAsNobody: the same as user nobody if started by root, so that file modes apply.
 */
import { openWorkspaceFile } from '#db/connection.ts';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { runTransaction } from '#db/transaction.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { buyer } from './records.ts';

const NOBODY_UID = 65_534;

const print = (word: string): void => {
  process.stdout.write(`${word}\n`);
};

const tryToOpen = async (path: string): Promise<string> => {
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
    process.setgid?.(NOBODY_UID);
    process.setuid?.(NOBODY_UID);
  }
  print(await tryToOpen(path));
} else {
  const workspace = await openWorkspaceFile(path);
  if (mode === 'write') {
    const label = { key: 'history.test' };
    await runTransaction(workspace.db, { label, origin: 'user' }, (tx) => saveBuyer(tx, buyer('written')));
    print('written');
  } else print('held');
  process.stdin.on('end', () => workspace.close());
  process.stdin.resume();
}
