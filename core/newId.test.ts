import { describe, expect, it } from 'vitest';
import { createIdMaker } from './newId.ts';

describe('ids', () => {
  it('carry version 7, the RFC variant and the time they were made', () => {
    const id = createIdMaker(() => new Date(Date.UTC(2026, 10, 24)))();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(id.slice(0, 13).replace('-', ''), 16)).toBe(Date.UTC(2026, 10, 24));
  });

  it('sort in the order they were made, within a millisecond and when the clock steps back', () => {
    let clockTime = 1_800_000_000_000;
    const next = createIdMaker(() => new Date(clockTime));
    const ids: string[] = [];
    for (let i = 0; i < 10_000; i++) {
      if (i === 5000) clockTime -= 60_000;
      ids.push(next());
    }
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });
});
