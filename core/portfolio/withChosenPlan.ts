import type { PlanId } from '#shared/domain/ids.ts';
import type { Workbook } from './portfolio.ts';

/** The same records as if another plan were the chosen one: it is what calls without a plan mean. Throws NOT_FOUND. */
export const withChosenPlan = (book: Workbook, planId: PlanId | undefined): Workbook => {
  if (planId === undefined || planId === book.settings.planId) return book;
  book.plan(planId);
  return {
    ...book,
    settings: { ...book.settings, planId },
    plan: (id = planId) => book.plan(id),
    everyDeal: (id = planId) => book.everyDeal(id),
    without: (ids, id = planId) => book.without(ids, id),
    withTonnes: (tonnes, id = planId) => book.withTonnes(tonnes, id),
    withOverrides: (overrides, id = planId) => book.withOverrides(overrides, id),
    withDraft: (contract, id = planId, excludedIds) => book.withDraft(contract, id, excludedIds),
  };
};
