import { explainMinimumDscr, type Financing } from '#engine';
import type { Figure, Message } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { month as monthFigure, ratio, withExplanation } from '../portfolio/figures.ts';

const DECIMALS = 2;

/** A coverage ratio with the calendar month that ends its twelve months or begins its periods. */
export type RatioFigure = { readonly figure: Figure; readonly month: Month };

/** What the explanation of a ratio is called, and its identity. */
type RatioSpec = { readonly title: Message; readonly valuationMonth: Month; readonly identity: FigureIdentity };

type LineKey = 'cfads' | 'interest' | 'principal' | 'presentValue' | 'openingDebt';

const usdLine = (key: LineKey, amount: number) => ({
  label: message(`financing.ratio.line.${key}`),
  amount,
  unit: 'usd' as const,
  decimals: 1,
});

const explainedRatio = (
  value: number,
  { title, identity }: RatioSpec,
  formula: Message,
  lines: readonly ReturnType<typeof usdLine>[],
): Figure =>
  withExplanation(ratio(value, { decimals: DECIMALS, identity }), {
    title,
    formula,
    lines,
    total: { label: title, amount: value, unit: 'ratio', decimals: DECIMALS },
    sources: [],
  });

/** The lowest DSCR of a waterfall, with cash flow, interest and principal of its twelve months; undefined where no service is due. */
export const lowestDscr = (result: Financing, spec: RatioSpec): RatioFigure | undefined => {
  const { minimumDscr, periods } = result;
  const period = periods.find(({ dscr }) => dscr !== null && dscr === minimumDscr);
  if (minimumDscr === null || period === undefined) return undefined;
  const month = spec.valuationMonth + period.month;
  const lines = explainMinimumDscr(result);
  return {
    month,
    figure: explainedRatio(
      minimumDscr,
      spec,
      message('financing.ratio.dscr.formula', { month: monthFigure(month) }),
      (['cfads', 'interest', 'principal'] as const).map((kind) =>
        usdLine(
          kind,
          sumBy(lines, ({ label, amount }) => (label.startsWith(`${kind}.`) ? amount : 0)),
        ),
      ),
    ),
  };
};

/** The lowest LLCR of a waterfall, with the present value and the debt at the start of its period; undefined without debt. */
export const lowestLlcr = ({ periods }: Financing, spec: RatioSpec): RatioFigure | undefined => {
  const lowestPeriod = periods
    .flatMap(({ month, llcr, openingDebt }) => (llcr === null ? [] : [{ month, llcr, openingDebt }]))
    .reduce<{ month: number; llcr: number; openingDebt: number } | undefined>(
      (lowestPeriod, period) => (lowestPeriod && lowestPeriod.llcr <= period.llcr ? lowestPeriod : period),
      undefined,
    );
  if (lowestPeriod === undefined) return undefined;
  const month = spec.valuationMonth + lowestPeriod.month;
  return {
    month,
    figure: explainedRatio(lowestPeriod.llcr, spec, message('financing.ratio.llcr.formula', { month: monthFigure(month) }), [
      usdLine('presentValue', lowestPeriod.llcr * lowestPeriod.openingDebt),
      usdLine('openingDebt', lowestPeriod.openingDebt),
    ]),
  };
};
