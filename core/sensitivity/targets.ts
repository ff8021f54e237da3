import { compareWithSpot } from '#engine';
import { unique } from '#shared/collections.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { SensitivityTarget } from '#shared/contract/sensitivity.ts';
import type { SimulationOutcome } from '#shared/contract/simulation.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type Year, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { measuresOf } from '../compare/comparedMeasures.ts';
import type { ServiceContext } from '../context.ts';
import type { DraftedContract } from '../contracts/draftedContract.ts';
import { netPriceFigure, npvFigure, revenueFigure } from '../contracts/previewFigures.ts';
import { facilityCosts } from '../financing/facilityCosts.ts';
import { financingHeadline, type HeadlineKey } from '../financing/headline.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { identifyLimit, limitFigure } from '../limits/limitFigures.ts';
import { amountInYear, contractValue, firstFullYear, meanNetPrice, pricedMonths } from '../portfolio/contractValues.ts';
import { identifyDeal } from '../portfolio/figureIdentity.ts';
import { usdPerDmt } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';
import { netPriceLines } from '../portfolio/priceLines.ts';
import { findScenario } from '../portfolio/valuedPortfolio.ts';
import type { PathOutcomes } from './pathOutcomes.ts';

/** The plan, and the contract in it, with some drivers changed. */
export type Scope = {
  readonly book: Workbook;
  readonly plan: ValuedPlan;
  readonly contract: OfftakeContract | undefined;
  readonly financing: () => Promise<PlanFinancing>;
  /** In which queries answer with these drivers; absent where no query is asked. */
  readonly assumedContext?: (() => ServiceContext) | undefined;
  /** The figure that was opened on a page; absent where none was. */
  readonly pageFigure?: (() => Promise<number | undefined>) | undefined;
  /** Simulated once; absent outside a job. */
  readonly paths?: (() => Promise<PathOutcomes>) | undefined;
};

/** A number, and the figure that shows it; the figure explains how it is made. `error`: the standard error of a simulated number. */
export type MeasuredFigure = { readonly value: number; readonly figure: () => Figure; readonly error?: number };

/** A figure of the catalogue. `of` is undefined where there is nothing to measure; `inRun` is the same figure in a stored run. */
export type Target = Omit<SensitivityTarget, 'drivers'> & {
  readonly of: (scope: Scope, year: Year) => MeasuredFigure | undefined | Promise<MeasuredFigure | undefined>;
  readonly inRun?: (outcome: SimulationOutcome, year: Year) => MeasuredFigure | undefined;
};

/** The contract of a scope as the contract page values it; undefined where it can't be priced. */
const draftIn = ({ book, plan, contract }: Scope, year: Year): (DraftedContract & { readonly contract: OfftakeContract }) | undefined => {
  const value = contract && contractValue(plan, contract.id);
  const product = contract && book.products.get(contract.productId);
  if (contract === undefined || value === undefined || product === undefined) return undefined;
  return {
    book,
    contract,
    product,
    plan,
    value,
    year,
    get netPrice() {
      return netPriceLines(plan, book, contract.id, pricedMonths(value, year));
    },
  };
};

type DealTarget = Pick<Target, 'key' | 'label' | 'unit' | 'decimals'> & {
  readonly isYearly: boolean;
  readonly of: (draft: DraftedContract) => MeasuredFigure | undefined;
};

const effectiveIn = ({ plan, value, book, year }: DraftedContract) =>
  compareWithSpot(plan.portfolio, value, book.market).years.find((candidate) => candidate.year === year);

const DEAL_TARGETS: readonly DealTarget[] = [
  {
    key: 'deal.npv',
    label: message('sensitivity.target.npv'),
    unit: 'usd',
    decimals: 1,
    isYearly: false,
    of: (draft) => ({ value: draft.value.npv, figure: () => ({ ...npvFigure(draft), decimals: 1 }) }),
  },
  {
    key: 'deal.netPrice',
    label: message('economics.netPrice'),
    unit: 'usdPerDmt',
    decimals: 1,
    isYearly: true,
    of: (draft) => {
      const value = meanNetPrice(pricedMonths(draft.value, draft.year));
      return value === undefined ? undefined : { value, figure: () => netPriceFigure(draft) ?? usdPerDmt(value) };
    },
  },
  {
    key: 'deal.revenue',
    label: message('economics.revenue'),
    unit: 'usdPerYear',
    decimals: 1,
    isYearly: true,
    of: (draft) => ({ value: amountInYear(draft.plan.value, draft.value.revenue, draft.year), figure: () => revenueFigure(draft) }),
  },
  {
    key: 'deal.effectivePrice',
    label: message('sensitivity.target.effectivePrice'),
    unit: 'usdPerDmt',
    decimals: 1,
    isYearly: true,
    of: (draft) => {
      const effectivePrice = effectiveIn(draft);
      const { book, plan, contract, year: period } = draft;
      return (
        effectivePrice && {
          value: effectivePrice.effective,
          figure: () => usdPerDmt(effectivePrice.effective, { identity: identifyDeal(book, plan, contract, 'effectivePrice', { period }) }),
        }
      );
    },
  },
  {
    key: 'deal.margin',
    label: message('sensitivity.target.margin'),
    unit: 'usdPerDmt',
    decimals: 1,
    isYearly: true,
    of: (draft) => {
      const effectivePrice = effectiveIn(draft);
      if (effectivePrice?.unitCost === undefined) return undefined;
      const { book, plan, contract, year: period } = draft;
      const value = effectivePrice.effective - effectivePrice.unitCost;
      return { value, figure: () => usdPerDmt(value, { identity: identifyDeal(book, plan, contract, 'margin', { period }) }) };
    },
  },
];

