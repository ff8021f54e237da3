import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveReference } from '#db/repositories/references.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { ContractId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import type { Opening } from '#shared/domain/opening.ts';
import { dateOfMonth, monthOf } from '#shared/domain/time.ts';
import { template } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const id = (text: string) => ContractId.parse(text);
const readContract = (code: string) => services.ask('contracts.get', { id: id(code) });
const rows = async () => (await services.ask('contracts.list', {})).rows;
const rowOf = async (code: string) => (await rows()).find((row) => row.code === code);
const draft = async (fields: Partial<OfftakeContract> = {}): Promise<OfftakeContract> => ({
  ...(await services.ask('contracts.template', { key: 'copperConcentrateCif' })).contract,
  ...fields,
});

const withOpening = (contract: OfftakeContract, fields: Partial<Opening>): OfftakeContract => ({
  ...contract,
  opening: {
    asOf: contract.start + 5,
    takenTonnes: 0,
    paidTonnes: 0,
    paidValueUsd: 0,
    openDeliveries: [],
    makeUpLots: [],
    deferredTonnes: 0,
    unpaid: [],
    ...fields,
  },
});

describe('the record', () => {
  test('undo names the part that an edit changed', async () => {
    const { contract, version } = await readContract('C-042');
    const terms = [{ ...contract.terms[0]!, collar: { level: 'reference' as const, floor: 9000 } }];
    const first = await services.ask('contracts.save', { contract: { ...contract, terms }, version });
    expect((await services.ask('history.list', { kind: 'contract', id: 'C-042', limit: 1 })).changes[0]?.label).toEqual({
      key: 'history.contractEdited.price',
      values: { code: 'C-042' },
    });
    await services.ask('contracts.save', { contract: { ...contract, terms, note: 'x', probability: 0.9 }, version: first.version });
    expect((await services.ask('history.undo', {})).label.key).toBe('history.contractEdited');
    await services.ask('history.undo', {});
    expect((await readContract('C-042')).contract).toEqual(contract);
  });

  test('a save over an older version is refused and changes nothing', async () => {
    const { contract, version } = await readContract('C-042');
    await services.ask('contracts.save', { contract: { ...contract, note: 'first' }, version });
    expect(await services.call('contracts.save', { contract: { ...contract, note: 'second' }, version })).toMatchObject({
      ok: false,
      error: { code: 'STALE' },
    });
    expect((await readContract('C-042')).contract.note).toBe('first');
    await services.ask('history.undo', {});
  });

  test('a code in use is refused in any case', async () => {
    const contract = await draft({ code: 'c-014' });
    expect(await services.call('contracts.save', { contract })).toMatchObject({
      ok: false,
      error: { code: 'DUPLICATE', details: { kind: 'contract', field: 'code', value: 'c-014' } },
    });
  });

  test('an opening position is saved, valued, named by undo, excluded from a copy and undone', async () => {
    const { contract, version } = await readContract('C-014');
    const { valuationMonth } = await services.book();
    const npvOf = async (of: OfftakeContract) =>
      Number((await services.ask('contracts.preview', { contract: of })).figures.find(({ key }) => key === 'npv')?.figure.value);
    const before = await npvOf(contract);
    const monthTonnes = contract.terms[0]!.quantity.tonnesPerYear / 12;
    const openedContract = withOpening(contract, {
      asOf: valuationMonth,
      takenTonnes: (((valuationMonth - contract.start) % 12) + 1) * monthTonnes,
      unpaid: [{ date: dateOfMonth(valuationMonth + 1), amountUsd: 1_000_000 }],
    });
    await services.ask('contracts.save', { contract: openedContract, version });
    expect((await readContract('C-014')).contract).toEqual(openedContract);
    // discounted from 31 May to 15 June at the workspace's 10 %
    expect((await npvOf(openedContract)) - before).toBeCloseTo(1_000_000 * 1.1 ** (-15 / 365), 2);
    const copiedContract = await services.ask('contracts.copy', { id: id('C-014') });
    expect((await services.ask('contracts.get', { id: copiedContract.id })).contract).not.toHaveProperty('opening');
    await services.ask('history.undo', {});
    expect((await services.ask('history.undo', {})).label).toEqual({
      key: 'history.contractEdited.opening',
      values: { code: 'C-014' },
    });
    expect((await readContract('C-014')).contract).toEqual(contract);
  });

  test('a copy has the next free code and is a prospect', async () => {
    const copiedContract = await services.ask('contracts.copy', { id: id('C-014') });
    const { contract } = await services.ask('contracts.get', { id: copiedContract.id });
    const { contract: originalContract } = await readContract('C-014');
    expect(contract).toEqual({
      ...originalContract,
      id: copiedContract.id,
      code: 'C-048',
      name: `${originalContract.name} (copy)`,
      status: 'prospect',
      probability: 0.5,
    });
    expect((await rowOf('C-048'))?.isIncluded).toBe(false);
    await services.ask('history.undo', {});
    expect(await rowOf('C-048')).toBeUndefined();
  });

  test('deleted contracts are removed from the plans that name them, and one undo restores both', async () => {
    const plan = async () => (await services.book()).plans.find(({ name }) => name === 'Spread three ways')?.overrides;
    const before = await plan();
    await services.ask('contracts.remove', { ids: [id('C-043'), id('C-044')] });
    expect((await rows()).map(({ code }) => code)).not.toContain('C-043');
    expect(await plan()).toHaveLength(1);
    expect((await services.ask('history.undo', {})).label).toEqual({
      key: 'history.contractsDeleted',
      values: { code: 'C-043', count: 2 },
    });
    expect(await plan()).toEqual(before);
  });
});

