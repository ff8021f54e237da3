import { request } from 'node:http';
import type { HostEvent } from '#shared/contract/result.ts';
import type { BrowserClient } from './http.ts';

export type EventStream = {
  /** Resolves to the next event. */
  readonly next: () => Promise<HostEvent>;
  /** Resolves when the host ends the stream. */
  readonly ended: Promise<void>;
  readonly close: () => void;
};

/** Opens the host's event stream as a page does. */
export const openEventStream = (client: BrowserClient): Promise<EventStream> =>
  new Promise((resolve, reject) => {
    const receivedEvents: HostEvent[] = [];
    const waitingCallbacks: ((event: HostEvent) => void)[] = [];
    const end = Promise.withResolvers<void>();
    const eventRequest = request(
      { host: '127.0.0.1', port: client.port, path: '/events', headers: client.headers, agent: false },
      (response) => {
        if (response.statusCode !== 200) reject(new Error(`the event stream returned ${response.statusCode}`));
        let remainingText = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          const parts = (remainingText + chunk).split('\n\n');
          remainingText = parts.pop() ?? '';
          for (const part of parts.filter((line) => line.startsWith('data: '))) {
            const event = JSON.parse(part.slice('data: '.length)) as HostEvent;
            const first = waitingCallbacks.shift();
            if (first) first(event);
            else receivedEvents.push(event);
          }
        });
        response.on('close', () => end.resolve());
        response.on('error', () => end.resolve());
        resolve({
          next: () => {
            const event = receivedEvents.shift();
            return event ? Promise.resolve(event) : new Promise((take) => waitingCallbacks.push(take));
          },
          ended: end.promise,
          close: () => eventRequest.destroy(),
        });
      },
    );
    eventRequest.on('error', (error) => {
      end.resolve();
      reject(error);
    });
    eventRequest.end();
  });
