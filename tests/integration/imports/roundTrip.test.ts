import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listProducts, saveProduct } from '#db/repositories/products.ts';
import { CODES } from '#db/seeds/referenceCodes.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { addFinancing } from './facilityFiles.ts';
import { guessedChoice, read, readEverything } from './importFiles.ts';

let sample: Services;
let before: unknown;

/** Gives one contract its own delivery in a shortage, and an opening position with an item of every kind and two equal ones. */
const addOpening = async (services: Services): Promise<void> => {
  const { rows } = await services.ask('contracts.list', {});
  const activeRow = rows.find(({ status, start }) => status === 'active' && start < monthOf(2026, 1));
  if (!activeRow) throw new Error('no active contract');
  const { contract, version } = await services.ask('contracts.get', { id: activeRow.id });
  const open = { month: monthOf(2026, 4), tonnes: 9_000.25, provisionalPaidUsd: 21_000_000 };
  const opening = {
    asOf: monthOf(2026, 5),
    takenTonnes: 41_000,
    paidTonnes: 33_333.125,
    paidValueUsd: 90_000_000,
    openDeliveries: [open, open],
    makeUpLots: [{ tonnes: 700, priceUsdPerDmt: 2_311.5, lastMonth: monthOf(2027, 3) }],
    deferredTonnes: 12,
    unpaid: [{ date: '2026-07-15', amountUsd: -250_000 }],
  };
  const shortage = { deliveryPriority: 3, damagesShare: 0.125 };
  const terms = contract.terms.map((set) => ({ ...set, delivery: { ...set.delivery, freightReference: CODES.andesChina } }));
  await services.ask('contracts.save', { contract: { ...contract, opening, ...shortage, terms }, version });
};

/** Adds an own price that moves with a shipped one, another that follows it, their average, prices, and a product sold on spot at it. */
const ownPrices = async (services: Services): Promise<void> => {
  const [ownCode, follower] = ['OWN', 'OWN-LOW'].map((code) => ReferenceCode.parse(code)) as [ReferenceCode, ReferenceCode];
  const price = { kind: 'price', metal: 'copper', quotation: '', unit: 'USD/t', incoterm: '', vatIncluded: false } as const;
  await services.ask('market.addReference', { reference: { ...price, code: ownCode, name: 'Our own price', volatility: 0.3 } });
  const follows = { reference: ownCode, beta: 0.5, ratio: 0.9 };
  await services.ask('market.addReference', { reference: { ...price, code: follower, name: 'Beside it', volatility: 0.1, follows } });
  const average = {
    indices: [
      { reference: ownCode, share: 0.6, to: monthOf(2027, 6) },
      { reference: follower, share: 0.4, to: monthOf(2027, 6) },
    ],
    fallback: { kind: 'lastValue' as const },
  };
  await services.ask('market.addReference', {
    reference: { ...price, code: ReferenceCode.parse('OWN-AVG'), name: 'Mean of both', volatility: 0, average },
  });
  await services.ask('market.setProcess', { reference: ReferenceCode.parse('ZN'), volatility: 0.31, meanReversion: 0, source: 'A bank.' });
  const pair = { a: ownCode, b: ReferenceCode.parse('ZN'), value: 0.25, source: 'A bank.' };
  await services.ask('market.setCorrelations', { pairs: [pair] });
  await services.ask('decks.set', { deck: 'base', points: [{ reference: ownCode, month: monthOf(2026, 7), price: 9_000 }] });
  const payables = [{ element: 'Cu' as const, reference: ownCode, payable: 0.9 }];
  const db = services.ctx.workspace.db();
  const copperProduct = (await listProducts(db)).find(({ metal }) => metal === 'copper')!;
  const product = {
    ...copperProduct,
    spotPrice: { basis: 'percentage' as const, payables, premium: 0 },
    countryOfOrigin: 'CL',
    mainReference: follower,
    depthShare: 2.5,
    depthSlope: 0.075,
    depthCap: 1,
    costCurrency: { currency: 'AUD' as const, share: 0.6 },
  };
  await services.ctx.workspace.change({ key: 'history.create' }, (tx) => saveProduct(tx, product));
};

beforeAll(async () => {
  sample = await openServices();
  await addOpening(sample);
  await ownPrices(sample);
  await addFinancing(sample);
  before = await readEverything(sample);
});
afterAll(() => sample.close());

describe.each(['xlsx', 'csv', 'json'] as const)('a workspace exported as %s', (format) => {
  it('creates an equal one where it is imported, and changes nothing where it came from', async () => {
    const { artefact, fileName } = await sample.ask('exports.write', { format });
    const content = await sample.readArtefact(artefact);
    const ownCheck = await sample.ask('imports.check', guessedChoice(await read(sample, fileName, content)));
    expect(ownCheck.counts).toMatchObject({ added: 0, changed: 0, refused: 0 });
    expect(ownCheck.counts.same).toBeGreaterThan(140);

    const freshServices = await openServices(seedEmptyWorkspace());
    const importChoice = guessedChoice(await read(freshServices, fileName, content));
    const preview = await freshServices.ask('imports.check', importChoice);
    const refusedRows = preview.rows.filter(({ outcome }) => outcome === 'refused');
    expect(refusedRows.flatMap(({ target, name, issues }) => issues.map((issue) => [target, name, issue.field, issue.message]))).toEqual(
      [],
    );
    const emptyContent = await readEverything(freshServices);
    await freshServices.waitForJob(await freshServices.ask('imports.apply', importChoice));
    expect(await readEverything(freshServices)).toEqual(before);
    await freshServices.ask('history.undo', {});
    expect(await readEverything(freshServices)).toEqual(emptyContent);
    await freshServices.close();
  });
});
