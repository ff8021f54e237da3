import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExposureBasis } from '#shared/contract/diversification.ts';
import { ExposureDimension } from '#shared/domain/exposureDimension.ts';
import { LimitId, PlanId } from '#shared/domain/ids.ts';
import {
  allocationRoute,
  BOARD_SHOWS,
  type Changes,
  type ConcentrationQuery,
  diversificationRoute,
  NO_CHANGES,
  parseAllocationView,
  parseBoardShows,
  parseChanges,
  parseView,
  stepBetween,
  whatIfRequest,
  whatIfRoute,
} from './diversificationRoutes.ts';

const searchOf = (route: string): string => new URL(route, 'http://page').search.slice(1);
/** A view without undefined fields. */
const definedFields = (view: ConcentrationQuery): unknown => JSON.parse(JSON.stringify(view));

const views: fc.Arbitrary<ConcentrationQuery> = fc.record(
  {
    counts: fc.constantFrom(...ExposureBasis.options),
    by: fc.constantFrom('tonnes', 'grossValue'),
    year: fc.oneof(fc.constant('plan' as const), fc.integer({ min: 2026, max: 2060 })),
    against: fc.constantFrom(PlanId.parse('as-signed'), PlanId.parse('0198-x')),
    dimension: fc.constantFrom(...ExposureDimension.options),
    lookThrough: fc.constant(false),
    buyersBy: fc.constantFrom('ultimateParent' as const, 'actsAsOne' as const, 'buyer' as const),
  },
  { requiredKeys: [] },
);

const changes: fc.Arbitrary<Changes> = fc.record({
  factors: fc
    .array(fc.tuple(fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }), fc.integer({ min: 0, max: 200 })))
    .map((list) => new Map(list.filter(([, percent]) => percent !== 100).map(([member, percent]) => [member, percent / 100]))),
  lostCountries: fc.array(fc.constantFrom('CN', 'JP', 'unknown')),
  first: fc.option(fc.constantFrom('hai-long', '与海龙'), { nil: undefined }),
  second: fc.option(fc.constantFrom('otori', 'a&b=c'), { nil: undefined }),
});

describe('the address of diversification', () => {
  it('parses back to the same view and board', () => {
    fc.assert(
      fc.property(views, fc.constantFrom(...BOARD_SHOWS), (view, shows) => {
        const search = searchOf(diversificationRoute(view, shows));
        expect(definedFields(parseView(search))).toEqual(definedFields(view));
        expect(parseBoardShows(search)).toBe(shows);
      }),
    );
  });

  it('has no query where everything is the default', () => {
    expect(diversificationRoute(parseView(''), parseBoardShows(''))).toBe('/diversification');
  });

  it('ignores invalid values', () => {
    const wrongSearch = 'counts=none&by=pounds&year=soon&against=&dimension=mood&lookThrough=maybe&headroom=dear';
    expect(definedFields(parseView(wrongSearch))).toEqual({});
    expect(parseBoardShows(wrongSearch)).toBe('measured');
  });
});

describe('the address of an allocation', () => {
  it('parses back to the same limit, job and point', () => {
    const keep = LimitId.parse('china-revenue');
    for (const view of [{ keep }, { keep, job: '0198c1' }, { keep, job: '0198c1', point: 12, close: true as const }])
      expect(parseAllocationView(searchOf(allocationRoute(view)))).toEqual(view);
    expect(allocationRoute({})).toBe('/diversification/allocation');
  });

  it('has no point without a job, and only points from 1', () => {
    expect(allocationRoute({ point: 12 })).toBe('/diversification/allocation');
    for (const search of ['point=3', 'job=&point=3', `job=${'x'.repeat(65)}`, 'keep=a%20b'])
      expect(parseAllocationView(search)).toEqual({});
    for (const point of ['0', '-1', '1.5', 'first', '1000']) expect(parseAllocationView(`job=a&point=${point}`)).toEqual({ job: 'a' });
  });
});

describe('the address of a what-if', () => {
  it('parses back to the same changes', () => {
    fc.assert(
      fc.property(changes, (whatIf) => {
        expect(parseChanges(searchOf(whatIfRoute(whatIf)))).toEqual(whatIf);
      }),
    );
  });

  it('has no query without changes, and drops factors that the call does not accept', () => {
    expect(whatIfRoute(NO_CHANGES)).toBe('/diversification/what-if');
    expect(parseChanges('tonnes=jinshan*11&tonnes=jinshan*many&tonnes=*2')).toEqual(NO_CHANGES);
  });

  it('names the one difference of two sets of changes, or that there are several', () => {
    const half: Changes = { ...NO_CHANGES, factors: new Map([['jinshan', 0.5]]) };
    expect(stepBetween(NO_CHANGES, half)).toEqual({ kind: 'tonnes', member: 'jinshan' });
    expect(stepBetween(half, { ...half, factors: new Map([['jinshan', 1]]) })).toEqual({ kind: 'tonnes', member: 'jinshan' });
    expect(stepBetween({ ...half, lostCountries: ['CN', 'JP'] }, { ...half, lostCountries: ['CN'] })).toEqual({
      kind: 'country',
      code: 'JP',
    });
    expect(stepBetween(half, { ...half, first: 'a' })).toEqual({ kind: 'merge' });
    expect(stepBetween({ ...half, first: 'a', second: 'b' }, NO_CHANGES)).toEqual({ kind: 'several' });
  });

  it('merges only two different buyers', () => {
    const mergeOf = (first: string, second: string | undefined) => whatIfRequest({ ...NO_CHANGES, first, second }).merged;
    expect(mergeOf('a', 'b')).toEqual(['a', 'b']);
    expect(mergeOf('a', 'a')).toBeUndefined();
    expect(mergeOf('a', undefined)).toBeUndefined();
  });
});
