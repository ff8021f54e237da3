import { valuePortfolioInSteps } from '#engine';
import type { Figure, Label, Message } from '#shared/contract/figure.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { points, ratio, usd } from '../portfolio/figures.ts';
import type { ValuedOnMarket } from '../portfolio/planCash.ts';
import { MARKET_ASSUMPTIONS } from '../simulation/defaultRanges.ts';
import { runWithYielding, type YieldWithCounts } from '../yielding.ts';
import { revalueAtFactor } from './breakEven.ts';
import { type IdentifiedPlan, identifyInCase } from './caseIdentity.ts';
import { LENDER_CASE, type PlanFinancing, type VariantChange } from './planFinancing.ts';
import { lowestDscr } from './ratioFigures.ts';

/** The debt of the lender case with one assumption at another value; a figure is absent where nothing can be sized or is due. */
export type DebtAtSetting = { readonly setting: Label; readonly capacity?: Figure; readonly minimumDscr?: Figure };

export type DebtSensitivityRow = {
  readonly key: string;
  readonly label: Message;
  readonly low: DebtAtSetting;
  readonly high: DebtAtSetting;
};

/** Debt capacity and lowest DSCR of a plan in the lender case, as they are and by assumption. */
export type DebtSensitivity = DebtAtSetting & { readonly rows: readonly DebtSensitivityRow[] };

/** An assumption that lenders vary, and what a value of it changes. */
type Assumption = {
  readonly key: string;
  readonly label: Message;
  readonly values: readonly [low: number, high: number];
  readonly settingOf: (value: number) => Label;
  readonly change: (valuedMarket: ValuedOnMarket, value: number) => Steps<VariantChange>;
};

const times = (factor: number): Label => message('simulation.tornado.times', { factor: ratio(factor, { decimals: 2 }) });

function* revalue(valuedMarket: ValuedOnMarket, portfolio: ValuedOnMarket['portfolio']): Steps<VariantChange> {
  const { market } = valuedMarket;
  return { valued: { portfolio, market, value: yield* valuePortfolioInSteps(portfolio, market, valuedMarket) } };
}

const withProducts = (
  { portfolio }: ValuedOnMarket,
  change: (product: ValuedOnMarket['portfolio']['products'][number]) => ValuedOnMarket['portfolio']['products'][number],
) => ({ ...portfolio, products: portfolio.products.map(change) });

/** Ten per cent up and down, as lenders' base sensitivities are. */
const TEN_PER_CENT = [0.9, 1.1] as const;
/** A point of interest. */
const POINT = 0.01;

const LENDER_ASSUMPTIONS: readonly Assumption[] = [
  {
    key: 'prices',
    label: message('simulation.tornado.prices'),
    values: TEN_PER_CENT,
    settingOf: times,
    *change(valuedMarket, factor) {
      return { valued: yield* revalueAtFactor(valuedMarket, factor) };
    },
  },
  {
    key: 'production',
    label: message('financing.sensitivity.production'),
    values: TEN_PER_CENT,
    settingOf: times,
    change: (valuedMarket, factor) =>
      revalue(
        valuedMarket,
        withProducts(valuedMarket, (product) => ({ ...product, production: product.production.map((tonnes) => tonnes * factor) })),
      ),
  },
  {
    key: 'unitCost',
    label: message('financing.sensitivity.unitCost'),
    values: TEN_PER_CENT,
    settingOf: times,
    *change(valuedMarket, factor) {
      const portfolio = withProducts(valuedMarket, (product) => ({
        ...product,
        unitCost: product.unitCost.map((cost) => ({ ...cost, usdPerDmt: cost.usdPerDmt * factor })),
      }));
      return { valued: { ...valuedMarket, portfolio } };
    },
  },
  {
    key: 'interest',
    label: message('financing.sensitivity.interest'),
    values: [-POINT, POINT],
    settingOf: (change) => points(change),
    *change(valuedMarket, change) {
      return {
        valued: valuedMarket,
        changeFacility: (facility) => {
          const { rate } = facility;
          if ('fixed' in rate) return { ...facility, rate: { fixed: rate.fixed + change } };
          const { margin } = rate;
          return {
            ...facility,
            rate: { ...rate, margin: typeof margin === 'number' ? margin + change : margin.map((points) => points + change) },
          };
        },
      };
    },
  },
  ...MARKET_ASSUMPTIONS.map(
    ({ key, low, high, scale }): Assumption => ({
      key,
      label: message(`simulation.tornado.${key}`),
      values: [low, high],
      settingOf: times,
      change: (valuedMarket, factor) => revalue(valuedMarket, scale(valuedMarket.portfolio, factor)),
    }),
  ),
];

/** The plan with an assumption at another value, for the identities of its figures. */
const variantPlan = ({ plan, baseBook }: PlanFinancing, key: string, value: number): IdentifiedPlan => ({
  plan: { plan: plan.plan, variant: `${plan.variant ?? ''}[${key} ${value}]` },
  baseBook,
});

const measureDebtSensitivity = async (plan: PlanFinancing, yieldNow: YieldWithCounts): Promise<DebtSensitivity> => {
  await plan.prepareCase(LENDER_CASE);
  const { valued: valuedMarket } = plan.caseOf(LENDER_CASE);
  const debtAt = async (setting: Label, change: VariantChange, identifiedPlan: IdentifiedPlan): Promise<DebtAtSetting> => {
    const variant = await runWithYielding(plan.variantOf(LENDER_CASE, change), yieldNow);
    const identify = (measure: 'debtCapacity' | 'minimumDscr') => identifyInCase(identifiedPlan, LENDER_CASE, measure);
    const capacity = variant.capacity();
    const lowestRatio = lowestDscr(variant.waterfall().result, {
      title: message('compare.minimumDscr'),
      valuationMonth: plan.valuationMonth,
      identity: identify('minimumDscr'),
    });
    return {
      setting,
      ...(capacity !== undefined && { capacity: usd(capacity, { identity: identify('debtCapacity') }) }),
      ...(lowestRatio && { minimumDscr: lowestRatio.figure }),
    };
  };
  const rows: DebtSensitivityRow[] = [];
  for (const { key, label, values, settingOf, change } of LENDER_ASSUMPTIONS) {
    const ends = [];
    for (const value of values) {
      await yieldNow();
      const variantChange = await runWithYielding(change(valuedMarket, value), yieldNow);
      ends.push(await debtAt(settingOf(value), variantChange, variantPlan(plan, key, value)));
    }
    rows.push({ key, label, low: ends[0]!, high: ends[1]! });
    await yieldNow(rows.length, LENDER_ASSUMPTIONS.length);
  }
  return { ...(await debtAt(message('financing.case.lender'), { valued: valuedMarket }, plan)), rows };
};

/**
 * Sizes the first loan and computes the lowest DSCR of the lender case with each assumption at its low and high value, one at a time. The
 * instalments stay those of the plan.
 */
export const debtSensitivity = (plan: PlanFinancing, yieldNow: YieldWithCounts): Promise<DebtSensitivity> =>
  plan.keepResult('debt sensitivity', () => measureDebtSensitivity(plan, yieldNow));
