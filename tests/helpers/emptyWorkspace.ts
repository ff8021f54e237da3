import { savePlan } from '#db/repositories/plans.ts';
import { saveSettings } from '#db/repositories/settings.ts';
import type { Tx } from '#db/schema.ts';
import { PlanId } from '#shared/domain/ids.ts';

/** Fills a workspace with one plan and nothing else. */
export const seedEmptyWorkspace =
  (planId = 'as-signed') =>
  async (tx: Tx): Promise<void> => {
    const id = PlanId.parse(planId);
    await savePlan(tx, { id, name: 'Base plan', note: '', archived: false, overrides: [] });
    await saveSettings(tx, {
      name: 'Empty',
      valuationDate: '2026-05-31',
      discountRate: 0.1,
      deck: 'base',
      planId: id,
      horizonYear: 2031,
      moneyScale: 'm',
      theme: 'system',
      language: 'en',
      budget: [],
      sample: false,
    });
  };
