import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserWindow } from 'electron';
import type { Input, Output } from '#shared/contract/contract.ts';
import type { CallName } from '#shared/contract/names.ts';
import type { Result } from '#shared/contract/result.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import type { CoreClient } from '../host/coreClient.ts';
import { writeLine } from '../host/terminal.ts';

/** The limit of the whole test: the first start of a program is slow on a busy machine. */
const MAX_MS = 300_000;
const JOB_POLL_MS = 100;

export type SmokeTest = {
  /** Call it when the window is shown. */
  readonly onShown: (window: BrowserWindow) => void;
  /** Call it when the page has made its first call. */
  readonly onListen: () => void;
};

export type SmokeTestOptions = {
  readonly core: Pick<CoreClient, 'ready' | 'call'>;
  readonly version: string;
  /** The folder for the file that the test imports. */
  readonly folder: string;
  readonly register: (path: string) => Promise<{ readonly intake: string }>;
  readonly end: (code: number) => void;
};

/** Buyers and countries in GB18030: 买方,国家 / 海龙,中国. */
const BUYERS = [0xc2, 0xf2, 0xb7, 0xbd, 0x2c, 0xb9, 0xfa, 0xbc, 0xd2, 0x0a, 0xba, 0xa3, 0xc1, 0xfa, 0x2c, 0xd6, 0xd0, 0xb9, 0xfa, 0x0a];

/**
 * Checks a start, prints the result in one line and ends the process with 0 or 1. The core opens the sample mine and reads it (native
 * driver, migrations, engine); a window is visible (scheme, policy, page), and its page makes a call (preload); the threads run an
 * allocation (solver), a simulation (kernel), a PDF (fonts) and an import in GB18030 (encodings). A failure names its step.
 */
export const createSmokeTest = ({ core, version, folder, register, end }: SmokeTestOptions): SmokeTest => {
  const shownWindow = Promise.withResolvers<BrowserWindow>();
  const firstCall = Promise.withResolvers<void>();
  let step = 'core';

  const callCore = async <K extends CallName>(name: K, input: Input<K>): Promise<Output<K>> => {
    const result = JSON.parse(await core.call(name, JSON.stringify(input))) as Result<Output<K>>;
    if (result.ok) return result.value;
    throw new Error(`${name}: ${result.error.code}`);
  };
  const waitForJob = async ({ jobId }: { readonly jobId: string }) => {
    for (;;) {
      const { at } = await callCore('jobs.get', { id: jobId });
      if (at.state === 'done') return at.result;
      if (at.state !== 'running') throw new Error(`the job is ${at.state}`);
      await wait(JOB_POLL_MS);
    }
  };

  const checks: Readonly<Record<string, () => Promise<boolean>>> = {
    core: async () => (await core.ready).ok,
    sample: async () => {
      await callCore('workspace.openSample', {});
      return (await callCore('overview.get', {})) !== undefined;
    },
    window: async () => {
      const window = await shownWindow.promise;
      return !window.isDestroyed() && window.isVisible();
    },
    page: async () => {
      await firstCall.promise;
      return true;
    },
    solver: async () => {
      const { limits } = await callCore('allocation.deals', {});
      const excludedLimits = limits.filter(({ isBrokenBySigned }) => isBrokenBySigned).map(({ id }) => id);
      const request = { aim: 'revenue', scenarios: 'library', deals: [], without: excludedLimits } as const;
      const result = await waitForJob(await callCore('allocation.start', request));
      return result.kind === 'allocation' && result.answer.outcome === 'best';
    },
    simulation: async () => {
      const result = await waitForJob(await callCore('simulation.run', { settings: { ...DEFAULT_SIMULATION, paths: 1000 } }));
      return result.kind === 'simulation';
    },
    pdf: async () => {
      const [plan] = (await callCore('plans.list', {})).rows;
      if (!plan) return false;
      const result = await waitForJob(
        await callCore('summaries.export', { subject: { planId: plan.id }, view: 'internal', format: 'pdf' }),
      );
      return result.kind === 'document' && result.bytes > 10_000;
    },
    import: async () => {
      const path = join(folder, 'buyers.csv');
      writeFileSync(path, Uint8Array.from(BUYERS));
      const importResult = await callCore('imports.read', { ...(await register(path)), target: 'buyers' });
      const sheet = importResult.kind === 'tables' ? importResult.sheets[0] : undefined;
      return sheet?.encoding === 'gb18030' && sheet.columns[0]?.samples[0] === '海龙';
    },
  };

  const finish = (reason: string | undefined): void => {
    clearTimeout(timer);
    const hasPassed = reason === undefined;
    writeLine(
      hasPassed ? 1 : 2,
      hasPassed ? text('desktop.smokePassed', { version }) : text('desktop.smokeFailed', { version, step: reason }),
    );
    end(hasPassed ? 0 : 1);
  };
  const timer = setTimeout(() => finish(`${step} (${MAX_MS / 1000} s)`), MAX_MS);

  const run = async (): Promise<string | undefined> => {
    for (const [name, check] of Object.entries(checks)) {
      step = name;
      try {
        if (!(await check())) return name;
      } catch (error) {
        return `${name} (${error instanceof Error ? error.message : String(error)})`;
      }
    }
    return undefined;
  };
  void run().then(finish);

  return { onShown: shownWindow.resolve, onListen: firstCall.resolve };
};
