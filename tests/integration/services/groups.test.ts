import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { BuyerId, ContractId, GroupId, LimitId, PlanId, ProductId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { monthOf } from '#shared/domain/time.ts';
import { joinedBuyers } from '../../../core/portfolio/buyerGroups.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const PARENT = { name: 'Longhai Holdings', country: 'CN' };
const PRODUCT = ProductId.parse('concentrate');
const LIMIT = LimitId.parse('one-group');
const [FIRST, SECOND, THIRD] = [BuyerId.parse('kaiping'), BuyerId.parse('zhenhai'), BuyerId.parse('third')];
const PLANNED = 150_000;
/** Shares of planned production: within a limit of 40 % alone, beyond it together. */
const SHARES = { [FIRST]: 0.332, [SECOND]: 0.202 } as const;
const TOGETHER = 0.534;

let services: Services;
let blankBuyer: Buyer;
let deal: OfftakeContract;

const buyerOf = (id: BuyerId, name: string, fields: Partial<Buyer> = {}): Buyer => ({ ...blankBuyer, id, name, ...fields });
const contractOf = (code: string, buyerId: BuyerId, tonnesPerYear: number, fields: Partial<OfftakeContract> = {}): OfftakeContract => ({
  ...deal,
  id: ContractId.parse(code),
  code,
  name: '',
  buyerId,
  productId: PRODUCT,
  status: 'active',
  probability: 1,
  start: monthOf(2027, 1),
  end: monthOf(2030, 12),
  renewal: { kind: 'none' },
  dates: [],
  terms: [{ ...deal.terms[0]!, from: monthOf(2027, 1), quantity: { ...deal.terms[0]!.quantity, tonnesPerYear } }],
  ...fields,
});
const limit: Limit = {
  id: LIMIT,
  name: 'One group at most 40 %',
  productId: PRODUCT,
  measure: { kind: 'largestGroup' },
  denominator: 'plannedProduction',
  from: 2027,
  to: 2030,
  direction: 'atMost',
  warn: 0.35,
  breach: 0.4,
  owner: '',
  why: '',
  setOn: '2026-05-31',
  order: 90,
};

/** Two buyers with a contract each for a product of their own, and a third without one; no link between them. */
const openTwoBuyers = async (): Promise<Services> => {
  const openedServices = await openServices();
  const storedContract = (await openedServices.book()).contracts.find(({ id }) => id === 'C-014')!;
  deal = (await openedServices.ask('contracts.get', { id: storedContract.id })).contract;
  blankBuyer = (await openedServices.ask('buyers.get', { id: BuyerId.parse('otori') })).buyer;
  const { product } = await openedServices.ask('products.get', { id: deal.productId });
  const production = Array.from({ length: 7 }, (_, i) => ({ year: 2026 + i, tonnes: PLANNED }));
  await openedServices.ask('products.save', { product: { ...product, id: PRODUCT, name: 'Test concentrate', production } });
  await openedServices.ask('buyers.save', { buyer: buyerOf(FIRST, 'Kaiping Smelting') });
  await openedServices.ask('buyers.save', { buyer: buyerOf(SECOND, 'Zhenhai Copper') });
  await openedServices.ask('buyers.save', { buyer: buyerOf(THIRD, 'Third Metals', { rating: 'CCC/C' }) });
  for (const [code, buyer] of [
    ['G-1', FIRST],
    ['G-2', SECOND],
  ] as const)
    await openedServices.ask('contracts.save', { contract: contractOf(code, buyer, SHARES[buyer]! * PLANNED) });
  // the effect card shows the first limit of a metal
  await openedServices.ask('limits.remove', { id: LimitId.parse('copper-group') });
  await openedServices.ask('limits.save', { limit });
  return openedServices;
};

const edit = async (id: BuyerId, change: Partial<Buyer>): Promise<void> => {
  const { buyer, version } = await services.ask('buyers.get', { id });
  await services.ask('buyers.save', { buyer: { ...buyer, ...change }, version });
};
const join = async (): Promise<void> => {
  await edit(FIRST, { ultimateParent: PARENT });
  await edit(SECOND, { ultimateParent: { ...PARENT, name: 'longhai holdings ' } });
};
const boardRow = async () => (await services.ask('limits.board', {})).rows.find(({ limit: of }) => of.id === LIMIT)!;
const valueIn = ({ years }: Awaited<ReturnType<typeof boardRow>>, year: number) => years.find((item) => item.year === year)!.value;

beforeAll(async () => {
  services = await openTwoBuyers();
});
afterAll(() => services.close());

describe('two buyers with 33.2 % and 20.2 % of a product, with a limit of 40 % on one group', () => {
  it('are within the limit without a link', async () => {
    const row = await boardRow();
    expect([row.state, Number(valueIn(row, 2027).value)]).toEqual(['holds', expect.closeTo(0.332, 9)]);
  });

  it('breach it with one ultimate parent, on every page and in every document that shows the limit', async () => {
    const withoutSecond = await services.ask('contracts.get', { id: ContractId.parse('G-2') });
    await join();
    const row = await boardRow();
    expect([row.state, Number(valueIn(row, 2027).value)]).toEqual(['breached', expect.closeTo(TOGETHER, 9)]);
    // the limit says which group and which contracts it counts, and leads to the group
    const explanation = valueIn(row, 2027).explanation!;
    expect(explanation.open?.route).toBe('/buyers/groups/kaiping');
    expect(explanation.lines.map(({ amount }) => amount)).toEqual([expect.closeTo(0.332, 9), expect.closeTo(0.202, 9)]);

    const { limits } = await services.ask('overview.get', {});
    expect(limits.find(({ id }) => id === LIMIT)).toMatchObject({ state: 'breached', value: { value: expect.closeTo(TOGETHER, 9) } });

    const effect = await services.ask('contracts.effect', { contract: withoutSecond.contract });
    const largestRow = effect.rows.find(({ key }) => key === 'largestGroup')!;
    expect([largestRow.now.value, largestRow.signed.value, largestRow.limit?.before, largestRow.limit?.state]).toEqual([
      expect.closeTo(0.332, 9),
      expect.closeTo(TOGETHER, 9),
      'holds',
      'breached',
    ]);
    expect(effect.breached).toContain(limit.name);

    const whatIf = await services.ask('diversification.whatIf', { tonnes: [], lostCountries: [] });
    expect(whatIf.limits.find(({ id }) => id === LIMIT)?.state).toBe('breached');

    const { limits: allocationLimits } = await services.ask('allocation.deals', {});
    expect(allocationLimits.find(({ id }) => id === LIMIT)?.isBrokenBySigned).toBe(true);

    const document = await services.ask('summaries.preview', { subject: { planId: PlanId.parse('as-signed') }, view: 'internal' });
    expect(JSON.stringify(document)).toContain('Longhai Holdings');
    const limitLine = document.pages
      .flatMap(({ blocks }) => blocks)
      .flatMap((block) => (block.kind === 'table' ? block.rows : []))
      .find((cells) => JSON.stringify(cells).includes(limit.name));
    expect(JSON.stringify(limitLine)).toContain('53.4');
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });

  it('breach it as buyers that are treated as one, and through a third buyer that links them without a contract', async () => {
    const group = { id: GroupId.parse('east-desk'), name: 'East desk', why: 'One treasury.' };
    await services.ask('buyerGroups.save', { group });
    await edit(FIRST, { groupId: group.id });
    await edit(THIRD, { groupId: group.id });
    expect((await boardRow()).state).toBe('holds');
    // the third buyer belongs to the second
    await edit(THIRD, { ultimateParent: { name: 'Zhenhai Copper', country: 'CN' } });
    expect(Number(valueIn(await boardRow(), 2027).value)).toBeCloseTo(TOGETHER, 9);
    // the worst rating of the group is that of a buyer without a contract
    const { buyers, reasons, figures } = await services.ask('buyerGroups.get', { id: SECOND });
    expect(buyers.map(({ name }) => name).sort()).toEqual(['Kaiping Smelting', 'Third Metals', 'Zhenhai Copper']);
    expect(reasons.map(({ kind, name }) => [kind, name])).toEqual([
      ['actsAsOne', 'East desk'],
      ['ultimateParent', 'Zhenhai Copper'],
    ]);
    expect(Number(figures.find(({ key }) => key === 'defaultProbability')?.figure.value)).toBeGreaterThan(0.2);
    for (let i = 0; i < 4; i++) await services.ask('history.undo', {});
    expect((await boardRow()).state).toBe('holds');
  });

  it('are one in Diversification by group and by ultimate parent, and two as buyers or treated as one', async () => {
    await join();
    const largest = async (buyersBy: 'group' | 'ultimateParent' | 'actsAsOne' | 'buyer') => {
      const { heat } = await services.ask('diversification.get', { buyersBy, year: 2027 });
      return heat.rows.map(({ label }) => ('name' in label ? label.name : '')).filter((name) => /Longhai|Kaiping|Zhenhai/.test(name));
    };
    expect(await largest('group')).toEqual(['Longhai Holdings']);
    expect(await largest('ultimateParent')).toEqual(['Longhai Holdings']);
    expect((await largest('actsAsOne')).sort()).toEqual(['Kaiping Smelting', 'Zhenhai Copper']);
    expect((await largest('buyer')).sort()).toEqual(['Kaiping Smelting', 'Zhenhai Copper']);
    for (let i = 0; i < 2; i++) await services.ask('history.undo', {});
  });
});

describe('the page of a group', () => {
  it('has its members, shares, contracts and limits, and the numbers of the buyers and of the board', async () => {
    await join();
    const page = await services.ask('buyerGroups.get', { id: FIRST });
    expect([page.id, page.name]).toEqual([FIRST, 'Longhai Holdings']);
    expect(page.verdict.map(({ key }) => key)).toEqual(['groups.verdict', 'groups.verdict.breaches']);
    const { rows } = await services.ask('buyers.list', {});
    const ownRows = rows.filter(({ group }) => group?.id === FIRST);
    expect(page.buyers).toEqual(ownRows);
    const figure = (key: string) => Number(page.figures.find((item) => item.key === key)?.figure.value);
    expect(figure('value')).toBeCloseTo(
      ownRows.reduce((sum, { value }) => sum + value, 0),
      3,
    );
    expect(page.contracts.map(({ code }) => code).sort()).toEqual(['G-1', 'G-2']);
    const [row] = page.limits;
    expect(row?.years.map(({ year, value }) => [year, value.value])).toEqual(
      (await boardRow()).years.map(({ year, value }) => [year, value.value]),
    );
    expect(row?.contracts.map(({ code }) => code)).toEqual(['G-1', 'G-2']);
    // headroom = (0.4 - 0.534) x 150,000
    expect(Number(row?.tonnes.value)).toBeCloseTo(-20_100, 6);
    // expected credit loss of the contracts alone, by the worst rating
    expect(figure('creditLoss')).toBeCloseTo(
      page.figures.find(({ key }) => key === 'creditLoss')!.figure.explanation!.lines.reduce((sum, { amount }) => sum + amount, 0),
      6,
    );
    for (let i = 0; i < 2; i++) await services.ask('history.undo', {});
  });

  it('shows a group below a limit with its own share, not that of the largest', async () => {
    const row = (await services.ask('buyerGroups.get', { id: SECOND })).limits[0]!;
    expect([row.state, Number(row.years[0]!.value.value)]).toEqual(['holds', expect.closeTo(0.202, 9)]);
  });

  it('is found in the palette by its name, and a buyer alone is reported to be in no group', async () => {
    await join();
    const { hits } = await services.ask('records.find', { text: 'longhai', limit: 5 });
    expect(hits.map(({ kind, route }) => [kind, route])).toEqual([['group', '/buyers/groups/kaiping']]);
    for (let i = 0; i < 2; i++) await services.ask('history.undo', {});
    const separateBuyer = await services.ask('buyerGroups.get', { id: THIRD });
    expect(separateBuyer.verdict).toMatchObject([{ key: 'groups.verdict.alone', figures: { buyer: { value: 'Third Metals' } } }]);
    expect(separateBuyer.reasons).toEqual([]);
    expect(await services.call('buyerGroups.get', { id: 'nobody' })).toMatchObject({
      ok: false,
      error: { code: 'NOT_FOUND', details: { kind: 'buyerGroup', id: 'nobody' } },
    });
  });

  it('is created, renamed, given other buyers and deleted in one change each, and needs two buyers', async () => {
    const group = { id: GroupId.parse('desk'), name: 'One desk', why: 'Same traders.' };
    const save = (members: readonly BuyerId[], fields: Partial<typeof group> = {}) =>
      services.call('buyerGroups.save', { group: { ...group, ...fields }, members });
    expect(await save([FIRST])).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'members', rule: 'groupOfTwo' }] } },
    });
    await save([FIRST, SECOND]);
    const savedGroup = await services.ask('buyerGroups.get', { id: group.id });
    expect(savedGroup.reasons).toMatchObject([{ groupId: group.id, name: 'One desk', why: 'Same traders.' }]);
    expect(savedGroup.limits[0]!.state).toBe('breached');
    await save([SECOND, THIRD], { name: 'Another desk' });
    const changedGroup = await services.ask('buyerGroups.get', { id: group.id });
    expect([changedGroup.name, changedGroup.buyers.map(({ id }) => id).sort()]).toEqual(['Another desk', [SECOND, THIRD].sort()]);
    expect((await services.ask('buyerGroups.get', { id: FIRST })).reasons).toEqual([]);
    await services.ask('buyerGroups.remove', { id: group.id });
    expect(await services.call('buyerGroups.get', { id: group.id })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    await services.ask('history.undo', {});
    expect((await services.ask('buyerGroups.get', { id: group.id })).name).toBe('Another desk');
    for (let i = 0; i < 2; i++) await services.ask('history.undo', {});
  });
  it('are joined again after a change of buyers, not after one of contracts', async () => {
    const groupsNow = async () => joinedBuyers(await services.book());
    const groupsBefore = await groupsNow();
    const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('G-1') });
    await services.ask('contracts.save', { contract: { ...contract, name: 'Renamed' }, version });
    expect(await groupsNow()).toBe(groupsBefore);
    await edit(THIRD, { groupId: undefined, name: 'Third Metals Trading' });
    expect((await groupsNow()).get(THIRD)?.name).toBe('Third Metals Trading');
    for (let i = 0; i < 2; i++) await services.ask('history.undo', {});
  });
});
