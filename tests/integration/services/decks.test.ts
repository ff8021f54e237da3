import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CODES } from '#db/seeds/referenceCodes.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, type DeckId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { unescapeXml, unzipParts } from '../../helpers/officeParts.ts';
import { openServices, type Services } from '../../helpers/services.ts';

const COPPER = CODES.copper;
const VALUATION = Date.parse('2026-05-31');
const RATE = 0.1;
const TONNES_PER_MONTH = 1000;

let services: Services;
let deal: OfftakeContract;
let bank: DeckId;

beforeAll(async () => {
  services = await openServices();
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
  const [first] = contract.terms;
  // 1,000 t a month in 2028, paid in the month of delivery at the month's price
  deal = {
    ...contract,
    start: monthOf(2028, 1),
    end: monthOf(2028, 12),
    renewal: { kind: 'none' },
    terms: [
      {
        ...first!,
        from: monthOf(2028, 1),
        price: { basis: 'refined', reference: COPPER, premium: 0 },
        quotation: { alternatives: [{ offset: 0, length: 1, from: 'shipment' }], holder: 'none', declarationMonths: 0 },
        quantity: {
          ...first!.quantity,
          tonnesPerYear: 12 * TONNES_PER_MONTH,
          rampUp: [],
          monthWeights: [],
          tolerance: 0,
          toleranceOption: 'none',
          takeOrPayShare: 0,
        },
        delivery: { ...first!.delivery, incoterm: 'FOB', freightUsdPerWmt: 0, otherUsdPerDmt: 0 },
        payment: { ...first!.payment, paymentMonths: 0 },
        collar: undefined,
        blend: undefined,
      },
    ],
  };
  bank = (await services.ask('decks.save', { deck: { name: 'Bank of Quillan', rule: 'linear', source: 'Bank, May 2026' } })).id;
});
afterAll(() => services.close());

const codeOf = async (call: string, input: object): Promise<string | undefined> => {
  const result = await services.call(call, input);
  return result.ok ? undefined : result.error.code;
};
const choose = (deck: DeckId) => services.ask('settings.save', { deck });
const npv = async () => (await services.book()).alone(deal).value.contracts[0]!.npv;

/** The net present value of 1,000 t a month at prices by month of 2028: each payment on the 15th, actual/365. */
const npvByHand = (priceOf: (month1: number) => number): number =>
  Array.from({ length: 12 }, (_, i) => {
    const days = (Date.UTC(2028, i, 15) - VALUATION) / 86_400_000;
    return (TONNES_PER_MONTH * priceOf(i + 1)) / (1 + RATE) ** (days / 365);
  }).reduce((total, value) => total + value, 0);

const yearPoints = (year: number, price: number) =>
  Array.from({ length: 12 }, (_, i) => ({ reference: COPPER, month: monthOf(year, i + 1), price }));

