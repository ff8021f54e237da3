import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BidRow } from '#shared/contract/tenders.ts';
import { BuyerId, ContractId, ProductId, TenderId } from '#shared/domain/ids.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { readContractPage } from '../../helpers/contractPage.ts';
import { withoutIdentities } from '../../helpers/figureCrawl.ts';
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
  it('ranks its bids by netback plus clauses less credit loss, each with its explanation', async () => {
    const { bids, chart } = await view();
    expect(bids.map(({ rank, buyer }) => [rank, buyer])).toEqual([
      [1, 'Yunfeng Copper'],
      [2, 'Lechuga Trading'],
      [3, 'Otori Refining'],
    ]);
    for (const { riskAdjusted, netback, price, timing, clauses, credit } of bids) {
      expect(amountOf(netback)).toBeCloseTo(amountOf(price) + amountOf(timing), 9);
      expect(amountOf(riskAdjusted)).toBeCloseTo(amountOf(netback) + amountOf(clauses) + amountOf(credit), 9);
      for (const figure of [riskAdjusted, netback, price, timing, clauses, credit])
        expect(figure?.explanation?.total.amount).toBe(amountOf(figure));
      for (const figure of [riskAdjusted, netback, price, timing, clauses]) {
        const lines = figure!.explanation!.lines;
        expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(amountOf(figure), 6);
      }
    }
    // the trader's price is the highest, and its payment the latest
    const highestBid = bids.reduce((top, bid) => (amountOf(bid.price) > amountOf(top.price) ? bid : top));
    expect(highestBid.buyer).toBe('Lechuga Trading');
    expect(amountOf(highestBid.credit)).toBeLessThan(-1);
    expect(chart?.series[0]?.values).toEqual(bids.map(({ aboveLine }) => amountOf(aboveLine)));
  });

  it('has the terms of its bids before their values, in the order in which they were added', async () => {
    const terms = await services.ask('tenders.terms', { id });
    const { tender, verdict, bids } = await view();
    expect(terms.bids.map(({ id: of }) => of)).toEqual(['T-1-1', 'T-1-2', 'T-1-3']);
    for (const row of terms.bids) {
      const valuedRow = bids.find(({ id: of }) => of === row.id)!;
      expect(valuedRow).toEqual({ ...valuedRow, ...row, objections: valuedRow.objections, curedLimits: valuedRow.curedLimits });
      expect([row.rank, row.riskAdjusted, row.chinaShare]).toEqual([undefined, undefined, undefined]);
    }
    const { best: _best, bestBuyer: _bestBuyer, ...unvaluedTender } = tender;
    expect(terms.tender).toEqual(unvaluedTender);
    expect(terms.verdict).toEqual(verdict.slice(0, 1));
    expect(await services.call('tenders.terms', { id: 'T-0' })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
  });

  it('changes China’s share with each bid as the effect of the bid shows', async () => {
    for (const row of (await view()).bids) {
      const { effect } = await services.ask('tenders.effect', { tenderId: id, id: row.id });
      expect(row.chinaShare).toEqual(effect?.rows.find(({ key }) => key === 'chinaShare')?.change);
    }
  });

  it('adds what a floor is worth beyond the deck', async () => {
    const { bids } = await view();
    const { deal, version } = await services.ask('tenders.bid', { tenderId: id, id: bid('T-1-2') });
    const flooredDeal = { ...deal, terms: deal.terms.map((terms) => ({ ...terms, collar: { level: 'reference' as const, floor: 9000 } })) };
    await services.ask('tenders.saveBids', { tenderId: id, deals: [flooredDeal], version });
    const otori = (await view()).bids.find(({ id: of }) => of === 'T-1-2')!;
    const bidWithout = bids.find(({ id: of }) => of === 'T-1-2')!;
    // far below the deck the floor pays nothing in the netback, and is worth something
    expect(amountOf(otori.netback)).toBeCloseTo(amountOf(bidWithout.netback), 6);
    expect(amountOf(otori.clauses)).toBeGreaterThan(amountOf(bidWithout.clauses) + 1);
    expect(amountOf(otori.riskAdjusted)).toBeCloseTo(amountOf(otori.netback) + amountOf(otori.clauses) + amountOf(otori.credit), 9);
    await services.ask('history.undo', {});
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

  it('marks a bid that breaches a limit with its name and figures, and recommends the best admissible one', async () => {
    const { bids, recommended, verdict, tender } = await view();
    const bidOf = (buyer: string): BidRow => bids.find((row) => row.buyer === buyer)!;
    expect(amountOf(bidOf('Yunfeng Copper').chinaShare)).toBeGreaterThan(0);
    const [breach] = bidOf('Yunfeng Copper').objections;
    expect(breach).toMatchObject({ id: 'china-revenue', name: 'China, payable value', kind: 'breaches', direction: 'atMost' });
    expect(amountOf(breach!.value)).toBeGreaterThan(amountOf(breach!.level));
    expect(amountOf(breach!.before)).toBeLessThan(amountOf(breach!.level));
    expect(amountOf(bidOf('Otori Refining').chinaShare)).toBeLessThan(0);
    expect(bidOf('Otori Refining').objections).toEqual([]);
    expect(recommended).toBe(bidOf('Lechuga Trading').id);
    expect(tender.bestBuyer).toBe('Lechuga Trading');
    expect(verdict.map(({ key }) => key)).toEqual([
      'tenders.verdict.what',
      'tenders.verdict.bestAdmissible',
      'tenders.verdict.higher',
      'tenders.verdict.breaches.atMost',
      'tenders.verdict.above',
    ]);
    // the sentence before the last names the bid that is not admissible, the last one the recommended bid
    expect([verdict.at(-2), verdict.at(-1)].map((sentence) => sentence?.figures.buyer?.value)).toEqual([
      'Yunfeng Copper',
      'Lechuga Trading',
    ]);
  });

  it('marks a bid that worsens a limit which is breached already', async () => {
    const { rows } = await services.ask('limits.board', {});
    const china = rows.find(({ limit }) => limit.name === 'China, payable value')!;
    await services.ask('limits.save', { limit: { ...china.limit, warn: 0.4, breach: 0.45 }, version: china.version });
    const { bids, recommended } = await view();
    expect(bids[0]!.objections.map(({ name, kind }) => [name, kind])).toEqual([['China, payable value', 'worsens']]);
    expect(bids.find(({ id: of }) => of === recommended)!.objections).toEqual([]);
    await services.ask('history.undo', {});
  });

  it('without an admissible bid shows what would change it', async () => {
    const { bids } = await view();
    await services.ask('tenders.removeBids', { tenderId: id, ids: bids.slice(1).map((bid) => bid.id) });
    const { verdict, recommended, tender } = await view();
    expect([recommended, tender.best, tender.bestBuyer]).toEqual([undefined, undefined, undefined]);
    expect(verdict.map(({ key }) => key)).toEqual([
      'tenders.verdict.what',
      'tenders.verdict.noneAdmissible',
      'tenders.verdict.breaches.atMost',
      'tenders.verdict.change.tonnes',
      'tenders.verdict.change.level',
      'tenders.verdict.above',
    ]);
    // a bid of these tonnes is admissible, one of 2 % more is not
    const tonnes = amountOf(verdict[3]!.figures.tonnes);
    const { deal, version } = await services.ask('tenders.bid', { tenderId: id, id: bids[0]!.id });
    const withTonnes = (tonnesPerYear: number) => ({
      ...deal,
      terms: deal.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear } })),
    });
    const savedBids = await services.ask('tenders.saveBids', { tenderId: id, deals: [withTonnes(tonnes)], version });
    expect((await view()).bids[0]!.objections).toEqual([]);
    await services.ask('tenders.saveBids', { tenderId: id, deals: [withTonnes(tonnes * 1.02)], version: savedBids.version });
    expect((await view()).bids[0]!.objections).toHaveLength(1);
    for (let i = 0; i < 3; i++) await services.ask('history.undo', {});
  });

  it('shows for each other bid the treatment charge and payable at which it equals the best admissible one', async () => {
    const { best, rows } = await services.ask('tenders.breakEvens', { id });
    expect(best?.buyer).toBe('Lechuga Trading');
    expect(rows.map(({ buyer, term, at }) => [buyer, term, at !== undefined])).toEqual([
      ['Yunfeng Copper', 'treatmentCharge', true],
      ['Yunfeng Copper', 'payable', true],
      ['Otori Refining', 'treatmentCharge', true],
      ['Otori Refining', 'payable', expect.any(Boolean)],
    ]);
    const target = amountOf(best?.value);
    const { tender } = await view();
    for (const { id: of, term, at } of rows) {
      if (at === undefined || term !== 'treatmentCharge') continue;
      const { deal, version } = await services.ask('tenders.bid', { tenderId: id, id: of });
      const changedTerms = deal.terms.map((terms) =>
        terms.price.basis === 'payableMetal' && terms.price.treatmentCharge.kind === 'benchmark'
          ? { ...terms, price: { ...terms.price, treatmentCharge: { ...terms.price.treatmentCharge, differential: amountOf(at) } } }
          : terms,
      );
      await services.ask('tenders.saveBids', { tenderId: id, deals: [{ ...deal, terms: changedTerms }], version });
      const { bids, verdict } = await view();
      expect(Math.abs(amountOf(bids.find((candidate) => candidate.id === of)!.riskAdjusted) - target)).toBeLessThan(0.01);
      // a bid that is equal to the best one is named beside it, and no lead is claimed
      const keys = verdict.map(({ key }) => key);
      expect(keys).toContain(of === 'T-1-2' ? 'tenders.verdict.levelAdmissible' : 'tenders.verdict.bestAdmissible');
      expect(keys).not.toContain(of === 'T-1-2' ? 'tenders.verdict.bestAdmissible' : 'tenders.verdict.higher');
      await services.ask('history.undo', {});
    }
    expect(tender.bids).toBe(3);
  });

  it('shows the effect of a bid as the contract editor does', async () => {
    const { bids } = await view();
    for (const { id: bidId, chinaShare, buyer } of bids) {
      const card = await services.ask('tenders.effect', { tenderId: id, id: bidId });
      expect(card.buyer).toBe(buyer);
      expect(card.effect!.rows.map(({ key }) => key)).toEqual(expect.arrayContaining(['hhi', 'chinaShare', 'committedShare', 'slumpCost']));
      expect(card.effect!.rows.find(({ key }) => key === 'chinaShare')?.change).toEqual(chinaShare);
      const { deal } = await services.ask('tenders.bid', { tenderId: id, id: bidId });
      expect((await readContractPage(services, deal)).effect).toEqual(card.effect);
    }
  });

  it('shows the same numbers before and after a bid is accepted, with the basis', async () => {
    const before = await view();
    const first = before.bids[0]!.id;
    const effectBefore = await services.ask('tenders.effect', { tenderId: id, id: first });
    const breakEvensBefore = await services.ask('tenders.breakEvens', { id });
    await services.ask('tenders.accept', { tenderId: id, id: first });
    const after = await view();
    const identitiesOfBids = ({ bids }: typeof before) =>
      bids.map(({ netback, riskAdjusted }) => [netback?.identity, riskAdjusted?.identity]);
    const withoutContract = ({ bids }: typeof before) => bids.map(({ accepted: _accepted, ...row }) => row);
    // the identity of a plan names the contract that it is taken without
    expect(withoutIdentities(withoutContract(after))).toEqual(withoutIdentities(withoutContract(before)));
    expect(identitiesOfBids(after)).toEqual(identitiesOfBids(before));
    expect(after.walkAway).toEqual(before.walkAway);
    expect(withoutIdentities(after.verdict.filter(({ key }) => key !== 'tenders.verdict.basis'))).toEqual(
      withoutIdentities(before.verdict),
    );
    expect(after.verdict.at(-1)!.key).toBe('tenders.verdict.basis');
    const effectAfter = await services.ask('tenders.effect', { tenderId: id, id: first });
    expect(withoutIdentities(effectAfter.effect!.rows)).toEqual(withoutIdentities(effectBefore.effect!.rows));
    expect(await services.ask('tenders.breakEvens', { id })).toEqual(breakEvensBefore);
    await services.ask('history.undo', {});
  });

  it('uses the spot value of the tonnes as walk-away value unless one is entered', async () => {
    const spot = await view();
    expect(spot.walkAway).toMatchObject({ origin: 'house' });
    expect(spot.verdict.map(({ key }) => key)).toContain('tenders.verdict.above');
    for (const { riskAdjusted, aboveLine } of spot.bids)
      expect(amountOf(aboveLine)).toBeCloseTo(amountOf(riskAdjusted) - amountOf(spot.walkAway), 9);
    const { head, version } = spot.tender;
    await services.ask('tenders.save', { entries: [{ head: { ...head, walkAway: 4000 }, version }] });
    const typedView = await view();
    expect(typedView.walkAway).toMatchObject({ value: 4000, origin: 'user' });
    expect(typedView.verdict.map(({ key }) => key)).toContain('tenders.verdict.below');
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
    // its terms are now those of the contract
    const refusal = { error: { code: 'BID_ACCEPTED', details: { code } } };
    const otherDeal = (await services.ask('tenders.bid', { tenderId: id, id: bid('T-1-1') })).deal;
    expect(await services.call('tenders.saveBids', { tenderId: id, deals: [otherDeal, { ...deal, note: 'Later.' }] })).toMatchObject(
      refusal,
    );
    const change = { contractId: deal.id, driver: 'terms.0.quantity.takeOrPayShare', value: 0.5 };
    expect(await services.call('sensitivity.apply', change)).toMatchObject(refusal);
    await services.ask('history.undo', {});
    expect(await digest()).toBe(before);
    await services.ask('history.redo', {});
    await services.ask('contracts.remove', { ids: [contractId] });
    expect((await view()).bids.every(({ accepted }) => accepted === undefined)).toBe(true);
    // without the contract the bid is open again
    await services.ask('sensitivity.apply', change);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    expect(await digest()).toBe(before);
  });
});

