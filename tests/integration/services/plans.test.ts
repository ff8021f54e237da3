import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Input, Output } from '#shared/contract/contract.ts';
import { ContractId, PlanId, ScenarioId } from '#shared/domain/ids.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { readFields } from '../../helpers/renderAnswer.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const AS_SIGNED = PlanId.parse('as-signed');
const RENEW = PlanId.parse('renew-hai-long');
const SPREAD = PlanId.parse('spread-three-ways');
const contract = (code: string) => ContractId.parse(code);
const overrides = async (id: PlanId) => (await services.book()).plans.find((plan) => plan.id === id)?.overrides;
const rows = async () => (await services.ask('plans.list', {})).rows;

describe('the record', () => {
  test('a new plan has the content of the plan it was made from, and undo removes it', async () => {
    const { id } = await services.ask('plans.createFrom', { from: RENEW, name: 'Renew, smaller' });
    expect(await overrides(id)).toEqual(await overrides(RENEW));
    const [branch, renew] = [(await rows()).find((row) => row.id === id)!, (await rows()).find((row) => row.id === RENEW)!];
    expect(branch.npv.value).toBe(renew.npv.value);
    expect((await services.ask('history.undo', {})).label.values).toEqual({ name: 'Renew, smaller', from: 'Renew Hai Long' });
    expect((await rows()).map((row) => row.id)).not.toContain(id);
  });

  test('a name that another plan has in any case is refused', async () => {
    expect(await services.call('plans.createFrom', { from: RENEW, name: 'base PLAN' })).toMatchObject({
      ok: false,
      error: { code: 'DUPLICATE', details: { kind: 'plan', field: 'name', value: 'base PLAN' } },
    });
    expect(await services.call('plans.save', { id: RENEW, name: 'Base plan', note: '', archived: false })).toMatchObject({
      ok: false,
      error: { code: 'DUPLICATE' },
    });
  });

  test('one change renames, describes and archives a plan', async () => {
    await services.ask('plans.save', { id: SPREAD, name: 'Spread 🌏', note: '=SUM(A1)', archived: true });
    expect(await services.ask('plans.get', { id: SPREAD })).toMatchObject({ name: 'Spread 🌏', note: '=SUM(A1)', archived: true });
    await services.ask('history.undo', {});
    expect(await services.ask('plans.get', { id: SPREAD })).toMatchObject({ name: 'Spread three ways', archived: false });
  });

  test.each([
    ['no name', { name: '  ' }, 'name', 'tooShort'],
    ['a name of 5,000 characters', { name: 'x'.repeat(5000) }, 'name', 'tooLong'],
  ])('%s is refused at its field', async (_what, fields, path, rule) => {
    expect(await services.call('plans.save', { id: SPREAD, note: '', archived: false, ...fields })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path, rule }] } },
    });
  });

  test('the chosen plan can be neither deleted nor archived', async () => {
    expect(await services.call('plans.remove', { id: AS_SIGNED })).toMatchObject({ ok: false, error: { code: 'IN_USE' } });
    expect(await services.call('plans.save', { id: AS_SIGNED, name: 'Base plan', note: '', archived: true })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'archived', rule: 'chosenPlan' }] } },
    });
    await services.ask('plans.remove', { id: SPREAD });
    expect((await rows()).map((row) => row.id)).not.toContain(SPREAD);
    await services.ask('history.undo', {});
    expect(await overrides(SPREAD)).toHaveLength(3);
  });

  test('choosing a plan changes every page and can’t be undone', async () => {
    const undo = async () => (await services.book()).settings.planId;
    const isIncluded = async () => (await services.ask('contracts.get', { id: contract('C-042') })).isIncluded;
    expect(await isIncluded()).toBe(false);
    await services.ask('plans.choose', { id: RENEW });
    expect(await isIncluded()).toBe(true);
    expect(await undo()).toBe(RENEW);
    expect((await services.ask('contracts.list', {})).rows.find(({ code }) => code === 'C-042')?.isIncluded).toBe(true);
    const { changes } = await services.ask('history.list', { limit: 1 });
    expect(changes[0]?.label.key).not.toBe('history.planChosen');
    await services.ask('plans.choose', { id: AS_SIGNED });
    expect(await services.call('plans.choose', { id: 'no-such-plan' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });
});

describe('contracts in and out', () => {
  test('including a prospect adds an override, excluding it again removes the override, and each is one undo', async () => {
    await services.ask('plans.include', { id: AS_SIGNED, contractId: contract('C-042'), included: true });
    expect(await overrides(AS_SIGNED)).toEqual([{ contractId: 'C-042', included: true }]);
    await services.ask('plans.include', { id: AS_SIGNED, contractId: contract('C-042'), included: false });
    expect(await overrides(AS_SIGNED)).toEqual([]);
    expect(renderMessage((await services.ask('history.undo', {})).label)).toBe('Remove C-042 from Base plan');
    expect(await overrides(AS_SIGNED)).toEqual([{ contractId: 'C-042', included: true }]);
    expect(renderMessage((await services.ask('history.undo', {})).label)).toBe('Add C-042 to Base plan');
    expect(await overrides(AS_SIGNED)).toEqual([]);
  });

  test('an excluded signed contract is missing from the revenue and the list', async () => {
    const revenue = async () => {
      const { plan, year } = await services.book();
      const { value } = plan();
      return value.revenue[value.years.indexOf(year)]!;
    };
    const before = await revenue();
    await services.ask('plans.include', { id: AS_SIGNED, contractId: contract('C-024'), included: false });
    expect((await services.ask('contracts.list', {})).committed).toBe(29);
    expect(await revenue()).not.toBeCloseTo(before, 0);
    await services.ask('history.undo', {});
    expect(await revenue()).toBe(before);
  });

  test('an ended contract can’t be included in a plan', async () => {
    expect(await services.call('plans.include', { id: AS_SIGNED, contractId: 'C-013', included: true })).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'included', rule: 'contractEnded' }] } },
    });
  });
});

