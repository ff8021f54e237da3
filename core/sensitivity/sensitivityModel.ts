import { OrebookError } from '#shared/contract/errors.ts';
import type { SensitivityDriver, SensitivityModelInput } from '#shared/contract/sensitivity.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { facilityInPlan } from '#shared/domain/financing.ts';
import type { DeckId, FacilityId } from '#shared/domain/ids.ts';
import type { Year } from '#shared/domain/time.ts';
import { lazy, memoize, memoizeRecent, memoizeWeakly } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import type { ServiceContext } from '../context.ts';
import { planFinancing } from '../financing/planFinancing.ts';
import { priceDecimals, priceFigureUnit } from '../portfolio/figures.ts';
import { referenceLabel } from '../portfolio/labels.ts';
import { withFacilityOverride } from '../portfolio/planFacilities.ts';
import {
  assumeWorkbook,
  createVariantMaker,
  type VariantMaker,
  valueAloneInSteps,
  valuedWorkbook,
  type Workbook,
  withRecords,
  workbookOnDeck,
} from '../portfolio/portfolio.ts';
import { runWithYielding } from '../yielding.ts';
import { computePageFigure, pageFigureTarget } from './pageFigures.ts';
import type { SimulatePaths } from './pathOutcomes.ts';
import { listPathTargets } from './pathTargets.ts';
import { averageLevel, withShiftedPrices } from './priceLevels.ts';
import { listTargets, type MeasuredFigure, type Scope, type Target } from './targets.ts';
import { findDeal, listBidTargets, type TenderBid } from './tenderBids.ts';
import { listTermDrivers, type TermDriver } from './termDrivers.ts';

/** What a driver does to the workbook and the contract. */
type Driver =
  | TermDriver
  | (SensitivityDriver & { readonly group: 'price'; readonly reference: string; readonly now: number })
  | (SensitivityDriver & { readonly group: 'facility'; readonly facilityId: FacilityId });

/** A value of a driver. */
export type DriverValue = { readonly driver: Driver; readonly value: number };

export type ScopeOptions = { readonly isDealOnly?: boolean | undefined; readonly simulate?: SimulatePaths | undefined };

/** The drivers and figures of a contract in the chosen plan, and the plan with some of them changed. */
export type SensitivityModel = {
  readonly book: Workbook;
  readonly contract: OfftakeContract | undefined;
  /** The bid that the contract is the deal of. */
  readonly bid: TenderBid | undefined;
  readonly drivers: readonly Driver[];
  readonly targets: readonly Target[];
  /** Throw NOT_FOUND. */
  readonly driverOf: (key: string) => Driver;
  readonly targetOf: (key: string) => Target;
  /**
   * The plan with values of drivers; none is the plan as it is. `isDealOnly`: with the contracts of the deal's product alone, where only
   * figures of the deal are measured, which no other product changes. `simulate`: for figures over paths.
   */
  readonly at: (values: readonly DriverValue[], options?: ScopeOptions) => Promise<Scope>;
};

/** A price is tried from a third to three times its level. */
const PRICE_RANGE = 3;

const priceDrivers = (book: Workbook): readonly Driver[] =>
  [...book.references.values()].flatMap(({ code, kind, unit, average }): readonly Driver[] => {
    const currentLevel = averageLevel(book, code);
    // an average moves with its indices
    if (kind === 'rate' || average !== undefined || currentLevel === undefined || currentLevel <= 0) return [];
    return [
      {
        key: `price.${code}`,
        group: 'price',
        label: message('sensitivity.driver.price', { reference: referenceLabel(book.references, code), year: book.year }),
        unit: priceFigureUnit(unit),
        decimals: priceDecimals(currentLevel),
        now: currentLevel,
        low: currentLevel / PRICE_RANGE,
        high: currentLevel * PRICE_RANGE,
        min: 0,
        canApply: false,
        reference: code,
      },
    ];
  });

const facilityDrivers = (book: Workbook): readonly Driver[] => {
  const { plan } = book.plan();
  return book.facilities.flatMap((facility): readonly Driver[] => {
    const inPlan = facilityInPlan(
      facility,
      plan.facilities?.find(({ facilityId }) => facilityId === facility.id),
    );
    if (inPlan === undefined || inPlan.commitment <= 0) return [];
    return [
      {
        key: `facility.${facility.id}`,
        group: 'facility',
        label: message('sensitivity.driver.facility', { name: facility.name }),
        unit: 'usd',
        decimals: 1,
        now: inPlan.commitment,
        low: 0,
        high: 2 * inPlan.commitment,
        min: 0,
        canApply: true,
        facilityId: facility.id,
      },
    ];
  });
};

