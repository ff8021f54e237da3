// Measures what the core would cost in a process of its own (utilityProcess) against the worker thread in which it runs: the time to its first
// answer, and the round trip of answers of three sizes. Run on Electron: `npx electron tests/bench/corePlace.mjs`; on Node, a forked process
// stands for the utilityProcess. docs/adr/0014-core-in-a-thread.md has the decision.
import { fork } from 'node:child_process';
import { writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const SIZES = [1e3, 1e5, 3e6];
const ROUNDS = 40;
const self = fileURLToPath(import.meta.url);
const isChild = process.argv.includes('--child');

/** @typedef {{ post: (message: unknown) => void, listen: (listener: (message: unknown) => void) => void, end: () => unknown }} Place */

/** Answers each size with as many letters, after loading the driver of the database, as the core does. */
const answer = (/** @type {(message: unknown) => void} */ post) => {
  createRequire(import.meta.url)('better-sqlite3-multiple-ciphers');
  const texts = new Map(SIZES.map((size) => [size, 'x'.repeat(size)]));
  return (/** @type {number} */ size) => post(texts.get(size) ?? '');
};

/** @returns {Place} */
const startThread = () => {
  const worker = new Worker(self);
  return {
    post: (message) => worker.postMessage(message),
    listen: (listener) => worker.on('message', listener),
    end: () => worker.terminate(),
  };
};

/** @returns {Promise<Place>} */
const startProcess = async () => {
  if (process.versions.electron === undefined) {
    const child = fork(self, ['--child'], { serialization: 'advanced' });
    return {
      post: (message) => child.send(/** @type {string} */ (message)),
      listen: (listener) => child.on('message', listener),
      end: () => child.kill(),
    };
  }
  const { app, utilityProcess } = await import('electron');
  await app.whenReady();
  const child = utilityProcess.fork(self, ['--child']);
  return { post: (message) => child.postMessage(message), listen: (listener) => child.on('message', listener), end: () => child.kill() };
};

/** Milliseconds of each round trip, sorted. @param {Place} place @param {(listener: () => void) => void} listenOnce @param {number} size */
const measureRoundTrips = async (place, listenOnce, size) => {
  const times = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    place.post(size);
    await new Promise((resolve) => listenOnce(() => resolve(undefined)));
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b);
};

const measure = async (/** @type {string} */ name, /** @type {() => Place | Promise<Place>} */ start) => {
  const begin = performance.now();
  const place = await start();
  /** @type {() => void} */
  let waiting = () => {};
  place.listen(() => waiting());
  const once = (/** @type {() => void} */ listener) => {
    waiting = listener;
  };
  place.post(SIZES[0]);
  await new Promise((resolve) => once(() => resolve(undefined)));
  const cells = [`first answer ${(performance.now() - begin).toFixed(0)} ms`];
  for (const size of SIZES) {
    const times = await measureRoundTrips(place, once, size);
    const at = (/** @type {number} */ share) => (times[Math.floor(times.length * share)] ?? 0).toFixed(2);
    cells.push(`${size / 1000} kB: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms`);
  }
  writeSync(1, `${name}: ${cells.join('; ')}\n`);
  await place.end();
};

if (!isMainThread)
  parentPort?.on(
    'message',
    answer((message) => parentPort?.postMessage(message)),
  );
else if (isChild) {
  // a utilityProcess has its own port; its messages are events with data
  const port = /** @type {{ parentPort?: import('electron').ParentPort }} */ (/** @type {unknown} */ (process)).parentPort;
  const reply = answer((message) => (port ? port.postMessage(message) : process.send?.(message)));
  if (port) port.on('message', ({ data }) => reply(data));
  else process.on('message', (size) => reply(/** @type {number} */ (size)));
} else {
  await measure('worker thread', startThread);
  await measure(process.versions.electron === undefined ? 'forked process' : 'utility process', startProcess);
  process.exit(0);
}