describe('the figures', () => {
  test('every figure of a plan is that of the engine in the year in which the plans differ most', async () => {
    const { rows: allRows, year } = await services.ask('plans.list', {});
    const book = await services.book();
    for (const row of allRows) {
      const plan = book.plan(row.id);
      expect(row.npv.value).toBe(plan.value.npv);
      expect(row.revenue.value).toBe(plan.value.revenue[plan.value.years.indexOf(year)]);
      expect(row.scenarioCost.value).toBeCloseTo(-plan.inScenario()!.total.change, 2);
      const { lines, total } = row.scenarioCost.explanation!;
      expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(total.amount, 2);
      expect(total.amount).toBe(row.scenarioCost.value);
      expect(row.breached.value).toBe(plan.limits().filter(({ state }) => state === 'breached').length);
      expect(row.contracts).toBe(plan.portfolio.contracts.length);
    }
    expect(allRows.filter(({ isChosen }) => isChosen).map(({ id }) => id)).toEqual([AS_SIGNED]);
  });

  test('renewing earns more and sends more to China; spreading loses less in the slump', async () => {
    const allRows = await rows();
    const rowOf = (id: PlanId) => allRows.find((row) => row.id === id)!;
    expect(Number(rowOf(RENEW).npv.value)).toBeGreaterThan(Number(rowOf(SPREAD).npv.value));
    expect(Number(rowOf(RENEW).chinaShare.value)).toBeGreaterThan(Number(rowOf(AS_SIGNED).chinaShare.value));
    expect(Number(rowOf(SPREAD).chinaShare.value)).toBeLessThan(Number(rowOf(AS_SIGNED).chinaShare.value));
    expect(Number(rowOf(SPREAD).scenarioCost.value)).toBeLessThan(Number(rowOf(RENEW).scenarioCost.value));
    const { verdict } = await services.ask('plans.list', {});
    expect(verdict[0]).toMatchObject({
      key: 'compare.verdict.value.level',
      figures: { best: { value: 'Spread three ways' }, other: { value: 'Renew Hai Long' } },
    });
    expect(verdict.find(({ key }) => key === 'compare.verdict.scenario')?.figures).toMatchObject({
      plan: { value: 'Spread three ways' },
      less: { value: expect.closeTo(Number(rowOf(RENEW).scenarioCost.value) - Number(rowOf(SPREAD).scenarioCost.value), 2) },
    });
  });

  test('the losses are those in the chosen scenario, the same as in Compare; a deleted scenario gives way to the default', async () => {
    const scenario = ScenarioId.parse('covid');
    const usualAnswer = await services.ask('plans.list', {});
    const scenarioAnswer = await services.ask('plans.list', { scenario });
    expect([usualAnswer.scenario, scenarioAnswer.scenario]).toEqual(['china-slump', scenario]);
    const planIds = [AS_SIGNED, RENEW, SPREAD];
    const comparison = await services.ask('compare.get', { planIds, scenario });
    expect(scenarioAnswer.scenarios).toEqual(comparison.scenarios);
    const losses = comparison.rows.find(({ key }) => key === 'slump')!.cells.map(({ figure }) => Number(figure.value));
    for (const [i, id] of planIds.entries())
      expect(scenarioAnswer.rows.find((row) => row.id === id)!.scenarioCost.value).toBeCloseTo(losses[i]!, 2);
    const reasonOf = ({ verdict }: Pick<typeof scenarioAnswer, 'verdict'>) =>
      verdict.find(({ key }) => key === 'compare.verdict.scenario')!.figures;
    expect(reasonOf(scenarioAnswer).scenario!.label).toEqual({ shipped: expect.stringContaining('covid') });
    expect(reasonOf(scenarioAnswer).less!.value).toBe(reasonOf(comparison).less!.value);
    expect(reasonOf(scenarioAnswer).less!.value).not.toBeCloseTo(Number(reasonOf(usualAnswer).less!.value), 0);
    expect((await services.ask('plans.list', { scenario: ScenarioId.parse('gone') })).scenario).toBe('china-slump');
  });

  test('plans of equal value share a verdict that names none of them as the best', async () => {
    const { id } = await services.ask('plans.createFrom', { from: RENEW, name: 'A renewal' });
    await services.ask('plans.save', { id: SPREAD, name: 'Spread three ways', note: '', archived: true });
    await services.ask('plans.choose', { id });
    await services.ask('plans.save', { id: AS_SIGNED, name: 'Base plan', note: '', archived: true });
    const equalPlans = await services.ask('plans.list', {});
    const renew = equalPlans.rows.find((row) => row.id === RENEW)!;
    expect(equalPlans.verdict).toMatchObject([
      { key: 'plans.verdictSame', figures: { count: { value: 2 }, npv: { value: renew.expectedNpv.value } } },
      { key: 'plans.verdictEachBreaches', figures: { count: { value: renew.breached.value } } },
    ]);
    await services.ask('plans.choose', { id: AS_SIGNED });
    for (let acts = 0; acts < 3; acts += 1) await services.ask('history.undo', {});
  });

  test('a plan returns its contracts and its revenue beside that of the baseline', async () => {
    const { contracts, revenue } = await services.ask('plans.get', { id: SPREAD });
    expect(contracts.some(({ status }) => status === 'ended')).toBe(false);
    expect(contracts.filter(({ isIncluded }) => isIncluded)).toHaveLength(33);
    expect(revenue.series.map(({ label }) => renderLabel(label))).toEqual(['Baseline', 'Spread three ways']);
    const book = await services.book();
    expect(revenue.series[1]!.values[0]).toBeCloseTo(book.plan(SPREAD).value.revenue[0]!, 0);
    expect((await services.ask('plans.get', { id: AS_SIGNED })).revenue.series).toHaveLength(1);
  });
});

