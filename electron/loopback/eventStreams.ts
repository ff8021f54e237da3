import type { ServerResponse } from 'node:http';
import type { HostEvent } from '#shared/contract/result.ts';

const HEARTBEAT_MS = 10_000;
/** One browser needs one stream; the limit allows for several browsers and for connections that were not closed properly. */
const MAX_STREAMS = 64;
/** A listener with more unread bytes than this is disconnected. */
const MAX_BACKLOG_BYTES = 64 * 1024;

export type EventStreams = {
  /** Adds a stream and sends the current state; returns false when there are too many. */
  readonly add: (response: ServerResponse, currentState: HostEvent) => boolean;
  readonly send: (event: HostEvent) => void;
  readonly end: () => void;
};

/** The open event streams (text/event-stream). */
export const createEventStreams = (): EventStreams => {
  const openStreams = new Set<ServerResponse>();
  const write = (response: ServerResponse, text: string): void => {
    if (response.writableLength > MAX_BACKLOG_BYTES) response.destroy();
    else response.write(text);
  };
  const dataLine = (event: HostEvent): string => `data: ${JSON.stringify(event)}\n\n`;
  const heartbeatTimer = setInterval(() => {
    for (const response of openStreams) write(response, ': still here\n\n');
  }, HEARTBEAT_MS);
  return {
    add: (response, currentState) => {
      if (openStreams.size >= MAX_STREAMS) return false;
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
      response.once('close', () => openStreams.delete(response));
      openStreams.add(response);
      write(response, dataLine(currentState));
      return true;
    },
    send: (event) => {
      for (const response of openStreams) write(response, dataLine(event));
    },
    end: () => {
      clearInterval(heartbeatTimer);
      for (const response of openStreams) response.end();
    },
  };
};
