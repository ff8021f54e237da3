import type { PortfolioContract } from '#engine';
import { addAmount, unique } from '#shared/collections.ts';
import type { FigureUnit } from '#shared/contract/figure.ts';
import type { PageFigure, SensitivityDriver, SensitivityTarget } from '#shared/contract/sensitivity.ts';
import { type OfftakeContract, termsAt } from '#shared/domain/contract.ts';
import type { FigureIdentity, FigureMeasure } from '#shared/domain/figureIdentity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { underlyingReferences } from '#shared/domain/reference.ts';
import { referencesIn } from '#shared/domain/termReferences.ts';
import { type Month, monthOf, monthOfDate, type Year } from '#shared/domain/time.ts';
import { sum } from '#shared/math.ts';
import { memoize } from '#shared/memoize.ts';
import { memoizeSteps, type Steps } from '#shared/steps.ts';
import { groupOfBuyer } from '../portfolio/buyerGroups.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** Units and measures of figures that tonnes move and prices do not. */
const TONNE_UNITS: ReadonlySet<FigureUnit> = new Set(['dmt', 'dmtPerYear']);
const TONNE_MEASURE = /tonnes$|^chinaTonnesShare$|committedShare|^renewableShare$|^unsoldShare$|^shortShare$/iu;
/** Shares of gross value before charges, which a contract moves by its tonnes; prices move them where there are several metals. */
const VALUE_SHARES: ReadonlySet<string> = new Set([
  'grossValue',
  'chinaShare',
  'chinaParentShare',
  'valueShare',
  'productionShare',
  'largestGroupShare',
  'largestContractShare',
  'topShare',
  'hhi',
  'effectiveBuyers',
  'plan.china',
  'plan.hhi',
  'plan.effective',
  'plan.largestGroup',
]);
/** Measures of a contract that its terms do not move. */
const PRICE_MEASURES: ReadonlySet<FigureMeasure> = new Set(['spotPrice', 'provisionalPrice', 'expectedPrice', 'onePercentMove']);
/** Measures of the financing that the amount of a facility moves. */
const DEBT_MEASURES: ReadonlySet<FigureMeasure> = new Set([
  'minimumDscr',
  'minimumLlcr',
  'averageDscr',
  'dscr',
  'llcr',
  'plcr',
  'averageLife',
  'lenderCheck',
  'draws',
  'fees',
  'debtService',
  'interestPaid',
  'principalPaid',
  'setOff',
  'sweep',
  'debtArrears',
  'reserve',
  'distribution',
  'openingCash',
  'closingCash',
  'closingDebt',
  'priceFactor',
  'priceOverDebt',
  'breakEvenPrice',
  'debtServicePerTonne',
]);
const DEBT_TARGETS: ReadonlySet<string> = new Set(['financing.minimumDscr', 'financing.minimumLlcr']);

/** A figure as far as it decides what moves it. */
type MovedFigure = Pick<SensitivityTarget, 'key' | 'unit'> & { readonly identity?: FigureIdentity | undefined };

/** A figure of the whole plan. */
const PLAN_FIGURE: MovedFigure = { key: 'plan', unit: 'usd' };

/** The kinds and ids of the records that a figure is of: of "group:G/metal.copper" both. */
const subjectsOf = ({ key, identity }: MovedFigure): readonly (readonly [kind: string, id: string])[] => {
  const [group = ''] = key.split('.', 1);
  const id = key.slice(group.length + 1);
  const subject = identity?.subject ?? ({ limit: `limit:${id}`, allInCost: `facility:${id}` } as Record<string, string>)[group] ?? 'plan';
  return subject.split('/').map((part) => {
    const [kind = ''] = part.split(/[.:]/u, 1);
    return [kind, part.slice(kind.length + 1)] as const;
  });
};

const limitOf = (book: Workbook, figure: MovedFigure) => {
  const limitId = subjectsOf(figure).find(([kind]) => kind === 'limit')?.[1];
  return book.limits.find(({ id }) => id === limitId);
};

const isValueShare = ({ key, identity }: MovedFigure): boolean => VALUE_SHARES.has(identity?.measure ?? key);

/** Whether tonnes move a figure and prices do not. */
const isMovedByTonnes = (book: Workbook, figure: MovedFigure): boolean => {
  const { unit, identity } = figure;
  if (TONNE_UNITS.has(unit) || TONNE_MEASURE.test(identity?.measure ?? '')) return true;
  if (isValueShare(figure) && unit !== 'usd' && subjectsOf(figure).some(([kind]) => kind === 'metal' || kind === 'product')) return true;
  const limit = limitOf(book, figure);
  return limit !== undefined && limit.measure.kind !== 'minimumDscr' && limit.denominator !== 'valueSold';
};

