import { expect, it } from 'vitest';
import { createJobThreads } from './jobThreads.ts';

type Job = 'answer' | 'wait' | 'exhaust' | 'throw';

/** A thread that answers with its number, never answers, needs too much memory or throws. */
const source = `
  import { parentPort, threadId } from 'node:worker_threads';
  parentPort.on('message', (job) => {
    if (job === 'answer') parentPort.postMessage(threadId);
    if (job === 'throw') throw new Error('thrown in the thread');
    if (job === 'exhaust') for (const all = []; ; ) all.push(new Array(1e5).fill({}));
  });
`;
const entry = new URL(`data:text/javascript,${encodeURIComponent(source)}`);

const createThreads = () => {
  const threads = createJobThreads<Job, number>(entry, { maxOldGenerationSizeMb: 16 });
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const run = async (job: Job, onMessage: () => void = () => undefined): Promise<number> => {
    let answer = 0;
    const receive = (message: number): boolean => {
      answer = message;
      onMessage();
      return true;
    };
    await threads.run(job, { receive, flag: job === 'wait' ? flag : undefined });
    return answer;
  };
  return { run, stop: () => Atomics.store(flag, 0, 1), flag, threads };
};

it('runs one job after another in the same thread, and jobs at the same time in threads of their own', async () => {
  const { run } = createThreads();
  const first = await run('answer');
  expect(await run('answer')).toBe(first);
  const [a, b] = await Promise.all([run('answer'), run('answer')]);
  expect(a).toBe(first);
  expect(b).not.toBe(first);
  expect(await run('answer')).toBe(first);
});

it('gives no answer of a job that was cancelled before it came', async () => {
  const { stop, flag, threads } = createThreads();
  const job = threads.run('answer', { receive: () => true, flag });
  stop();
  await expect(job).rejects.toThrow('CANCELLED');
});

it('starts another thread after a job that was cancelled, took too long, failed or whose message was refused', async () => {
  const { run, stop, threads } = createThreads();
  const numbers = [await run('answer')];
  const waitingRun = run('wait');
  stop();
  await expect(waitingRun).rejects.toThrow('CANCELLED');
  numbers.push(await run('answer'));
  const limit = { ms: 1, error: new Error('too slow') };
  await expect(threads.run('wait', { receive: () => true, limit })).rejects.toThrow('too slow');
  numbers.push(await run('answer'));
  await expect(run('throw')).rejects.toThrow('thrown in the thread');
  numbers.push(await run('answer'));
  await expect(run('exhaust')).rejects.toMatchObject({ code: 'OUT_OF_MEMORY' });
  numbers.push(await run('answer'));
  const refuse = (): never => {
    throw new Error('refused');
  };
  await expect(run('answer', refuse)).rejects.toThrow('refused');
  numbers.push(await run('answer'));
  expect(new Set(numbers).size).toBe(numbers.length);
});
