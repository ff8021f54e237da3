import type { HostEvent } from '#shared/contract/result.ts';
import { connection, onConnection, setConnection } from './connection.ts';
import { fetchFromHost, pageToken, readAnswer } from './http.ts';

/** A stream without data for this time is dead, ms; longer than the host's heartbeat. */
const SILENCE_MS = 25_000;
/** First and longest wait before the stream is requested again; the wait doubles. */
const FIRST_WAIT_MS = 500;
const MAX_WAIT_MS = 5_000;

/** A message from the leading tab to the others. */
type TabMessage = { readonly kind: 'event'; readonly event: HostEvent } | { readonly kind: 'alive' } | { readonly kind: 'lost' };

/** Creates a parser of a text/event-stream: it calls `onEvent` for each event and ignores comment lines, which the host sends as a heartbeat. */
export const createEventParser = (onEvent: (event: HostEvent) => void): ((chunk: string) => void) => {
  let remainder = '';
  return (chunk) => {
    const parts = (remainder + chunk).split('\n\n');
    remainder = parts.pop() ?? '';
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

/** Reads one stream to its end. Throws when the request fails. */
const readStream = async (signal: AbortSignal, post: (message: TabMessage) => void): Promise<void> => {
  const silenceTimeout = new AbortController();
  let timer = setTimeout(() => silenceTimeout.abort(), SILENCE_MS);
  try {
    const response = await fetchFromHost('/events', {
      headers: { accept: 'text/event-stream' },
      signal: AbortSignal.any([signal, silenceTimeout.signal]),
    });
    if (!response.ok || !response.body) {
      await readAnswer(response);
      return;
    }
    const parse = createEventParser((event) => post({ kind: 'event', event }));
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(timer);
      timer = setTimeout(() => silenceTimeout.abort(), SILENCE_MS);
      post({ kind: 'alive' });
      parse(chunk.value);
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

/** Reads streams, reconnecting when one ends, until aborted or until the host refuses this page. */
const readStreamsAsLeader = async (signal: AbortSignal, post: (message: TabMessage) => void): Promise<void> => {
  let wait = FIRST_WAIT_MS;
  while (!signal.aborted) {
    try {
      await readStream(signal, (message) => {
        wait = FIRST_WAIT_MS;
        post(message);
      });
    } catch {
      // the connection state distinguishes a refusal from a lost host
    }
    if (signal.aborted || connection() === 'restarted' || connection() === 'unauthenticated') return;
    post({ kind: 'lost' });
    await pause(wait, signal);
    wait = Math.min(wait * 2, MAX_WAIT_MS);
  }
};

/**
 * Listens to one event stream for all tabs of this browser: the tab with the lock reads it and posts to the others. The names of lock and
 * channel contain a part of the page token, which separates tabs of an earlier process. The host starts every stream with its latest
 * event number, so that missed events show as a gap. Returns a function that stops listening.
 */
export const connectEvents = (onEvent: (event: HostEvent) => void): (() => void) => {
  const name = `orebook-events-${pageToken.slice(0, 8)}`;
  const channel = new BroadcastChannel(name);
  const stopController = new AbortController();

  const receive = (message: TabMessage): void => {
    if (connection() === 'restarted' || connection() === 'unauthenticated') return;
    setConnection(message.kind === 'lost' ? 'lost' : 'live');
    if (message.kind === 'event') onEvent(message.event);
  };

  channel.onmessage = ({ data }: MessageEvent<TabMessage>) => receive(data);
  const postToAll = (message: TabMessage): void => {
    receive(message);
    channel.postMessage(message);
  };
  navigator.locks
    .request(name, { signal: stopController.signal }, () => readStreamsAsLeader(stopController.signal, postToAll))
    .catch(() => undefined);

  return () => {
    stopController.abort();
    channel.close();
  };
};

/** Calls `listener` when a lost connection is live again. */
export const onReconnect = (listener: () => void): (() => void) => {
  let previous = connection();
  return onConnection(() => {
    const currentConnection = connection();
    if (previous === 'lost' && currentConnection === 'live') listener();
    previous = currentConnection;
  });
};