const dealTargets = (scope: Scope): readonly Target[] => {
  const draft = draftIn(scope, scope.book.year);
  if (draft === undefined) return [];
  const years = unique(draft.value.months.flatMap(({ month, delivered }) => (delivered > 0 ? [yearOf(month)] : [])));
  const first = firstFullYear(draft.value, scope.book.year);
  return DEAL_TARGETS.map(({ isYearly, of, ...target }) => ({
    ...target,
    group: 'deal',
    years: isYearly ? years : [],
    ...(isYearly && { year: first }),
    of: (changedScope, year) => {
      const changedDraft = draftIn(changedScope, year);
      return changedDraft && of(changedDraft);
    },
  }));
};

/** Measures of plans that are counts of whole things, which no driver moves continuously. */
const NO_TARGETS: ReadonlySet<string> = new Set(['limits']);

const planTargets = ({ book, plan, contract }: Scope): readonly Target[] =>
  measuresOf(contract && book.products.get(contract.productId), findScenario(book.scenarios, undefined), [])
    .filter(({ key }) => !NO_TARGETS.has(key))
    .map(({ key, label, unit, decimals, coversWholePlan, of }) => ({
      key: `plan.${key}`,
      group: 'plan',
      label,
      unit: unit === 'points' ? 'fraction' : unit,
      decimals,
      years: coversWholePlan ? [] : plan.value.years,
      ...(coversWholePlan ? {} : { year: book.year }),
      of: (scope, year) => {
        const measuredValue = of({ book: scope.book, plan: scope.plan, year: coversWholePlan ? undefined : year });
        return measuredValue && { value: measuredValue.value, figure: () => measuredValue.figure };
      },
    }));

/** Each limit of the workspace by its worst year, in which it is breached first. */
const limitTargets = ({ book }: Scope): readonly Target[] =>
  book.limits.map((limit) => {
    const { unit, decimals } = limitFigure(limit, 0);
    return {
      key: `limit.${limit.id}`,
      group: 'limit',
      label: message('sensitivity.target.limit', { name: limit.name }),
      unit,
      decimals,
      years: [],
      bound: { direction: limit.direction, level: limit.breach },
      of: ({ book: changedBook, plan }) => {
        const worstYear = plan.limits().find(({ limitId }) => limitId === limit.id)?.worst;
        return (
          worstYear && {
            value: worstYear.value,
            figure: () => limitFigure(limit, worstYear.value, { identity: identifyLimit(changedBook, plan, limit, worstYear.year) }),
          }
        );
      },
    };
  });

const HEADLINE_UNITS = { debtCapacity: ['usd', 1], minimumDscr: ['ratio', 2], minimumLlcr: ['ratio', 2] } as const;

const financingTargets = async (financing: PlanFinancing): Promise<readonly Target[]> => {
  if (financing.facilities.length === 0) return [];
  const headline = await financingHeadline(financing);
  const keys = (Object.keys(HEADLINE_UNITS) as (keyof typeof HEADLINE_UNITS & HeadlineKey)[]).filter(
    (key) => headline?.[key] !== undefined,
  );
  return [
    ...keys.map((key): Target => {
      const [unit, decimals] = HEADLINE_UNITS[key];
      return {
        key: `financing.${key}`,
        group: 'financing',
        label: message(`compare.${key}`),
        unit,
        decimals,
        years: [],
        of: async (scope) => {
          const measuredFigure = (await financingHeadline(await scope.financing()))?.[key];
          return measuredFigure && { value: measuredFigure.value, figure: () => measuredFigure.figure };
        },
      };
    }),
    ...financing.facilities.map(
      ({ id, name }): Target => ({
        key: `allInCost.${id}`,
        group: 'financing',
        label: message('sensitivity.target.allInCost', { name }),
        unit: 'fraction',
        decimals: 2,
        years: [],
        of: async (scope) => {
          const financingOfScope = await scope.financing();
          await financingOfScope.prepareCase('base');
          const cost = facilityCosts(financingOfScope, 'base').find(({ facilityId }) => facilityId === id);
          // of a prepayment with the price that its contracts concede, as the prepayment is decided by
          const figure = cost?.withPrice?.allInCost ?? cost?.allInCost;
          return figure && { value: Number(figure.value), figure: () => ({ ...figure, decimals: 2 }) };
        },
      }),
    ),
  ];
};

/** Lists the figures that can be measured for a contract in the plan, or for the plan alone. */
export const listTargets = async (scope: Scope): Promise<readonly Target[]> => [
  ...dealTargets(scope),
  ...planTargets(scope),
  ...limitTargets(scope),
  ...(await financingTargets(await scope.financing())),
];
