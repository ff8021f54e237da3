import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OrebookError } from '#shared/contract/errors.ts';
import { tempFolder } from '../tests/helpers/app.ts';
import { errorFields, openLog } from './log.ts';

let folder: ReturnType<typeof tempFolder>;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const catchError = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('the log', () => {
  it('is JSON lines that only its user can read', () => {
    const log = openLog(join(folder.path, 'logs'), () => new Date(0));
    log.write({ event: 'one' });
    log.write({ event: 'two', code: 'STALE' });
    const lines = readFileSync(log.file, 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: '1970-01-01T00:00:00.000Z', pid: process.pid, event: 'one' },
      { at: '1970-01-01T00:00:00.000Z', pid: process.pid, event: 'two', code: 'STALE' },
    ]);
    expect(statSync(log.file).mode & 0o077).toBe(0);
  });

  it('rotates at a megabyte and keeps five old files', () => {
    const log = openLog(folder.path, () => new Date(0));
    const stack = ['x'.repeat(400_000)];
    for (let i = 0; i < 30; i++) log.write({ event: `e${i}`, stack });
    const names = readdirSync(folder.path).sort();
    expect(names).toEqual(['orebook.log', ...[1, 2, 3, 4, 5].map((n) => `orebook.log.${n}`)]);
    for (const name of names) expect(statSync(join(folder.path, name)).size).toBeLessThan(1_500_000);
    expect(readFileSync(join(folder.path, 'orebook.log'), 'utf8')).toContain('"e29"');
  });

  it('does not stop anything if it can’t be written', () => {
    const log = openLog('/dev/null/nowhere', () => new Date(0));
    expect(() => log.write({ event: 'one' })).not.toThrow();
  });
});

describe('an error in the log', () => {
  it('contains its location in the code and no user data', () => {
    const price = { reference: undefined as { code: string } | undefined };
    const fields = errorFields(catchError(() => price.reference!.code));
    expect(fields).toMatchObject({ error: 'TypeError', wording: "Cannot read properties of undefined (reading 'code')" });
    expect(fields.stack).toEqual(expect.arrayContaining([expect.stringMatching(/core\/log\.test\.ts:\d+/)]));
    expect(JSON.stringify(fields)).not.toContain('/home/');
  });

  it('omits names, numbers and paths that its message quotes', () => {
    const errors = [
      catchError(() => JSON.parse('Hai Long 1234')),
      catchError(() => readFileSync('/nowhere/Hai Long 1234.orebook')),
      new RangeError('Invalid array length 1234 for "Hai Long"'),
      new OrebookError('DUPLICATE', { value: 'Hai Long', price: 1234 }, { cause: new TypeError('"Hai Long" 1234') }),
      'Hai Long 1234',
    ];
    for (const error of errors) expect(JSON.stringify(errorFields(error))).not.toMatch(/Hai Long|1234/);
    expect(errorFields(errors[1])).toMatchObject({ error: 'Error', code: 'ENOENT', syscall: 'open' });
  });
});
