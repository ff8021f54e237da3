import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Db } from '#db/schema.ts';
import { sampleName, seedSample } from '#db/seeds/sample/index.ts';
import type { ServiceContext } from '../../../core/context.ts';
import { type Workbook, workbook } from '../../../core/portfolio/portfolio.ts';
import { createSession } from '../../../core/session/session.ts';

export type OpenSample = { readonly db: Db; readonly book: Workbook; readonly close: () => Promise<void> };

/** The sample is read without files and without a page. */
const throwUnused = (): never => {
  throw new Error('the sample needs no file and no page');
};

/** Creates the sample in a new file as the app does, and values its plans. */
export const openSample = async (): Promise<OpenSample> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'orebook sample '));
  const clock = () => new Date('2026-06-03T09:00:00Z');
  const workspace = createSession({ dataFolder, tempFolder: join(dataFolder, 'temp'), clock, emit: () => {}, onFileChange: () => {} });
  await workspace.openSample({ name: sampleName, label: { key: 'history.openSample' }, fill: seedSample });
  const ctx: ServiceContext = {
    workspace,
    clock,
    newId: throwUnused,
    intake: { take: throwUnused, takePath: throwUnused, readPath: throwUnused, takeContent: throwUnused, takeFolder: throwUnused },
    artefacts: { store: throwUnused },
    allocator: { allocate: throwUnused, cure: throwUnused },
    tables: { read: throwUnused, write: throwUnused },
    documents: { prepare: throwUnused, pages: throwUnused, write: throwUnused },
    simulations: {
      addCycleMoments: throwUnused,
      run: throwUnused,
      outcomes: throwUnused,
      financing: throwUnused,
      values: throwUnused,
      shortfall: throwUnused,
      scenarioChanges: throwUnused,
      netRevenue: throwUnused,
      spotPrices: throwUnused,
      spotDeals: throwUnused,
      open: throwUnused,
    },
    readShared: throwUnused,
    jobs: { start: throwUnused, get: throwUnused, running: throwUnused, cancel: throwUnused, cancelAll: throwUnused, stop: throwUnused },
    team: {
      state: throwUnused,
      setUp: throwUnused,
      listWorkspaces: throwUnused,
      join: throwUnused,
      connect: throwUnused,
      passwordMemory: throwUnused,
      forgetPassword: throwUnused,
      upgrade: throwUnused,
      stopSharing: throwUnused,
      saveMember: throwUnused,
      removeMember: throwUnused,
      synchronise: throwUnused,
      wake: throwUnused,
      stop: throwUnused,
    },
    capabilities: {
      host: 'loopback',
      version: '0.0.0',
      canPickFiles: false,
      canPickFolders: false,
      hasSaveDialog: false,
      canReveal: false,
      canPrint: false,
    },
    reveal: throwUnused,
  };
  return {
    db: workspace.db(),
    book: await workbook(ctx),
    close: async () => {
      await workspace.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
};
