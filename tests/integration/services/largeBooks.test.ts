import { expect, it } from 'vitest';
import type { Output } from '#shared/contract/contract.ts';
import { FIRST_PAGES, PREVIEW_PAGES } from '#shared/contract/summaries.ts';
import { termsAt } from '#shared/domain/contract.ts';
import type { ContractId, PlanId } from '#shared/domain/ids.ts';
import { listScaleCalls, type ScaleCall } from '../../bench/scaleCalls.ts';
import { type BookSize, seedGeneratedBook } from '../../helpers/generatedBook.ts';
import { openServices } from '../../helpers/services.ts';

/** Bytes of an answer to a page. */
const MOST_BYTES = 1024 * 1024;

/** Points of a line of a chart whose members have no largest number. */
const MOST_POINTS = 100;

/** Books of an unusual shape. The claims hold for any number of records, so they are as small as shows it: more than a page of every list. */
const BOOKS: Readonly<Record<string, Partial<BookSize>>> = {
  'one buyer has all contracts': { contracts: 1_500, buyers: 1, hasOneBuyer: true },
  'there are as many buyers as contracts': { contracts: 1_500, buyers: 1_500 },
  'a plan overrides most contracts': { contracts: 2_500, buyers: 100, plans: 1, overridesPerPlan: 1_800 },
  'contracts last fifty years': { contracts: 400, buyers: 40, tenor: 600 },
};

it.each(Object.entries(BOOKS))(
  'where %s, every query of a page is answered, in less than a megabyte',
  async (_shape, size) => {
    const services = await openServices(seedGeneratedBook(size));
    try {
      const largeAnswers: string[] = [];
      const { rows: plans } = await services.ask('plans.list', {});
      const plansGet = plans.map(({ id, name }): ScaleCall => ({ call: 'plans.get', input: { id }, note: name }));
      for (const { call, input, note } of [...(await listScaleCalls(services, 'G-00007' as ContractId)), ...plansGet]) {
        const answer = await services.call(call, input);
        expect(answer, call).toMatchObject({ ok: true });
        const bytes = Buffer.byteLength(JSON.stringify(answer));
        if (call === 'diversification.get') {
          // the curve of thousands of buyers ends with all of them
          const { curve } = (answer as { readonly value: Output<'diversification.get'> }).value;
          for (const { points } of curve.series) expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
          expect(curve.series.at(-1)?.points.at(-1)?.y).toBeCloseTo(1, 9);
        }
        if (bytes > MOST_BYTES) largeAnswers.push(`${call}${note === undefined ? '' : `, ${note}`}: ${bytes} bytes`);
      }
      expect(largeAnswers).toEqual([]);
    } finally {
      await services.close();
    }
  },
  600_000,
);

it('remedies of a stress are tried on the contracts that lose most, and at most double the tonnes of another contract', async () => {
  const services = await openServices(seedGeneratedBook({ contracts: 300, buyers: 30 }));
  try {
    const { shocks } = await services.ask('cycles.reverse', { lost: 0.25 });
    const { cures, tried } = await services.ask('cycles.cures', { shocks });
    const book = await services.book();
    expect(tried).toEqual({ contracts: 60, of: book.plan().portfolio.contracts.length });
    const tonnesOf = new Map(
      book
        .plan()
        .portfolio.contracts.map(({ contract }) => [
          contract.id,
          termsAt(contract, Math.max(contract.start, book.valuationMonth + 1)).quantity.tonnesPerYear,
        ]),
    );
    const moves = cures.filter(({ kind }) => kind === 'elsewhere');
    expect(moves.length).toBeGreaterThan(0);
    for (const { edits } of moves) expect(edits[1]!.value).toBeLessThanOrEqual(2 * tonnesOf.get(edits[1]!.contractId)!);
  } finally {
    await services.close();
  }
});

it('the first pages of a long summary are those of its preview, without their number; those of one that is built whole are complete', async () => {
  const services = await openServices(seedGeneratedBook({ contracts: 2_500, overridesPerPlan: 0 }));
  try {
    for (const view of ['internal', 'lender'] as const) {
      const request = { subject: { planId: 'as-signed' as PlanId }, view };
      const firstPages = await services.ask('summaries.firstPages', request);
      const { sections, pageCount, excludedDeliveries: _excludedDeliveries, ...preview } = await services.ask('summaries.preview', request);
      expect(firstPages).toEqual({ ...preview, pages: preview.pages.slice(0, FIRST_PAGES) });
      expect(preview.pages).toHaveLength(PREVIEW_PAGES);
      expect(pageCount).toBeGreaterThan(PREVIEW_PAGES);
      const chosenSections = { ...request, sections: sections.slice(1).map(({ key }) => key) };
      expect(await services.ask('summaries.firstPages', chosenSections)).toEqual(await services.ask('summaries.preview', chosenSections));
    }
    const pack = { subject: { boardOf: 'renew-hai-long' as PlanId }, view: 'internal' } as const;
    const openingPages = await services.ask('summaries.firstPages', pack);
    const wholePack = await services.ask('summaries.preview', pack);
    expect(openingPages).not.toHaveProperty('pageCount');
    expect(wholePack.pages.length).toBeGreaterThan(openingPages.pages.length);
    expect(openingPages.pages).toEqual(wholePack.pages.slice(0, openingPages.pages.length));
    const short = { subject: { contractIds: ['G-00007' as ContractId] }, view: 'internal' } as const;
    expect(await services.ask('summaries.firstPages', short)).toEqual(await services.ask('summaries.preview', short));
  } finally {
    await services.close();
  }
}, 600_000);
