import { nominalRate } from '#engine';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { Month } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { share, withExplanation } from '../portfolio/figures.ts';
import type { IdentifyTyped } from './caseIdentity.ts';
import { costFigure } from './costFigure.ts';
import { unpaidAmount } from './facilityCosts.ts';
import type { Option } from './financingOptions.ts';

/** What the prepayment costs, without and with its price, and the bank loan; a cost is absent where a part is never paid. */
export type Costs = {
  readonly allInCost: Figure | undefined;
  readonly withPrice: Figure | undefined;
  readonly indifferenceRate: Figure | undefined;
  readonly bankCost: Figure | undefined;
  /** What is never paid of the prepayment, USD. */
  readonly unpaid: number;
  /** Whether less is paid than drawn, the price conceded included. */
  readonly isBelowZero: boolean;
};

/** Computes the costs of the options; `prepaymentIndex` is the place of the prepayment among the facilities. */
export const costsOf = (
  options: readonly Option[],
  prepaymentIndex: number,
  concession: readonly number[],
  { name, commitment, periodMonths }: Facility,
  valuationMonth: Month,
): Costs => {
  const resultOf = ({ waterfall }: Option) => waterfall.result.facilities[waterfall.indices.indexOf(prepaymentIndex)];
  /** What is never paid, and the flows where all is paid. */
  const paymentsOf = (option: Option) => {
    const result = resultOf(option);
    const unpaidUsd = result === undefined ? 0 : unpaidAmount(result, commitment);
    return { unpaid: unpaidUsd, flows: unpaidUsd > 0 ? undefined : result?.flows };
  };
  const figureOf = (flows: readonly number[] | undefined, concessionByMonth: readonly number[], title: Message, formula: Message) =>
    flows && costFigure({ flows, concession: concessionByMonth, valuationMonth }, { title, formula });
  const { unpaid, flows: prepaymentFlows } = paymentsOf(options[0]!);
  const withPrice = figureOf(
    prepaymentFlows,
    concession,
    message('financing.workbench.cost.withPrice', { name }),
    message('financing.workbench.cost.withPrice.formula'),
  );
  // below zero no loan costs the same
  const rate = withPrice === undefined || Number(withPrice.value) < 0 ? undefined : nominalRate(Number(withPrice.value), periodMonths);
  return {
    allInCost: figureOf(
      prepaymentFlows,
      [],
      message('financing.workbench.cost.without', { name }),
      message('financing.workbench.cost.without.formula'),
    ),
    withPrice,
    indifferenceRate:
      rate === undefined
        ? undefined
        : withExplanation(share(rate), {
            title: message('financing.workbench.indifferent'),
            formula: message('financing.workbench.indifferent.formula', { months: periodMonths }),
            lines: [
              { label: message('financing.workbench.cost.effective'), amount: Number(withPrice!.value), unit: 'fraction', decimals: 2 },
              { label: message('financing.workbench.cost.periods'), amount: 12 / periodMonths, unit: 'count', decimals: 0 },
            ],
            total: { label: message('financing.workbench.indifferent'), amount: rate, unit: 'fraction', decimals: 2 },
            sources: [],
          }),
    unpaid,
    isBelowZero: sum(prepaymentFlows ?? []) + sum(concession) < 0,
    bankCost: figureOf(
      paymentsOf(options[1]!).flows,
      [],
      message('financing.workbench.cost.bank'),
      message('financing.workbench.cost.without.formula'),
    ),
  };
};

export const identifyCosts = ({ allInCost, withPrice, indifferenceRate, bankCost, ...costs }: Costs, identify: IdentifyTyped): Costs => ({
  ...costs,
  allInCost: allInCost && { ...allInCost, ...identify('allInCost') },
  withPrice: withPrice && { ...withPrice, ...identify('allInCostWithPrice') },
  indifferenceRate: indifferenceRate && { ...indifferenceRate, ...identify('indifferentRate') },
  bankCost: bankCost && { ...bankCost, ...identify('allInCost', 'loan') },
});
