import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listBuyers, listGroups } from '#db/repositories/buyers.ts';
import { listContracts } from '#db/repositories/contracts.ts';
import { listLimits } from '#db/repositories/limits.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { COUNTRIES } from '#db/seeds/countries.ts';
import { REFERENCES } from '#db/seeds/references.ts';
import { buildSampleWorkspace } from '#db/seeds/sample/index.ts';
import { ContractStatus, isCommitted } from '#shared/domain/contract.ts';
import { METALS } from '#shared/domain/metal.ts';
import type { Charge, PriceBasis } from '#shared/domain/terms.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { type OpenSample, openSample } from './sampleBook.ts';

const mine = buildSampleWorkspace();
let sample: OpenSample;

beforeAll(async () => {
  sample = await openSample();
});
afterAll(() => sample.close());

const byId = <T extends { readonly id: string }>(records: readonly T[]): T[] => [...records].sort((a, b) => (a.id < b.id ? -1 : 1));

const chargeReference = (charge: Charge | undefined): readonly string[] =>
  charge?.kind === 'benchmark' || charge?.kind === 'index' ? [charge.reference] : [];

/** Every reference that a price uses. */
const referencesOf = (price: PriceBasis): readonly string[] => {
  switch (price.basis) {
    case 'payableMetal':
      return [
        ...price.payables.flatMap(({ reference, refiningCharge }) => [reference, ...chargeReference(refiningCharge)]),
        ...chargeReference(price.treatmentCharge),
      ];
    case 'percentage':
      return price.payables.map(({ reference }) => reference);
    case 'fixed':
      return [];
    default:
      return [price.reference];
  }
};

/** Elements that a price pays for or is adjusted by. */
const elementsOf = (price: PriceBasis): readonly string[] => {
  if (price.basis === 'payableMetal' || price.basis === 'percentage') return price.payables.map(({ element }) => element);
  return 'element' in price ? [price.element] : [];
};

