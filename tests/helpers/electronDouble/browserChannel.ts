import { type AppRequests, type BrowserRequests, connectSides, isGone, type SendRequest } from './channel.ts';

let handlers: AppRequests | undefined;
const queue: unknown[] = [];

const connection = connectSides<AppRequests, BrowserRequests>({
  send: (message) => process.send?.(message, undefined, undefined, () => undefined),
  // requests wait until the module is loaded
  get handlers(): AppRequests {
    if (!handlers) throw new Error('the double is not loaded');
    return handlers;
  },
});

/** Sends a request to the browser in the test's process. */
export const request: SendRequest<BrowserRequests> = connection.request;

/**
 * Sends a request to the browser without waiting for it. If the window is closed in the meantime, it is ignored, as in Electron; any other error
 * fails the test.
 */
export const notify = <K extends keyof BrowserRequests & string>(name: K, ...args: Parameters<BrowserRequests[K]>): void =>
  void request(name, ...args).catch((error: unknown) => {
    if (!isGone(error)) void request('reportFault', `${name}: ${String(error)}`);
  });

/** Starts to handle requests of the browser. */
export const setRequestHandlers = (side: AppRequests): void => {
  handlers = side;
  for (const message of queue.splice(0)) connection.receive(message);
};

process.on('message', (message) => {
  if (handlers) connection.receive(message);
  else queue.push(message);
});
// the app ends with the test's process
process.on('disconnect', () => process.exit(1));
