import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Input } from '#shared/contract/contract.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice } from './importFiles.ts';

let services: Services;
let contract: { id: ContractId; code: string };

const tsv = (...lines: readonly (readonly (string | number)[])[]): string => lines.map((line) => line.join('\t')).join('\n');
const paste = async (input: Input<'imports.paste'>) => guessedChoice(await services.ask('imports.paste', input));
const importBlock = async (target: Input<'imports.paste'>['target'], text: string) => {
  const importChoice = await paste({ target, text });
  const { counts, rows } = await services.ask('imports.check', importChoice);
  await services.waitForJob(await services.ask('imports.apply', importChoice));
  return { counts, faults: rows.flatMap(({ issues }) => issues.map(({ cell, message }) => [cell, message.key])) };
};
const opening = async () => (await services.ask('contracts.get', { id: contract.id })).contract.opening;

beforeAll(async () => {
  services = await openServices();
  const { rows } = await services.ask('contracts.list', {});
  const activeRow = rows.find(({ status, start }) => status === 'active' && start < monthOf(2026, 1));
  if (!activeRow) throw new Error('no active contract');
  contract = activeRow;
});
afterAll(() => services.close());

describe('the opening position of a contract', () => {
  it('is imported from its own sheet, blank cells as zero', async () => {
    const { counts } = await importBlock(
      'openings',
      tsv(['Contract', 'As of', 'Taken', 'Paid for', 'Amount paid'], [contract.code, '2026-05', 41000, 30000, 9e7]),
    );
    expect(counts).toMatchObject({ changed: 1, refused: 0 });
    expect(await opening()).toMatchObject({
      asOf: monthOf(2026, 5),
      takenTonnes: 41_000,
      paidTonnes: 30_000,
      paidValueUsd: 9e7,
      deferredTonnes: 0,
      unpaid: [],
    });
  });

  it('keeps fields that a sheet of contracts does not have', async () => {
    const before = await opening();
    const { counts } = await importBlock(
      'contracts',
      tsv(['Contract no', 'Buyer', 'Product', 'Start', 'End', 'Tonnes a year (dmt)', 'Note'], await row('seen')),
    );
    expect(counts).toMatchObject({ changed: 1, refused: 0 });
    expect(await opening()).toEqual(before);
  });

  it('has its open lines replaced by those of the file, list by list', async () => {
    const heads = ['Contract', 'Open item', 'Month', 'Date', 'Tonnes', 'Provisional payment (USD)', 'Unpaid amount (USD)'];
    const lines = (...months: string[]) => months.map((month) => [contract.code, 'Final payment', month, '', 9000, 2e7, '']);
    await importBlock(
      'openingLines',
      tsv(heads, ...lines('2026-03', '2026-04'), [contract.code, 'Unpaid amount', '', '2026-07-15', '', '', -5e5]),
    );
    await importBlock('openingLines', tsv(heads, ...lines('2026-05')));
    expect(await opening()).toMatchObject({
      openDeliveries: [{ month: monthOf(2026, 5), tonnes: 9000, provisionalPaidUsd: 2e7 }],
      unpaid: [{ date: '2026-07-15', amountUsd: -5e5 }],
    });
  });

  it('reports its faults at their cells', async () => {
    const heads = ['Contract', 'Open item', 'Month', 'Tonnes', 'Provisional payment (USD)'];
    const { faults } = await importBlock(
      'openingLines',
      tsv(heads, [contract.code, 'Final payment', '2026-09', 9000, 1], [contract.code, 'Final payment', '', 9000, 1]),
    );
    expect(faults).toEqual([
      ['C2', 'issue.afterAsOf'],
      ['C3', 'issue.required'],
    ]);
    const otherRow = (await services.ask('contracts.list', {})).rows.find(({ id, status }) => id !== contract.id && status === 'active');
    const { faults: otherFaults } = await importBlock(
      'openingLines',
      tsv(heads, [otherRow?.code ?? '', 'Final payment', '2026-03', 9000, 1]),
    );
    expect(otherFaults).toEqual([['A2', 'issue.notUnderWay']]);
  });

  it('is replaced as a whole by one of another month', async () => {
    await importBlock('openings', tsv(['Contract', 'As of', 'Taken'], [contract.code, '2026-04', 5]));
    expect(await opening()).toMatchObject({ asOf: monthOf(2026, 4), takenTonnes: 5, paidTonnes: 0, openDeliveries: [], unpaid: [] });
  });
});

const row = async (note: string): Promise<(string | number)[]> => {
  const { rows } = await services.ask('contracts.list', {});
  const match = rows.find(({ id }) => id === contract.id);
  const { contract: storedContract } = await services.ask('contracts.get', { id: contract.id });
  const monthText = (month: number) => `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
  return [
    contract.code,
    match?.buyer ?? '',
    match?.product ?? '',
    monthText(storedContract.start),
    monthText(storedContract.end),
    match?.tonnesPerYear ?? 0,
    note,
  ];
};
