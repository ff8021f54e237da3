import { parentPort, workerData } from 'node:worker_threads';
import { readPicture } from './readPicture.ts';

// The thread that reads one picture.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');
port.postMessage(await readPicture(workerData as Uint8Array<ArrayBuffer>));
