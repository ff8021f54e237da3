import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Output } from '#shared/contract/contract.ts';
import { PlanId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { COUNTRY_CENTRES } from '../../../core/diversification/countryCentres.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const SPREAD = PlanId.parse('spread-three-ways');
const row = async (name: string) => (await services.ask('limits.board', {})).rows.find(({ limit }) => limit.name === name);

describe('concentration', () => {
  test('the verdict has the figures of the table, and the lines of every HHI sum to it', async () => {
    const { verdict, rows } = await services.ask('diversification.get', {});
    const buyers = rows.find(({ dimension }) => dimension === 'group');
    const verdictFigures = verdict[0]?.figures;
    expect(verdictFigures?.share?.value).toBe(buyers?.top1.value);
    expect(verdictFigures?.hhi?.value).toBe(buyers?.hhi.value);
    expect(verdictFigures?.buyer?.label).toEqual(buyers?.largest);
    expect(rows).toHaveLength(13);
    for (const { hhi } of rows) {
      const lines = hhi.explanation?.lines.reduce((sum, { amount }) => sum + amount, 0);
      expect(lines).toBeCloseTo(Number(hhi.value), 6);
      expect(hhi.explanation?.total.amount).toBeCloseTo(Number(hhi.value), 6);
    }
  });

  test('buyers counted as groups are more concentrated than the same buyers counted alone', async () => {
    const { rows } = await services.ask('diversification.get', { year: 2026 });
    const hhi = (of: string) => Number(rows.find(({ dimension }) => dimension === of)?.hhi.value);
    expect(hhi('group')).toBeGreaterThanOrEqual(Math.max(hhi('ultimateParent'), hhi('actsAsOne')));
    expect(Math.min(hhi('ultimateParent'), hhi('actsAsOne'))).toBeGreaterThan(hhi('buyer'));
    for (const by of ['group', 'ultimateParent', 'actsAsOne', 'buyer'] as const) {
      const { verdict } = await services.ask('diversification.get', { year: 2026, buyersBy: by });
      expect(Number(verdict[0]?.figures.hhi?.value)).toBe(hhi(by));
    }
  });

  test('without allocation to final destinations, traders’ tonnes count at the trader’s seat', async () => {
    const zones = async (lookThrough: boolean) =>
      (await services.ask('diversification.get', { lookThrough, year: 2026 })).rows.find(({ dimension }) => dimension === 'zone')?.hhi
        .value;
    expect(await zones(true)).not.toBe(await zones(false));
  });

  test('deals by probability have the buyers of all deals, and signed deals have no more', async () => {
    const members = async (counts: 'committed' | 'weighted' | 'all') => {
      const { heat } = await services.ask('diversification.get', { counts, year: 'plan', by: 'tonnes' });
      return heat.rows.length;
    };
    expect(await members('weighted')).toBe(await members('all'));
    expect(await members('committed')).toBeLessThanOrEqual(await members('weighted'));
  });

  test('another plan is measured in the same way', async () => {
    const { rows } = await services.ask('diversification.get', { against: SPREAD, year: 2028 });
    const otherAnswer = await services.ask('plans.choose', { id: SPREAD }).then(() => services.ask('diversification.get', { year: 2028 }));
    await services.ask('plans.choose', { id: PlanId.parse('as-signed') });
    for (const row of rows) {
      const otherRow = otherAnswer.rows.find(({ dimension }) => dimension === row.dimension);
      expect(Number(row.hhi.value) - Number(otherRow?.hhi.value)).toBeCloseTo(Number(row.against?.value), 6);
    }
  });

  test('covered and uncovered tonnes sum to planned tonnes', async () => {
    const { commitments } = await services.ask('diversification.get', { year: 2027 });
    for (const { planned, nominal, uncovered } of commitments) {
      expect(Number(planned.value) * (1 - Number(nominal.value))).toBeCloseTo(Number(uncovered.value), 3);
    }
  });
});

describe('what if', () => {
  const noChanges = { tonnes: [], lostCountries: [] } as const;
  const figure = (answer: Output<'diversification.whatIf'>, key: string) => answer.figures.find((item) => item.key === key);

  test('without changes, the figures are those of Diversification', async () => {
    const answer = await services.ask('diversification.whatIf', noChanges);
    const { rows } = await services.ask('diversification.get', {});
    for (const { now, next } of answer.figures) expect(next.value).toBe(now.value);
    expect(figure(answer, 'hhi')?.now.value).toBe(rows.find(({ dimension }) => dimension === 'group')?.hhi.value);
    expect(answer.revenue.label).toEqual({ key: 'whatIf.noChange' });
    for (const limit of answer.limits) expect(limit.state).toBe(limit.before);
  });

  test('a removed buyer costs the margin of its contracts over spot, and its limits are met', async () => {
    const answer = await services.ask('diversification.whatIf', {
      ...noChanges,
      buyersBy: 'buyer',
      tonnes: [{ member: 'hai-long', factor: 0 }],
      year: 2026,
    });
    expect(answer.limits.find(({ id }) => id === 'copper-group')?.state).not.toBe('breached');
    const lines = answer.revenue.explanation?.lines.reduce((sum, { amount }) => sum + amount, 0);
    expect(lines).toBeCloseTo(Number(answer.revenue.value), 3);
    expect(Number(answer.revenue.value)).toBeLessThan(0);
  });

  test('with China closed, the China share is zero', async () => {
    const answer = await services.ask('diversification.whatIf', { ...noChanges, lostCountries: ['CN', 'HK'] });
    expect(figure(answer, 'china')?.next.value).toBe(0);
    expect(answer.limits.find(({ id }) => id === 'china-revenue')?.next.value).toBe(0);
  });

  test('a merger of two buyers increases the HHI', async () => {
    const answer = await services.ask('diversification.whatIf', noChanges);
    const [first, second] = answer.members;
    const mergedAnswer = await services.ask('diversification.whatIf', {
      ...noChanges,
      merged: [first?.member ?? '', second?.member ?? ''],
    });
    expect(Number(figure(mergedAnswer, 'hhi')?.next.value)).toBeGreaterThan(Number(figure(mergedAnswer, 'hhi')?.now.value));
  });

  test('stores nothing', async () => {
    const before = services.ctx.workspace.revision();
    await services.ask('diversification.whatIf', { ...noChanges, tonnes: [{ member: 'jinshan', factor: 2 }] });
    expect(services.ctx.workspace.revision()).toBe(before);
  });
});

describe('the charts', () => {
  test('have the same total: the places of the map, the stages of the flow, the columns of the heat map', async () => {
    const { map, flow, heat } = await services.ask('diversification.get', { year: 2027 });
    const totalValue = map.places.reduce((sum, { value }) => sum + value, 0);
    for (const stage of [0, 1, 2]) {
      const stageValue = flow.links.filter((link) => link.stage === stage).reduce((sum, { value }) => sum + value, 0);
      expect(stageValue).toBeCloseTo(totalValue, 6);
    }
    heat.columns.forEach((_, column) => {
      expect(heat.rows.reduce((sum, { values }) => sum + (values[column] ?? 0), 0)).toBeCloseTo(1, 8);
    });
  });

  test('have a position for every country of the workspace, and none for an unknown destination', async () => {
    const { countries } = await services.book();
    for (const code of countries.keys()) expect(COUNTRY_CENTRES[code], code).toBeDefined();
    const { map } = await services.ask('diversification.get', { year: 2026 });
    expect(map.places.find(({ label }) => 'key' in label && label.key === 'zone.unknown')?.at).toBeUndefined();
  });
});

describe('a limit', () => {
  const createLimit = async (fields: Partial<Limit>): Promise<Limit> => ({
    ...(await services.ask('limits.blank', {})).limit,
    name: 'Mine',
    ...fields,
  });

  test('is added, edited and deleted, each undone with one undo', async () => {
    const limit = await createLimit({ measure: { kind: 'traders' }, denominator: 'valueSold', from: 2026, warn: 0.01, breach: 0.02 });
    const { version } = await services.ask('limits.save', { limit });
    expect((await row('Mine'))?.state).toBe('breached');
    await services.ask('limits.save', { limit: { ...limit, breach: 0.5 }, version });
    expect((await row('Mine'))?.state).toBe('near');
    await services.ask('history.undo', {});
    expect((await row('Mine'))?.state).toBe('breached');
    await services.ask('limits.remove', { id: limit.id });
    expect(await row('Mine')).toBeUndefined();
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    expect(await row('Mine')).toBeUndefined();
  });

  test('is found by its name, with the route to its form', async () => {
    const { hits } = await services.ask('records.find', { text: 'china payable', limit: 5 });
    expect(hits).toContainEqual(expect.objectContaining({ kind: 'limit', route: '/diversification/limits/china-revenue' }));
  });

  test('that no plan can meet or that contradicts another is refused at its level', async () => {
    const issue = (rule: string) => ({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [expect.objectContaining({ path: 'limit.breach', rule })] } },
    });
    const minimumLimit = await createLimit({
      direction: 'atLeast',
      measure: { kind: 'zoneShare', zone: 'china' },
      denominator: 'valueSold',
    });
    expect(await services.call('limits.save', { limit: { ...minimumLimit, warn: 1.2, breach: 1.1 } })).toMatchObject(
      issue('limitUnreachable'),
    );
    expect(await services.call('limits.save', { limit: { ...minimumLimit, warn: 0.7, breach: 0.6 } })).toMatchObject(
      issue('limitContradicts'),
    );
  });

  test('whose warning level is beyond its breach level is refused at the warning level', async () => {
    expect(await services.call('limits.save', { limit: await createLimit({ warn: 0.9, breach: 0.5 }) })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'limit.warn', rule: 'warnBeyondBreach' }] } },
    });
  });

  test('that is breached for longest is named by the verdict of the page, with the end of its breach', async () => {
    const longestBreach = async () => {
      const { verdict } = await services.ask('diversification.get', {});
      const { first, until } = verdict.find(({ key }) => key === 'diversification.verdict.breached')!.figures;
      return [first?.value, until?.value];
    };
    expect(await longestBreach()).toEqual(['China, payable value', 2027]);
    const { rows } = await services.ask('limits.board', {});
    const { limit, version } = rows.find((row) => row.limit.id === 'copper-group')!;
    await services.ask('limits.save', { limit: { ...limit, warn: 0.12, breach: 0.13 }, version });
    expect(await longestBreach()).toEqual(['One group, copper', 2029]);
    await services.ask('history.undo', {});
  });

  test('reports by how much a breached limit is over its level in the worst year, in tonnes and dollars', async () => {
    const board = await services.ask('limits.board', {});
    const group = board.rows.find(({ limit }) => limit.id === 'copper-group');
    expect(group?.state).toBe('breached');
    const [sentence] = group?.gap ?? [];
    expect(sentence?.key).toBe('limits.cure.move');
    expect(sentence?.figures.tonnes?.value).toBeCloseTo(-Number(group?.tonnes.value), 6);
    expect(sentence?.figures.value?.value).toBeCloseTo(-Number(group?.value.value), 3);
    expect(board.rows.filter(({ state }) => state !== 'breached').every(({ gap }) => gap.length === 0)).toBe(true);
  });

  test('states the months of a first year that is not whole, on the board, the page of a limit and the overview', async () => {
    const board = await services.ask('limits.board', {});
    const partialYear = { year: 2026, from: monthOf(2026, 6), to: monthOf(2026, 12) };
    expect(board.firstYear).toEqual(partialYear);
    expect(board.years[0]).toBe(2026);
    expect((await services.ask('limits.get', { id: board.rows[0]!.limit.id })).firstYear).toEqual(partialYear);
    const { limits, verdict } = await services.ask('overview.get', {});
    expect(limits.map(({ firstYear }) => firstYear)).toEqual(limits.map(() => partialYear));
    const group = board.rows.find(({ limit }) => limit.name === 'One group, copper')!;
    const page = await services.ask('buyerGroups.get', { id: String(group.years[0]?.value.explanation?.open?.route).split('/').at(-1)! });
    const sentences = [
      verdict.find(({ key }) => key === 'overview.verdict.group'),
      group.gap[0],
      page.verdict.find(({ key }) => key === 'groups.verdict.breaches'),
    ];
    expect(sentences.map((sentence) => renderLabel(sentence!.figures.year!.label!))).toEqual(sentences.map(() => 'Jun–Dec 2026'));
    const { pages } = await services.ask('summaries.preview', { subject: { planId: PlanId.parse('as-signed') }, view: 'internal' });
    const cells = pages.flatMap(({ blocks }) => blocks).flatMap((block) => (block.kind === 'table' ? block.rows : []));
    const limitCells = cells.find(([name]) => name && 'text' in name && name.text.startsWith('One group, copper'));
    expect(limitCells).toContainEqual(expect.objectContaining({ text: 'Jun–Dec 2026' }));
  });

  test('has headroom in every year without a breach, none in a breach, and that of the worst year as its own', async () => {
    const { rows } = await services.ask('limits.board', {});
    const shares = rows.filter(({ limit }) => limit.measure.kind !== 'effectiveNumber');
    expect(shares.length).toBeGreaterThan(5);
    for (const { limit, years, worst, tonnes, value } of shares) {
      for (const { year, state, ...room } of years) {
        const what = `${limit.name} ${year}`;
        expect(Number(room.tonnes.value) < 0, what).toBe(state === 'breached');
        expect(Math.sign(Number(room.usd.value)), what).toBe(Math.sign(Number(room.tonnes.value)));
        // the level less what is counted, or the other way round
        for (const { value: headroom, explanation } of [room.tonnes, room.usd])
          if (typeof headroom === 'number')
            expect(
              explanation?.lines.reduce((sum, { amount }) => sum + amount, 0),
              what,
            ).toBeCloseTo(headroom, 4);
      }
      expect(years.find(({ year }) => year === worst)).toMatchObject({ tonnes, usd: value });
    }
  });

  test('without planned production in its years is not measured', async () => {
    const limit = await createLimit({ from: 2090, to: 2091 });
    await services.ask('limits.save', { limit });
    expect(await row('Mine')).toMatchObject({ years: [], gap: [] });
    expect((await row('Mine'))?.state).toBeUndefined();
    await services.ask('history.undo', {});
  });
});
