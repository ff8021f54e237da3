import type { Sentence, Verdict } from '#shared/contract/figure.ts';
import type { Steps } from '#shared/steps.ts';
import { count, words } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { spotContractCode } from '../portfolio/spotContract.ts';
import { planWords } from './verdict.ts';

/** Cases with a sentence of their own; others are counted. */
const MAX_DETAILED = 3;

/**
 * Lists the products whose spot sales use the terms of another contract than in the reference plan. The values of such plans also differ
 * in months before the start of the contracts that differ.
 */
export function* spotTermsVerdict({ products }: Workbook, plans: readonly ValuedPlan[], reference: ValuedPlan): Steps<Verdict> {
  const cases: Sentence[] = [];
  for (const plan of plans)
    for (const { id, name } of products.values()) {
      const ownCode = yield* spotContractCode(plan, id);
      yield;
      const otherCode = yield* spotContractCode(reference, id);
      yield;
      if (ownCode === undefined || otherCode === undefined || ownCode === otherCode) continue;
      cases.push({
        key: 'compare.verdict.spotTerms',
        figures: {
          product: words(name, { route: `/products/${id}` }),
          own: words(ownCode),
          plan: planWords(plan.plan),
          other: words(otherCode),
          reference: planWords(reference.plan),
        },
      });
    }
  const otherCount = cases.length - MAX_DETAILED;
  if (otherCount <= 0) return cases;
  return [...cases.slice(0, MAX_DETAILED), { key: 'compare.verdict.spotTerms.others', figures: { count: count(otherCount) } }];
}
