import { cashFlowForDebt, type Facility as EngineFacility, type PriceAlternative, priceConcession, xnpv } from '#engine';
import type { Figure, Label, Message } from '#shared/contract/figure.ts';
import type { FinancingOption } from '#shared/contract/financingWorkbench.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { dateOfMonth, type IsoDate, type Month } from '#shared/domain/time.ts';
import { sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { explanation } from '../portfolio/explain.ts';
import { usd, withExplanation } from '../portfolio/figures.ts';
import { type CaseWaterfall, caseWaterfall, type FinancingCase, loanCapacity } from '../portfolio/financingCase.ts';
import { bankableContracts, type PlanCash, type ValuedOnMarket } from '../portfolio/planCash.ts';
import { projectCosts } from '../portfolio/projectInputs.ts';
import { yieldIfDue } from '../yielding.ts';
import { capacityFigure } from './capacityFigure.ts';
import type { IdentifyTyped } from './caseIdentity.ts';
import { lowestDscr } from './ratioFigures.ts';

type OptionKey = FinancingOption['key'];

/** The inputs of the options of a prepayment: the selected case, and the lender case, which sizes loans. */
export type OptionsInput = {
  readonly selectedCase: FinancingCase;
  readonly lender: FinancingCase;
  readonly facilities: readonly Facility[];
  readonly prepayment: Facility;
  /** The bank loan that replaces the prepayment, and the senior loan whose capacity is compared. */
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
const concessionByMonth = (
  valuedMarket: ValuedOnMarket,
  { contractIds }: Facility,
  alternative: PriceAlternative,
  factorOf: (id: ContractId) => number,
): number[] => {
  const total: number[] = [];
  for (const value of valuedMarket.value.contracts) {
    if (!contractIds.includes(value.contractId)) continue;
    const series = priceConcession(valuedMarket.portfolio, value, valuedMarket.market, { alternative });
    for (const [i, amount] of series.entries()) total[i] = (total[i] ?? 0) + amount * factorOf(value.contractId);
  }
  return Array.from(total, (amount) => amount ?? 0);
};

/** The case with the linked contracts paid at the alternative's price. */
const cashAtAlternative = (financingCase: FinancingCase, { prepayment, project, alternative, maturity }: OptionsInput): PlanCash => {
  const { valued, cash } = financingCase;
  const bankableIds = financingCase.id === 'lender' ? bankableContracts(valued.portfolio, project.lenderCase, maturity) : undefined;
  const factorOf = (id: ContractId): number => (bankableIds === undefined || bankableIds.has(id) ? 1 : 1 - project.lenderCase.haircut);
  const concession = concessionByMonth(valued, prepayment, alternative, factorOf);
  const revenue = Array.from(
    { length: Math.max(cash.revenue.length, concession.length) },
    (_, i) => (cash.revenue[i] ?? 0) + (concession[i] ?? 0),
  );
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
  const { selectedCase, lender, facilities, prepayment, bankLoan, senior, project } = input;
  const { valuationMonth } = selectedCase.valued.portfolio;
  const prepaymentIndex = facilities.indexOf(prepayment);
  const replacePrepayment = (of: readonly EngineFacility[]): readonly EngineFacility[] =>
    key === 'prepayment' ? of : key === 'loan' ? of.toSpliced(prepaymentIndex, 1, bankLoan) : of.toSpliced(prepaymentIndex, 1);
  const [cash, sizingCash] =
    key === 'prepayment' ? [selectedCase.cash, lender.cash] : [cashAtAlternative(selectedCase, input), cashAtAlternative(lender, input)];
  const optionCase: FinancingCase = { ...selectedCase, cash, facilities: replacePrepayment(selectedCase.facilities) };
  const spec = { project, sizingCfads: sizingCash.cfads, valuationMonth };
  const waterfall = caseWaterfall(optionCase, spec);
  // the lender's flows of an opening facility begin with its balance, which was paid before the valuation
  const netReceipts = (index: number): number => {
    const resultIndex = waterfall.indices.indexOf(index);
    if (resultIndex < 0) return 0;
    const { flows } = waterfall.result.facilities[resultIndex]!;
    const isOpening = optionCase.facilities[index]!.opening !== undefined;
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
  const ownIndex = key === 'none' ? -1 : prepaymentIndex;
  const valueOfCash = presentValue(cash.cfads, valuationMonth, input);
  const valueOfOwn = ownIndex < 0 ? 0 : netReceipts(ownIndex);
  const valueOfOthers = sumBy(optionCase.facilities, (_, index) => (index === ownIndex ? 0 : netReceipts(index)));
  const otherCount = key === 'none' ? optionCase.facilities.length : optionCase.facilities.length - 1;
  const loan =
    senior.index === undefined
      ? senior.loan
      : optionCase.facilities[key === 'none' && senior.index > prepaymentIndex ? senior.index - 1 : senior.index]!;
  return {
    key,
    waterfall,
    facilities: optionCase.facilities,
    cash,
    npv: valueOfCash + valueOfOwn + valueOfOthers,
    npvLines: [
      { label: message('financing.workbench.npv.cash'), amount: valueOfCash },
      ...(key === 'none' ? [] : [{ label: message(`financing.workbench.npv.${key}`), amount: valueOfOwn }]),
      ...(otherCount > 0 ? [{ label: message('financing.workbench.npv.others'), amount: valueOfOthers }] : []),
    ],
    capacity: loanCapacity(optionCase, loan, spec),
  };
};

/** Computes the prepayment, a bank loan of the same amount, and neither. Errors: those of the engine. */
export const computeOptions = async (input: OptionsInput): Promise<readonly Option[]> => {
  const options: Option[] = [];
  for (const key of ['prepayment', 'loan', 'none'] as const) {
    options.push(optionOf(key, input));
    await yieldIfDue();
  }
  return options;
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
  const name = message(`financing.workbench.option.${key}`);
  const lowestRatio = lowestDscr(waterfall.result, {
    title: message('financing.workbench.dscr.title', { option: name }),
    valuationMonth,
    ...identify('minimumDscr', key),
  });
  const paymentMonthOf = (period: number): Month => valuationMonth + senior.loan.start + period * senior.loan.periodMonths;
  return {
    key,
    npv: withExplanation(
      usd(npv, { decimals: 1, ...identify('optionNpv', key) }),
      explanation(npvLines, npv, {
        title: message('financing.workbench.npv.title', { option: name }),
        formula: message('financing.workbench.npv.formula'),
        unit: 'usd',
        decimals: 1,
      }),
    ),
    ...(lowestRatio && { minimumDscr: lowestRatio.figure, minimumMonth: lowestRatio.month }),
    ...(capacity && {
      capacity: capacityFigure(capacity, {
        loan: label,
        ofCase: name,
        ...identify('debtCapacity', key),
        decimals: 1,
        paymentMonthOf,
      }),
      capacityMonth: paymentMonthOf(capacity.bindingPeriod),
    }),
    ...(allInCost && facilities.length > 0 && { allInCost }),
  };
};
