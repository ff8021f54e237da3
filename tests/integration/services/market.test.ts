import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { returnVolatility } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { monthOf } from '#shared/domain/time.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

describe('market.get', () => {
  it('lithium grew 43-fold by the article’s own figures, and the check mentions it', async () => {
    const { metals } = await services.ask('market.get', {});
    const lithium = metals.find((row) => row.metal === 'lithium');
    expect(lithium?.multiple?.value).toBeCloseTo(2.85 / 0.066, 9);
    expect(lithium && renderLabel(lithium.check)).toContain('43-fold');
  });

  it('a published change is shown as published, with the check that does not reproduce it', async () => {
    const { metals } = await services.ask('market.get', {});
    expect(metals.find((row) => row.metal === 'nickel')?.change?.value).toBe(-0.05);
    expect(metals.find((row) => row.metal === 'cobalt')?.change?.value).toBe(-0.43);
    for (const { metal, check } of metals) {
      if (metal === 'nickel' || metal === 'cobalt') expect(renderLabel(check)).toContain('Not reproduced');
    }
  });

  it('the balance has three points without a line', async () => {
    const { balance } = await services.ask('market.get', {});
    expect(balance.series).toHaveLength(1);
    expect(balance.series[0]).toMatchObject({
      style: 'points',
      points: [
        { x: 2012, y: -126.8 },
        { x: 2021, y: -255.9 },
        { x: 2024, y: -222.4 },
      ],
    });
  });

  it('every share has a source, and no table exceeds 100 %', async () => {
    const { suppliers, importers } = await services.ask('market.get', {});
    expect(suppliers.length).toBeGreaterThan(5);
    for (const table of [...suppliers, ...importers]) {
      const sum = table.rows.reduce((total, row) => total + Number(row.share.value), 0);
      expect(sum, `${table.metal} ${renderLabel(table.product)} ${renderLabel(table.period)}`).toBeLessThanOrEqual(1.005);
      for (const row of table.rows) expect(renderLabel(row.source).length).toBeGreaterThan(8);
    }
  });
});

