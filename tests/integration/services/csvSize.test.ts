import { expect, it } from 'vitest';
import type { PlanId } from '#shared/domain/ids.ts';
import { valuedWorkbook } from '../../../core/portfolio/portfolio.ts';
import { estimateCsvSize } from '../../../core/summaries/csvSize.ts';
import { dealsIn } from '../../../core/summaries/subject.ts';
import { seedGeneratedBook } from '../../helpers/generatedBook.ts';
import { openServices } from '../../helpers/services.ts';

/** The part of the true size by which an estimate may differ. */
const TOLERANCE = 0.3;

it.each([
  { contracts: 200, overridesPerPlan: 0 },
  { contracts: 60, buyers: 10, tenor: 600, overridesPerPlan: 0 },
])('the estimated rows and bytes of a CSV are about those of its file: %j', async (size) => {
  const services = await openServices(seedGeneratedBook(size));
  try {
    const book = await valuedWorkbook(services.ctx);
    const planId = 'as-signed' as PlanId;
    for (const view of ['internal', 'lender'] as const) {
      const { rows, bytes } = estimateCsvSize(book, dealsIn(book, book.plan(planId)), view);
      const request = { subject: { planId }, view, format: 'csv' } as const;
      const { artefact } = await services.waitForJob(await services.ask('summaries.export', request), 'document');
      const file = await services.readArtefact(artefact);
      const trueRows = file.toString().split('\r\n').length;
      expect(Math.abs(rows / trueRows - 1), `rows of ${view}: ${rows} of ${trueRows}`).toBeLessThan(TOLERANCE);
      expect(Math.abs(bytes / file.length - 1), `bytes of ${view}: ${bytes} of ${file.length}`).toBeLessThan(TOLERANCE);
    }
  } finally {
    await services.close();
  }
});
