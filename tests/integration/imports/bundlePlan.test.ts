import { expect, it } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { saveContract } from '#db/repositories/contracts.ts';
import { listDeckPoints, listDecks, saveDeck, saveDeckPoints } from '#db/repositories/decks.ts';
import { savePlan } from '#db/repositories/plans.ts';
import { listProducts, saveProduct } from '#db/repositories/products.ts';
import { listReferences, saveReference } from '#db/repositories/references.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import type { Deck } from '#shared/domain/deck.ts';
import { ContractId, DeckId, PlanId, ReferenceCode } from '#shared/domain/ids.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import { monthOf } from '#shared/domain/time.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices } from '../../helpers/services.ts';
import { buyer, contract, product } from '../db/records.ts';
import { dbOf, exportBundle, importBundle, openBundle, previewBundle } from './bundleFiles.ts';

it('a plan that reprices a contract needs the price that it names', async () => {
  const [from, to] = [await openServices(seedEmptyWorkspace()), await openServices(seedEmptyWorkspace())];
  try {
    const copper = (await listReferences(dbOf(from))).find(({ code }) => code === 'CU')!;
    const ownCode = ReferenceCode.parse('OURS');
    const deal = contract('deal');
    const price = { basis: 'percentage' as const, payables: [{ element: 'Cu' as const, reference: ownCode, payable: 0.9 }], premium: 0 };
    const id = PlanId.parse('anew');
    const overrides = [{ contractId: ContractId.parse('deal'), included: true, terms: [{ ...deal.terms[0]!, price }] }];
    await from.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
      await saveReference(tx, { ...copper, code: ownCode, name: 'Our own price', referenceGrade: [], origin: 'user', order: 900 });
      await saveBuyer(tx, buyer('b1'));
      await saveProduct(tx, product('p1'));
      await saveContract(tx, deal);
      await savePlan(tx, { id, name: 'Priced anew', note: '', archived: false, overrides });
    });
    const file = await openBundle(to, await exportBundle(from, { subject: { planId: id }, view: 'internal' }));
    const listRefused = async (excludedKeys: readonly string[]) =>
      (await previewBundle(to, file, excludedKeys)).rows.flatMap(({ key, issues: [issue] }) => (issue ? [[key, issue.message]] : []));
    expect(await listRefused([])).toEqual([]);
    expect(await listRefused(['reference:OURS'])).toEqual([
      ['plan:anew', { key: 'bundle.needs', values: { name: { shipped: 'Our own price' } } }],
    ]);
  } finally {
    await Promise.all([from.close(), to.close()]);
  }
});

it('a product has its country of origin, its market depth and the reference of its market where it is imported', async () => {
  const [from, to] = [await openServices(), await openServices(seedEmptyWorkspace())];
  try {
    const copper = (await listProducts(dbOf(from))).find(({ metal }) => metal === 'copper')!;
    const ownCopper = {
      ...copper,
      countryOfOrigin: 'CL',
      mainReference: ReferenceCode.parse('AL'),
      depthShare: 0.75,
      depthSlope: 0.1,
      depthCap: 0.5,
    };
    await from.ctx.workspace.change({ key: 'history.create' }, (tx) => saveProduct(tx, ownCopper));
    const request: SummaryRequest = { subject: { planId: PlanId.parse('renew-hai-long') }, view: 'internal' };
    await importBundle(to, await openBundle(to, await exportBundle(from, request)));
    expect((await listProducts(dbOf(to))).find(({ id }) => id === ownCopper.id)).toEqual(ownCopper);
  } finally {
    await from.close();
    await to.close();
  }
});

it('own price decks come with their forecasts of the references in the bundle, and change nothing where they came from', async () => {
  const [from, to] = [await openServices(), await openServices(seedEmptyWorkspace())];
  try {
    const board: Deck = { id: DeckId.parse('board'), name: 'Board 2027', kind: 'own', rule: 'linear', source: 'Board paper' };
    const point = (reference: string, month: number, price: number): DeckPoint => ({
      reference: ReferenceCode.parse(reference),
      month,
      price,
      origin: 'user',
      source: 'Board paper',
    });
    const prices = [point('CU', monthOf(2027, 1), 9900), point('CU', monthOf(2029, 1), 10_400)];
    await from.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
      await saveDeck(tx, board);
      // no deal of the bundle is priced on tin
      await saveDeckPoints(tx, board.id, [...prices, point('SN', monthOf(2027, 1), 33_000)]);
    });
    const request: SummaryRequest = { subject: { contractIds: [ContractId.parse('C-042')] }, view: 'internal' };
    const bytes = await exportBundle(from, request);
    const preview = await previewBundle(from, await openBundle(from, bytes));
    expect(preview.rows.find(({ key }) => key === 'deck:board')).toMatchObject({ outcome: 'same' });
    const file = await openBundle(to, bytes);
    expect((await previewBundle(to, file)).rows.find(({ key }) => key === 'deck:board')).toMatchObject({ outcome: 'added', issues: [] });
    await importBundle(to, file);
    expect((await listDecks(dbOf(to))).find(({ id }) => id === 'board')).toEqual(board);
    expect(await listDeckPoints(dbOf(to))).toEqual(prices.map((price) => ({ ...price, deck: 'board' })));
    expect((await previewBundle(to, await openBundle(to, bytes))).counts).toMatchObject({ added: 0, changed: 0, refused: 0 });
  } finally {
    await from.close();
    await to.close();
  }
});