describe('the list', () => {
  test('counts the plan’s contracts and those that end within a year, and its revenue is the sum of its rows', async () => {
    const { verdict, rows: allRows, committed, year } = await services.ask('contracts.list', {});
    const includedRows = allRows.filter(({ isIncluded }) => isIncluded);
    expect(committed).toBe(includedRows.length);
    expect(verdict[0]?.figures).toMatchObject({ count: { value: 30 }, plan: { value: 'Base plan' }, year: { value: year } });
    expect(verdict[0]?.figures.revenue?.value).toBeCloseTo(
      includedRows.reduce((sum, { revenue }) => sum + (revenue ?? 0), 0),
      0,
    );
    expect(verdict[1]?.figures.count?.value).toBe(includedRows.filter(({ monthsLeft }) => monthsLeft <= 12).length);
    expect(includedRows.reduce((sum, { share }) => sum + (share ?? 0), 0)).toBeCloseTo(1, 12);
  });

  test('an ended contract is shown without a price, a prospect with its possible revenue', async () => {
    expect(await rowOf('C-013')).not.toHaveProperty('revenue');
    const prospect = await rowOf('C-043');
    expect(prospect?.isIncluded).toBe(false);
    expect(prospect?.revenue).toBeGreaterThan(0);
    expect(prospect).not.toHaveProperty('share');
  });

  test('every row has the payments of the same year, of a contract outside the plan too', async () => {
    const currentRows = await rows();
    expect(new Set(currentRows.map(({ year }) => year))).toEqual(new Set([2027]));
    // it starts in August 2027
    const { contract } = await readContract('C-042');
    const { yearTable } = await services.ask('contracts.preview', { contract });
    expect((await rowOf('C-042'))?.revenue).toBeCloseTo(yearTable.find(({ year }) => year === 2027)!.revenue, 2);
  });

  test('the next date is the first after the valuation date, at the latest the end', async () => {
    expect((await rowOf('C-014'))?.next).toEqual({ kind: 'priceReview', date: '2026-08-15' });
    expect((await rowOf('C-018'))?.next).toEqual({ kind: 'ends', date: '2026-12-31' });
    expect(await rowOf('C-005')).not.toHaveProperty('next');
  });

  test('a contract that can’t be priced is marked, and the plan is valued without it', async () => {
    const { npv } = (await services.book()).plan().value;
    const code = ReferenceCode.parse('UNQUOTED');
    const copper = (await services.book()).references.get('CU')!;
    await services.ctx.workspace.change({ key: 'history.settings' }, (tx) =>
      saveReference(tx, { ...copper, code, name: 'An index without a price', order: 99 }),
    );
    const contract = await draft({ status: 'signed', probability: 1 });
    const price = contract.terms[0]!.price;
    if (price.basis !== 'payableMetal') throw new Error('the template changed');
    const unpricedContract = {
      ...contract,
      terms: [{ ...contract.terms[0]!, price: { ...price, payables: [{ ...price.payables[0]!, reference: code }] } }],
    };
    await services.ask('contracts.save', { contract: unpricedContract });

    const row = await rowOf(contract.code);
    expect(row).toMatchObject({ isIncluded: true, problem: { values: { reference: { shipped: 'An index without a price' } } } });
    expect(renderMessage(row!.problem!)).toContain('Add it in Market.');
    expect((await services.ask('contracts.list', {})).verdict.at(-1)).toMatchObject({
      key: 'contracts.verdictProblems',
      figures: { count: { value: 1 } },
    });
    expect((await services.book()).plan().value.npv).toBe(npv);
    expect(await services.call('contracts.preview', { contract: unpricedContract })).toMatchObject({
      ok: false,
      error: { code: 'MISSING_PRICE', details: { reference: 'UNQUOTED' } },
    });
    await services.ask('history.undo', {});
  });

  test('the form has every buyer, product and reference, each with its last price', async () => {
    const options = await services.ask('contracts.options', {});
    const { deck, valuationMonth, buyers, products } = await services.book();
    expect(options.buyers).toHaveLength(buyers.size);
    expect(options.products).toHaveLength(products.size);
    expect(options.templates.map(({ key }) => key)).toEqual(ContractTemplateKey.options);
    expect(options.references.find(({ code }) => code === 'CU')?.lastPrice).toBe(
      deck.get('CU')?.find(({ month }) => month === valuationMonth)?.price,
    );
  });
});