const findByKey = <T extends { readonly key: string }>(items: readonly T[], key: string, kind: string): T => {
  const match = items.find((candidate) => candidate.key === key);
  if (match === undefined) throw new OrebookError('NOT_FOUND', { kind, id: key });
  return match;
};

/** The plan with another amount of facilities. */
const withFacilityAmounts = (
  book: Workbook,
  makeVariant: VariantMaker,
  amounts: readonly { readonly facilityId: FacilityId; readonly commitment: number }[],
): Workbook => {
  if (amounts.length === 0) return book;
  const selectedPlan = book.plan().plan;
  const changedPlan = amounts.reduce((plan, { facilityId, commitment }) => {
    const overrideBefore = plan.facilities?.find((candidate) => candidate.facilityId === facilityId);
    return withFacilityOverride(plan, { ...overrideBefore, facilityId, commitment });
  }, selectedPlan);
  return makeVariant(book, { plans: book.plans.map((plan) => (plan === selectedPlan ? changedPlan : plan)) });
};

/** One function per deck, which keeps its workbook. */
const onDeck = memoize(workbookOnDeck);

/** Contracts of the workbooks with other prices that stay in memory, of each deck: of ten thousand contracts one takes a hundred megabytes. */
const KEPT_CONTRACTS = 20_000;
const keptVariants = ({ contracts }: Workbook): number => Math.ceil(KEPT_CONTRACTS / Math.max(1, contracts.length));

/**
 * Returns the workbook of any deck with other prices and facilities; one per workbook and values. Products that none of the changed prices is
 * read for are not valued again.
 */
const createVariants = (ctx: ServiceContext) => {
  const variantMakerOf = memoizeWeakly((_book: Workbook) => createVariantMaker());
  const ofBook = memoizeWeakly((book: Workbook) =>
    memoizeRecent(keptVariants(book), async (key: string): Promise<Workbook> => {
      const { prices, facilities } = JSON.parse(key) as {
        readonly prices: readonly { readonly reference: string; readonly factor: number }[];
        readonly facilities: readonly { readonly facilityId: FacilityId; readonly commitment: number }[];
      };
      const makeVariant = variantMakerOf(book);
      if (prices.length === 0) return withFacilityAmounts(book, makeVariant, facilities);
      const otherMarkets: Partial<Record<DeckId, Workbook['market']>> = {};
      for (const deck of Object.keys(book.otherMarkets) as DeckId[]) {
        const otherBook = await onDeck(deck)(ctx);
        otherMarkets[deck] = withShiftedPrices(otherBook, variantMakerOf(otherBook), prices).market;
      }
      return withFacilityAmounts(withShiftedPrices(book, makeVariant, prices, otherMarkets), makeVariant, facilities);
    }),
  );
  return (book: Workbook, values: readonly DriverValue[]): Promise<Workbook> => {
    const prices = values.flatMap(({ driver, value }) =>
      driver.group === 'price' && 'reference' in driver ? [{ reference: driver.reference, factor: value / driver.now }] : [],
    );
    const facilities = values.flatMap(({ driver, value }) =>
      'facilityId' in driver ? [{ facilityId: driver.facilityId, commitment: value }] : [],
    );
    return prices.length + facilities.length === 0 ? Promise.resolve(book) : ofBook(book)(JSON.stringify({ prices, facilities }));
  };
};

/** Whether the terms of a contract contradict one another, as a floor above the cap. */
const contradicts = ({ terms }: OfftakeContract): boolean =>
  terms.some(({ collar }) => collar?.floor !== undefined && collar.cap !== undefined && collar.floor > collar.cap);

