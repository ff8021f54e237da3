import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BidRow } from '#shared/contract/tenders.ts';
import { BuyerId, ContractId, TenderId } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const id = TenderId.parse('T-1');
const view = () => services.ask('tenders.get', { id });
const bid = (text: string) => ContractId.parse(text);
const amountOf = (figure: { readonly value: number | string } | undefined): number => Number(figure?.value);
const digest = () => digestWorkspace(services.ctx.workspace.db());

describe('a tender', () => {
  it('ranks its bids by netback, each the sum of price, payment timing and credit', async () => {
    const { bids, chart } = await view();
    expect(bids.map(({ rank, buyer }) => [rank, buyer])).toEqual([
      [1, 'Yunfeng Copper'],
      [2, 'Lechuga Trading'],
      [3, 'Otori Refining'],
    ]);
    for (const { netback, price, timing, credit } of bids) {
      expect(amountOf(netback)).toBeCloseTo(amountOf(price) + amountOf(timing) + amountOf(credit), 9);
      expect(netback?.explanation?.total.amount).toBe(amountOf(netback));
    }
    // the trader's price is the highest, and its payment the latest
    const highest = bids.reduce((top, one) => (amountOf(one.price) > amountOf(top.price) ? one : top));
    expect(highest.buyer).toBe('Lechuga Trading');
    expect(amountOf(highest.credit)).toBeLessThan(-1);
    expect(chart?.series[0]?.values).toEqual(bids.map(({ aboveLine }) => amountOf(aboveLine)));
  });

  it('costs no credit under a letter of credit, and a netback times its discounted tonnes is the NPV', async () => {
    const [first] = (await view()).bids;
    expect(first).toMatchObject({ letterOfCredit: true, credit: { value: 0 } });
    const { deal } = await services.ask('tenders.bid', { tenderId: id, id: first!.id });
    const { figures } = await services.ask('contracts.preview', { contract: deal });
    const npv = amountOf(figures.find(({ key }) => key === 'npv')?.figure);
    const months = (await services.book()).withDraft(deal).value.contracts.find(({ contractId }) => contractId === deal.id)!.months;
    const years = (month: number) => (Date.UTC(Math.floor(month / 12), month % 12, 15) - Date.UTC(2026, 4, 31)) / 86_400_000 / 365;
    const tonnes = months.reduce((sum, { month, delivered }) => sum + delivered * 1.1 ** -years(month), 0);
    expect(amountOf(first!.netback) * tonnes).toBeCloseTo(npv, 2);
  });

  it('shows the effect of each bid on China’s share and on the limits', async () => {
    const { bids } = await view();
    const bidOf = (buyer: string): BidRow => bids.find((row) => row.buyer === buyer)!;
    expect(amountOf(bidOf('Yunfeng Copper').chinaShare)).toBeGreaterThan(0);
    expect(bidOf('Yunfeng Copper').breached).toEqual(['China, revenue']);
    expect(amountOf(bidOf('Otori Refining').chinaShare)).toBeLessThan(0);
    expect(bidOf('Otori Refining').breached).toEqual([]);
  });

  it('shows the effect of a bid as the contract editor does, and that of an accepted bid as of its contract', async () => {
    const { bids } = await view();
    for (const { id: bidId, chinaShare, breached, buyer } of bids) {
      const card = await services.ask('tenders.effect', { tenderId: id, id: bidId });
      expect(card.buyer).toBe(buyer);
      expect(card.effect!.rows.map(({ key }) => key)).toEqual(expect.arrayContaining(['hhi', 'chinaShare', 'coverage', 'slumpCost']));
      expect(card.effect!.rows.find(({ key }) => key === 'chinaShare')?.change).toEqual(chinaShare);
      expect(card.effect!.breached).toEqual(breached);
      const { deal } = await services.ask('tenders.bid', { tenderId: id, id: bidId });
      expect((await services.ask('contracts.preview', { contract: deal })).effect).toEqual(card.effect);
    }
    const first = bids[0]!.id;
    const before = await services.ask('tenders.effect', { tenderId: id, id: first });
    await services.ask('tenders.accept', { tenderId: id, id: first });
    const after = await services.ask('tenders.effect', { tenderId: id, id: first });
    const numbers = ({ effect }: typeof before) => effect!.rows.map(({ key, change }) => [key, change.value]);
    expect(numbers(after)).toEqual(numbers(before));
    await services.ask('history.undo', {});
  });

  it('uses the spot value of the tonnes as walk-away value unless one is entered', async () => {
    const spot = await view();
    expect(spot.line).toMatchObject({ origin: 'house' });
    expect(spot.verdict.map(({ key }) => key)).toContain('tenders.verdict.above');
    for (const { netback, aboveLine } of spot.bids) expect(amountOf(aboveLine)).toBeCloseTo(amountOf(netback) - amountOf(spot.line), 9);
    const { head, version } = spot.tender;
    await services.ask('tenders.save', { entries: [{ head: { ...head, walkAway: 4000 }, version }] });
    const typed = await view();
    expect(typed.line).toMatchObject({ value: 4000, origin: 'user' });
    expect(typed.verdict.map(({ key }) => key)).toContain('tenders.verdict.below');
    await services.ask('history.undo', {});
  });
});

