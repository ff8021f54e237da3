import { request } from 'node:http';
import type { HostEvent } from '#shared/contract/result.ts';
import type { Visitor } from './http.ts';

export type EventStream = {
  /** The next event, waiting for it when there is none yet. */
  readonly next: () => Promise<HostEvent>;
  /** Resolves when the host ends the stream. */
  readonly ended: Promise<void>;
  readonly close: () => void;
};

/** Listens to the host's events as a page does. */
export const openEvents = (visitor: Visitor): Promise<EventStream> =>
  new Promise((resolve, reject) => {
    const heard: HostEvent[] = [];
    const waiting: ((event: HostEvent) => void)[] = [];
    const end = Promise.withResolvers<void>();
    const sent = request({ host: '127.0.0.1', port: visitor.port, path: '/events', headers: visitor.headers, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`events answered ${response.statusCode}`));
      let rest = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        const parts = (rest + chunk).split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts.filter((one) => one.startsWith('data: '))) {
          const event = JSON.parse(part.slice('data: '.length)) as HostEvent;
          const first = waiting.shift();
          if (first) first(event);
          else heard.push(event);
        }
      });
      response.on('close', () => end.resolve());
      response.on('error', () => end.resolve());
      resolve({
        next: () => {
          const event = heard.shift();
          return event ? Promise.resolve(event) : new Promise((take) => waiting.push(take));
        },
        ended: end.promise,
        close: () => sent.destroy(),
      });
    });
    sent.on('error', (error) => {
      end.resolve();
      reject(error);
    });
    sent.end();
  });
