import { expect, it } from 'vitest';
import type { LimitStatus, MeasuredLimit } from '#engine';
import { LimitId } from '#shared/domain/ids.ts';
import { lastYearOfBreach } from './limitFigures.ts';

/** A limit on which the plan stands so, from 2026 on; the worst year is the first in breach. */
const measured = (states: readonly LimitStatus[], worstAt = states.indexOf('breached')): MeasuredLimit => {
  const years = states.map((state, i) => ({ year: 2026 + i, value: state === 'breached' ? 0.6 : 0.4, state, room: undefined }));
  const worst = years[Math.max(0, worstAt)]!;
  return { limitId: LimitId.parse('china'), years, state: worst.state, worst, gap: 0 };
};

it('a limit is breached until the last year of the run, that year included', () => {
  expect(lastYearOfBreach(measured(['breached', 'breached', 'near', 'holds']))).toBe(2027);
});

it('a breach that lasts to the end of the limit or of the plan names its last year, not one after it', () => {
  expect(lastYearOfBreach(measured(['holds', 'breached', 'breached']))).toBe(2028);
  expect(lastYearOfBreach(measured(['breached']))).toBe(2026);
});

it('a year that is kept ends the run, whatever comes later', () => {
  expect(lastYearOfBreach(measured(['breached', 'holds', 'breached']))).toBe(2026);
  expect(lastYearOfBreach(measured(['breached', 'holds', 'breached'], 2))).toBe(2028);
});

it('a limit that is kept is breached until no year', () => {
  expect(lastYearOfBreach(measured(['near', 'holds']))).toBeUndefined();
  expect(lastYearOfBreach({ ...measured(['holds']), worst: undefined })).toBeUndefined();
});
