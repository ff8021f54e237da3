import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CODES } from '#db/seeds/referenceCodes.ts';
import { clauseValues, type ShockCorrelation } from '#engine';
import type { ContractClauses, TradeRow } from '#shared/contract/contractClauses.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import { correlationOf } from '../../../core/simulation/correlation.ts';
import { getPriceProcesses } from '../../../core/simulation/processes.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
let draft: OfftakeContract;
let ids: readonly ContractId[];
beforeAll(async () => {
  services = await openServices();
  draft = (await services.ask('contracts.get', { id: ContractId.parse('C-042') })).contract;
  ids = (await services.ask('contracts.list', {})).rows.map(({ id }) => id);
});
afterAll(() => services.close());

const clauses = (contract: OfftakeContract): Promise<ContractClauses> => services.ask('contracts.clauses', { contract });
const expectExplained = ({ value, explanation }: Figure): void => expect(explanation?.total.amount).toBe(value);
const rowOf = (rows: readonly TradeRow[], key: string): TradeRow => rows.find((row) => row.key === key)!;

describe('the value of terms', () => {
  test('has an explanation for every contract of the sample: the last line is the number, the years of a clause sum to it', async () => {
    let valuedCount = 0;
    for (const id of ids) {
      const { contract } = await services.ask('contracts.get', { id });
      if (contract.status === 'ended') continue;
      const answer = await clauses(contract);
      for (const row of [...answer.clauses, ...answer.trades]) {
        expectExplained(row.value);
        expectExplained(row.perTonne);
        expect(row.equivalents).toHaveLength(answer.units.length);
        for (const figure of row.equivalents) if (figure.unit !== 'text') expectExplained(figure);
        const lines = row.value.explanation!.lines.reduce((sum, { amount }) => sum + amount, 0);
        expect(lines).toBeCloseTo(Number(row.value.value), 2);
      }
      valuedCount += answer.clauses.length;
    }
    expect(valuedCount).toBeGreaterThan(40);
  });

  test('is positive for a floor and negative for a cap, and a unit is one of itself', async () => {
    const answer = await clauses(draft);
    expect(Number(rowOf(answer.clauses, 'floor').value.value)).toBeGreaterThan(0);
    expect(Number(rowOf(answer.clauses, 'cap').value.value)).toBeLessThan(0);
    const charge = answer.units.indexOf('treatmentCharge');
    expect(rowOf(answer.trades, 'one.treatmentCharge').equivalents[charge]!.value).toBeCloseTo(1, 12);
    const floor = rowOf(answer.clauses, 'floor');
    // the treatment charge equal to the floor is the floor's value over the value of a dollar
    expect(floor.equivalents[charge]!.value).toBeCloseTo(
      Number(floor.value.value) / Number(rowOf(answer.trades, 'one.treatmentCharge').value.value),
      9,
    );
  });

  test('exchanges payable on the actual rule: points that change nothing while the deduction binds are shown and counted', async () => {
    const [terms] = draft.terms;
    const basis = terms!.price as Extract<PriceBasis, { basis: 'payableMetal' }>;
    const book = await services.book();
    const grade = book.products.get(draft.productId)!.assay[basis.payables[0]!.element]!;
    const withPayable = (payable: number): OfftakeContract => {
      const payables = basis.payables.map((payableTerm, i) =>
        i === 0 ? { ...payableTerm, rule: 'lower-of' as const, payable, deduction: 0.01, scale: undefined } : payableTerm,
      );
      return { ...draft, terms: [{ ...terms!, price: { ...basis, payables } }] };
    };
    // g p and g - 1 % meet at this payable
    const bindsFrom = (grade - 0.01) / grade;
    const bound = await clauses(withPayable(0.99));
    const point = rowOf(bound.trades, 'one.payablePoint');
    expect(Number(point.value.value)).toBeCloseTo(0, 2);
    expect(point.warning?.key).toBe('clauses.deductionBinds');
    const column = bound.units.indexOf('payablePoint');
    const points = (answer: ContractClauses) => Number(rowOf(answer.clauses, 'floor').equivalents[column]!.value);
    // the same floor costs the idle points more than where the deduction just begins to bind
    expect(points(bound) - points(await clauses(withPayable(bindsFrom)))).toBeCloseTo(0.99 - bindsFrom, 5);
    // a contract whose payable is lower by the points is worth as much less as the floor
    const { equivalents, value: floor } = rowOf(bound.clauses, 'floor');
    expectExplained(equivalents[column]!);
    expect(equivalents[column]!.explanation!.formula.key).toBe('clauses.payableBoundFormula');
    const expectedOf = (answer: ContractClauses) =>
      rowOf(answer.trades, 'one.treatmentCharge').value.explanation!.lines.find(({ label }) => label.key === 'clauses.invoicesNow')!.amount;
    const cheaperClauses = await clauses(withPayable(0.99 - points(bound)));
    expect(expectedOf(cheaperClauses) - expectedOf(bound)).toBeCloseTo(Number(floor.value), -4);
    const tradeRow = rowOf((await clauses(withPayable(0.9))).trades, 'one.payablePoint');
    expect(tradeRow.warning).toBeUndefined();
    expect(Number(tradeRow.value.value)).toBeGreaterThan(1);
  });

  test('notes a choice declared when one of its averages is known', async () => {
    const quotation = {
      alternatives: [1, 4].map((offset) => ({ offset, length: 1, from: 'shipment' as const })),
      holder: 'buyer' as const,
      declarationMonths: 2,
    };
    const valueDeclaredAt = async (declarationMonths: number) =>
      rowOf(
        (await clauses({ ...draft, terms: [{ ...draft.terms[0]!, quotation: { ...quotation, declarationMonths } }] })).clauses,
        'quotation',
      );
    expect((await valueDeclaredAt(2)).warning).toBeUndefined();
    expect((await valueDeclaredAt(-1)).warning?.key).toBe('clauses.declaredAfterKnown');
  });

  test('uses the correlation of two metals of the simulation in the formula', async () => {
    const [terms] = draft.terms;
    const payables = [CODES.copper, CODES.zinc].map((reference) => ({ element: 'Cu' as const, reference, payable: 0.5 }));
    const basket: OfftakeContract = {
      ...draft,
      terms: [{ ...terms!, price: { basis: 'percentage', payables, premium: 0 }, collar: { level: 'leg', floor: 1500 } }],
    };
    const floor = rowOf((await clauses(basket)).clauses, 'floor').value.value;
    const book = await services.book();
    const { portfolio, value } = book.withDraft(basket);
    const contractValue = value.contracts.find(({ contractId }) => contractId === basket.id)!;
    const { processes } = getPriceProcesses(book);
    const references = [...book.references.values()].sort((a, b) => a.order - b.order).filter(({ follows }) => follows === undefined);
    const { matrix } = correlationOf(references);
    const place = (code: string) => references.findIndex((reference) => reference.code === code);
    const valueWith = (correlation: ShockCorrelation) =>
      clauseValues(portfolio, contractValue, book.market, processes, correlation).clauses.find(({ key }) => key === 'floor')!.value;
    expect(floor).toBeCloseTo(
      valueWith((a, b) => matrix[place(a)]![place(b)]!),
      6,
    );
    // copper and zinc fall together: the floor is worth more than with independent prices
    expect(Number(floor)).toBeGreaterThan(1.05 * valueWith((a, b) => (a === b ? 1 : 0)));
    expect(processes[CODES.copper]!.volatility).toBeCloseTo(1.22 * book.references.get(CODES.copper)!.volatility, 12);
  });

  test('of a contract that can’t be priced is refused like its price', async () => {
    const [terms] = draft.terms;
    const treatmentCharge = { kind: 'benchmark' as const, reference: ReferenceCode.parse('unknown'), differential: 0 };
    const price = { ...(terms!.price as Extract<PriceBasis, { basis: 'payableMetal' }>), treatmentCharge };
    await expect(clauses({ ...draft, terms: [{ ...terms!, price }] })).rejects.toThrow(/BAD_INPUT.*treatmentCharge\.reference.*gone/);
  });
});

