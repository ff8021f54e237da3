import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';
import { defineDocument, documentVersion, readDocument, type StoredDocument, writeDocument } from './document.ts';

/** Version 1 had one price in dollars; version 2 named its currency; version 3 lists prices. */
const pricedDocument = defineDocument(
  'contract',
  { prices: z.array(z.object({ amount: z.number(), currency: z.string() })), note: z.string().optional() },
  {
    upgrades: [
      ({ prices, ...rest }) => ({ ...rest, prices: { amount: prices, currency: 'USD' } }),
      ({ prices, ...rest }) => ({ ...rest, prices: [prices] }),
    ],
  },
);

const failureOf = (work: () => unknown): { code: string; details: unknown } => {
  try {
    work();
  } catch (error) {
    if (error instanceof OrebookError) return { code: error.code, details: error.details };
    throw error;
  }
  throw new Error('nothing failed');
};

const read = (prices: string, json_version: number) =>
  readDocument(pricedDocument, { prices, note: null, json_version } as { json_version: number }, 'c1');

describe('reading a stored document', () => {
  it.each([
    [1, '12.5'],
    [2, '{"amount":12.5,"currency":"USD"}'],
    [3, '[{"amount":12.5,"currency":"USD"}]'],
  ])('upgrades version %i to today’s', (version, json) => {
    expect(read(json, version)).toEqual({ prices: [{ amount: 12.5, currency: 'USD' }] });
  });

  it('fails with the record and the paths that do not match the schema', () => {
    expect(failureOf(() => read('[{"amount":"12.5","currency":"USD"}]', 3))).toEqual({
      code: 'WORKSPACE_DAMAGED',
      details: { kind: 'contract', id: 'c1', version: 3, paths: ['prices.0.amount'] },
    });
  });

  it.each([0, 4])('fails for the unknown version %i', (version) => {
    expect(failureOf(() => read('[]', version)).code).toBe('WORKSPACE_DAMAGED');
  });

  it('ignores keys that the schema does not have', () => {
    expect(read('[{"amount":1,"currency":"CNY","old":true}]', 3)).toEqual({ prices: [{ amount: 1, currency: 'CNY' }] });
  });
});

describe('a document that keeps values', () => {
  const keptDocument = defineDocument('contract', { prices: z.array(z.number()), note: z.array(z.number()).optional() }, { keptValues: 2 });
  const readKept = (prices: string, id = 'c1') =>
    readDocument(keptDocument, { prices, note: null, json_version: 1 } as { json_version: number }, id);

  it('has one object for rows with the same text in a column', () => {
    const [firstRow, otherRow, secondRow] = ['[1]', '[2]', '[1]'].map((prices) => readKept(prices));
    expect([firstRow, otherRow]).toEqual([{ prices: [1] }, { prices: [2] }]);
    expect(secondRow!.prices).toBe(firstRow!.prices);
  });

  it('names the record of each row whose text does not match', () => {
    for (const id of ['c1', 'c2'])
      expect(failureOf(() => readKept('["1"]', id)).details).toEqual({ kind: 'contract', id, version: 1, paths: ['prices.0'] });
  });
});

describe('writing a document', () => {
  it('writes today’s version, and NULL for what is absent', () => {
    const row = writeDocument(pricedDocument, { prices: [{ amount: 1, currency: 'AUD' }], note: undefined });
    expect(row).toEqual({ prices: '[{"amount":1,"currency":"AUD"}]', note: null, json_version: 3 });
    expect(readDocument(pricedDocument, row, 'c1')).toEqual({ prices: [{ amount: 1, currency: 'AUD' }] });
  });

  it('counts versions from 1, one more for each upgrade', () => {
    const first: StoredDocument<{ note: z.ZodString }> = defineDocument('contract', { note: z.string() });
    expect([documentVersion(first), documentVersion(pricedDocument)]).toEqual([1, 3]);
  });
});
