import { expect, it } from 'vitest';
import { buildSampleWorkspace } from '#db/seeds/sample/index.ts';
import type { MeasuredLimit } from '#engine';
import type { Limit } from '#shared/domain/limit.ts';
import { monthOf } from '#shared/domain/time.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { limitLines } from './limitLines.ts';

const [sample] = buildSampleWorkspace().limits;
if (!sample) throw new Error('the sample has no limits');

const trackOf = (limit: Limit, value: number) => {
  const worstYear = { year: 2027, value, state: 'holds' as const };
  const measuredLimit = { limitId: limit.id, state: 'holds', worst: worstYear, years: [worstYear] } as unknown as MeasuredLimit;
  const book = {
    limits: [limit],
    settings: { deck: 'base' },
    valuationMonth: monthOf(2026, 5),
    lastMonth: monthOf(2032, 12),
  } as unknown as Workbook;
  const plan = { limits: () => [measuredLimit], plan: { id: 'as-signed' } } as unknown as ValuedPlan;
  return limitLines(book, plan)[0]?.track;
};
const shareLimit = (breach: number): Limit => ({ ...sample, measure: { kind: 'zoneShare', zone: 'china' }, breach, warn: breach * 0.9 });

it('the bar of a share ends at 100 %, so that a limit of 100 % is at its end', () => {
  expect(trackOf(shareLimit(1), 0.6)).toEqual({ value: 0.6, level: 1 });
  expect(trackOf(shareLimit(0.55), 0.4)).toEqual({ value: 0.4, level: 0.55 });
});

it('the bar of a share above 100 % ends at the share', () => {
  expect(trackOf(shareLimit(1), 1.25)).toEqual({ value: 1, level: 0.8 });
});
