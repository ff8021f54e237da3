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

/** What a maintainer asks first, and nothing of the user's: versions and the kind of computer. */
export const formatDiagnostics = (version: string, machine: Machine = thisMachine()): string =>
  [
    `Orebook ${version}`,
    `Electron ${machine.versions.electron ?? '–'}`,
    `Chromium ${machine.versions.chrome ?? '–'}`,
    `Node ${machine.versions.node}`,
    `${machine.platform} ${machine.arch} ${machine.release}`,
  ].join('\n');