type RankedContract = { readonly contract: OfftakeContract; readonly revenue: number };

/** Contracts that are looked at between two yields. */
const CONTRACTS_PER_STEP = 500;

/** The contracts of the plan that a figure is of, the one with most revenue first. */
function* contractsOf(book: Workbook, figure: MovedFigure): Steps<readonly RankedContract[]> {
  const plan = book.plan();
  const limit = limitOf(book, figure);
  const subjects = subjectsOf(figure);
  const isOfFigure = ({ contract: { productId }, buyer }: PortfolioContract): boolean => {
    const metal = book.products.get(productId)?.metal;
    if ((limit?.productId ?? productId) !== productId || (limit?.metal ?? metal) !== metal) return false;
    return subjects.every(([kind, id]) => {
      if (kind === 'product') return id === productId;
      if (kind === 'metal') return id === metal;
      if (kind === 'buyer') return id === buyer.id;
      return kind !== 'group' || id === (groupOfBuyer(book, buyer.id)?.id ?? buyer.id);
    });
  };
  const { contracts: entries } = plan.portfolio;
  const contracts: RankedContract[] = [];
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    if (i % CONTRACTS_PER_STEP === 0) yield;
    if (!isOfFigure(entry)) continue;
    const { contract } = entry;
    contracts.push({ contract, revenue: sum(contractValue(plan, contract.id)?.revenue ?? []) });
  }
  yield;
  return contracts.sort((a, b) => b.revenue - a.revenue);
}

/** The month whose terms move a figure: in its period, not before the valuation. */
const monthOfFigure = (book: Workbook, { identity }: MovedFigure, year: Year | undefined): Month => {
  const period = identity?.period;
  const month = typeof period === 'string' && /^\d{4}-\d{2}$/u.test(period) ? monthOfDate(`${period}-01`) : undefined;
  const yearOfFigure = typeof period === 'number' ? period : year;
  return Math.max(book.valuationMonth + 1, month ?? (yearOfFigure === undefined ? 0 : monthOf(yearOfFigure, 7))) as Month;
};

/** The path of the term that a part of a figure of a contract is of: a clause, or a line of the price. */
const pathOfPart = (part: string, place: number): string | undefined => {
  const paths: Readonly<Record<string, string>> = {
    floor: 'collar.floor',
    cap: 'collar.cap',
    takeOrPay: 'quantity.takeOrPayShare',
    treatmentCharge: 'price.treatmentCharge.',
    payable: `price.payables.${place}.payable`,
    refiningCharge: `price.payables.${place}.refiningCharge.`,
    freight: 'delivery.freightUsdPerWmt',
    otherCosts: 'delivery.otherUsdPerDmt',
  };
  return paths[part];
};

/** The prices that move the revenue of some contracts, the one that moves most first. */
function* pricesOf<D extends SensitivityDriver>(
  book: Workbook,
  drivers: readonly D[],
  contracts: readonly RankedContract[],
  month: Month,
): Steps<readonly D[]> {
  const prices = new Map(drivers.filter(({ group }) => group === 'price').map((driver) => [driver.key, driver]));
  const driverOf = memoize((code: string): D | undefined => {
    const reference = book.references.get(code);
    // an average moves with its indices
    const codes = [code, ...(reference === undefined ? [] : underlyingReferences(reference))];
    return codes.map((candidate) => prices.get(`price.${candidate}`)).find((driver) => driver !== undefined);
  });
  const revenues = new Map<D, number>();
  for (let i = 0; i < contracts.length; i++) {
    const { contract, revenue } = contracts[i]!;
    if (i % CONTRACTS_PER_STEP === 0) yield;
    const driver = referencesIn(termsAt(contract, Math.max(contract.start, month) as Month).price)
      .map(driverOf)
      .find((candidate) => candidate !== undefined);
    if (driver !== undefined) addAmount(revenues, driver, revenue);
  }
  return [...revenues].toSorted((a, b) => b[1] - a[1]).map(([driver]) => driver);
}

/**
 * Creates a function that lists the drivers that a goal seek or a table of a figure may begin with, the likeliest to move the figure first.
 * With a contract: a term of it in force in the period (its tonnes, the term of a clause or a price line, else its charge or premium). For
 * debt and its ratios: the amount of the facility, else the largest. Otherwise: the prices by revenue among the contracts of the figure's
 * record, and of the plan. Last the tonnes of the contract and the largest facility, which move what prices do not.
 */
