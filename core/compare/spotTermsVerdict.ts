import type { Verdict } from '#shared/contract/figure.ts';
import { words } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { spotContractCode } from '../portfolio/spotContract.ts';
import { planWords } from './verdict.ts';

/**
 * Lists the products whose spot sales use the terms of another contract than in the reference plan. The values of such plans also differ
 * in months before the start of the contracts that differ.
 */
export const spotTermsVerdict = ({ products }: Workbook, plans: readonly ValuedPlan[], reference: ValuedPlan): Verdict =>
  plans.flatMap((plan) =>
    [...products.values()].flatMap(({ id, name }): Verdict => {
      const [ownCode, otherCode] = [spotContractCode(plan, id), spotContractCode(reference, id)];
      if (ownCode === undefined || otherCode === undefined || ownCode === otherCode) return [];
      return [
        {
          key: 'compare.verdict.spotTerms',
          figures: {
            product: words(name, { route: `/products/${id}` }),
            own: words(ownCode),
            plan: planWords(plan.plan),
            other: words(otherCode),
            reference: planWords(reference.plan),
          },
        },
      ];
    }),
  );
