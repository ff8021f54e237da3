import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** What the command line asks for. Chromium's own switches stand among ours and are let through. */
export type Args = {
  readonly help: boolean;
  readonly smokeTest: boolean;
  /** The workspace to open, absolute: `--workspace FILE`, or a file alone, as a desktop passes one that was double-clicked. */
  readonly workspace?: string;
  /** True when --workspace came without its file. */
  readonly lacksFile: boolean;
};

/** Reads the arguments after the program (and, unpacked, after the script). `folder` is where a relative path begins. */
export const readArgs = (args: readonly string[], folder: string): Args => {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: { workspace: { type: 'string' }, 'smoke-test': { type: 'boolean' }, help: { type: 'boolean' } },
  });
  const given = values.workspace;
  const file = typeof given === 'string' ? given : positionals.find((one) => /\.orebook$/i.test(one));
  return {
    help: values.help === true,
    smokeTest: values['smoke-test'] === true,
    lacksFile: given === true || given === '',
    ...(file === undefined || file === '' ? {} : { workspace: resolve(folder, file) }),
  };
};
