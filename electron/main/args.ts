import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The parsed command line. Chromium's switches may appear among the app's own and are ignored. */
export type Args = {
  readonly asksForHelp: boolean;
  readonly isSmokeTest: boolean;
  /** Draws with graphics acceleration again after it crashed. */
  readonly resetsGraphics: boolean;
  /** The absolute path of the workspace to open: `--workspace FILE`, or a file alone, as for a double-clicked file. */
  readonly workspace?: string;
  /** Opens the workspace read-only. */
  readonly isReadOnly: boolean;
  /** True when --workspace came without its file, or --read-only without a workspace. */
  readonly lacksFile: boolean;
};

/** Some file managers of Linux pass an address of the file instead of its path. */
const resolvePath = (folder: string, file: string): string => {
  const url = /^file:\/\//i.test(file) ? URL.parse(file) : null;
  try {
    return url ? fileURLToPath(url) : resolve(folder, file);
  } catch {
    // an address of another computer: as a path it is reported as not found
    return resolve(folder, file);
  }
};

/** Parses the arguments after the program and, when unpacked, after the script. Relative paths start at `folder`. */
export const readArgs = (args: readonly string[], folder: string): Args => {
  const { values, positionals } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    options: {
      workspace: { type: 'string' },
      'read-only': { type: 'boolean' },
      'smoke-test': { type: 'boolean' },
      'reset-graphics': { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  const workspaceOption = values.workspace;
  const file = typeof workspaceOption === 'string' ? workspaceOption : positionals.find((positional) => /\.orebook$/i.test(positional));
  const lacksWorkspace = values['read-only'] === true && file === undefined;
  return {
    asksForHelp: values.help === true,
    isSmokeTest: values['smoke-test'] === true,
    resetsGraphics: values['reset-graphics'] === true,
    isReadOnly: values['read-only'] === true,
    lacksFile: workspaceOption === true || workspaceOption === '' || lacksWorkspace,
    ...(file === undefined || file === '' ? {} : { workspace: resolvePath(folder, file) }),
  };
};