describe('the differences of two plans', () => {
  const sum = (figures: readonly { readonly value: number | string }[]) => figures.reduce((total, { value }) => total + Number(value), 0);

  test('are the contracts that only one includes; with spot sales they sum to the difference of the plans', async () => {
    const { against, contracts, rest, total } = await services.ask('plans.difference', { id: SPREAD });
    expect(against).toEqual({ name: 'Base plan' });
    expect(contracts.map(({ label }) => renderMessage(label))).toEqual(['C-043, included', 'C-044, included', 'C-045, included']);
    const book = await services.book();
    const [spread, signedValue] = [book.plan(SPREAD).value, book.plan(AS_SIGNED).value];
    expect(contracts[0]?.npv.value).toBe(spread.contracts.find(({ contractId }) => contractId === 'C-043')!.npv);
    expect(sum([...contracts.map(({ npv }) => npv), rest.npv])).toBeCloseTo(spread.npv - signedValue.npv, 2);
    expect(total.npv.value).toBeCloseTo(spread.npv - signedValue.npv, 6);
    expect(sum([...contracts.map(({ revenue }) => revenue), rest.revenue])).toBeCloseTo(Number(total.revenue.value), 2);
    for (const figure of [...contracts.map(({ npv }) => npv), rest.npv, total.npv]) {
      expect(figure.explanation!.lines.reduce((total, { amount }) => total + amount, 0)).toBeCloseTo(figure.explanation!.total.amount, 2);
      expect(figure.explanation!.total.amount).toBe(figure.value);
    }
  });

  test('where no plan is free of overrides, the baseline is called Signed contracts', async () => {
    expect((await services.ask('plans.difference', { id: AS_SIGNED })).against).toEqual({ name: 'Base plan' });
    await services.ask('plans.include', { id: AS_SIGNED, contractId: contract('C-042'), included: true });
    const { against, contracts } = await services.ask('plans.difference', { id: AS_SIGNED });
    expect(renderLabel(against)).toBe('Signed contracts');
    expect(contracts.map(({ label }) => renderMessage(label))).toEqual(['C-042, included']);
    await services.ask('history.undo', {});
  });

  test('a contract that only one plan includes is listed with that plan’s overrides and the agreed terms', async () => {
    const C043 = contract('C-043');
    await services.ask('plans.override', { id: SPREAD, edits: [{ contractId: C043, field: 'tonnesPerYear', value: 30_000 }] });
    const { contracts } = await services.ask('plans.difference', { id: SPREAD });
    expect(contracts.map(({ fields }) => readFields(fields))).toEqual([
      [{ label: 'Tonnes a year (dmt)', before: 'agreed: 45,000', after: '30,000' }],
      [],
      [],
    ]);
    await services.ask('history.undo', {});
  });

  test('change sign when the plans are exchanged', async () => {
    const forwardDifference = await services.ask('plans.difference', { id: SPREAD, against: RENEW });
    const reverseDifference = await services.ask('plans.difference', { id: RENEW, against: SPREAD });
    expect(Number(forwardDifference.total.npv.value)).toBeCloseTo(-Number(reverseDifference.total.npv.value), 4);
    const invert = (change: string) => (change === 'in' ? 'out' : change === 'out' ? 'in' : change);
    expect(forwardDifference.contracts.map(({ code, change }) => [code, change])).toEqual(
      reverseDifference.contracts.map(({ code, change }) => [code, invert(change)]),
    );
  });

  test('a plan does not differ from itself', async () => {
    const { contracts, total } = await services.ask('plans.difference', { id: AS_SIGNED, against: AS_SIGNED });
    expect(contracts).toEqual([]);
    expect(total.npv.value).toBe(0);
  });
});