describe('a deck of the user', () => {
  it('equals the base deck while it has no prices', async () => {
    const base = await npv();
    await choose(bank);
    expect(await npv()).toBe(base);
  });

  it('values a contract at its prices, as computed by hand', async () => {
    await services.ask('decks.set', { deck: bank, points: yearPoints(2028, 9000) });
    expect(await npv()).toBeCloseTo(
      npvByHand(() => 9000),
      4,
    );
  });

  it('interpolates a missing year on a straight line, and states the gap', async () => {
    await services.ask('decks.set', {
      deck: bank,
      points: [
        ...yearPoints(2028, 9000).map(({ price: _price, ...point }) => point),
        ...yearPoints(2027, 9000),
        ...yearPoints(2029, 10_300),
      ],
    });
    // from 9,000 in December 2027 to 10,300 in January 2029: 13 months
    expect(await npv()).toBeCloseTo(
      npvByHand((month1) => 9000 + 100 * month1),
      4,
    );
    const { rows } = await services.ask('decks.list', {});
    expect(rows.find(({ id }) => id === bank)).toMatchObject({
      prices: 24,
      references: 1,
      gaps: [{ from: monthOf(2028, 1), to: monthOf(2028, 12) }],
    });
  });

  it('holds the earlier price instead under the other rule', async () => {
    const { version } = (await services.ask('decks.list', {})).rows.find(({ id }) => id === bank)!;
    await services.ask('decks.save', { deck: { id: bank, version, name: 'Bank of Quillan', rule: 'hold', source: 'Bank, May 2026' } });
    expect(await npv()).toBeCloseTo(
      npvByHand(() => 9000),
      4,
    );
    await services.ask('history.undo', {});
  });

  it('is named by every explanation and document that it prices, and figures carry it', async () => {
    const { verdict } = await services.ask('contracts.list', {});
    const deck = verdict.flatMap(({ figures }) => (figures.deck ? [figures.deck] : []))[0];
    expect(deck?.label && renderLabel(deck.label)).toBe('Bank of Quillan');
    const { planId } = (await services.book()).settings;
    const ofContract = { contractIds: [ContractId.parse('C-042')] };
    const documents = [
      { subject: { planId }, view: 'internal' },
      { subject: { planId }, view: 'lender' },
      { subject: { boardOf: planId }, view: 'internal' },
      ...(['internal', 'lender', 'counterparty'] as const).map((view) => ({ subject: ofContract, view })),
    ] as const;
    for (const document of documents) {
      const { pages } = await services.ask('summaries.preview', document);
      expect(JSON.stringify(pages), JSON.stringify(document)).toContain('Bank of Quillan');
    }
    const { rows } = await services.ask('plans.list', {});
    expect(rows.map(({ npv }) => npv.identity?.deck)).toEqual(rows.map(() => bank));
  });

  it('is named with the versions of a deal, and by an allocation and a sensitivity table, also in Word', async () => {
    const contractId = ContractId.parse('C-042');
    const { verdict } = await services.ask('versions.list', { contractId });
    const ofVersions = verdict.flatMap(({ figures }) => figures.deck ?? [])[0];
    const { limits } = await services.ask('allocation.deals', {});
    const brokenLimits = limits.filter(({ isBrokenBySigned }) => isBrokenBySigned).map(({ id }) => id);
    const allocationJob = await services.ask('allocation.start', {
      aim: 'revenue',
      scenarios: 'library',
      deals: [],
      without: brokenLimits,
    });
    const allocation = await services.waitForJob(allocationJob, 'allocation');
    const rows = { driver: 'terms.0.quantity.tonnesPerYear', low: 1000, high: 2000, steps: 1 };
    const tableJob = await services.ask('sensitivity.table', { contractId, target: 'deal.npv', rows });
    const table = await services.waitForJob(tableJob, 'sensitivity');
    const labels = [ofVersions?.label, allocation.deck, table.deck];
    expect(labels.map((label) => label && renderLabel(label))).toEqual(labels.map(() => 'Bank of Quillan'));
    const { artefact } = await services.ask('sensitivity.export', { ...tableJob, format: 'docx' });
    const word = unzipParts(new Uint8Array(await services.readArtefact(artefact)))['word/document.xml']!;
    expect(unescapeXml(word)).toContain('Bank of Quillan');
  });

  it('is copied with its prices, and the long-run deck with its estimated ones', async () => {
    const copy = await services.ask('decks.copy', { id: bank });
    expect(copy.name).toBe('Bank of Quillan (copy)');
    const pricedNpv = await npv();
    await choose(copy.id);
    expect(await npv()).toBe(pricedNpv);
    await choose('longRun');
    const longRun = await npv();
    const copiedDeck = await services.ask('decks.copy', { id: 'longRun' });
    await choose(copiedDeck.id);
    expect(await npv()).toBe(longRun);
    await choose(bank);
  });

  it('has a name of its own', async () => {
    expect(await codeOf('decks.save', { deck: { name: 'LONG-RUN', rule: 'hold', source: '' } })).toBe('BAD_INPUT');
  });

  it('gives way to the base deck when it is deleted, and returns with its prices when that is undone', async () => {
    const pricedNpv = await npv();
    await services.ask('decks.remove', { id: bank });
    expect((await services.book()).settings.deck).toBe('base');
    expect(await codeOf('decks.set', { deck: bank, points: yearPoints(2028, 1) })).toBe('NOT_FOUND');
    expect(await codeOf('settings.save', { deck: bank })).toBe('NOT_FOUND');
    await services.ask('history.undo', {});
    await choose(bank);
    expect(await npv()).toBe(pricedNpv);
  });
});

