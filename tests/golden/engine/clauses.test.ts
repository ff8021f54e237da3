import { describe, it } from 'vitest';
import { type ClauseKey, clauseValues, valuePortfolio } from '#engine';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Collar, Escalator, PriceBasis, PriceParticipation, Terms } from '#shared/domain/terms.ts';
import { clauseValue, DECK, PROCESSES, planOf } from '../../helpers/engine/clausePlans.ts';
import { expectGolden, readGolden } from './goldenFile.ts';

type Case = {
  readonly name: string;
  readonly key: ClauseKey;
  readonly reference: 'iron' | 'copper' | 'basket';
  /** Number of nodes for the shocks of the basket's metals. */
  readonly correlation?: number;
  /** Whether the average over other metals is a sum over a few nodes. */
  readonly nodesTolerance?: number;
  readonly offset: number;
  readonly length: number;
  readonly other?: number;
  readonly holder?: 'buyer' | 'seller';
  readonly declarationMonths?: number;
  readonly terms: {
    readonly collar?: Collar;
    readonly blend?: Terms['blend'];
    readonly freight?: number;
    readonly escalator?: Escalator;
    readonly participation?: PriceParticipation;
  };
  readonly value: number;
};

const MONTHS = 12;

const priceOf = ({ reference, key, terms: { escalator, participation } }: Case): PriceBasis => {
  if (reference === 'iron') {
    return {
      basis: 'indexDmt',
      reference: 'iron' as ReferenceCode,
      element: 'Fe',
      adjustment: { kind: 'proRata' },
      referenceGrade: 0.62,
      premium: 0,
      penalties: [],
    };
  }
  const copper = 'copper' as ReferenceCode;
  if (reference === 'basket') {
    return {
      basis: 'percentage',
      payables: [
        { element: 'Cu', reference: copper, payable: 0.8 },
        { element: 'Li2O', reference: 'carbonate' as ReferenceCode, payable: 1 },
      ],
      premium: 0,
    };
  }
  if (key === 'quotation') return { basis: 'refined', reference: copper, premium: 0 };
  return {
    basis: 'payableMetal',
    payables: [{ element: 'Cu', reference: copper, rule: 'deduct-then-pay', payable: 0.965, deduction: 0.01 }],
    treatmentCharge: { kind: 'fixed', amount: 80 },
    escalator,
    participation,
    penalties: [],
  };
};

const { cases, relativeTolerance } = readGolden<Case>('clauses');

describe('the value of a clause agrees with numerical integration', () => {
  it.each(cases)('of $name', (golden) => {
    const { offset, length, other, holder = 'none', declarationMonths = 0, correlation = 0, terms } = golden;
    const alternatives = [offset, ...(other === undefined ? [] : [other])].map((first) => ({
      offset: first,
      length,
      from: 'shipment' as const,
    }));
    const plan = planOf(
      {
        price: priceOf(golden),
        quotation: { alternatives, holder, declarationMonths },
        ...(terms.collar ? { collar: terms.collar } : {}),
        ...(terms.blend ? { blend: terms.blend } : {}),
        ...(terms.freight === undefined ? {} : { delivery: { incoterm: 'CFR', freightUsdPerWmt: terms.freight } }),
      },
      MONTHS,
    );
    const values = clauseValues(plan, valuePortfolio(plan, DECK).contracts[0]!, DECK, PROCESSES, (a, b) => (a === b ? 1 : correlation));
    expectGolden(clauseValue(values, golden.key), golden.value, golden.nodesTolerance ?? relativeTolerance, golden.name);
  });
});