describe('accepting a bid', () => {
  it('becomes a signed contract with its terms; one undo reverts it, and deleting the contract reopens the bid', async () => {
    const before = await digest();
    const { contractId, code } = await services.ask('tenders.accept', { tenderId: id, id: bid('T-1-2') });
    expect(code).toBe('C-048');
    const { deal } = await services.ask('tenders.bid', { tenderId: id, id: bid('T-1-2') });
    const { contract } = await services.ask('contracts.get', { id: contractId });
    expect(contract).toEqual({ ...deal, id: contractId, code, status: 'signed', probability: 1 });
    expect((await view()).bids.find(({ buyer }) => buyer === 'Otori Refining')?.accepted).toEqual({ id: contractId, code });
    // a second acceptance returns the same contract
    expect(await services.ask('tenders.accept', { tenderId: id, id: bid('T-1-2') })).toEqual({ contractId, code });
    await services.ask('history.undo', {});
    expect(await digest()).toBe(before);
    await services.ask('history.redo', {});
    await services.ask('contracts.remove', { ids: [contractId] });
    expect((await view()).bids.every(({ accepted }) => accepted === undefined)).toBe(true);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    expect(await digest()).toBe(before);
  });
});

describe('the record', () => {
  it('starts with the unsold tonnes of a product, accepts bids from templates and other bids, and every change can be undone', async () => {
    const before = await digest();
    const { id: made } = await services.ask('tenders.add', {});
    const { tender } = await services.ask('tenders.get', { id: made });
    expect(tender.head.tonnesPerYear).toBeGreaterThan(0);
    const { templates } = await services.ask('contracts.options', {});
    const fits = templates.find(({ metal, forms }) => metal === tender.metal && forms.includes('fines'))!;
    const { id: first } = await services.ask('tenders.addBid', { tenderId: made, from: { template: fits.key } });
    const { id: second } = await services.ask('tenders.addBid', { tenderId: made, from: { bid: first } });
    const { bids } = await services.ask('tenders.get', { id: made });
    expect(new Set(bids.map(({ buyer }) => buyer)).size).toBe(2);
    const { deal, version } = await services.ask('tenders.bid', { tenderId: made, id: second });
    await services.ask('tenders.saveBids', { tenderId: made, deals: [{ ...deal, note: 'Second round.' }], version });
    expect(await services.call('tenders.saveBids', { tenderId: made, deals: [deal], version })).toMatchObject({ error: { code: 'STALE' } });
    await services.ask('tenders.removeBids', { tenderId: made, ids: [first] });
    expect((await services.ask('tenders.get', { id: made })).bids).toHaveLength(1);
    await services.ask('tenders.remove', { ids: [made] });
    for (let i = 0; i < 6; i++) await services.ask('history.undo', {});
    expect(await digest()).toBe(before);
  });

  it('refuses a bid of a deleted buyer or of another product', async () => {
    const { deal } = await services.ask('tenders.bid', { tenderId: id, id: bid('T-1-1') });
    const unused = { ...deal, buyerId: BuyerId.parse('unknown') };
    expect(await services.call('tenders.saveBids', { tenderId: id, deals: [unused] })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [expect.objectContaining({ rule: 'gone' })] } },
    });
    expect(await services.call('tenders.saveBids', { tenderId: id, deals: [{ ...deal, productId: 'zinc-concentrate' }] })).toMatchObject({
      error: { code: 'BAD_INPUT' },
    });
  });
});
