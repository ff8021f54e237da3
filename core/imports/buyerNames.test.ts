import { describe, expect, it } from 'vitest';
import { firmKey } from './buyerNames.ts';

describe('spellings of one company', () => {
  it.each([
    ['Hai Long', 'HAI-LONG Co., Ltd.'],
    ['Aurubis', 'Aurubis AG'],
    ['Compañía Minera', 'Compania Minera S.A.'],
    ['Fuji Smelting', 'fuji smelting K.K.'],
    ['The Eastern Trading', 'Eastern Trading Pte. Ltd.'],
    ['海龙', '海龙有限公司'],
  ])('%s and %s have the same key', (name, otherName) => {
    expect(firmKey(name)).toBeDefined();
    expect(firmKey(otherName)).toBe(firmKey(name));
  });

  it.each([
    ['Hai Long', 'Hai Long Trading'],
    ['Hai Long', 'Hai An'],
    ['Group One', 'Group Two'],
  ])('%s and %s have different keys', (name, otherName) => expect(firmKey(otherName)).not.toBe(firmKey(name)));

  it('a name without any letters left has no key', () => {
    expect(firmKey('AB')).toBeUndefined();
    expect(firmKey('Co., Ltd.')).not.toBe('');
    expect(firmKey('…')).toBeUndefined();
  });
});
