import { type AppSide, type Ask, type BrowserSide, isGone, join } from './peers.ts';

let ours: AppSide | undefined;
const waiting: unknown[] = [];

const joined = join<AppSide, BrowserSide>({
  send: (message) => process.send?.(message, undefined, undefined, () => undefined),
  // the module answers once it is loaded; what comes earlier waits
  get ours(): AppSide {
    if (!ours) throw new Error('the double is not loaded');
    return ours;
  },
});

/** Asks the browser's half, in the test's process. */
export const ask: Ask<BrowserSide> = joined.ask;

/**
 * Has the browser's half do something that nobody waits for. A window that goes meanwhile does it no more, as under Electron; whatever
 * else hinders it fails the test.
 */
export const order = <K extends keyof BrowserSide & string>(what: K, ...args: Parameters<BrowserSide[K]>): void =>
  void ask(what, ...args).catch((error: unknown) => {
    if (!isGone(error)) void ask('fault', `${what}: ${String(error)}`);
  });

/** Begins to answer the browser's half. */
export const answerWith = (side: AppSide): void => {
  ours = side;
  for (const message of waiting.splice(0)) joined.hear(message);
};

process.on('message', (message) => {
  if (ours) joined.hear(message);
  else waiting.push(message);
});
// a test that went away leaves no app behind
process.on('disconnect', () => process.exit(1));