describe('bad input', () => {
  const withTerms = (contract: OfftakeContract, fields: object) => ({ ...contract, terms: [{ ...contract.terms[0]!, ...fields }] });

  const metal = (contract: OfftakeContract, fields: object) => withTerms(contract, { price: { ...contract.terms[0]!.price, ...fields } });

  const CASES: readonly (readonly [string, (contract: OfftakeContract) => unknown, string, string])[] = [
    [
      'a date that is none',
      (c) => ({ ...c, dates: [{ kind: 'notice', date: '2027-02-30', note: '' }] }),
      'contract.dates.0.date',
      'noSuchDate',
    ],
    ['an end before the start', (c) => ({ ...c, end: c.start - 1 }), 'contract.end', 'endBeforeStart'],
    ['a tenor of 200 years', (c) => ({ ...c, start: monthOf(2027, 1), end: monthOf(2226, 12) }), 'contract.end', 'tenorTooLong'],
    ['a tenor of 60 years', (c) => ({ ...c, start: monthOf(2027, 1), end: monthOf(2086, 12) }), 'contract.end', 'tenorTooLong'],
    [
      'a month of negative weight',
      (c) => withTerms(c, { quantity: { ...c.terms[0]!.quantity, monthWeights: [1, 1, -1, 1, 1, 1, 1, 1, 1, 1, 1, 1] } }),
      'contract.terms.0.quantity.monthWeights.2',
      'tooSmall',
    ],
    [
      'weights of eleven months',
      (c) => withTerms(c, { quantity: { ...c.terms[0]!.quantity, monthWeights: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] } }),
      'contract.terms.0.quantity.monthWeights',
      'twelveMonths',
    ],
    ['a start before all months', (c) => ({ ...c, start: 100 }), 'contract.start', 'tooEarly'],
    [
      'negative tonnes',
      (c) => withTerms(c, { quantity: { ...c.terms[0]!.quantity, tonnesPerYear: -1 } }),
      'contract.terms.0.quantity.tonnesPerYear',
      'tooSmall',
    ],
    [
      'a take-or-pay above the whole',
      (c) => withTerms(c, { quantity: { ...c.terms[0]!.quantity, takeOrPayShare: 1.2 } }),
      'contract.terms.0.quantity.takeOrPayShare',
      'tooBig',
    ],
    [
      'a floor above the cap',
      (c) => withTerms(c, { collar: { level: 'reference', floor: 12_000, cap: 9_000 } }),
      'contract.terms.0.collar.floor',
      'floorAboveCap',
    ],
    [
      'bands that overlap',
      (c) =>
        metal(c, {
          escalator: {
            basisPrice: 9000,
            bands: [
              { from: 8000, share: 0.1 },
              { from: 9000, to: 10_000, share: 0.2 },
            ],
          },
        }),
      'contract.terms.0.price.escalator.bands.1.from',
      'bandsOverlap',
    ],
    [
      'a band that ends where it begins',
      (c) => metal(c, { escalator: { basisPrice: 9000, bands: [{ from: 8000, to: 8000, share: 0.1 }] } }),
      'contract.terms.0.price.escalator.bands.0.to',
      'bandEndsBefore',
    ],
    [
      'bricks that are not the whole',
      (c) => metal(c, { treatmentCharge: { kind: 'bricks', bricks: [{ year: 2026, share: 0.7, amount: 20 }] } }),
      'contract.terms.0.price.treatmentCharge.bricks.0.share',
      'bricksNotWhole',
    ],
    ['an opening before the start', (c) => withOpening(c, { asOf: c.start - 1 }), 'contract.opening.asOf', 'beforeContractStart'],
    [
      'an open delivery before the start',
      (c) => withOpening(c, { openDeliveries: [{ month: c.start - 1, tonnes: 1, provisionalPaidUsd: 0 }] }),
      'contract.opening.openDeliveries.0.month',
      'beforeContractStart',
    ],
    [
      'an open delivery after the month the opening stands at',
      (c) => withOpening(c, { openDeliveries: [{ month: c.start + 6, tonnes: 1, provisionalPaidUsd: 0 }] }),
      'contract.opening.openDeliveries.0.month',
      'afterAsOf',
    ],
    [
      'a lot that has lapsed',
      (c) => withOpening(c, { makeUpLots: [{ tonnes: 1, priceUsdPerDmt: 1, lastMonth: c.start + 5 }] }),
      'contract.opening.makeUpLots.0.lastMonth',
      'notAfterAsOf',
    ],
    [
      'a lot of no tonnes',
      (c) => withOpening(c, { makeUpLots: [{ tonnes: 0, priceUsdPerDmt: 1, lastMonth: c.start + 6 }] }),
      'contract.opening.makeUpLots.0.tonnes',
      'positive',
    ],
    [
      'an unpaid amount of the past',
      (c) => withOpening(c, { unpaid: [{ date: dateOfMonth(c.start + 5), amountUsd: 1 }] }),
      'contract.opening.unpaid.0.date',
      'notAfterAsOf',
    ],
    ['an amount paid for no tonnes', (c) => withOpening(c, { paidValueUsd: 1 }), 'contract.opening.paidTonnes', 'paidWithoutTonnes'],
    ['a name of 5,000 characters', (c) => ({ ...c, name: 'x'.repeat(5000) }), 'contract.name', 'tooLong'],
    ['no code', (c) => ({ ...c, code: ' ' }), 'contract.code', 'tooShort'],
    ['a buyer that is gone', (c) => ({ ...c, buyerId: 'unknown' }), 'contract.buyerId', 'gone'],
    ['a product that is gone', (c) => ({ ...c, productId: 'nothing' }), 'contract.productId', 'gone'],
    [
      'a reference that is gone',
      (c) => withTerms(c, { price: { basis: 'refined', reference: 'NOWHERE', premium: 0 } }),
      'contract.terms.0.price.reference',
      'gone',
    ],
    [
      'an element that the assay lacks',
      (c) => withTerms(c, { price: { basis: 'indexDmtu', reference: 'MN44', element: 'Mn', premium: 0, penalties: [] } }),
      'contract.terms.0.price.element',
      'notInAssay',
    ],
    [
      'no number where one belongs',
      (c) => withTerms(c, { delivery: { ...c.terms[0]!.delivery, freightUsdPerWmt: Number.NaN } }),
      'contract.terms.0.delivery.freightUsdPerWmt',
      'wrongType',
    ],
  ];

  test.each(CASES)('%s is refused at its field, when saved and in a preview', async (_what, spoil, path, rule) => {
    const contract = spoil(await draft());
    const { revision } = (await services.call('workspace.state', {})) as { revision: number };
    for (const call of ['contracts.save', 'contracts.preview']) {
      expect(await services.call(call, { contract })).toMatchObject({
        ok: false,
        error: { code: 'BAD_INPUT', details: { issues: expect.arrayContaining([expect.objectContaining({ path, rule })]) } },
      });
      expect(template(`issue.${rule}`)).not.toBe(`issue.${rule}`);
    }
    expect(await services.call('workspace.state', {})).toMatchObject({ revision });
  });

  test.each([['=HYPERLINK("http://example.com","pay")'], ['عقد النحاس ٢٠٢٧'], ['Deal 🏗️🚢 2027'], ['-1+1|cmd']])(
    'the name %s comes back as it was typed',
    async (name) => {
      const contract = await draft({ name, law: name.slice(0, 100), note: name });
      await services.ask('contracts.save', { contract });
      expect((await services.ask('contracts.get', { id: contract.id })).contract).toEqual(contract);
      expect((await rowOf(contract.code))?.name).toBe(name);
      await services.ask('history.undo', {});
    },
  );

  test('a renamed product is renamed in the list', async () => {
    const entry = (await services.ask('products.list', {})).products.find(({ product }) => product.id === 'copper-concentrate')!;
    await services.ask('products.save', { product: { ...entry.product, name: 'Quillan concentrate' }, version: entry.version });
    expect((await rowOf('C-014'))?.product).toBe('Quillan concentrate');
    await services.ask('history.undo', {});
    expect(ProductId.parse('copper-concentrate')).toBe((await rowOf('C-014'))?.productId);
  });
});