describe('a plan compared at every deck', () => {
  it('has the figures that its pages show on each deck, and differences by product that sum to that of the plan', async () => {
    await choose('base');
    const { decks, products, reference } = await services.ask('compare.decks', {});
    expect(reference).toBe('base');
    expect(decks.map(({ id }) => id).slice(0, 4)).toEqual(['base', 'low', 'high', 'longRun']);
    for (const [i, { id, npv, difference, revenue }] of decks.entries()) {
      await choose(id);
      const { value } = (await services.book()).plan();
      expect(npv.value).toBe(value.npv);
      expect(revenue.map(({ value: amount }) => amount)).toEqual([...value.revenue]);
      expect(npv.identity?.deck).toBe(id);
      const total = products.reduce((sum, { differences }) => sum + Number(differences[i]?.value ?? 0), 0);
      expect(total / 1e6).toBeCloseTo(Number(difference?.value ?? 0) / 1e6, 6);
    }
    const byProduct = products.reduce((sum, { npv }) => sum + Number(npv.value), 0);
    expect(byProduct / 1e6).toBeCloseTo(Number(decks[0]!.npv.value) / 1e6, 6);
    await choose('base');
  });
});

describe('a deck that ships', () => {
  it('names the source that most of its prices have, which is that of each price', async () => {
    const { rows } = await services.ask('decks.list', {});
    for (const { id, kind, commonSource } of rows) {
      if (kind === 'own') {
        expect(commonSource).toBeUndefined();
        continue;
      }
      const month = kind === 'base' ? monthOf(2026, 5) : monthOf(2032, 12);
      const prices = (await services.ask('decks.get', { deck: id, from: month, to: month })).rows.flatMap(({ points }) => points);
      const withSource = prices.filter(({ source }) => renderLabel(source) === renderLabel(commonSource!.source));
      expect([kind, commonSource!.references, commonSource!.of]).toEqual([kind, withSource.length, prices.length]);
    }
    const sourceOf = (kind: string) => renderLabel(rows.find((row) => row.kind === kind)!.commonSource!.source);
    for (const kind of ['base', 'longRun']) expect(sourceOf(kind)).toContain('World Bank Pink Sheet');
    expect(sourceOf('low')).toBe('Default assumption: 20 % below the base deck.');
  });

  it('can’t be edited or deleted', async () => {
    expect(await codeOf('decks.remove', { id: 'base' })).toBe('NOT_FOUND');
    const deck = { id: 'low' as const, name: 'Mine', rule: 'hold', source: '' } as const;
    expect(await codeOf('decks.save', { deck })).toBe('NOT_FOUND');
  });
});

describe('a pasted table of a deck', () => {
  const table = ['Reference\t2028\t2030', 'Copper, LME cash\t9,100\t9,900'].join('\n');

  it('is read by year with thousands separators, and names the missing year', async () => {
    const { id: pastedDeck } = await services.ask('decks.save', { deck: { name: 'Consensus', rule: 'linear', source: '' } });
    const file = await services.ask('imports.paste', { target: 'prices', text: table });
    if (file.kind !== 'tables') throw new Error(file.kind);
    const sheets = file.sheets.map(({ choice }) => ({ ...choice, deck: pastedDeck }));
    const choice = { kind: 'tables', sheets } as const;
    const { rows } = await services.ask('imports.check', { id: file.id, choice });
    expect(rows.flatMap(({ note }) => (note ? [renderMessage(note)] : []))).toContain(
      'No price from Jan 2029 to Dec 2029: by the rule of the deck, interpolated on a straight line.',
    );
    await services.waitForJob(await services.ask('imports.apply', { id: file.id, choice }));
    await choose(pastedDeck);
    expect(await npv()).toBeCloseTo(
      npvByHand(() => 9100),
      4,
    );
  });
});