describe('overrides of terms', () => {
  const override = (edits: Input<'plans.override'>['edits'], id = RENEW) => services.ask('plans.override', { id, edits });
  const C024 = contract('C-024');

  test('change only their plan, are listed term by term, and are one undo', async () => {
    const storedContract = (await services.book()).contracts.find(({ id }) => id === C024)!;
    const tonnes = storedContract.terms[0]!.quantity.tonnesPerYear;
    const npv = async (id: PlanId) => (await services.book()).plan(id).value.npv;
    const [before, signedNpv] = [await npv(RENEW), await npv(AS_SIGNED)];
    const { refused } = await override([
      { contractId: C024, field: 'tonnesPerYear', value: tonnes / 2 },
      { contractId: C024, field: 'end', value: storedContract.end + 12 },
      { contractId: C024, field: 'takeOrPayShare', value: 0.5 },
      { contractId: C024, field: 'floor', value: 123 },
    ]);
    expect(refused).toEqual([]);
    expect(await npv(RENEW)).not.toBeCloseTo(before, 0);
    expect(await npv(AS_SIGNED)).toBe(signedNpv);
    const plan = await services.ask('plans.get', { id: RENEW });
    expect(plan.contracts.find(({ id }) => id === C024)).toMatchObject({
      tonnesPerYear: tonnes / 2,
      end: storedContract.end + 12,
      takeOrPayShare: 0.5,
      floor: 123,
    });
    expect(plan.overrides.find(({ field }) => field === 'tonnesPerYear')).toEqual({
      contractId: C024,
      field: 'tonnesPerYear',
      agreed: tonnes,
    });
    const { contracts } = await services.ask('plans.difference', { id: RENEW });
    const match = contracts.find(({ code }) => code === 'C-024')!;
    expect(match.change).toBe('changed');
    expect(match.fields).toHaveLength(4);
    expect(readFields(match.fields).map(({ after }) => after)).toContain('123');
    expect(renderMessage((await services.ask('history.undo', {})).label)).toBe('Edit C-024 in Renew Hai Long');
    expect(await npv(RENEW)).toBe(before);
  });

  test('a value that repeats the contract or is empty is no override', async () => {
    const { end } = (await services.book()).contracts.find(({ id }) => id === C024)!;
    const before = await overrides(RENEW);
    await override([{ contractId: C024, field: 'end', value: end }]);
    expect(await overrides(RENEW)).toEqual(before);
    await override([{ contractId: C024, field: 'floor', value: 50 }]);
    expect(await overrides(RENEW)).not.toEqual(before);
    await override([{ contractId: C024, field: 'floor' }]);
    expect(await overrides(RENEW)).toEqual(before);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });

  test('an invalid edit is refused with its rule; the other edits are stored', async () => {
    const { start, end } = (await services.book()).contracts.find(({ id }) => id === C024)!;
    const { refused } = await override([
      { contractId: C024, field: 'start', value: end + 1 },
      { contractId: C024, field: 'takeOrPayShare', value: 1.5 },
      { contractId: C024, field: 'tonnesPerYear', value: -1 },
      { contractId: C024, field: 'probability', value: 0.5 },
      { contractId: contract('C-013'), field: 'end', value: end },
      { contractId: contract('unknown'), field: 'end', value: end },
      { contractId: C024, field: 'end', value: end + 6 },
    ]);
    expect(refused).toEqual([
      { edit: 0, rule: 'endBeforeStart' },
      { edit: 1, rule: 'tooBig', limit: 1 },
      { edit: 2, rule: 'tooSmall', limit: 0 },
      { edit: 3, rule: 'signedIsCertain' },
      { edit: 4, rule: 'contractEnded' },
      { edit: 5, rule: 'gone' },
    ]);
    const match = (await services.ask('plans.get', { id: RENEW })).contracts.find(({ id }) => id === C024);
    expect(match).toMatchObject({ start, end: end + 6 });
    await services.ask('history.undo', {});
  });
});

