import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

/** The parsed command line. Chromium's switches may appear among the app's own and are ignored. */
export type Args = {
  readonly help: boolean;
  readonly smokeTest: boolean;
  /** The absolute path of the workspace to open: `--workspace FILE`, or a file alone, as for a double-clicked file. */
  readonly workspace?: string;
  /** True when --workspace came without its file. */
  readonly lacksFile: boolean;
};

/** Parses the arguments after the program and, when unpacked, after the script. Relative paths start at `folder`. */
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