describe('decks.compare', () => {
  it('shows one line of actual prices, then three decks, and the rules of the months ahead', async () => {
    const { chart, rules } = await services.ask('decks.compare', { reference: ReferenceCode.parse('CU') });
    const [low, base, high] = ['Low', 'Base', 'High'].map(
      (label) => chart.series.find((series) => renderLabel(series.label) === label)?.points ?? [],
    );
    const valuation = monthOf(2026, 5);
    expect(chart.unit).toBe('usdPerT');
    expect(base?.[0]?.x).toBe(valuation - 11);
    expect([low?.[0], high?.[0]]).toEqual([base?.find(({ x }) => x === valuation), base?.find(({ x }) => x === valuation)]);
    const valueAt = (points: typeof base, x: number) => points?.find((point) => point.x === x)?.y ?? Number.NaN;
    const month = monthOf(2028, 1);
    expect(valueAt(low, month)).toBeLessThan(valueAt(base, month));
    expect(valueAt(base, month)).toBeLessThan(valueAt(high, month));
    const monthsAhead = base?.filter(({ x }) => x > valuation).length;
    for (const { rules: referenceRules } of rules) expect(referenceRules.reduce((sum, { months }) => sum + months, 0)).toBe(monthsAhead);
    expect(renderLabel(rules.find(({ deck }) => deck === 'low')!.rules.at(-1)!.source)).toContain('20 % below the base deck');
    expect(await services.call('decks.compare', { reference: 'XX' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('decks.set', () => {
  const copper = async () => {
    const { rows } = await services.ask('decks.get', { deck: 'base', from: monthOf(2026, 5), to: monthOf(2027, 12) });
    const row = rows.find((row) => row.metal === 'copper' && row.unit === 'USD/t');
    if (!row) throw new Error('no copper');
    return row;
  };

  it('an entered forward price changes the plan’s value, and undo restores it', async () => {
    const row = await copper();
    const month = monthOf(2027, 3);
    const before = row.points.find((point) => point.month === month);
    const npv = (await services.book()).plan().value.npv;
    await services.ask('decks.set', { deck: 'base', points: [{ reference: row.reference, month, price: 20_000 }] });
    expect((await copper()).points.find((point) => point.month === month)).toMatchObject({ price: 20_000, origin: 'user' });
    expect((await services.book()).plan().value.npv).toBeGreaterThan(npv);
    await services.ask('history.undo', {});
    expect((await copper()).points.find((point) => point.month === month)).toEqual(before);
    expect((await services.book()).plan().value.npv).toBeCloseTo(npv, 6);
  });

  it('an emptied month returns to its estimate', async () => {
    const row = await copper();
    const month = monthOf(2027, 4);
    const before = row.points.find((point) => point.month === month);
    await services.ask('decks.set', { deck: 'base', points: [{ reference: row.reference, month, price: 5 }] });
    await services.ask('decks.set', { deck: 'base', points: [{ reference: row.reference, month }] });
    expect((await copper()).points.find((point) => point.month === month)).toEqual(before);
  });

  it.each([
    ['a reference that does not exist', 'NOPE', 5],
    ['a price that is not a number', 'CU', 'NaN'],
  ])('%s is refused', async (_, code, price) => {
    const points = [{ reference: ReferenceCode.parse(code), month: monthOf(2027, 4), price }];
    expect(await services.call('decks.set', { deck: 'base', points })).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
  });
});

describe('calibration', () => {
  const COPPER = ReferenceCode.parse('CU');
  const processOf = async (code: string) => (await services.ask('market.processes', {})).rows.find(({ reference }) => reference === code)!;

  it('fits annual means with too few consecutive months, and proposes no mean reversion that is not significant', async () => {
    const calibration = await services.ask('market.calibrate', { reference: COPPER });
    expect(calibration).toMatchObject({ step: 'year', prices: 20, excluded: 0 });
    const years = calibration.chart.series[0]!.points.map(({ y }) => y);
    expect(calibration.proposed.volatility).toBeCloseTo(returnVolatility(years, 1), 9);
    expect(calibration.fit.isSignificant).toBe(false);
    expect(calibration.proposed.meanReversion).toBe(0);
    expect(calibration.fit.longRunPrice).toBeUndefined();
    expect(calibration.averageFactor).toBeCloseTo(1.2247, 4);
  });

  it('fits months if enough are consecutive after a gap, and counts the excluded ones', async () => {
    const valuationMonth = monthOf(2026, 5);
    const months = Array.from({ length: 48 }, (_, i) => valuationMonth - 47 + i).filter((_, i) => i !== 5);
    // an autoregression about 20 with random shocks
    let log = Math.log(20);
    const points = months.map((month, i) => {
      log = Math.log(20) + (log - Math.log(20)) * 0.6 + 0.08 * Math.sin(i * i);
      return { reference: ReferenceCode.parse('AU'), month, price: Math.exp(log) };
    });
    await services.ask('decks.set', { deck: 'base', points });
    const calibration = await services.ask('market.calibrate', { reference: ReferenceCode.parse('AU') });
    expect(calibration).toMatchObject({ step: 'month', prices: 42, excluded: 5, to: valuationMonth });
    expect(calibration.fit.isSignificant).toBe(true);
    expect(calibration.fit.halfLifeYears).toBeCloseTo(Math.LN2 / calibration.fit.meanReversion, 9);
    expect(calibration.fit.longRunPrice).toBeGreaterThan(19);
    expect(calibration.fit.longRunPrice).toBeLessThan(21);
    await services.ask('history.undo', {});
  });

  it('refuses too few prices, a price not above zero, and a charge', async () => {
    const readRefusal = async (reference: string) => {
      const answer = await services.call('market.calibrate', { reference });
      return answer.ok ? undefined : answer.error;
    };
    expect(await readRefusal('AG')).toMatchObject({ code: 'BAD_SHAPE' });
    expect(await readRefusal('CU-TC')).toMatchObject({ code: 'BAD_SHAPE', details: { rule: 'additive' } });
    const points = Array.from({ length: 40 }, (_, i) => ({
      reference: ReferenceCode.parse('AG'),
      month: monthOf(2026, 5) - i,
      price: i === 7 ? -1 : 20 + (i % 3),
    }));
    await services.ask('decks.set', { deck: 'base', points });
    expect(await readRefusal('AG')).toMatchObject({ code: 'OUT_OF_RANGE', details: { value: -1, month: monthOf(2026, 5) - 7 } });
    await services.ask('history.undo', {});
  });

  it('refuses prices that revert within a step by their slope, and constant prices as not varying', async () => {
    const silver = async (price: (i: number) => number) => {
      const points = Array.from({ length: 40 }, (_, i) => ({
        reference: ReferenceCode.parse('AG'),
        month: monthOf(2026, 5) - i,
        price: price(i),
      }));
      await services.ask('decks.set', { deck: 'base', points });
      const answer = await services.call('market.calibrate', { reference: 'AG' });
      await services.ask('history.undo', {});
      return answer.ok ? undefined : answer.error;
    };
    expect(await silver((i) => (i % 2 === 0 ? 20 : 30) + (i % 5) / 10)).toMatchObject({
      code: 'OUT_OF_RANGE',
      details: { field: 'slope' },
    });
    expect(await silver(() => 30)).toMatchObject({ code: 'OUT_OF_RANGE', details: { rule: 'varies' } });
  });

  it.each([
    [{ volatility: -0.1 }, { path: 'volatility', rule: 'tooSmall', limit: 0 }],
    [{ meanReversion: 21 }, { path: 'meanReversion', rule: 'tooBig', limit: 20 }],
    [{ volatility: Number.NaN }, { path: 'volatility' }],
  ])('refuses a process of %j at its field', async (part, issue) => {
    const input = { reference: 'CU', volatility: 0.2, meanReversion: 0, source: 'x', ...part };
    const answer = await services.call('market.setProcess', input);
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_INPUT', details: { issues: [expect.objectContaining(issue)] } } });
  });

  it('stores a set process with its source, for a follower as its residual volatility, and undo restores the shipped one', async () => {
    const before = await processOf('CU');
    expect(before).toMatchObject({ volatility: 0.1536, meanReversion: 0, origin: 'source' });
    await services.ask('market.setProcess', { reference: COPPER, volatility: 0.2, meanReversion: 0.3, source: 'A bank.' });
    expect(await processOf('CU')).toMatchObject({ volatility: 0.2, meanReversion: 0.3, source: { shipped: 'A bank.' }, origin: 'user' });
    await services.ask('history.undo', {});
    expect(await processOf('CU')).toEqual(before);
    const spodumene = ReferenceCode.parse('SC6');
    await services.ask('market.setProcess', { reference: spodumene, volatility: 0.4, meanReversion: 0, source: 'Ours.' });
    expect((await services.book()).references.get('SC6')?.follows?.residualVolatility).toBe(0.4);
    await services.ask('history.undo', {});
  });
});

describe('a reference of one’s own', () => {
  const entry = {
    code: ReferenceCode.parse('FECR'),
    name: 'Ferrochrome, delivered Rotterdam',
    kind: 'price',
    metal: undefined,
    quotation: 'Weekly mean',
    unit: 'USc/lb',
    incoterm: 'DDP Rotterdam',
    vatIncluded: false,
    volatility: 0.3,
  } as const;
  const laterEntry = { ...entry, code: ReferenceCode.parse('FEMN'), name: 'Ferromanganese' };
  const rowOf = async (code: string, from = monthOf(2026, 4), to = monthOf(2026, 8)) =>
    (await services.ask('decks.get', { deck: 'base', from, to })).rows.find(({ reference }) => reference === code);
  const readIssues = async (reference: unknown) => {
    const answer = await services.call('market.addReference', { reference });
    return answer.ok
      ? []
      : z
          .array(z.object({ path: z.string(), rule: z.string() }))
          .parse(answer.error.details.issues)
          .map(({ path, rule }) => `${path} ${rule}`);
  };

  it('is in the decks without prices, accepts entered prices, is simulated, and undo removes it', async () => {
    await services.ask('market.addReference', { reference: entry });
    expect(await rowOf('FECR')).toMatchObject({ name: { shipped: entry.name }, unit: 'USc/lb', leads: true, points: [] });
    await services.ask('decks.set', { deck: 'base', points: [{ reference: entry.code, month: monthOf(2026, 5), price: 145 }] });
    const points = (await rowOf('FECR'))!.points;
    expect(points.map(({ month, price }) => [month, price])).toEqual([5, 6, 7, 8].map((at) => [monthOf(2026, at), 145]));
    expect((await services.ask('market.processes', {})).rows.find(({ reference }) => reference === 'FECR')).toMatchObject({
      volatility: 0.3,
      origin: 'user',
    });
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    expect(await rowOf('FECR')).toBeUndefined();
  });

  it('has as a follower the leader’s price to the power of beta times the ratio', async () => {
    await services.ask('market.addReference', {
      reference: { ...entry, unit: 'USD/t', follows: { reference: ReferenceCode.parse('CU'), beta: 0.5, ratio: 3 } },
    });
    const copper = (await rowOf('CU'))!.points;
    const follower = (await rowOf('FECR'))!.points;
    expect(follower).toHaveLength(copper.length);
    for (const [i, { price }] of copper.entries()) expect(follower[i]!.price).toBeCloseTo(3 * Math.sqrt(price), 9);
    await services.ask('history.undo', {});
  });

  it('changes no simulated path while nothing is priced on it', async () => {
    const paths = async () => {
      await services.waitForJob(await services.ask('simulation.run', { settings: { ...DEFAULT_SIMULATION, paths: 256 } }), 'simulation');
      return (await services.ask('simulation.get', {})).run!.resultDigest;
    };
    const before = await paths();
    await services.ask('market.addReference', { reference: { ...entry, metal: 'copper' } });
    expect(await paths()).toBe(before);
    await services.ask('history.undo', {});
  });

  it('is refused with a code or name in use, a unit of another kind, or a leader without a process of its own', async () => {
    expect(await readIssues({ ...entry, code: 'cu' })).toEqual(['reference.code taken']);
    expect(await readIssues({ ...entry, code: 'FE CR' })).toEqual(['reference.code wrongFormat']);
    expect(await readIssues({ ...entry, name: 'copper, LME cash' })).toEqual(['reference.name taken']);
    expect(await readIssues({ ...entry, unit: 'USD/wmt' })).toEqual(['reference.unit notOffered']);
    const followerOf = (code: string) => ({ ...entry, follows: { reference: code, beta: 1, ratio: 1 } });
    expect(await readIssues(followerOf('SC6'))).toEqual(['reference.follows.reference notOffered']);
    expect(await readIssues(followerOf('CU-TC'))).toEqual(['reference.follows.reference notOffered']);
    expect(await readIssues(followerOf('NOBODY'))).toEqual(['reference.follows.reference notOffered']);
  });

  it('can be edited: its prices and order stay, and one undo reverts the edit', async () => {
    await services.ask('market.addReference', { reference: entry });
    await services.ask('decks.set', { deck: 'base', points: [{ reference: entry.code, month: monthOf(2026, 5), price: 145 }] });
    const before = (await services.book()).references.get('FECR')!;
    expect(await services.ask('market.ownReference', { code: entry.code })).toEqual({ reference: entry, uses: [] });
    const next = {
      ...entry,
      name: 'Ferrochrome, Shanghai',
      metal: 'iron',
      quotation: 'Friday',
      unit: 'CNY/t',
      incoterm: '',
      vatIncluded: true,
    } as const;
    await services.ask('market.editReference', { reference: { ...next, volatility: 0.4 } });
    expect((await services.book()).references.get('FECR')).toEqual({
      ...before,
      name: next.name,
      metal: 'iron',
      quotation: 'Friday',
      unit: 'CNY/t',
      currency: 'CNY',
      incoterm: undefined,
      vatIncluded: true,
      volatility: 0.4,
    });
    expect((await rowOf('FECR'))!.points.some(({ price }) => price === 145)).toBe(true);
    await services.ask('history.undo', {});
    expect((await services.book()).references.get('FECR')).toEqual(before);
    for (let times = 0; times < 2; times++) await services.ask('history.undo', {});
  });

  it('loses its correlations, on both sides of each pair, when it becomes a follower', async () => {
    await services.ask('market.addReference', { reference: entry });
    await services.ask('market.addReference', { reference: laterEntry });
    const pairs = [
      { a: entry.code, b: laterEntry.code, value: 0.7, source: 'Ours.' },
      { a: entry.code, b: ReferenceCode.parse('CU'), value: 0.2, source: 'Ours.' },
    ];
    await services.ask('market.setCorrelations', { pairs });
    const follows = { reference: ReferenceCode.parse('CU'), beta: 1, ratio: 0.5 };
    await services.ask('market.editReference', { reference: { ...entry, follows } });
    const { references } = await services.book();
    expect(references.get('FECR')).toMatchObject({ follows: { ...follows, residualVolatility: 0.3 } });
    expect(references.get('FECR')?.correlations).toBeUndefined();
    expect(references.get('FEMN')?.correlations).toBeUndefined();
    expect((await services.ask('market.ownReference', { code: entry.code })).reference.follows).toEqual(follows);
    for (let times = 0; times < 4; times++) await services.ask('history.undo', {});
  });

  it('keeps kind and unit while in use, lists its uses, and cannot be removed until they change', async () => {
    await services.ask('market.addReference', { reference: entry });
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
    const price = { basis: 'refined', reference: entry.code, premium: 10 } as const;
    const pricedTerms = contract.terms.map((terms) => ({ ...terms, price }));
    await services.ask('contracts.save', { contract: { ...contract, terms: pricedTerms }, version });
    await services.ask('market.addReference', {
      reference: { ...laterEntry, follows: { reference: entry.code, beta: 1, ratio: 1 } },
    });
    const { uses } = await services.ask('market.ownReference', { code: entry.code });
    expect(uses).toEqual([
      { kind: 'contract', name: { name: 'C-014' }, id: 'C-014', isPriced: true },
      { kind: 'reference', name: { shipped: 'Ferromanganese' }, id: 'FEMN', isPriced: false },
    ]);
    const edit = async (part: Record<string, unknown>) => {
      const answer = await services.call('market.editReference', { reference: { ...entry, ...part } });
      const issues = answer.ok ? [] : (answer.error.details.issues as readonly FieldIssue[]);
      return issues.map(({ path, limit }) => [path, typeof limit === 'object' ? renderLabel(limit) : limit]);
    };
    expect(await edit({ unit: 'USD/t' })).toEqual([['reference.unit', 'C-014']]);
    expect(await edit({ kind: 'treatmentCharge' })).toEqual([['reference.kind', 'C-014, Ferromanganese']]);
    expect(await edit({ follows: { reference: 'CU', beta: 1, ratio: 1 } })).toEqual([['reference.follows.reference', 'Ferromanganese']]);
    expect(await edit({ quotation: 'Friday' })).toEqual([]);
    const removal = await services.call('market.removeReference', { code: entry.code });
    expect(removal).toMatchObject({
      ok: false,
      error: { code: 'IN_USE', details: { kind: 'reference', id: 'FECR', by: 'contract', count: 2 } },
    });
    if (!removal.ok) expect(errorText(new OrebookError(removal.error.code, removal.error.details))).toContain('C-014, Ferromanganese');
    for (let times = 0; times < 4; times++) await services.ask('history.undo', {});
  });

  it('is removed with its prices, and one undo restores both', async () => {
    await services.ask('market.addReference', { reference: entry });
    await services.ask('decks.set', { deck: 'base', points: [{ reference: entry.code, month: monthOf(2026, 5), price: 145 }] });
    const pairs = [{ a: entry.code, b: ReferenceCode.parse('CU'), value: 0.2, source: 'Ours.' }];
    await services.ask('market.setCorrelations', { pairs });
    const before = (await services.book()).references.get('FECR');
    const points = (await rowOf('FECR'))!.points;
    await services.ask('market.removeReference', { code: entry.code });
    expect(await rowOf('FECR')).toBeUndefined();
    await services.ask('market.addReference', { reference: entry });
    expect((await rowOf('FECR'))!.points).toEqual([]);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    expect((await services.book()).references.get('FECR')).toEqual(before);
    expect((await rowOf('FECR'))!.points).toEqual(points);
    for (let times = 0; times < 3; times++) await services.ask('history.undo', {});
  });

  it('is the only kind that can be edited or removed; a shipped reference cannot', async () => {
    const code = ReferenceCode.parse('CU');
    const row = await rowOf('CU');
    expect(row).toMatchObject({ isOwn: false });
    for (const call of ['market.ownReference', 'market.removeReference'])
      expect(await services.call(call, { code })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    expect(await services.call('market.editReference', { reference: { ...entry, code } })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND' },
    });
    expect(await rowOf('CU')).toEqual(row);
  });
});
