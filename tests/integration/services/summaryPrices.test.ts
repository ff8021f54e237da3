import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { limitRoute } from '#shared/routes.ts';
import { contractReferences } from '../../../core/portfolio/explain.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const readBlocks = async () => {
  const { pages } = await services.ask('summaries.preview', { subject: { contractIds: [ContractId.parse('C-042')] }, view: 'internal' });
  return pages.flatMap(({ blocks }) => blocks);
};

describe('the prices of a summary', () => {
  it('lists prices as estimated if the contract uses an estimate, also one after the valuation date, and no others', async () => {
    const estimated = async () => {
      const rows = (await readBlocks()).flatMap((block) => (block.kind === 'table' ? block.rows : []));
      const row = rows.find(([first]) => first && 'text' in first && first.text === 'Estimated prices');
      return row?.[1] && 'text' in row[1] ? row[1].text : '';
    };
    const { contract } = await services.ask('contracts.get', { id: ContractId.parse('C-042') });
    const { valuationMonth, lastMonth, references } = await services.book();
    const allReferences = contractReferences(contract).map((code) => references.get(code)!);
    const before = await estimated();
    // forwards of the treatment charge are its last benchmark, held flat
    const charge = allReferences.find(({ kind }) => kind === 'treatmentCharge')!;
    for (const { name } of allReferences) expect(before).toContain(shippedText(name));
    const points = allReferences
      .filter(({ code }) => code !== charge.code)
      .flatMap(({ code }) =>
        Array.from({ length: lastMonth - valuationMonth + 12 }, (_, i) => ({
          reference: code,
          month: valuationMonth + 1 + i,
          price: 1000,
        })),
      );
    await services.ask('decks.set', { deck: 'base', points });
    expect(await estimated()).toBe(`1 of ${allReferences.length} references used here: ${shippedText(charge.name)}`);
    const first = points.find(({ reference }) => reference === allReferences.find(({ code }) => code !== charge.code)!.code)!;
    await services.ask('decks.set', { deck: 'base', points: [{ reference: first.reference, month: monthOf(2030, 6) }] });
    expect(await estimated()).toMatch(/^2 of .*\(Jun 2030\)/);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });
});

it('the limits of a document lead to their pages in its plan, and a document for others has none', async () => {
  const planId = PlanId.parse('renew-hai-long');
  const routes = async (view: 'internal' | 'lender') => {
    const { pages } = await services.ask('summaries.preview', { subject: { planId }, view });
    const cells = pages.flatMap(({ blocks }) => blocks).flatMap((block) => (block.kind === 'table' ? block.rows.flat() : []));
    return cells.flatMap((cell) => ('text' in cell && cell.route !== undefined ? [[cell.text, cell.route]] : []));
  };
  const { rows } = await services.ask('limits.board', {});
  expect((await routes('internal')).map(([, route]) => route).toSorted()).toEqual(
    rows.map(({ limit }) => limitRoute(limit.id, planId)).toSorted(),
  );
  expect(await routes('lender')).toEqual([]);
});
