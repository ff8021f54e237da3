import { afterAll, beforeAll, expect, test } from 'vitest';
import { CODES } from '#db/seeds/referenceCodes.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { storedText } from '#shared/messages/shipped.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let deal: OfftakeContract;
beforeAll(async () => {
  services = await openServices();
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
  const [first] = contract.terms;
  const price = { basis: 'refined', reference: CODES.lithiumCarbonateChina, premium: 0 } as const;
  const quotation = { alternatives: [{ offset: 0, length: 1, from: 'shipment' }], holder: 'none', declarationMonths: 0 } as const;
  const delivery = { ...first!.delivery, incoterm: 'FOB', freightUsdPerWmt: 0, otherUsdPerDmt: 0 } as const;
  deal = { ...contract, terms: [{ ...first!, price, quotation, delivery, collar: undefined, blend: undefined }] };
});
afterAll(() => services.close());

const readMay2028 = async () => {
  const { rows } = await services.ask('contracts.months', { contract: deal, year: 2028 });
  return rows.find(({ month }) => month === monthOf(2028, 5))!.netPrice;
};

const setPrice = (reference: ReferenceCode, price: number, month = monthOf(2028, 5)) =>
  services.ask('decks.set', { deck: 'base', points: [{ reference, month, price }] });

test('a contract quoted in yuan is priced in dollars at the rate entered for the month, and states it', async () => {
  await setPrice(CODES.lithiumCarbonateChina, 71_200);
  await setPrice(CODES.usdCny, 7.12);
  const { value, explanation } = await readMay2028();
  expect(value).toBeCloseTo(10_000, 6);
  expect(explanation!.total.amount).toBe(value);
  const rate = explanation!.sources.find(({ label }) => label.key === 'source.rate');
  expect(rate?.label.values).toMatchObject({
    reference: { shipped: storedText('shipped.reference.USDCNY') },
    rate: { value: 7.12, unit: 'cnyPerUsd', decimals: 4 },
  });
});

test('the rate is the same in the low and the high deck unless the user enters another', async () => {
  const rateIn = async (deck: 'low' | 'base' | 'high') => {
    const { rows } = await services.ask('decks.get', { deck, from: monthOf(2029, 1), to: monthOf(2029, 1) });
    return rows.find(({ reference }) => reference === CODES.usdCny)!.points[0]!.price;
  };
  expect([await rateIn('low'), await rateIn('base'), await rateIn('high')]).toEqual([7, 7, 7]);
});

test('a rate has a process like any other reference; shipped rates are fixed until a volatility is entered', async () => {
  const { rows } = await services.ask('market.processes', {});
  expect(rows.find(({ reference }) => reference === CODES.usdCny)).toMatchObject({ volatility: 0, isAdditive: false });
  await services.ask('market.setProcess', { reference: CODES.usdCny, volatility: 0.04, meanReversion: 0, source: 'Own estimate.' });
  const { drivers } = await services.ask('simulation.options', {});
  expect(drivers.find(({ reference }) => reference === CODES.usdCny)).toMatchObject({ origin: 'user' });
  await services.ask('history.undo', {});
});

test('a rate that a deal uses is reported like its price if no actual one was entered', async () => {
  const listRateFindings = async () =>
    (await services.ask('health.list', {})).findings.filter(
      ({ kind, about }) => kind === 'stalePrices' && renderLabel(about) === 'USD/CNY',
    );
  expect(await listRateFindings()).toEqual([]);
  const { version } = await services.ask('contracts.get', { id: deal.id });
  await services.ask('contracts.save', { contract: { ...deal, status: 'signed', probability: 1 }, version });
  expect((await listRateFindings()).map(({ what }) => what.key)).toEqual(['health.neverFixed']);
  await services.ask('history.undo', {});
});

test.each([
  ['EUR', CODES.usdEur, 0.92, 0.9],
  ['AUD', CODES.usdAud, 1.6, 1.5],
] as const)(
  'a price of one’s own in %s is converted at its rate, which begins at a house level that is marked so',
  async (currency, rate, typedRate, level) => {
    const code = ReferenceCode.parse(`CATH-${currency}`);
    const { rows } = await services.ask('decks.get', { deck: 'base', from: monthOf(2029, 1), to: monthOf(2029, 1) });
    const row = rows.find(({ reference }) => reference === rate)!;
    expect(renderLabel(row.name)).toBe(`USD/${currency}`);
    expect(row).toMatchObject({
      unit: `${currency}/USD`,
      isOwn: false,
      points: [{ price: level }],
    });
    const before = (await services.book()).deck.get(rate)?.find(({ month }) => month === monthOf(2026, 5));
    expect(before).toMatchObject({ price: level, origin: 'house' });
    await services.ask('market.addReference', {
      reference: {
        code,
        name: `Cathode, ${currency}`,
        kind: 'price',
        metal: 'copper',
        quotation: '',
        unit: `${currency}/t`,
        incoterm: '',
        vatIncluded: false,
        volatility: 0.2,
      },
    });
    expect((await services.book()).references.get(code)?.currency).toBe(currency);
    // the last fixing continues
    await setPrice(code, 9200, monthOf(2026, 5));
    await setPrice(rate, typedRate);
    const [first] = deal.terms;
    const price = { basis: 'refined', reference: code, premium: 0 } as const;
    const contract: OfftakeContract = { ...deal, terms: [{ ...first!, price, payment: { ...first!.payment, currency } }] };
    const months = await services.ask('contracts.months', { contract, year: 2028 });
    const { netPrice } = months.rows.find(({ month }) => month === monthOf(2028, 5))!;
    // dollars = currency / rate
    expect(netPrice.value).toBeCloseTo(9200 / typedRate, 6);
    const { version } = await services.ask('contracts.get', { id: deal.id });
    await services.ask('contracts.save', { contract, version });
    expect((await services.ask('contracts.get', { id: deal.id })).contract.terms[0]!.payment.currency).toBe(currency);
    for (let times = 0; times < 4; times++) await services.ask('history.undo', {});
  },
);
