import { MessageChannel, type MessagePort, Worker } from 'node:worker_threads';
import type {
  ConfirmServerPort,
  CoreSetup,
  CoreStart,
  FirstOpen,
  FromCore,
  OpenFile,
  RevealPort,
  SecretAnswer,
  SecretRequest,
  ToCore,
} from '#core';
import { errorFields, type Log, newLogId, SHUTDOWN } from '#core';
import type { HostEvent, Result } from '#shared/contract/result.ts';

export type ForwardOptions = {
  /** The id of a command; its retry carries the same one. */
  readonly requestId?: string | undefined;
  /** Aborts a query whose answer is no longer needed. */
  readonly signal?: AbortSignal | undefined;
};

/** The functions of the core for a host. */
export type CoreClient = {
  /** Resolves when the core has opened (or failed to open) its first workspace. */
  readonly ready: Promise<FirstOpen>;
  /** Forwards one call, its input as JSON text. Resolves to a Result as JSON text, UNAVAILABLE where the core is dead or silent. Never rejects. */
  readonly call: (call: string, input: string, options?: ForwardOptions) => Promise<string>;
  /** The latest event number and revision, as the first event of a new listener. */
  readonly currentState: () => HostEvent;
  readonly listen: (listener: (event: HostEvent) => void) => () => void;
  /** The open workspace's file. */
  readonly openFile: () => Pick<OpenFile, 'path' | 'isReadOnly'> | undefined;
  /** Lets the core close the workspace for at most 4 s, then terminates it. Safe to call twice. */
  readonly stop: () => Promise<void>;
  /** Stops the core and blocks this thread until the workspace is closed, for at most 4 s. */
  readonly stopAndWait: () => void;
};

export type CoreClientOptions = {
  readonly entry: URL;
  readonly setup: CoreSetup;
  readonly log: Log;
  /** Shows a file in its folder; only called on hosts with that capability. */
  readonly reveal?: RevealPort;
  /** Answers the core's requests for secrets, on hosts with a key store. Never rejects. */
  readonly secrets?: (request: SecretRequest) => Promise<SecretAnswer>;
  /** Asks the person at this computer; without it the core connects to no database. */
  readonly confirmServer?: ConfirmServerPort;
  /** After this time without a message of the core, ms, an unanswered call ends and the core is replaced. */
  readonly timeoutMs?: number;
};

const STOP_MS = 4_000;
/** A core that dies within REPEATED_DEATH_MS of its start is restarted after RETRY_MS. */
const REPEATED_DEATH_MS = 5_000;
const RETRY_MS = 1_000;
/** How many times the limit a call may take while the core sends messages. */
const MAX_WAITS = 10;

type Pending = { readonly resolve: (body: string) => void; readonly timer: NodeJS.Timeout; readonly call: string };

/** Opens a port on which requests for secrets are answered; returns its other end, for a core. */
const openSecretsPort = (answer: NonNullable<CoreClientOptions['secrets']>): MessagePort => {
  const { port1, port2 } = new MessageChannel();
  port1.on('message', async (request: SecretRequest) => port1.postMessage(await answer(request)));
  port1.unref();
  return port2;
};

