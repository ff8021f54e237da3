import { cashFlowForDebt, type Facility as EngineFacility, type PriceAlternative, priceConcession, xnpv } from '#engine';
import type { Explanation, Figure, Label, Message } from '#shared/contract/figure.ts';
import type { FinancingOption } from '#shared/contract/financingWorkbench.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { dateOfMonth, type IsoDate, type Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { month as monthFigure, ratio, share, usd, withExplanation } from '../portfolio/figures.ts';
import { type CaseWaterfall, caseWaterfall, type FinancingCase, loanCapacity } from '../portfolio/financingCase.ts';
import { bankableContracts, type PlanCash, type ValuedOnMarket } from '../portfolio/planCash.ts';
import { projectCosts } from '../portfolio/projectInputs.ts';
import type { IdentifyTyped } from './caseIdentity.ts';

type OptionKey = FinancingOption['key'];

/** What the options of a prepayment are computed from: the case shown, and the lender case, which sizes loans. */
export type OptionsInput = {
  readonly shown: FinancingCase;
  readonly lender: FinancingCase;
  readonly facilities: readonly Facility[];
  readonly prepayment: Facility;
  /** The engine's loan from a bank instead, and the senior loan whose capacity is compared. */
  readonly bankLoan: EngineFacility;
  readonly senior: { readonly loan: EngineFacility; readonly index: number | undefined };
  readonly project: ProjectFinance;
  readonly alternative: PriceAlternative;
  readonly maturity: Month | undefined;
  readonly discountRate: number;
  readonly valuationDate: IsoDate;
};

export type Option = {
  readonly key: OptionKey;
  readonly waterfall: CaseWaterfall;
  /** Engine facilities of the waterfall's case, by index. */
  readonly facilities: readonly EngineFacility[];
  readonly cash: PlanCash;
  readonly npv: number;
  readonly npvLines: readonly { readonly label: Message; readonly amount: number }[];
  readonly capacity: ReturnType<typeof loanCapacity>;
};

/** The price that the linked contracts concede, by month, each times a factor of its contract. */
const concession = (
  valued: ValuedOnMarket,
  { contractIds }: Facility,
  alternative: PriceAlternative,
  factorOf: (id: ContractId) => number,
): number[] => {
  const total: number[] = [];
  for (const value of valued.value.contracts) {
    if (!contractIds.includes(value.contractId)) continue;
    const series = priceConcession(valued.portfolio, value, valued.market, { alternative });
    for (const [i, amount] of series.entries()) total[i] = (total[i] ?? 0) + amount * factorOf(value.contractId);
  }
  return Array.from(total, (amount) => amount ?? 0);
};

/** The case with the linked contracts paid at the alternative's price. */
const atAlternative = (one: FinancingCase, { prepayment, project, alternative, maturity }: OptionsInput): PlanCash => {
  const { valued, cash } = one;
  const bankable = one.id === 'lender' ? bankableContracts(valued.portfolio, project.lenderCase, maturity) : undefined;
  const factorOf = (id: ContractId): number => (bankable === undefined || bankable.has(id) ? 1 : 1 - project.lenderCase.haircut);
  const added = concession(valued, prepayment, alternative, factorOf);
  const revenue = Array.from({ length: Math.max(cash.revenue.length, added.length) }, (_, i) => (cash.revenue[i] ?? 0) + (added[i] ?? 0));
  const costs = projectCosts(project, valued.portfolio.valuationMonth, Math.max(revenue.length, cash.operatingCost.length));
  return { ...cash, revenue, ...cashFlowForDebt({ ...costs, netRevenue: revenue, operatingCost: cash.operatingCost }) };
};

/** Present value at the valuation of amounts by month, month 1 first. */
const presentValue = (series: readonly number[], valuationMonth: Month, { discountRate, valuationDate }: OptionsInput): number =>
  xnpv(discountRate, [
    { date: valuationDate, amount: 0 },
    ...series.map((amount, i) => ({ date: dateOfMonth(valuationMonth + 1 + i), amount })),
  ]);

const optionOf = (key: OptionKey, input: OptionsInput): Option => {
  const { shown, lender, facilities, prepayment, bankLoan, senior, project } = input;
  const { valuationMonth } = shown.valued.portfolio;
  const at = facilities.indexOf(prepayment);
  const replaced = (of: readonly EngineFacility[]): readonly EngineFacility[] =>
    key === 'prepayment' ? of : key === 'loan' ? of.toSpliced(at, 1, bankLoan) : of.toSpliced(at, 1);
  const [cash, sizing] = key === 'prepayment' ? [shown.cash, lender.cash] : [atAlternative(shown, input), atAlternative(lender, input)];
  const one: FinancingCase = { ...shown, cash, facilities: replaced(shown.facilities) };
  const spec = { project, sizingCfads: sizing.cfads, valuationMonth };
  const waterfall = caseWaterfall(one, spec);
  // the lender's flows of an opening facility begin with its balance, which was paid before the valuation
  const paidOf = (index: number): number => {
    const place = waterfall.indices.indexOf(index);
    if (place < 0) return 0;
    const { flows } = waterfall.result.facilities[place]!;
    const isOpening = one.facilities[index]!.opening !== undefined;
    const atValuation = isOpening ? 0 : -(flows[0] ?? 0);
    return (
      atValuation +
      presentValue(
        flows.slice(1).map((amount) => -amount),
        valuationMonth,
        input,
      )
    );
  };
  const own = key === 'none' ? -1 : at;
  const ofCash = presentValue(cash.cfads, valuationMonth, input);
  const ofOwn = own < 0 ? 0 : paidOf(own);
  const ofOthers = sumBy(one.facilities, (_, index) => (index === own ? 0 : paidOf(index)));
  const others = key === 'none' ? one.facilities.length : one.facilities.length - 1;
  const loan =
    senior.index === undefined ? senior.loan : one.facilities[key === 'none' && senior.index > at ? senior.index - 1 : senior.index]!;
  return {
    key,
    waterfall,
    facilities: one.facilities,
    cash,
    npv: ofCash + ofOwn + ofOthers,
    npvLines: [
      { label: message('financing.workbench.npv.cash'), amount: ofCash },
      ...(key === 'none' ? [] : [{ label: message(`financing.workbench.npv.${key}`), amount: ofOwn }]),
      ...(others > 0 ? [{ label: message('financing.workbench.npv.others'), amount: ofOthers }] : []),
    ],
    capacity: loanCapacity(one, loan, spec),
  };
};