export const createDefaultDrivers = <D extends SensitivityDriver>(
  book: Workbook,
  contract: OfftakeContract | undefined,
  drivers: readonly D[],
): ((figure: MovedFigure, year: Year | undefined) => Steps<readonly D[]>) => {
  const facilities = drivers.filter(({ group }) => group === 'facility').toSorted((a, b) => (b.now ?? 0) - (a.now ?? 0));
  const withKey = (prefix: string): D | undefined => drivers.find(({ key }) => key.startsWith(prefix));
  const pricesOfFigure = memoizeSteps(function* (key: string): Steps<readonly D[]> {
    const { figure, month } = JSON.parse(key) as { readonly figure: MovedFigure; readonly month: Month };
    return yield* pricesOf(book, drivers, yield* contractsOf(book, figure), month);
  });
  const pricesBehind = ({ key, unit, identity }: MovedFigure, month: Month): Steps<readonly D[]> => {
    const { productId, metal } = limitOf(book, { key, unit, identity }) ?? {};
    const isOfRecord = identity !== undefined || productId !== undefined || metal !== undefined;
    // figures of the plan have the same prices
    return pricesOfFigure.prepare(
      JSON.stringify(isOfRecord ? { figure: { key, unit, identity }, month } : { figure: PLAN_FIGURE, month: book.valuationMonth }),
    );
  };
  return function* (figure, year) {
    const month = monthOfFigure(book, figure, year);
    const measure = figure.identity?.measure;
    const subjects = subjectsOf(figure);
    const idOf = (kind: string): string | undefined => subjects.find((subject) => subject[0] === kind)?.[1];
    const terms = contract && termsAt(contract, Math.max(contract.start, month) as Month);
    const [part, element] = subjects[0]?.[0] === 'contract' ? (subjects[1] ?? []) : [];
    const payables = terms !== undefined && 'payables' in terms.price ? terms.price.payables : [];
    const place = payables.findIndex((payable) => payable.element === element);
    const isPrice = measure !== undefined && PRICE_MEASURES.has(measure);
    const set = contract && terms && `terms.${contract.terms.indexOf(terms)}.`;
    let term: D | undefined;
    if (set !== undefined && !isPrice) {
      const isOfTonnes = isMovedByTonnes(book, figure) || isValueShare(figure) || limitOf(book, figure) !== undefined;
      const path = isOfTonnes ? 'quantity.tonnesPerYear' : pathOfPart(measure === 'takeOrPayRevenue' ? 'takeOrPay' : (part ?? ''), place);
      const ofPath = path === undefined ? undefined : withKey(`${set}${path}`);
      term = ofPath ?? (place < 0 ? withKey(set) : undefined);
    }
    const facilityId = idOf('facility');
    const isOfDebt =
      facilityId !== undefined ||
      DEBT_TARGETS.has(figure.key) ||
      limitOf(book, figure)?.measure.kind === 'minimumDscr' ||
      (measure !== undefined && DEBT_MEASURES.has(measure));
    const facility = isOfDebt ? (facilities.find(({ key }) => key === `facility.${facilityId}`) ?? facilities[0]) : undefined;
    const reference = idOf('reference') ?? payables[place]?.reference;
    const ofReference = reference === undefined ? undefined : drivers.find(({ key }) => key === `price.${reference}`);
    const ofContract = isPrice && contract !== undefined ? yield* pricesOf(book, drivers, [{ contract, revenue: 1 }], month) : [];
    const tonnes = set === undefined ? undefined : withKey(`${set}quantity.tonnesPerYear`);
    const [ofFigure, ofPlan] = [yield* pricesBehind(figure, month), yield* pricesBehind(PLAN_FIGURE, month)];
    const likelyDrivers = [term, facility, ofReference, ...ofContract, ...ofFigure, ...ofPlan];
    return unique([...likelyDrivers, tonnes, facilities[0], drivers[0]].filter((driver) => driver !== undefined));
  };
};

/** The contract to open a figure of tonnes with that no price moves: the largest of the figure's record. */
export function* contractToOpen(book: Workbook, figure: PageFigure): Steps<ContractId | undefined> {
  const movedFigure = { key: 'figure', unit: figure.unit, identity: figure.identity };
  return isMovedByTonnes(book, movedFigure) ? (yield* contractsOf(book, movedFigure))[0]?.contract.id : undefined;
}
