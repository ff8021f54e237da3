import { describe, expect, it } from 'vitest';
import type { MeasuredLimit } from '#engine';
import { Limit } from '#shared/domain/limit.ts';
import { listCuredLimits, listLimitObjections } from './limitObjections.ts';

const limit = (fields: object = {}): Limit =>
  Limit.parse({
    id: 'L-1',
    name: 'China, revenue',
    measure: { kind: 'zoneShare', zone: 'china' },
    denominator: 'valueSold',
    from: 2026,
    to: 2032,
    direction: 'atMost',
    warn: 0.55,
    breach: 0.6,
    owner: '',
    why: '',
    setOn: '2026-01-01',
    order: 0,
    ...fields,
  });

const measured = (of: Limit, values: readonly number[]): MeasuredLimit[] => {
  const years = values.map((value, i) => ({
    year: 2027 + i,
    value,
    state: (of.direction === 'atMost' ? value > of.breach : value < of.breach) ? ('breached' as const) : ('holds' as const),
  }));
  const state = years.some((limitYear) => limitYear.state === 'breached') ? ('breached' as const) : ('holds' as const);
  return [{ limitId: of.id, years, worst: years[0], state } as unknown as MeasuredLimit];
};

const objections = (of: Limit, before: readonly number[], after: readonly number[]) =>
  listLimitObjections([of], measured(of, before), measured(of, after)).map(({ kind, year, after: value }) => [kind, year, value]);

describe('the objections of limits to a change of the plan', () => {
  it('are none where every limit holds, or a breach stays as it is or becomes smaller', () => {
    expect(objections(limit(), [0.5, 0.5], [0.55, 0.6])).toEqual([]);
    expect(objections(limit(), [0.7, 0.5], [0.7, 0.5])).toEqual([]);
    expect(objections(limit(), [0.7, 0.5], [0.65, 0.5])).toEqual([]);
  });

  it('name a limit that becomes breached, in its worst year', () => {
    expect(objections(limit(), [0.5, 0.5], [0.61, 0.65])).toEqual([['breaches', 2028, 0.65]]);
  });

  it('name a breached limit that becomes worse by what its page shows, also where its worst year becomes better', () => {
    expect(objections(limit(), [0.668, 0.62], [0.65, 0.64])).toEqual([['worsens', 2028, 0.64]]);
    expect(objections(limit(), [0.65], [0.6502])).toEqual([]);
  });

  it('of a minimum are about values below it', () => {
    const minimumLimit = limit({ direction: 'atLeast', warn: 0.7, breach: 0.6 });
    expect(objections(minimumLimit, [0.65], [0.55])).toEqual([['breaches', 2027, 0.55]]);
    expect(objections(minimumLimit, [0.55], [0.58])).toEqual([]);
  });
});

describe('cured limits', () => {
  const cured = (before: readonly number[], after: readonly number[]) =>
    listCuredLimits([limit()], measured(limit(), before), measured(limit(), after)).length;

  it('are breached in no year after the change', () => {
    expect(cured([0.7, 0.5], [0.59, 0.5])).toBe(1);
    expect(cured([0.7, 0.7], [0.59, 0.61])).toBe(0);
    expect(cured([0.59], [0.5])).toBe(0);
  });
});
