import type { Figure, Label } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Month } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { explanation } from '../portfolio/explain.ts';
import { usd, withExplanation } from '../portfolio/figures.ts';
import type { LoanCapacity } from '../portfolio/financingCase.ts';
import { capacityLineLabel } from './bindingReason.ts';

/** The debt capacity of a loan in a case, explained by the target that binds. */
export const capacityFigure = (
  { capacity, binding, lines }: LoanCapacity,
  {
    loan,
    ofCase,
    identity,
    decimals = 0,
    paymentMonthOf,
  }: {
    readonly loan: Label;
    readonly ofCase: Label;
    readonly identity: FigureIdentity;
    readonly decimals?: number;
    readonly paymentMonthOf: (period: number) => Month;
  },
): Figure =>
  withExplanation(
    usd(capacity, { decimals, identity }),
    explanation(
      lines.slice(0, -1).map(({ label, amount }) => ({ label: capacityLineLabel(label, paymentMonthOf), amount })),
      capacity,
      {
        title: message('financing.explain.capacity', { name: loan, case: ofCase }),
        formula: message(`financing.explain.capacity.${binding}`),
        unit: 'usd',
        decimals: 1,
      },
    ),
  );
