// Preloaded into a host by NODE_OPTIONS. Breaks its core at the calls that the file `break-core` in the data folder lists; see breakCore.ts.
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';

const file = join(process.env.OREBOOK_DATA ?? '', 'break-core');

/** @returns {readonly { readonly call: string, readonly when: 'taken' | 'answered' }[]} */
const readBreaks = () => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return [];
  }
};

/** @param {readonly unknown[]} left */
const writeBreaks = (left) => {
  if (left.length === 0) {
    rmSync(file);
    return;
  }
  writeFileSync(`${file}.left`, JSON.stringify(left));
  renameSync(`${file}.left`, file);
};

if (isMainThread) {
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (message, ...parameters) {
    postMessage.call(this, message, ...parameters);
    const [next, ...left] = message?.kind === 'call' ? readBreaks() : [];
    if (next === undefined || next.call !== message.request.call) return;
    writeBreaks(left);
    if (next.when === 'taken') {
      void this.terminate();
      return;
    }
    const { emit } = this;
    this.emit = (event, ...eventParameters) => {
      if (event !== 'message' || eventParameters[0]?.kind !== 'answer' || eventParameters[0].id !== message.request.id)
        return emit.call(this, event, ...eventParameters);
      void this.terminate();
      return true;
    };
  };
}
