import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { readRunFile } from './readRunFile.ts';

// Worker thread that reads files of runs, one at a time. A hostile file can exhaust only this thread, and the core stays responsive.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');
for await (const [content] of on(port, 'message') as AsyncIterable<[Uint8Array]>) port.postMessage(readRunFile(content));
