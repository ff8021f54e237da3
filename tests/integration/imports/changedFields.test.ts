import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderLabel } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice } from './importFiles.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const block = (...lines: readonly (readonly (string | number)[])[]): string => lines.map((line) => line.join('\t')).join('\n');
const HEADS = ['Contract no', 'Buyer', 'Product', 'Start', 'End', 'Tonnes a year (dmt)', 'Note'];

/** What an import of lines of contracts would change, by contract: each field before and after. */
const changesOf = async (heads: readonly string[], ...lines: readonly (readonly (string | number)[])[]) => {
  const file = await services.ask('imports.paste', { target: 'contracts', text: block(heads, ...lines) });
  const { rows } = await services.ask('imports.check', guessedChoice(file));
  return rows.map(({ name, outcome, fields = [] }) => ({
    name: renderLabel(name),
    outcome,
    fields: fields.map(({ label, before, after }) => [label, before, after].map((side) => (side === null ? '' : renderLabel(side)))),
  }));
};

/** A stored contract as a line of the file. */
const lineOf = async (code: string, { tonnes, note }: { readonly tonnes?: number; readonly note?: string } = {}) => {
  const { rows } = await services.ask('contracts.list', {});
  const { id, buyer, product } = rows.find((row) => row.code === code)!;
  const { contract } = await services.ask('contracts.get', { id });
  const monthText = (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  const { tonnesPerYear } = contract.terms[0]!.quantity;
  return [code, buyer, product, monthText(contract.start), monthText(contract.end), tonnes ?? tonnesPerYear, note ?? contract.note];
};

describe('the preview of an import', () => {
  it('lists each changed field of a stored contract before and after, and none of one that stays', async () => {
    const [changedRow, sameRow] = await changesOf(HEADS, await lineOf('C-015', { tonnes: 40_000, note: 'Renewed' }), await lineOf('C-016'));
    expect(changedRow).toMatchObject({ name: 'C-015', outcome: 'changed' });
    expect(changedRow?.fields).toEqual([
      ['Note', expect.any(String), 'Renewed'],
      [expect.stringContaining('Tonnes a year'), '36,000', '40,000'],
    ]);
    expect(sameRow).toMatchObject({ name: 'C-016', outcome: 'same', fields: [] });
  });

  it('lists the changes of a contract with several rows of terms once', async () => {
    const line = await lineOf('C-015');
    const rows = await changesOf([...HEADS, 'Terms from'], [...line, ''], [...line.with(5, 50_000), '2028-01']);
    const changedRows = rows.filter(({ fields }) => fields.length > 0);
    expect(rows.map(({ outcome }) => outcome)).toContain('changed');
    expect(changedRows).toHaveLength(1);
  });
});
