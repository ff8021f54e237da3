import { on } from 'node:events';
import { parentPort } from 'node:worker_threads';
import { readRunFile } from './readRunFile.ts';

// Worker thread that reads files of runs, one at a time. Its heap, values and time are limited: a hostile file ends at
// most this thread.
const port = parentPort;
if (!port) throw new Error('the core starts this thread');
for await (const [content] of on(port, 'message') as AsyncIterable<[Uint8Array]>) port.postMessage(readRunFile(content));