/** Opens the catalogues of a contract, or of the plan alone. Throws NOT_FOUND. */
export const sensitivityModel = async (ctx: ServiceContext, { contractId, figure }: SensitivityModelInput): Promise<SensitivityModel> => {
  const book = await valuedWorkbook(ctx);
  const deal = contractId === undefined ? undefined : await findDeal(ctx, book, contractId);
  const contract = deal?.contract;
  const variantOf = createVariants(ctx);
  const variantMakerOf = memoizeWeakly((_book: Workbook) => createVariantMaker());
  const dealBook = lazy(() =>
    withRecords(book, { contracts: book.contracts.filter(({ productId }) => productId === contract?.productId) }),
  );
  const at = async (values: readonly DriverValue[], { isDealOnly = false, simulate }: ScopeOptions = {}): Promise<Scope> => {
    const changedContract = values.reduce(
      (of, { driver, value }) => (of !== undefined && 'change' in driver ? driver.change(of, value) : of),
      contract,
    );
    const select = (of: Workbook) =>
      changedContract === undefined ? of.plan() : of.withDraft(changedContract, undefined, deal?.bid?.excludedContracts);
    const variant = await variantOf(isDealOnly ? dealBook() : book, values);
    const plan = select(variant);
    const assumedContext = lazy(() =>
      values.length === 0
        ? ctx
        : assumeWorkbook(ctx, async (actualBook) => {
            const changedBook = await variantOf(actualBook, values);
            if (changedContract === undefined || changedContract === contract) return changedBook;
            const contracts = changedBook.contracts.map((entry) => (entry.id === changedContract.id ? changedContract : entry));
            return variantMakerOf(changedBook)(changedBook, { contracts });
          }),
    );
    return {
      book: variant,
      plan,
      contract: changedContract,
      financing: () => planFinancing(ctx, select, { variantOf: (of) => variantOf(of, values) }),
      assumedContext,
      ...(figure && { pageFigure: lazy(() => computePageFigure(assumedContext(), figure, changedContract)) }),
      ...(simulate && { paths: lazy(() => simulate(variant, plan, changedContract?.id)) }),
    };
  };
  // a page reads its bids from the file: their terms can't change there
  const hasTerms = contract !== undefined && (figure === undefined || deal?.bid === undefined);
  const drivers = [...(hasTerms ? listTermDrivers(book, contract) : []), ...priceDrivers(book), ...facilityDrivers(book)];
  const today = await at([]);
  await valueAloneInSteps(today.plan);
  const targets = [
    ...(figure ? [pageFigureTarget(book, figure)] : []),
    ...(deal ? listBidTargets(deal) : []),
    ...(await listTargets(today)),
    ...listPathTargets(today),
  ];
  return {
    book,
    contract,
    bid: deal?.bid,
    drivers,
    targets,
    driverOf: (key) => findByKey(drivers, key, 'driver'),
    targetOf: (key) => findByKey(targets, key, 'target'),
    at,
  };
};

/** Measures a figure at values of drivers; undefined where it does not exist or the contract can't be priced there. */
export const measureAt = async (
  model: SensitivityModel,
  values: readonly DriverValue[],
  target: Target,
  year: Year | undefined,
): Promise<MeasuredFigure | undefined> => measureIn(await model.at(values), target, year);

/** Figures of the plan that are read from its value alone. */
const VALUE_TARGETS: ReadonlySet<string> = new Set(['plan.npv', 'plan.revenue', 'plan.margin']);

/** Values the plan as far as a figure reads it. */
function* stepsOf({ plan: { inSteps } }: Scope, { key, group }: Target): Steps<void> {
  yield* inSteps.valueAtBase();
  if (group === 'limit') yield* inSteps.value();
  else if (group === 'plan' && !VALUE_TARGETS.has(key)) yield* inSteps.exposure();
}

/** The same in a scope that several figures share. */
export const measureIn = async (scope: Scope, target: Target, year: Year | undefined): Promise<MeasuredFigure | undefined> => {
  if (scope.contract !== undefined && contradicts(scope.contract)) return undefined;
  try {
    // what the figure reads at once
    if (target.group !== 'page') await runWithYielding(stepsOf(scope, target));
    if (scope.contract !== undefined && scope.plan.problems.has(scope.contract.id)) return undefined;
    return await target.of(scope, year ?? target.year ?? scope.book.year);
  } catch (error) {
    // a price or a schedule that can't be computed at these values
    if (error instanceof OrebookError && error.code !== 'CANCELLED' && error.code !== 'INTERNAL') return undefined;
    throw error;
  }
};
