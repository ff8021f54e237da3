import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { monthOf } from '#shared/domain/time.ts';
import { setAt } from '#shared/recordPath.ts';
import { CALL_LIMIT } from '../../../../core/protocol.ts';
import { openServices, type Services } from '../../../../tests/helpers/services.ts';
import type { ParsedEdit } from '../../../components/DataTable.tsx';
import { parseField } from '../../../editing/fields/fieldSpec.ts';
import { applyCells } from '../../../editing/sheet/applyCells.ts';
import { contractCells } from './contractCells.ts';

const VALUED = monthOf(2026, 5);

let services: Services;
let options: ContractOptions;
let signedContract: OfftakeContract;

beforeAll(async () => {
  services = await openServices();
  options = await services.ask('contracts.options', {});
  const { rows } = await services.ask('contracts.list', {});
  const match = rows.find((row) => row.status === 'active' && row.isIncluded);
  if (!match) throw new Error('the sample has an active contract');
  const { contract } = await services.ask('contracts.get', { id: match.id });
  signedContract = { ...contract, terms: contract.terms.slice(0, 1) };
});
afterAll(() => services.close());

/** Types into the row of a contract without overrides in the plan. */
const typeInto = (contract: OfftakeContract, cells: Readonly<Record<string, string>>, shownValues = shownOf(contract)) => {
  const fields = contractCells({ shownOf: () => shownValues, plan: 'Base plan', options, valuationMonth: VALUED });
  const refusedCells: { readonly column: string; readonly message: string }[] = [];
  const edits = Object.entries(cells).flatMap(([column, text]): ParsedEdit[] => {
    const field = fields.fieldOf(column, contract);
    const parseResult = typeof field === 'object' && field.spec ? parseField(field.spec, text) : { value: undefined };
    if ('value' in parseResult) return [{ rowKey: contract.id, column, text, value: parseResult.value }];
    refusedCells.push({ column, message: parseResult.problem });
    return [];
  });
  const appliedEdits = applyCells(contract, edits, fields);
  return {
    contract: appliedEdits.record,
    edits: appliedEdits.edits,
    refused: [...refusedCells, ...appliedEdits.refusals.map(({ column, message }) => ({ column, message }))],
  };
};

const shownOf = (contract: OfftakeContract) => ({
  status: contract.status,
  probability: contract.probability,
  end: contract.end,
  tonnesPerYear: contract.terms[0]?.quantity.tonnesPerYear ?? 0,
});

const tonnes = (contract: OfftakeContract): readonly number[] => contract.terms.map(({ quantity }) => quantity.tonnesPerYear);

describe('a contract edited in the table', () => {
  it('converts kdmt to dmt exactly', () => {
    const { contract, refused } = typeInto(signedContract, { quantity: '110.1' });
    expect(refused).toEqual([]);
    expect(tonnes(contract)[0]).toBe(110_100);
    expect({ ...contract, terms: signedContract.terms }).toEqual(signedContract);
  });

  it('is sent as the edits that make it what was typed, so small that those of ten thousand contracts fit into one request', () => {
    const { contract, edits } = typeInto(signedContract, { quantity: '110.1', status: 'Prospect', ends: 'Aug 2031' });
    const sentEdits = JSON.parse(JSON.stringify(edits)) as readonly { readonly path: string; readonly value?: unknown }[];
    expect(sentEdits.reduce((record, { path, value }) => setAt(record, path, value), signedContract)).toEqual(contract);
    const entry = { id: signedContract.id, version: 1, edits: typeInto(signedContract, { quantity: '110.1' }).edits };
    expect(10_000 * JSON.stringify(entry).length).toBeLessThan(CALL_LIMIT);
  });

  it('changes the terms in force and keeps the others', () => {
    const [first] = signedContract.terms;
    if (!first) throw new Error('a contract has terms');
    const laterTerms = { ...first, from: monthOf(2030, 1), quantity: { ...first.quantity, tonnesPerYear: 5000 } };
    const two = { ...signedContract, end: monthOf(2032, 1), terms: [first, laterTerms] };
    expect(tonnes(typeInto(two, { quantity: '90' }).contract)).toEqual([90_000, 5000]);
  });

  it('accepts an end as a month and rejects one before its start, with the remedy', () => {
    expect(typeInto(signedContract, { ends: 'Aug 2031' }).contract.end).toBe(monthOf(2031, 8));
    const refusal = typeInto(signedContract, { ends: 'Jan 1999' });
    expect(refusal.contract).toBe(signedContract);
    expect(refusal.refused).toEqual([{ column: 'ends', message: 'The end is before the start. Choose a later end.' }]);
  });

  it('accepts a status by its name and sets its probability as the editor does', () => {
    const prospect = typeInto(signedContract, { status: 'Prospect' }).contract;
    expect([prospect.status, prospect.probability]).toEqual(['prospect', 0.5]);
    expect(typeInto(prospect, { probability: '60' }).contract.probability).toBe(0.6);
    expect(typeInto(prospect, { status: 'signed' }).contract.probability).toBe(1);
  });

  it('states a bound in the units of the column', () => {
    const prospect = typeInto(signedContract, { status: 'prospect' }).contract;
    expect(typeInto(prospect, { probability: '160' }).refused).toEqual([{ column: 'probability', message: 'Must be at most 100\u202f%.' }]);
    expect(typeInto(signedContract, { quantity: '2,000,000' }).refused).toEqual([
      { column: 'quantity', message: 'Must be at most 1,000,000.0\u00a0kdmt a year.' },
    ]);
    expect(typeInto(signedContract, { quantity: '-1' }).refused).toEqual([
      { column: 'quantity', message: 'Must be at least 0.0\u00a0kdmt a year.' },
    ]);
  });

  it('can’t be cleared', () => {
    expect(typeInto(signedContract, { quantity: ' ' }).refused).toEqual([{ column: 'quantity', message: 'This field is required.' }]);
  });

  it('stores the valid cells of a block and rejects the others', () => {
    const { contract, refused } = typeInto(signedContract, { quantity: '50', ends: 'Jan 1999' });
    expect(tonnes(contract)[0]).toBe(50_000);
    expect(contract.end).toBe(signedContract.end);
    expect(refused.map(({ column }) => column)).toEqual(['ends']);
  });

  it('does not change a figure that a plan overrides', () => {
    const { contract, refused } = typeInto(signedContract, { quantity: '50' }, { ...shownOf(signedContract), tonnesPerYear: 1 });
    expect(contract).toBe(signedContract);
    expect(refused[0]?.message).toContain('Base plan has its own value');
  });
});