/** Starts the core worker and replaces it when it dies. The new core reopens the workspace, and every listener gets an event. */
export const startCore = ({
  entry,
  setup,
  log,
  reveal = () => undefined,
  secrets,
  confirmServer = async () => 'refused',
  timeoutMs = 60_000,
}: CoreClientOptions): CoreClient => {
  const pendingCalls = new Map<number, Pending>();
  const listeners = new Set<(event: HostEvent) => void>();
  const firstReady = Promise.withResolvers<FirstOpen>();
  let worker: Worker | undefined;
  let lastId = 0;
  let seq = 0;
  let revision = 0;
  let openFile: OpenFile | undefined;
  let isOpenFileKnown = false;
  let isRestarted = false;
  /** Counts the messages of the core. */
  let messageCount = 0;
  const shutdownFlags = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  let stopping: Promise<void> | undefined;
  let retry: NodeJS.Timeout | undefined;
  /** Questions to the person that are not answered yet; meanwhile no call is late. */
  let openQuestions = 0;

  const emit = (event: HostEvent): void => {
    for (const listener of listeners) listener(event);
  };

  const unavailable = (call: string, reason: string): string => {
    const id = newLogId();
    log.write({ event: 'unavailable', id, call, reason });
    return JSON.stringify({ ok: false, error: { code: 'UNAVAILABLE', details: { reason }, id } } satisfies Result<never>);
  };

  const resolveCall = (id: number, body: string): void => {
    const pendingCall = pendingCalls.get(id);
    if (!pendingCall) return;
    pendingCalls.delete(id);
    clearTimeout(pendingCall.timer);
    pendingCall.resolve(body);
  };

  /** Emits the restart of a new core once it answers, with the reason if the workspace could not be reopened. */
  const emitRestart = (firstOpen: FirstOpen): void => {
    if (!firstOpen.ok) {
      openFile = undefined;
      revision = 0;
    }
    seq += 1;
    const restart = { kind: 'core', seq, revision, state: 'restarted' } as const;
    emit(firstOpen.ok ? restart : { ...restart, notOpened: { code: firstOpen.code, details: firstOpen.details } });
  };

  const askPerson = async (thread: Worker, { id, connection }: Extract<FromCore, { kind: 'confirmServer' }>): Promise<void> => {
    openQuestions += 1;
    const answer = await confirmServer(connection).catch((error: unknown) => {
      log.write({ event: 'confirmServerFailed', ...errorFields(error) });
      return 'refused' as const;
    });
    openQuestions -= 1;
    thread.postMessage({ kind: 'serverAnswer', id, answer } satisfies ToCore);
  };

  const receive = (thread: Worker, message: FromCore): void => {
    messageCount += 1;
    switch (message.kind) {
      case 'ready':
        if (isRestarted) emitRestart(message.opened);
        else firstReady.resolve(message.opened);
        return;
      case 'answer':
        if (message.revision !== undefined) revision = message.revision;
        resolveCall(message.id, message.body);
        return;
      case 'event':
        seq += 1;
        revision = message.event.revision;
        emit({ ...message.event, seq });
        return;
      case 'openFile':
        openFile = message.file;
        isOpenFileKnown = true;
        return;
      case 'reveal':
        reveal(message.path);
        return;
      case 'confirmServer':
        void askPerson(thread, message);
        return;
      case 'log':
        log.write(message.entry);
        return;
      case 'alive':
      case 'stopped':
        return;
    }
  };

  const spawn = (): void => {
    const startedAt = Date.now();
    // a replacement opens the workspace that was open, not the one that the app started with
    const open: CoreSetup['open'] = !isOpenFileKnown
      ? setup.open
      : openFile === undefined
        ? { kind: 'none' }
        : { kind: 'reopen', ...openFile };
    const secretsPort = secrets && openSecretsPort(secrets);
    const thread = new Worker(entry, {
      workerData: { ...setup, open, shutdownFlags, secrets: secretsPort } satisfies CoreStart,
      transferList: secretsPort ? [secretsPort] : [],
      stdout: true,
      stderr: true,
    });
    worker = thread;
    // a dying thread must not print to the terminal; its error arrives as an event below
    thread.stdout.resume();
    thread.stderr.resume();
    thread.on('message', (message: FromCore) => receive(thread, message));
    thread.on('error', (error) => log.write({ event: 'coreDied', ...errorFields(error) }));
    thread.on('exit', (code) => {
      if (worker === thread) worker = undefined;
      for (const [id, pendingCall] of pendingCalls) resolveCall(id, unavailable(pendingCall.call, stopping ? 'stopping' : 'coreGone'));
      if (stopping) return;
      log.write({ event: 'coreGone', code });
      firstReady.resolve({ ok: false, code: 'UNAVAILABLE', details: {} });
      retry = setTimeout(restart, Date.now() - startedAt < REPEATED_DEATH_MS ? RETRY_MS : 0);
    });
  };

  const restart = (): void => {
    isRestarted = true;
    spawn();
  };

  const startTimer = (id: number, call: string, waits = 0): NodeJS.Timeout =>
    setTimeout(timeOut, timeoutMs, { id, call, countBefore: messageCount, waits });

  const timeOut = ({ id, call, countBefore, waits }: Readonly<Record<'id' | 'countBefore' | 'waits', number> & { call: string }>): void => {
    const waitingCall = pendingCalls.get(id);
    const isAlive = messageCount !== countBefore;
    // on a busy machine a command may take minutes
    if (waitingCall && (openQuestions > 0 || (isAlive && waits < MAX_WAITS))) {
      pendingCalls.set(id, { ...waitingCall, timer: startTimer(id, call, openQuestions > 0 ? waits : waits + 1) });
      return;
    }
    resolveCall(id, unavailable(call, 'silent'));
    if (!isAlive) {
      log.write({ event: 'coreSilent', ms: timeoutMs });
      void worker?.terminate();
    }
  };

  const stop = async (): Promise<void> => {
    clearTimeout(retry);
    const thread = worker;
    if (thread) {
      Atomics.store(shutdownFlags, SHUTDOWN.stopping, 1);
      const exit = new Promise<void>((resolve) => thread.once('exit', () => resolve()));
      thread.postMessage({ kind: 'stop' } satisfies ToCore);
      const stopTimer = setTimeout(() => {
        log.write({ event: 'coreStopLate' });
        void thread.terminate();
      }, STOP_MS);
      await exit;
      clearTimeout(stopTimer);
    }
    for (const [id, pendingCall] of pendingCalls) resolveCall(id, unavailable(pendingCall.call, 'stopping'));
  };

  spawn();
  return {
    ready: firstReady.promise,
    call: (call, input, { requestId, signal } = {}) => {
      if (!worker || stopping) return Promise.resolve(unavailable(call, stopping ? 'stopping' : 'coreGone'));
      lastId += 1;
      const id = lastId;
      const { promise, resolve } = Promise.withResolvers<string>();
      pendingCalls.set(id, { resolve, call, timer: startTimer(id, call) });
      worker.postMessage({
        kind: 'call',
        request: { id, call, input, ...(requestId === undefined ? {} : { requestId }) },
      } satisfies ToCore);
      signal?.addEventListener('abort', () => {
        if (pendingCalls.has(id)) worker?.postMessage({ kind: 'cancel', id } satisfies ToCore);
      });
      return promise;
    },
    currentState: () => ({ kind: 'changed', seq, revision }),
    listen: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    openFile: () => openFile,
    stop: () => {
      stopping ??= stop();
      return stopping;
    },
    stopAndWait: () => {
      if (!worker) return;
      stopping ??= stop();
      Atomics.wait(shutdownFlags, SHUTDOWN.closed, 0, STOP_MS);
    },
  };
};
