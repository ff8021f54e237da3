import { expect, it } from 'vitest';
import { ContractId } from '#shared/domain/ids.ts';
import { figureText } from '#shared/presentation/message.ts';
import { openServices } from '../../helpers/services.ts';

it('the document of a contract of a few tonnes a year shows its amounts with two digits', async () => {
  const services = await openServices();
  try {
    const id = ContractId.parse('C-042');
    const { contract, version } = await services.ask('contracts.get', { id });
    const terms = contract.terms.map((set) => ({ ...set, quantity: { ...set.quantity, tonnesPerYear: 30 } }));
    await services.ask('contracts.save', { contract: { ...contract, terms }, version });
    const { pages } = await services.ask('summaries.preview', { subject: { contractIds: [id] }, view: 'internal' });
    const yearTable = pages
      .flatMap(({ blocks }) => blocks)
      .find((block) => block.kind === 'table' && block.columns.some(({ label }) => label.key === 'summaries.column.revenueInPlan'));
    const revenues = yearTable?.kind === 'table' ? yearTable.rows.map((row) => row.at(-2)) : [];
    const texts = revenues.map((cell) => (cell && 'figure' in cell ? figureText(cell.figure, 'm').text : ''));
    expect(texts.length).toBeGreaterThan(1);
    expect(texts).toEqual(texts.map(() => expect.stringMatching(/^0\.\d\d$/)));
  } finally {
    await services.close();
  }
});
