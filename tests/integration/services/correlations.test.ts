import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { listReferences, saveReference } from '#db/repositories/references.ts';
import { logReturnCorrelation } from '#engine';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { DEFAULT_SIMULATION } from '#shared/domain/simulation.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { prepareRun } from '../../../core/simulation/request.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());
afterEach(async () => {
  let isUndone = true;
  while (isUndone) isUndone = (await services.call('history.undo', {})).ok;
});

const code = (of: string) => ReferenceCode.parse(of);
const [COPPER, ZINC, GOLD, SILVER] = ['CU', 'ZN', 'AU', 'AG'].map(code) as [ReferenceCode, ReferenceCode, ReferenceCode, ReferenceCode];

const pairOf = async (x: ReferenceCode, y: ReferenceCode) => {
  const { pairs } = await services.ask('market.correlations', {});
  return pairs.find(({ a, b }) => [a, b].includes(x) && [a, b].includes(y))!;
};

/** The correlation that a run would use. */
const correlationInRun = async (x: ReferenceCode, y: ReferenceCode) => {
  const { request } = await prepareRun(services.ctx.workspace.db(), await services.book(), DEFAULT_SIMULATION);
  const ownReferences = request.drivers.filter(({ follows }) => follows === undefined).map(({ reference }) => reference);
  return request.correlation[ownReferences.indexOf(x)]![ownReferences.indexOf(y)]!;
};

