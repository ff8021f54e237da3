import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExposureBasis } from '#shared/contract/diversification.ts';
import { ExposureDimension } from '#shared/domain/dimension.ts';
import { LimitId, PlanId } from '#shared/domain/ids.ts';
import {
  BOARD_SHOWS,
  boardShowsIn,
  type Changes,
  changesIn,
  cureIn,
  cureRoute,
  diversificationRoute,
  NOTHING,
  type View,
  viewIn,
  whatIfAsk,
  whatIfRoute,
} from '../../../../renderer/features/diversification/asked.ts';

const searchOf = (route: string): string => new URL(route, 'http://page').search.slice(1);
/** What a view says, without what it leaves to the usual. */
const said = (view: View): unknown => JSON.parse(JSON.stringify(view));

const views: fc.Arbitrary<View> = fc.record(
  {
    counts: fc.constantFrom(...ExposureBasis.options),
    by: fc.constantFrom('tonnes', 'grossValue'),
    year: fc.oneof(fc.constant('plan' as const), fc.integer({ min: 2026, max: 2060 })),
    against: fc.constantFrom(PlanId.parse('as-signed'), PlanId.parse('0198-x')),
    dimension: fc.constantFrom(...ExposureDimension.options),
    lookThrough: fc.constant(false),
    actAsOne: fc.constant(false),
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
  it('says how it is counted and what the years show, and reads back the same', () => {
    fc.assert(
      fc.property(views, fc.constantFrom(...BOARD_SHOWS), (view, shows) => {
        const search = searchOf(diversificationRoute(view, shows));
        expect(said(viewIn(search))).toEqual(said(view));
        expect(boardShowsIn(search)).toBe(shows);
      }),
    );
  });

  it('is bare where everything is as usual', () => {
    expect(diversificationRoute(viewIn(''), boardShowsIn(''))).toBe('/diversification');
  });

  it('takes what it says wrongly for unsaid', () => {
    const wrong = 'counts=none&by=pounds&year=soon&against=&dimension=mood&lookThrough=maybe&room=dear';
    expect(said(viewIn(wrong))).toEqual({});
    expect(boardShowsIn(wrong)).toBe('measured');
  });

  it('of a cure names the limit to keep', () => {
    const limit = LimitId.parse('china-revenue');
    expect(cureIn(searchOf(cureRoute(limit)))).toBe(limit);
    expect(cureIn('keep=a%20b')).toBeUndefined();
  });
});

describe('the address of a what-if', () => {
  it('says what is tried and reads back the same', () => {
    fc.assert(
      fc.property(changes, (tried) => {
        expect(changesIn(searchOf(whatIfRoute(tried)))).toEqual(tried);
      }),
    );
  });

  it('is bare where nothing is tried, and drops factors that no call takes', () => {
    expect(whatIfRoute(NOTHING)).toBe('/diversification/what-if');
    expect(changesIn('tonnes=jinshan*11&tonnes=jinshan*many&tonnes=*2')).toEqual(NOTHING);
  });

  it('merges two buyers only where they are two', () => {
    const both = (first: string, second: string | undefined) => whatIfAsk({ ...NOTHING, first, second }).merged;
    expect(both('a', 'b')).toEqual(['a', 'b']);
    expect(both('a', 'a')).toBeUndefined();
    expect(both('a', undefined)).toBeUndefined();
  });
});
