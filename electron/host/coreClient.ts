import { Worker } from 'node:worker_threads';
import type { CoreSetup, CoreStart, FirstOpen, FromCore, RevealPort, ToCore } from '#core';
import { errorFields, type Log, newLogId } from '#core';
import type { HostEvent, Result } from '#shared/contract/result.ts';

export type ForwardOptions = {
  /** The id of a command; its retry carries the same one. */
  readonly requestId?: string | undefined;
  /** Aborted when nobody waits for the answer any more: a query then stops. */
  readonly signal?: AbortSignal | undefined;
};

/** The core as a host sees it. */
export type CoreClient = {
  /** Resolves when the core has opened (or failed to open) its first workspace. */
  readonly ready: Promise<FirstOpen>;
  /** Forwards one call, its input as JSON text; answers a Result as JSON text, UNAVAILABLE where the core is gone or silent. Never rejects. */
  readonly call: (call: string, input: string, options?: ForwardOptions) => Promise<string>;
  /** The numbers a new listener starts from, as a hint of the last state. */
  readonly currentState: () => HostEvent;
  readonly listen: (listener: (event: HostEvent) => void) => () => void;
  /** The open workspace's file. */
  readonly openFile: () => string | undefined;
  /** Lets the core close the workspace, at most 4 s, then ends it. Safe to call twice. */
  readonly stop: () => Promise<void>;
};

export type CoreClientOptions = {
  readonly entry: URL;
  readonly setup: CoreSetup;
  readonly log: Log;
  /** Shows a file in its folder; a host without the capability is never asked to. */
  readonly reveal?: RevealPort;
  /** A call unanswered for so long is given up, ms; a core that said nothing at all meanwhile is replaced. */
  readonly timeoutMs?: number;
};

const STOP_MS = 4_000;
/** A core that dies again within this time waits so long before the next try. */
const QUICK_DEATH_MS = 5_000;
const RETRY_MS = 1_000;

type Pending = { readonly resolve: (body: string) => void; readonly timer: NodeJS.Timeout; readonly call: string };

/** Starts the core worker and keeps one alive: a dead one is replaced, reopens the workspace it held, and everyone is told. */
export const startCore = ({ entry, setup, log, reveal = () => undefined, timeoutMs: patience = 60_000 }: CoreClientOptions): CoreClient => {
  const pending = new Map<number, Pending>();
  const listeners = new Set<(event: HostEvent) => void>();
  const firstReady = Promise.withResolvers<FirstOpen>();
  let worker: Worker | undefined;
  let lastId = 0;
  let seq = 0;
  let revision = 0;
  let held: string | undefined;
  let heldKnown = false;
  let restarted = false;
  /** Counts what the core said. */
  let heard = 0;
  const leaving = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let stopping: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;

  const tell = (event: HostEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const unavailable = (call: string, reason: string): string => {
    const id = newLogId();
    log.write({ event: 'unavailable', id, call, reason });
    return JSON.stringify({ ok: false, error: { code: 'UNAVAILABLE', details: { reason }, id } } satisfies Result<never>);
  };

  const resolveCall = (id: number, body: string): void => {
    const waiting = pending.get(id);
    if (!waiting) return;
    pending.delete(id);
    clearTimeout(waiting.timer);
    waiting.resolve(body);
  };

  /** A core that took over is told of when it answers, with what became of the workspace. */
  const tellRestarted = (opened: FirstOpen): void => {
    if (!opened.ok) {
      held = undefined;
      revision = 0;
    }
    seq += 1;
    const restart = { kind: 'core', seq, revision, state: 'restarted' } as const;
    tell(opened.ok ? restart : { ...restart, notOpened: { code: opened.code, details: opened.details } });
  };

  const hear = (message: FromCore): void => {
    heard += 1;
    switch (message.kind) {
      case 'ready':
        if (restarted) tellRestarted(message.opened);
        else firstReady.resolve(message.opened);
        return;
      case 'answer':
        if (message.revision !== undefined) revision = message.revision;
        resolveCall(message.id, message.body);
        return;
      case 'event':
        seq += 1;
        revision = message.event.revision;
        tell({ ...message.event, seq });
        return;
      case 'holds':
        held = message.path;
        heldKnown = true;
        return;
      case 'reveal':
        reveal(message.path);
        return;
      case 'log':
        log.write(message.entry);
        return;
      case 'stopped':
        return;
    }
  };

  const spawn = (): void => {
    const born = Date.now();
    // a core that takes over opens what the dead one held, not what the app began with
    const open: CoreSetup['open'] = !heldKnown ? setup.open : held === undefined ? { kind: 'none' } : { kind: 'held', path: held };
    const mine = new Worker(entry, { workerData: { ...setup, open, leaving } satisfies CoreStart, stdout: true, stderr: true });
    worker = mine;
    // what a dying thread prints belongs in no terminal; its error arrives by itself below
    mine.stdout.resume();
    mine.stderr.resume();
    mine.on('message', hear);
    mine.on('error', (error) => log.write({ event: 'coreDied', ...errorFields(error) }));
    mine.on('exit', (code) => {
      if (worker === mine) worker = undefined;
      for (const [id, waiting] of pending) resolveCall(id, unavailable(waiting.call, stopping ? 'stopping' : 'coreGone'));
      if (stopping) return;
      log.write({ event: 'coreGone', code });
      firstReady.resolve({ ok: false, code: 'UNAVAILABLE', details: {} });
      retry = setTimeout(restart, Date.now() - born < QUICK_DEATH_MS ? RETRY_MS : 0);
    });
  };

  const restart = (): void => {
    restarted = true;
    spawn();
  };

  const giveUp = (id: number, call: string, heardBefore: number): void => {
    resolveCall(id, unavailable(call, 'silent'));
    if (heard === heardBefore) {
      log.write({ event: 'coreSilent', ms: patience });
      void worker?.terminate();
    }
  };

  const stop = async (): Promise<void> => {
    clearTimeout(retry);
    const mine = worker;
    if (mine) {
      Atomics.store(leaving, 0, 1);
      const gone = new Promise<void>((resolve) => mine.once('exit', () => resolve()));
      mine.postMessage({ kind: 'stop' } satisfies ToCore);
      const late = setTimeout(() => {
        log.write({ event: 'coreStopLate' });
        void mine.terminate();
      }, STOP_MS);
      await gone;
      clearTimeout(late);
    }
    for (const [id, waiting] of pending) resolveCall(id, unavailable(waiting.call, 'stopping'));
  };

  spawn();
  return {
    ready: firstReady.promise,
    call: (call, input, { requestId, signal } = {}) => {
      if (!worker || stopping) return Promise.resolve(unavailable(call, stopping ? 'stopping' : 'coreGone'));
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<string>();
      pending.set(id, { resolve, call, timer: setTimeout(giveUp, patience, id, call, heard) });
      worker.postMessage({
        kind: 'call',
        request: { id, call, input, ...(requestId === undefined ? {} : { requestId }) },
      } satisfies ToCore);
      signal?.addEventListener('abort', () => {
        if (pending.has(id)) worker?.postMessage({ kind: 'cancel', id } satisfies ToCore);
      });
      return promise;
    },
    currentState: () => ({ kind: 'changed', seq, revision }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openFile: () => held,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
  };
};