describe('correlations', () => {
  it('are those of a run, each with its source, and consistent as they ship', async () => {
    const { isRepaired, pairs, references } = await services.ask('market.correlations', {});
    expect(isRepaired).toBe(false);
    expect(pairs.length).toBe((references.length * (references.length - 1)) / 2);
    expect(await pairOf(COPPER, ZINC)).toMatchObject({ stated: 0.717, used: 0.717, origin: 'source' });
    expect(await pairOf(COPPER, GOLD)).toMatchObject({ stated: 0.2, origin: 'house' });
    expect(await pairOf(COPPER, SILVER)).toMatchObject({ stated: 0.3, origin: 'house' });
    const goldSilver = await pairOf(GOLD, SILVER);
    expect(goldSilver).toMatchObject({ stated: 0.75, used: 0.75, origin: 'house' });
    expect(renderLabel(goldSilver.source)).toContain('range 0.65 to 0.85');
    expect(await correlationInRun(COPPER, ZINC)).toBe(0.717);
    expect(references.map(({ reference }) => reference)).not.toContain('FE65');
  });

  it('are fitted to common prices, annual means with few months, by the engine’s formula', async () => {
    const { fitted } = await pairOf(COPPER, ZINC);
    expect(fitted).toMatchObject({ step: 'year', returns: 19, isSignificant: true });
    const years = async (reference: ReferenceCode) =>
      (await services.ask('market.calibrate', { reference })).chart.series[0]!.points.map(({ y }) => y);
    expect(fitted!.value).toBeCloseTo(logReturnCorrelation([await years(COPPER), await years(ZINC)])[0]![1]!, 12);
    expect(fitted!.error).toBeCloseTo(Math.sqrt((1 - fitted!.value ** 2) / 17), 12);
  });

  it('uses the months after a gap, and independent prices are not significant', async () => {
    const last = monthOf(2026, 5);
    const months = Array.from({ length: 45 }, (_, i) => last - 44 + i);
    const points = months.flatMap((month, i) => [
      { reference: GOLD, month, price: 2000 * Math.exp(0.05 * Math.sin(i * i)) },
      ...(i === 4 ? [] : [{ reference: SILVER, month, price: 30 * Math.exp(0.07 * Math.cos(3 * i * i + 1)) }]),
    ]);
    await services.ask('decks.set', { deck: 'base', points });
    const { fitted } = await pairOf(GOLD, SILVER);
    expect(fitted).toMatchObject({ step: 'month', returns: 39, from: last - 39, to: last, isSignificant: false });
  });

  it('has no fit for a price that is zero in a month or constant', async () => {
    const month = (i: number) => monthOf(2026, 5) - i;
    const forty = Array.from({ length: 40 }, (_, i) => i);
    await services.ask('decks.set', {
      deck: 'base',
      points: forty.flatMap((i) => [
        { reference: GOLD, month: month(i), price: i === 7 ? 0 : 2000 + (i % 5) },
        { reference: SILVER, month: month(i), price: 30 },
      ]),
    });
    expect((await pairOf(GOLD, COPPER)).fitted).toBeUndefined();
    expect((await pairOf(SILVER, GOLD)).fitted).toBeUndefined();
  });

  it('entered by a user, apply to a run whichever of the two is named first, until they are reset', async () => {
    for (const [a, b] of [
      [COPPER, ZINC],
      [ZINC, COPPER],
    ] as const) {
      await services.ask('market.setCorrelations', { pairs: [{ a, b, value: 0.3, source: 'A bank.' }] });
      expect(await pairOf(COPPER, ZINC)).toMatchObject({ stated: 0.3, origin: 'user', source: { name: 'A bank.' }, otherwise: 0.717 });
      expect(await correlationInRun(ZINC, COPPER)).toBe(0.3);
      await services.ask('market.setCorrelations', { pairs: [{ a: b, b: a, source: 'Published' }] });
      expect(await correlationInRun(COPPER, ZINC)).toBe(0.717);
    }
  });

  it('entered by a user, apply also where the price that was added earlier has the pair, as in a bundle', async () => {
    const copper = (await listReferences(services.ctx.workspace.db())).find((reference) => reference.code === COPPER)!;
    const correlations = [{ reference: ZINC, value: 0.2, source: 'Elsewhere.' }];
    await services.ctx.workspace.change({ key: 'history.correlations', values: { count: 1 } }, (tx) =>
      saveReference(tx, { ...copper, correlations }),
    );
    expect(await pairOf(COPPER, ZINC)).toMatchObject({ stated: 0.2 });
    await services.ask('market.setCorrelations', { pairs: [{ a: COPPER, b: ZINC, value: 0.3, source: 'A bank.' }] });
    expect(await pairOf(COPPER, ZINC)).toMatchObject({ stated: 0.3, source: { name: 'A bank.' } });
    await services.ask('market.setCorrelations', { pairs: [{ a: COPPER, b: ZINC, source: 'Published' }] });
    expect(await pairOf(COPPER, ZINC)).toMatchObject({ stated: 0.717, origin: 'source' });
  });

  it('that are inconsistent are moved to the nearest consistent ones, and a run notes it', async () => {
    await services.ask('market.setCorrelations', {
      pairs: [
        { a: COPPER, b: ZINC, value: 0.95, source: 'x' },
        { a: COPPER, b: GOLD, value: 0.95, source: 'x' },
        { a: ZINC, b: GOLD, value: -0.95, source: 'x' },
      ],
    });
    expect((await services.ask('market.correlations', {})).isRepaired).toBe(true);
    const { stated, used } = await pairOf(ZINC, GOLD);
    expect(stated).toBe(-0.95);
    expect(used).toBeGreaterThan(-0.8);
    expect((await services.ask('simulation.options', {})).correlation.isRepaired).toBe(true);
    const settings = { ...DEFAULT_SIMULATION, paths: 256, cycle: false, credit: false, performance: false, policy: false };
    const { runId } = await services.waitForJob(await services.ask('simulation.run', { settings }), 'simulation');
    const { outcome } = await services.ask('simulation.get', { id: runId });
    expect(outcome!.notes.map(({ key }) => key)).toContain('simulation.note.correlation');
  });

  it.each([
    [
      { a: 'CU', b: 'ZN', value: 1.01, source: 'x' },
      { path: 'pairs.0.value', rule: 'tooBig', limit: 1 },
    ],
    [
      { a: 'CU', b: 'ZN', value: -1.01, source: 'x' },
      { path: 'pairs.0.value', rule: 'tooSmall', limit: -1 },
    ],
    [{ a: 'CU', b: 'ZN', value: Number.NaN, source: 'x' }, { path: 'pairs.0.value' }],
    [
      { a: 'CU', b: 'CU', value: 0.5, source: 'x' },
      { path: 'pairs.0.b', rule: 'sameReference' },
    ],
  ])('refuses %j at its field', async (pair, issue) => {
    const answer = await services.call('market.setCorrelations', { pairs: [pair] });
    expect(answer).toMatchObject({ ok: false, error: { code: 'BAD_INPUT', details: { issues: [expect.objectContaining(issue)] } } });
  });

  it('refuses a price that follows another and an unknown one', async () => {
    const callWithPair = async (b: string) => services.call('market.setCorrelations', { pairs: [{ a: 'CU', b, value: 0.5, source: 'x' }] });
    expect(await callWithPair('FE65')).toMatchObject({ ok: false, error: { code: 'BAD_SHAPE', details: { rule: 'follows' } } });
    expect(await callWithPair('unknown')).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});
