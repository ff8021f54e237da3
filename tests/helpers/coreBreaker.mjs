// Preloaded into a host by NODE_OPTIONS. Breaks its core once for each file named `break-core` in the data folder; see breakCore.ts.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';

const file = join(process.env.OREBOOK_DATA ?? '', 'break-core');

/** @returns {{ readonly call: string, readonly when: 'taken' | 'answered' } | undefined} */
const readWish = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
};

if (isMainThread) {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...rest) {
    postMessage.call(this, message, ...rest);
    const wish = message?.kind === 'call' ? readWish() : undefined;
    if (wish === undefined || wish.call !== message.request.call) return;
    rmSync(file);
    if (wish.when === 'taken') {
      void this.terminate();
      return;
    }
    const { emit } = this;
    this.emit = (event, ...given) => {
      if (event !== 'message' || given[0]?.kind !== 'answer' || given[0].id !== message.request.id) return emit.call(this, event, ...given);
      void this.terminate();
      return true;
    };
  };
}
