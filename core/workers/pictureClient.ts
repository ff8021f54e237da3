import { Worker } from 'node:worker_threads';
import type { PictureResult } from './readPicture.ts';

/** Time for one picture, ms. */
const LIMIT_MS = 20_000;
const HEAP_MB = 512;

const isBundled = !import.meta.url.endsWith('.ts');
const ownEntry = new URL(isBundled ? './pictureThread.js' : './pictureThread.ts', import.meta.url);

/** Reads a picture in its own thread. A file that needs too much time or memory is refused as too big. */
export const readPictureInThread = (file: Uint8Array, entry: URL = ownEntry, limitMs = LIMIT_MS): Promise<PictureResult> =>
  new Promise((resolve) => {
    const thread = new Worker(entry, { workerData: Uint8Array.from(file), resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
    const settle = (result: PictureResult): void => {
      clearTimeout(timer);
      resolve(result);
      void thread.terminate();
    };
    const timer = setTimeout(settle, limitMs, { fault: 'pictureTooBig' });
    thread.on('message', settle);
    thread.on('error', () => settle({ fault: 'pictureTooBig' }));
    thread.on('exit', () => settle({ fault: 'pictureTooBig' }));
  });
