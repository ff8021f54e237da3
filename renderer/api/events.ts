import type { HostEvent } from '#shared/contract/result.ts';
import { connection, onConnection, setConnection } from './connection.ts';
import { fetchFromHost, pageToken, readAnswer } from './http.ts';

/** Longer than the host's heartbeat: a stream silent for so long is dead. */
const SILENCE_MS = 25_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 5_000;

/** What the leading tab tells the others. */
type TabMessage = { readonly kind: 'event'; readonly event: HostEvent } | { readonly kind: 'alive' } | { readonly kind: 'lost' };

/** Cuts a text stream into the events of its `data:` lines; comments keep it alive and say nothing. */
export const createEventParser = (onEvent: (event: HostEvent) => void): ((chunk: string) => void) => {
  let rest = '';
  return (chunk) => {
    const parts = (rest + chunk).split('\n\n');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      const data = part
        .split('\n')
        .filter((line) => line.startsWith('data: '))
        .map((line) => line.slice('data: '.length))
        .join('\n');
      if (data !== '') onEvent(JSON.parse(data) as HostEvent);
    }
  };
};

/** Reads one stream to its end. Resolves when it ends; throws when it can't be had. */
const readStream = async (signal: AbortSignal, tell: (told: TabMessage) => void): Promise<void> => {
  const silent = new AbortController();
  let timer = setTimeout(() => silent.abort(), SILENCE_MS);
  try {
    const response = await fetchFromHost('/events', {
      headers: { accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silent.signal]),
    });
    if (!response.ok || !response.body) {
      await readAnswer(response);
      return;
    }
    const cut = createEventParser((event) => tell({ kind: 'event', event }));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silent.abort(), SILENCE_MS);
      tell({ kind: 'alive' });
      cut(read.value);
    }
  } finally {
    clearTimeout(timer);
  }
};

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/** Keeps a stream until told to stop or until this page is refused for good. */
const lead = async (signal: AbortSignal, tell: (told: TabMessage) => void): Promise<void> => {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      await readStream(signal, (told) => {
        wait = FIRST_WAIT_MS;
        tell(told);
      });
    } catch {
      // refused or gone: the connection says which
    }
    if (signal.aborted || connection() === 'restarted' || connection() === 'shutOut') return;
    tell({ kind: 'lost' });
    await pause(wait, signal);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
};

/**
 * One event stream for all tabs of this browser: the tab that holds the lock reads it and tells the others. Lock and channel carry a part
 * of the page token, so that tabs left over from an earlier process stay among themselves. The host begins every stream with its latest
 * numbers, so that what was not heard shows as a gap. Answers a function that stops listening.
 */
export const connectEvents = (onEvent: (event: HostEvent) => void): (() => void) => {
  const name = `orebook-events-${pageToken().slice(0, 8)}`;
  const channel = new BroadcastChannel(name);
  const stopped = new AbortController();

  const take = (told: TabMessage): void => {
    if (connection() === 'restarted' || connection() === 'shutOut') return;
    setConnection(told.kind === 'lost' ? 'lost' : 'live');
    if (told.kind === 'event') onEvent(told.event);
  };

  channel.onmessage = (message: MessageEvent<TabMessage>) => take(message.data);
  const tellAll = (told: TabMessage): void => {
    take(told);
    channel.postMessage(told);
  };
  navigator.locks.request(name, { signal: stopped.signal }, () => lead(stopped.signal, tellAll)).catch(() => undefined);

  return () => {
    stopped.abort();
    channel.close();
  };
};

/** Calls `listener` when an app that was lost answers again. */
export const onReturn = (listener: () => void): (() => void) => {
  let before = connection();
  return onConnection(() => {
    const now = connection();
    if (before === 'lost' && now === 'live') listener();
    before = now;
  });
};