describe('the record', () => {
  it('writes the name of a product inside a sentence, and leaves its abbreviations as they are', async () => {
    const { id: addedTender } = await services.ask('tenders.add', { productId: ProductId.parse('spodumene') });
    const { verdict } = await services.ask('tenders.get', { id: addedTender });
    const { label } = verdict[0]!.figures.product!;
    expect(renderLabel(label!)).toBe('spodumene SC6');
    // a Chinese sentence has the name as it was entered
    expect(label).toMatchObject({ values: { text: 'Spodumene SC6' }, form: 'inSentence' });
    await services.ask('history.undo', {});
  });

  it('starts with the unsold tonnes of a product, accepts bids from templates and other bids, and every change can be undone', async () => {
    const before = await digest();
    const { id: tenderId } = await services.ask('tenders.add', {});
    const { tender } = await services.ask('tenders.get', { id: tenderId });
    expect(tender.head.tonnesPerYear).toBeGreaterThan(0);
    const { templates } = await services.ask('contracts.options', {});
    const fits = templates.find(({ metal, forms }) => metal === tender.metal && forms.includes('fines'))!;
    const { id: first } = await services.ask('tenders.addBid', { tenderId: tenderId, from: { template: fits.key } });
    const { id: second } = await services.ask('tenders.addBid', { tenderId: tenderId, from: { bid: first } });
    const { bids } = await services.ask('tenders.get', { id: tenderId });
    expect(new Set(bids.map(({ buyer }) => buyer)).size).toBe(2);
    const { deal, version } = await services.ask('tenders.bid', { tenderId: tenderId, id: second });
    await services.ask('tenders.saveBids', { tenderId: tenderId, deals: [{ ...deal, note: 'Second round.' }], version });
    expect(await services.call('tenders.saveBids', { tenderId: tenderId, deals: [deal], version })).toMatchObject({
      error: { code: 'STALE' },
    });
    await services.ask('tenders.removeBids', { tenderId: tenderId, ids: [first] });
    expect((await services.ask('tenders.get', { id: tenderId })).bids).toHaveLength(1);
    await services.ask('tenders.remove', { ids: [tenderId] });
    for (let i = 0; i < 6; i++) await services.ask('history.undo', {});
    expect(await digest()).toBe(before);
  });

  it('refuses a bid of a deleted buyer or of another product', async () => {
    const { deal } = await services.ask('tenders.bid', { tenderId: id, id: bid('T-1-1') });
    const unknownBuyerDeal = { ...deal, buyerId: BuyerId.parse('unknown') };
    expect(await services.call('tenders.saveBids', { tenderId: id, deals: [unknownBuyerDeal] })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [expect.objectContaining({ rule: 'gone' })] } },
    });
    expect(await services.call('tenders.saveBids', { tenderId: id, deals: [{ ...deal, productId: 'zinc-concentrate' }] })).toMatchObject({
      error: { code: 'BAD_INPUT' },
    });
  });
});
