import { release } from 'node:os';

type Machine = {
  readonly versions: { readonly electron?: string; readonly chrome?: string; readonly node: string };
  readonly platform: string;
  readonly arch: string;
  readonly release: string;
};

const thisMachine = (): Machine => ({
  versions: process.versions as Machine['versions'],
  platform: process.platform,
  arch: process.arch,
  release: release(),
});

/** Lists versions and the kind of computer, for an error report. Contains no data of the user. */
export const formatDiagnostics = (version: string, machine: Machine = thisMachine()): string =>
  [
    `Orebook ${version}`,
    `Electron ${machine.versions.electron ?? '–'}`,
    `Chromium ${machine.versions.chrome ?? '–'}`,
    `Node ${machine.versions.node}`,
    `${machine.platform} ${machine.arch} ${machine.release}`,
  ].join('\n');