/** Computes the prepayment, a bank loan of the same amount, and neither. Errors: those of the engine. */
export const computeOptions = (input: OptionsInput): readonly Option[] =>
  (['prepayment', 'loan', 'none'] as const).map((key) => optionOf(key, input));

const explanationOf = (title: Message, formula: Message, lines: Explanation['lines'], total: Explanation['total']): Explanation => ({
  title,
  formula,
  lines,
  total,
  sources: [],
});

/** The label of a line of a capacity: the engine names a facility's period after the point. */
const lineLabel = (label: string, paidIn: (period: number) => Month): Message => {
  const [kind = label, period] = label.split('.');
  const key = `financing.line.${kind}`;
  return period === undefined ? { key } : { key, values: { month: monthFigure(paidIn(Number(period))) } };
};

/** The facts of an option. `costs`: the all-in costs as figures. */
export const optionFacts = (
  { key, waterfall, npv, npvLines, capacity, facilities }: Option,
  {
    senior,
    valuationMonth,
    allInCost,
    label,
    identify,
  }: {
    readonly senior: OptionsInput['senior'];
    readonly valuationMonth: Month;
    readonly allInCost: Figure | undefined;
    readonly label: Label;
    readonly identify: IdentifyTyped;
  },
): FinancingOption => {
  const { periods, minimumDscr } = waterfall.result;
  const lowest = periods.find(({ dscr }) => dscr !== null && dscr === minimumDscr);
  const name = message(`financing.workbench.option.${key}`);
  const total = (amount: number, unit: 'usd' | 'ratio', decimals: number) => ({ label: message('common.total'), amount, unit, decimals });
  const paidIn = (period: number): Month => valuationMonth + senior.loan.start + period * senior.loan.periodMonths;
  return {
    key,
    npv: withExplanation(
      usd(npv, { decimals: 1, ...identify('optionNpv', key) }),
      explanationOf(
        message('financing.workbench.npv.title', { option: name }),
        message('financing.workbench.npv.formula'),
        npvLines.map((line) => ({ ...line, unit: 'usd', decimals: 1 })),
        total(npv, 'usd', 1),
      ),
    ),
    ...(minimumDscr !== null &&
      lowest && {
        minimumDscr: withExplanation(
          ratio(minimumDscr, { decimals: 2, ...identify('minimumDscr', key) }),
          explanationOf(
            message('financing.workbench.dscr.title', { option: name }),
            message('financing.workbench.dscr.formula', { month: monthFigure(valuationMonth + lowest.month) }),
            [
              { label: message('financing.line.of.cfads'), amount: lowest.cfads, unit: 'usd', decimals: 1 },
              { label: message('financing.line.of.interestPaid'), amount: lowest.interest, unit: 'usd', decimals: 1 },
              { label: message('financing.line.of.principalPaid'), amount: lowest.principal, unit: 'usd', decimals: 1 },
            ],
            total(minimumDscr, 'ratio', 2),
          ),
        ),
        minimumMonth: valuationMonth + lowest.month,
      }),
    ...(capacity && {
      capacity: withExplanation(
        usd(capacity.capacity, { decimals: 1, ...identify('debtCapacity', key) }),
        explanationOf(
          message('financing.explain.capacity', { name: label, case: name }),
          message(`financing.explain.capacity.${capacity.binding}`),
          capacity.lines
            .slice(0, -1)
            .map(({ label: line, amount }) => ({ label: lineLabel(line, paidIn), amount, unit: 'usd', decimals: 1 })),
          total(capacity.capacity, 'usd', 1),
        ),
      ),
      capacityMonth: paidIn(capacity.bindingPeriod),
    }),
    ...(allInCost && facilities.length > 0 && { allInCost }),
  };
};

/** A rate a year as a figure with the flows that it discounts to nothing. */
export const costFigure = (
  rate: number,
  { title, formula, lines }: { readonly title: Message; readonly formula: Message; readonly lines: Explanation['lines'] },
): Figure =>
  withExplanation(
    share(rate),
    explanationOf(title, formula, lines, { label: message('financing.workbench.rate'), amount: rate, unit: 'fraction', decimals: 2 }),
  );