test('every month of every contract of the sample has explanations of its price, tonnes and invoices', async () => {
  for (const id of ids) {
    const { contract } = await services.ask('contracts.get', { id });
    if (contract.status === 'ended') continue;
    const { years } = await services.ask('contracts.months', { contract });
    for (const year of [...new Set([years[0], years.at(-1)])].filter((maybeYear) => maybeYear !== undefined)) {
      const { rows } = await services.ask('contracts.months', { contract, year });
      expect(rows.length).toBeGreaterThan(0);
      for (const { tonnes, netPrice, value } of rows) {
        for (const figure of [tonnes, netPrice, value]) {
          expectExplained(figure);
          expect(figure.explanation!.lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(Number(figure.value), 3);
        }
      }
    }
  }
});

test('a metal whose grade is below the deduction leads to a warning at its term', async () => {
  const [terms] = draft.terms;
  const price = terms!.price as Extract<PriceBasis, { basis: 'payableMetal' }>;
  const [copper, ...others] = price.payables;
  const deepDraft = { ...draft, terms: [{ ...terms!, price: { ...price, payables: [{ ...copper!, deduction: 0.5 }, ...others] } }] };
  const { warnings } = await services.ask('contracts.preview', { contract: deepDraft });
  expect(warnings.map(({ path, message }) => [path, message.key])).toContainEqual([
    'terms.0.price.payables.0.deduction',
    'warning.nothingPayable',
  ]);
});
