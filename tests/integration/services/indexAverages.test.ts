import { afterAll, beforeAll, expect, test } from 'vitest';
import { CODES } from '#db/seeds/referenceCodes.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import type { OwnReference } from '#shared/domain/reference.ts';
import { monthOf } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { priceTermRows } from '../../../core/contracts/priceTermRows.ts';
import { sentenceWords } from '../../helpers/sentenceWords.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
  await services.ask('market.addReference', { reference: indexOf(SPOT, 'Copper spot TC') });
  const from = monthOf(2026, 1);
  const points = Array.from({ length: 180 }, (_, i) => ({ reference: SPOT, month: from + i, price: -40 }));
  await services.ask('decks.set', { deck: 'base', points });
});
afterAll(() => services.close());

const [SPOT, AVERAGE, BENCHMARK] = [
  ReferenceCode.parse('CU-SPOT-TC'),
  ReferenceCode.parse('CU-TC-AVG'),
  ReferenceCode.parse(CODES.copperCharge),
];

const indexOf = (code: ReferenceCode, name: string): OwnReference => ({
  code,
  name,
  kind: 'treatmentCharge',
  metal: 'copper',
  quotation: '',
  unit: 'USD/dmt',
  incoterm: '',
  vatIncluded: false,
  volatility: 25,
});

/** A quarter of the spot charge and three quarters of the benchmark to December 2027, then the spot charge alone to 2028, then 10 USD/dmt. */
const average: OwnReference = {
  ...indexOf(AVERAGE, 'Copper TC, spot and benchmark'),
  average: {
    indices: [
      { reference: SPOT, share: 0.25, to: monthOf(2027, 12) },
      { reference: BENCHMARK, share: 0.75, to: monthOf(2027, 12) },
      { reference: SPOT, share: 1, from: monthOf(2028, 1), to: monthOf(2028, 12) },
    ],
    fallback: { kind: 'fixed', amount: 10 },
  },
};

const pricesOf = async (code: string, month: number): Promise<number | undefined> =>
  (await services.ask('decks.get', { deck: 'base', from: month, to: month })).rows.find(({ reference }) => reference === code)?.points[0]
    ?.price;

const withCharge = (contract: OfftakeContract, reference: ReferenceCode): OfftakeContract => ({
  ...contract,
  end: monthOf(2029, 12),
  terms: contract.terms.map((terms) => {
    const { price } = terms;
    if (price.basis !== 'payableMetal') return terms;
    return { ...terms, price: { ...price, treatmentCharge: { kind: 'index' as const, reference, differential: 0 } } };
  }),
});

test('an average of indices is priced by shares, months and fallback in every deck, is no process of its own, and takes no prices', async () => {
  await services.ask('market.addReference', { reference: average });
  const benchmark = (await pricesOf(BENCHMARK, monthOf(2027, 6)))!;
  expect(await pricesOf(AVERAGE, monthOf(2027, 6))).toBeCloseTo(0.25 * -40 + 0.75 * benchmark, 9);
  expect(await pricesOf(AVERAGE, monthOf(2028, 6))).toBe(-40);
  expect(await pricesOf(AVERAGE, monthOf(2029, 6))).toBe(10);
  expect((await services.ask('market.ownReference', { code: AVERAGE })).reference).toEqual(average);
  expect((await services.ask('market.processes', {})).rows.map(({ reference }) => reference)).not.toContain(AVERAGE);
  const set = await services.call('decks.set', { deck: 'base', points: [{ reference: AVERAGE, month: monthOf(2027, 6), price: 1 }] });
  expect(set).toMatchObject({ error: { details: { issues: [{ path: 'points.0.reference', rule: 'averageOfIndices' }] } } });
});

test('a contract whose treatment charge is an average, below zero included, is valued, simulated, and described with its indices', async () => {
  const { contract, version } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
  const valueWith = async (reference: ReferenceCode) => {
    const plan = (await services.book()).withDraft(withCharge(contract, reference));
    return plan.value.contracts.find(({ contractId }) => contractId === contract.id)!;
  };
  const [ofAverage, ofSpot, ofBenchmark] = [await valueWith(AVERAGE), await valueWith(SPOT), await valueWith(BENCHMARK)];
  const priceIn = ({ months }: typeof ofAverage, year: number) => months.find(({ pricing }) => pricing.from === monthOf(year, 6))!.netPrice;
  // the charge lowers the price dollar by dollar, and the refining charge that follows it at 10 to 1 in the same proportion
  expect(priceIn(ofAverage, 2027)).toBeCloseTo(0.25 * priceIn(ofSpot, 2027) + 0.75 * priceIn(ofBenchmark, 2027), 6);
  expect(priceIn(ofAverage, 2028)).toBeCloseTo(priceIn(ofSpot, 2028), 9);
  expect(sum(ofSpot.revenue)).toBeGreaterThan(sum(ofBenchmark.revenue));

  await services.ask('contracts.save', { contract: withCharge(contract, AVERAGE), version });
  await services.waitForJob(await services.ask('simulation.run', { settings: { ...(await defaults()), paths: 256 } }), 'simulation');
  expect((await services.ask('simulation.get', {})).run?.resultDigest).toMatch(/^[0-9a-f]{64}$/);
  const rows = priceTermRows(await services.book(), withCharge(contract, AVERAGE).terms[0]!.price);
  const lines = rows.map(({ term, value }) => `${renderLabel(term)}: ${renderLabel(value)}`.replaceAll(/[\u202f\u00a0]/g, ' '));
  expect(lines.at(-1)).toBe(
    'Index average Copper TC, spot and benchmark: 25 % Copper spot TC to Dec 2027; 75 % Copper TC, annual benchmark to Dec 2027; 100 % Copper spot TC from Jan 2028 to Dec 2028; after the last index ends, 10.0 USD/dmt',
  );
});

