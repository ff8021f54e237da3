import { expect, it } from 'vitest';
import { MAX_JSON_VALUES } from './jsonSize.ts';
import { readRunFileInThread } from './runFileClient.ts';

const fileOf = (text: string) => {
  const content = Buffer.from(text);
  return { bytes: content.length, read: async () => content };
};
const refusal = (fault: string) => ({ code: 'BAD_FILE', details: { fault } });

it('refuses a file of more than 64 MB without reading it', async () => {
  const read = async (): Promise<never> => {
    throw new Error('it was read');
  };
  await expect(readRunFileInThread({ bytes: 64 * 1024 * 1024 + 1, read })).rejects.toMatchObject(refusal('runTooBig'));
});

it('refuses a file with more values than fit in the memory of a thread, and reads the next one', async () => {
  await expect(readRunFileInThread(fileOf(`[${'[],'.repeat(MAX_JSON_VALUES / 2)}0]`))).rejects.toMatchObject(refusal('runTooBig'));
  await expect(readRunFileInThread(fileOf('{}'))).rejects.toMatchObject(refusal('notARun'));
});

it('refuses a file that takes too long, and reads the next one', async () => {
  // parsed in a tenth of a second
  const largeFile = fileOf(`[${'0,'.repeat(MAX_JSON_VALUES / 2)}0]`);
  await expect(readRunFileInThread(largeFile, { limitMs: 0 })).rejects.toMatchObject(refusal('runTooSlow'));
  await expect(readRunFileInThread(fileOf('{}'))).rejects.toMatchObject(refusal('notARun'));
});

it('leaves a buffer that is a part of another one to its owner', async () => {
  const owner = Buffer.from('xx[]xx');
  const content = owner.subarray(2, 4);
  await expect(readRunFileInThread({ bytes: content.length, read: async () => content })).rejects.toMatchObject(refusal('notARun'));
  expect(owner.toString()).toBe('xx[]xx');
});