describe('a plan compared with itself on a past day', () => {
  /** Dates every change so far on a day. */
  const dateChanges = async (day: string) => {
    await services.ctx.workspace
      .db()
      .updateTable('history_change')
      .set({ at: `${day}T12:00:00.000Z` })
      .where('at', '>', '2026')
      .execute();
  };
  const readDifferenceSince = async (on: string) => services.ask('plans.difference', { id: RENEW, on });
  const summariseChanges = ({ contracts }: Output<'plans.difference'>) =>
    contracts.map(({ code, change, fields }) => ({ code, change, fields: readFields(fields) }));

  test('lists the edits since then by contract and term, without effects of prices or time', async () => {
    await dateChanges('2025-10-01');
    expect(summariseChanges(await readDifferenceSince('2025-10-01'))).toEqual([]);
    const includedContracts = (await services.ask('plans.get', { id: RENEW })).contracts.filter(({ isIncluded }) => isIncluded);
    const [left, changedContract] = [includedContracts[0]!, includedContracts[1]!];
    await services.ask('plans.override', { id: RENEW, edits: [{ contractId: changedContract.id, field: 'tonnesPerYear', value: 1234 }] });
    await dateChanges('2025-10-02');
    await services.ask('contracts.remove', { ids: [left.id] });
    await services.ask('settings.save', { discountRate: 0.13 });

    const pastDifference = await readDifferenceSince('2025-10-01');
    expect(renderLabel(pastDifference.against)).toBe('Renew Hai Long as of end of 1 Oct 2025');
    expect(summariseChanges(pastDifference)).toEqual(
      expect.arrayContaining([
        { code: left.code, change: 'out', fields: [] },
        { code: changedContract.code, change: 'changed', fields: [expect.objectContaining({ after: '1,234' })] },
      ]),
    );
    expect(pastDifference.contracts).toHaveLength(2);
    const { contracts, rest, total } = pastDifference;
    const sum = [...contracts, rest].reduce((total, { npv }) => total + Number(npv.value), 0);
    expect(sum).toBeCloseTo(Number(total.npv.value), 1);
    expect(summariseChanges(await readDifferenceSince('2025-10-02'))).toEqual([{ code: left.code, change: 'out', fields: [] }]);
    for (let i = 0; i < 3; i++) await services.ask('history.undo', {});
    expect(summariseChanges(await readDifferenceSince('2025-10-01'))).toEqual([]);
  });

  test('a day before the history or before the plan existed is refused', async () => {
    const refusal = { ok: false, error: { code: 'NO_SUCH_PAST' } };
    expect(await services.call('plans.difference', { id: RENEW, on: '1999-12-31' })).toMatchObject(refusal);
    const { id } = await services.ask('plans.createFrom', { from: RENEW, name: 'Young' });
    expect(await services.call('plans.difference', { id, on: '2025-10-01' })).toMatchObject(refusal);
    await services.ask('history.undo', {});
  });

  test('a plan of that day is found although the plan chosen today did not exist and every plan of that day had overrides', async () => {
    const { contracts } = await services.ask('plans.get', { id: RENEW });
    const edit = { contractId: contracts.find(({ isIncluded }) => isIncluded)!.id, field: 'tonnesPerYear', value: 1234 } as const;
    const plainPlans = (await services.book()).plans.filter((plan) => plan.overrides.length === 0);
    for (const { id } of plainPlans) await services.ask('plans.override', { id, edits: [edit] });
    await dateChanges('2025-10-03');
    const { id } = await services.ask('plans.createFrom', { from: RENEW, name: 'Younger' });
    await services.ask('plans.choose', { id });
    expect(summariseChanges(await readDifferenceSince('2025-10-03'))).toEqual([]);
    expect(await services.call('plans.difference', { id, on: '2025-10-03' })).toMatchObject({ ok: false, error: { code: 'NO_SUCH_PAST' } });
  });
});