describe('the sample mine is one consistent workspace', () => {
  it('sells ten metals under 40 contracts of every status to 28 buyers in 12 countries, in three plans', () => {
    expect(mine.products.map(({ metal }) => metal)).toEqual(expect.arrayContaining([...METALS]));
    expect(mine.products).toHaveLength(METALS.length);
    expect(mine.contracts).toHaveLength(40);
    expect(new Set(mine.contracts.map(({ status }) => status))).toEqual(new Set(ContractStatus.options));
    expect(mine.contracts.filter(({ status }) => isCommitted(status))).toHaveLength(30);
    expect(mine.buyers).toHaveLength(28);
    expect(new Set(mine.buyers.map(({ country }) => country)).size).toBe(12);
    expect(mine.plans.map(({ name }) => name)).toEqual(['Base plan', 'Renew Hai Long', 'Spread three ways']);
    expect(mine.limits).toHaveLength(8);
  });

  it('is read from the file as it was written', async () => {
    const { db } = sample;
    expect(await listContracts(db)).toEqual(mine.contracts);
    expect(byId(await listBuyers(db))).toEqual(byId(mine.buyers));
    expect(await listGroups(db)).toEqual(mine.groups);
    expect(byId(await listProducts(db))).toEqual(byId(mine.products));
    expect(byId(await listPlans(db))).toEqual(byId(mine.plans));
    expect(await listLimits(db)).toEqual(mine.limits);
    expect(await getSettings(db)).toEqual(mine.settings);
  });

  it('refers only to existing buyers, groups, products, countries, references and plans', () => {
    const buyers = new Set(mine.buyers.map(({ id }) => id));
    const products = new Map(mine.products.map((product) => [product.id, product]));
    const contracts = new Set(mine.contracts.map(({ id }) => id));
    const references = new Set(REFERENCES.map(({ code }): string => code));
    const countries = new Set(COUNTRIES.map(({ code }) => code));
    for (const contract of mine.contracts) {
      expect(buyers, contract.code).toContain(contract.buyerId);
      const product = products.get(contract.productId);
      expect(product, contract.code).toBeDefined();
      for (const { price } of contract.terms) {
        for (const reference of referencesOf(price)) expect(references, contract.code).toContain(reference);
        for (const element of elementsOf(price)) expect(product?.assay, contract.code).toHaveProperty(element);
      }
    }
    for (const { country, destination, ultimateParent, groupId } of mine.buyers) {
      expect(countries).toContain(country);
      for (const part of destination) expect(countries).toContain(part.country);
      if (ultimateParent) expect(countries).toContain(ultimateParent.country);
      if (groupId) expect(mine.groups.map(({ id }) => id)).toContain(groupId);
    }
    for (const { overrides } of mine.plans) for (const { contractId } of overrides) expect(contracts).toContain(contractId);
    expect(mine.plans.map(({ id }) => id)).toContain(mine.settings.planId);
  });

  it('uses every buyer and every product, and no name or code twice', () => {
    const committedContracts = mine.contracts.filter(({ status }) => isCommitted(status));
    expect(new Set(committedContracts.map(({ buyerId }) => buyerId)).size).toBe(mine.buyers.length);
    expect(new Set(committedContracts.map(({ productId }) => productId)).size).toBe(mine.products.length);
    for (const names of [mine.buyers, mine.products, mine.contracts].map((records) => records.map(({ name }) => name)))
      expect(new Set(names).size).toBe(names.length);
    expect(new Set(mine.contracts.map(({ code }) => code)).size).toBe(40);
  });

  it('has assays within 100 %, and planned production and costs for every product from 2026 to 2036', () => {
    for (const { assay, name, production, unitCost } of mine.products) {
      const total = Object.values(assay).reduce((sum, share) => sum + share, 0);
      expect(total, name).toBeGreaterThan(0);
      expect(total, name).toBeLessThanOrEqual(1);
      const years = Array.from({ length: 11 }, (_, i) => 2026 + i);
      expect(production.map(({ year }) => year)).toEqual(years);
      expect(unitCost.map(({ year }) => year)).toEqual(years);
    }
  });

  it('has no date outside the contract, except requirements before signing', () => {
    for (const { code, status, start, end, terms, dates } of mine.contracts) {
      const [first] = terms;
      expect(first?.from, code).toBe(start);
      for (const { from } of terms) expect(from, code).toBeLessThanOrEqual(end);
      for (const { date } of dates) {
        expect(monthOfDate(date), code).toBeLessThanOrEqual(end);
        if (isCommitted(status)) expect(monthOfDate(date), code).toBeGreaterThanOrEqual(start);
      }
      if (status === 'ended') expect(end, code).toBeLessThan(monthOfDate(mine.settings.valuationDate));
      if (status === 'active') expect(start, code).toBeLessThanOrEqual(monthOfDate(mine.settings.valuationDate));
      if (status === 'signed') expect(start, code).toBeGreaterThan(monthOfDate(mine.settings.valuationDate));
    }
  });

  it('prices every delivery of every plan above its cost, with no price missing', () => {
    for (const { id } of mine.plans) {
      const { problems, value, portfolio } = sample.book.plan(id);
      expect([...problems]).toEqual([]);
      for (const { contractId, months } of value.contracts) {
        const { productId } = portfolio.contracts.find(({ contract }) => contract.id === contractId)!.contract;
        const highestCost = Math.max(
          ...mine.products.find((product) => product.id === productId)!.unitCost.map(({ usdPerDmt }) => usdPerDmt),
        );
        expect(months.length, contractId).toBeGreaterThan(0);
        for (const { netPrice, month } of months) expect(netPrice, `${contractId} in ${month}`).toBeGreaterThan(highestCost);
      }
    }
  });

  it('commits no more than planned production, in any plan and year, and cuts no delivery', () => {
    for (const { id } of mine.plans) {
      const plan = sample.book.plan(id);
      for (const { productId, years } of plan.commitments())
        for (const { year, nominal, planned } of years) expect(nominal, `${productId} ${year}`).toBeLessThanOrEqual(planned * (1 + 1e-9));
      for (const { months, contractId } of plan.value.contracts)
        for (const { cut } of months) expect(cut, contractId).toBeLessThanOrEqual(1e-6);
    }
  });
});