test('an index that changes at a date by a later set of terms prices as an average with that date, where delivery and pricing are on one side of it', async () => {
  const [lastMonth, switched] = [monthOf(2027, 12), ReferenceCode.parse('CU-TC-SWITCH')];
  const switching: OwnReference = {
    ...indexOf(switched, 'Copper TC, benchmark then spot'),
    average: {
      indices: [
        { reference: BENCHMARK, share: 1, to: lastMonth },
        { reference: SPOT, share: 1, from: lastMonth + 1, to: lastMonth + 12 },
      ],
      fallback: { kind: 'fixed', amount: 10 },
    },
  };
  await services.ask('market.addReference', { reference: switching });
  const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-014') });
  const [plainTerms] = contract.terms;
  const chargeOf = (reference: ReferenceCode) => withCharge({ ...contract, terms: [plainTerms!] }, reference).terms[0]!;
  const { price } = plainTerms!;
  if (price.basis !== 'payableMetal') throw new Error('no charge');
  // a fixed charge has no refining charge that follows it
  const refiningCharge = { kind: 'fixed' as const, amount: 10 / 10 };
  const payables = price.payables.map((payable, i) => (i === 0 ? { ...payable, refiningCharge } : payable));
  const fixedTerms = { ...plainTerms!, price: { ...price, payables, treatmentCharge: { kind: 'fixed' as const, amount: 10 } } };
  const bySets: OfftakeContract = {
    ...contract,
    end: monthOf(2029, 12),
    terms: [chargeOf(BENCHMARK), { ...chargeOf(SPOT), from: lastMonth + 1 }, { ...fixedTerms, from: lastMonth + 13 }],
  };
  const monthsWith = async (draft: OfftakeContract) =>
    (await services.book()).withDraft(draft).value.contracts.find(({ contractId }) => contractId === contract.id)!.months;
  const setMonths = await monthsWith(bySets);
  const averageMonths = await monthsWith({ ...bySets, terms: [chargeOf(switched)] });
  const stageOf = (month: number): number => (month <= lastMonth ? 0 : month <= lastMonth + 12 ? 1 : 2);
  const stages = new Set<number>();
  for (const [i, { month, pricing, netPrice }] of setMonths.entries()) {
    if (stageOf(month) !== stageOf(pricing.from) || stageOf(month) !== stageOf(pricing.to)) continue;
    expect([month, averageMonths[i]!.netPrice]).toEqual([month, expect.closeTo(netPrice, 9)]);
    stages.add(stageOf(month));
  }
  expect([...stages]).toEqual([0, 1, 2]);
  // a delivery of the last months before a switch is priced after it: its terms keep their index, the average has switched
  const atSwitch = setMonths.findIndex(({ month, pricing }) => stageOf(month) === 0 && stageOf(pricing.from) === 1);
  expect(averageMonths[atSwitch]!.netPrice - setMonths[atSwitch]!.netPrice).toBeGreaterThan(40);

  await services.ask('contracts.save', { contract: bySets, version: (await services.ask('contracts.get', { id: contract.id })).version });
  const { sentence } = await services.ask('contracts.preview', { contract: bySets });
  expect(sentenceWords(sentence)).toContain('Different terms apply from Jan 2028');
  await services.ask('history.undo', {});
});

test('an index of an average can’t be deleted or change its unit, and the average none of another kind, unit or an average', async () => {
  expect(await services.call('market.removeReference', { code: SPOT })).toMatchObject({ error: { code: 'IN_USE' } });
  const refused = async (indices: NonNullable<OwnReference['average']>['indices']) => {
    const answer = await services.call('market.editReference', {
      reference: { ...average, average: { indices, fallback: { kind: 'lastValue' } } },
    });
    return answer.ok ? undefined : answer.error.details.issues;
  };
  const path = 'reference.average.indices.0.reference';
  expect(await refused([{ reference: ReferenceCode.parse(CODES.copper), share: 1 }])).toEqual([{ path, rule: 'notOffered' }]);
  expect(await refused([{ reference: AVERAGE, share: 1 }])).toEqual([{ path, rule: 'notOffered' }]);
  expect(await refused([{ reference: SPOT, share: 0.9 }])).toEqual([
    { path: 'reference.average.indices.0.share', rule: 'sharesNotWhole', limit: 0.9 },
  ]);
  // an index that has ended has no values for the fallback, and months without an index are no end of the average
  const end = monthOf(2027, 12);
  const endedIndex = {
    ...average,
    average: { indices: [{ reference: SPOT, share: 1, to: end }], fallback: { kind: 'index', reference: SPOT } },
  };
  expect(await services.call('market.editReference', { reference: endedIndex })).toMatchObject({
    error: { details: { issues: [{ path: 'reference.average.fallback.reference', rule: 'indexEnded' }] } },
  });
  expect(
    await refused([
      { reference: SPOT, share: 1, to: end },
      { reference: BENCHMARK, share: 1, from: end + 3 },
    ]),
  ).toEqual([{ path: 'reference.average.indices.1.from', rule: 'indexGap' }]);
  const otherResult = await services.call('market.editReference', { reference: { ...indexOf(SPOT, 'Copper spot TC'), unit: 'USc/lb' } });
  expect(otherResult).toMatchObject({ error: { details: { issues: [{ path: 'reference.unit', rule: 'usedBy' }] } } });
});

const defaults = async () => (await services.ask('simulation.options', {})).defaults;
