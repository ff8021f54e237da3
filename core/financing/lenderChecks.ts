import type { Figure, Label, Message } from '#shared/contract/figure.ts';
import type { LenderCheck } from '#shared/contract/financing.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import { DEFAULT_LENDER_TESTS, type LenderTests } from '#shared/domain/financing.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { explanation } from '../portfolio/explain.ts';
import { count, emptyFigure, month as monthFigure, ratio, share, tenor, usd, withExplanation } from '../portfolio/figures.ts';
import { countryLabel } from '../portfolio/labels.ts';
import { bankableContracts, isRatedAtLeast, paysByLetterOfCredit } from '../portfolio/planCash.ts';
import { productFloors } from './breakEven.ts';
import { identifyInCase } from './caseIdentity.ts';
import { type BuyerLife, type LoanLife, loanLife, type ProductLife } from './loanLife.ts';
import { LENDER_CASE, type PlanFinancing } from './planFinancing.ts';

const DECIMALS = 2;

/** The plan without its largest buyer. */
export type WithoutLargest = { readonly buyer: BuyerLife; readonly financing: PlanFinancing };

type Tested = {
  readonly key: LenderCheck['key'];
  readonly direction?: LenderCheck['direction'];
  readonly name?: Label;
  /** Undefined where there is nothing to test. */
  readonly value: number | undefined;
  readonly threshold: number | undefined;
  readonly show: (value: number, more?: Partial<Figure>) => Figure;
  /** What the value is made of, and how. */
  readonly lines?: readonly { readonly label: Message; readonly amount: number; readonly detail?: Message }[];
  readonly evidence: Message;
  /** Whether the threshold is a house default. */
  readonly isDefault: boolean;
};

type MeasuredCheck = Pick<Tested, 'value'> & Required<Pick<Tested, 'lines'>>;

/** Rounding of a share does not decide a check. */
const TOLERANCE = 1e-9;

const checkOf = (plan: PlanFinancing, tested: Tested): LenderCheck => {
  const { key, direction = 'atLeast', name, value, threshold, show, lines = [], evidence, isDefault } = tested;
  const subject = `check:${key}${name && 'country' in name ? ` ${name.country}` : ''}`;
  const passes =
    value === undefined || threshold === undefined
      ? undefined
      : direction === 'atLeast'
        ? value >= threshold - TOLERANCE
        : value <= threshold + TOLERANCE;
  const label = name === undefined ? message(`financing.check.${key}`) : message('financing.check.country.of', { name });
  const figure = value === undefined ? emptyFigure() : show(value, { identity: identifyInCase(plan, 'base', 'lenderCheck', subject) });
  const isOpen = value !== undefined && lines.some(({ amount }) => amount !== 0);
  return {
    key,
    label,
    direction,
    state: passes === undefined ? 'unknown' : passes ? 'pass' : 'fail',
    value: isOpen
      ? withExplanation(
          figure,
          explanation(lines, value, {
            title: label,
            formula: message(`financing.check.${key}.formula`),
            unit: figure.unit,
            decimals: figure.decimals,
          }),
        )
      : figure,
    ...(threshold !== undefined && { threshold: show(threshold, isDefault ? { origin: 'house' } : {}) }),
    evidence,
    ...(passes === false && { remedy: message(`financing.check.${key}.remedy`) }),
  };
};

const percent = (value: number, more: Partial<Figure> = {}): Figure => share(value, { decimals: 0, ...more });
const times = (value: number, more: Partial<Figure> = {}): Figure => ratio(value, { decimals: DECIMALS, ...more });
const partOf = (part: number, all: number): number | undefined => (all > 0 ? part / all : undefined);
const memberLabel = (name: string): Message => message('line.member', { name });

/** The average over products of the share of planned tonnes, weighted by the revenue of each product. */
const tonnesShare = (products: readonly ProductLife[], key: 'nominal' | 'minimum'): MeasuredCheck => {
  const planned = products.filter((one) => one.planned > 0 && one.revenue > 0);
  const revenue = sumBy(planned, (one) => one.revenue);
  const lines = planned.map((one) => {
    const part = one[key] / one.planned;
    const weight = one.revenue / revenue;
    return {
      label: memberLabel(one.name),
      amount: part * weight,
      detail: message('financing.check.tonnesOf', { share: percent(part), weight: percent(weight) }),
    };
  });
  return { value: revenue > 0 ? sumBy(lines, ({ amount }) => amount) : undefined, lines };
};

/** The floors of all products: what their tonnes bring at least, over what they cost with the debt service. */
const floorCover = (plan: PlanFinancing): MeasuredCheck & { readonly tonnes: number } => {
  const floors = productFloors(plan, 'base').flatMap((one) => (one.floor === undefined ? [] : [{ ...one, floor: one.floor }]));
  const cost = sumBy(floors, ({ floor, cashCost, debtService }) => floor.tonnes * (cashCost + debtService));
  const lines = floors.map(({ productId, floor, cashCost, debtService }) => ({
    label: memberLabel(plan.baseBook.products.get(productId)?.name ?? productId),
    amount: cost > 0 ? (floor.tonnes * floor.netPrice) / cost : 0,
    detail: message('financing.check.floorOf', {
      floor: { value: floor.netPrice, unit: 'usdPerDmt' },
      cost: { value: cashCost, unit: 'usdPerDmt' },
      service: { value: debtService, unit: 'usdPerDmt' },
    }),
  }));
  return { value: cost > 0 ? sumBy(lines, ({ amount }) => amount) : undefined, lines, tonnes: sumBy(floors, ({ floor }) => floor.tonnes) };
};

const largestLines = (buyers: readonly BuyerLife[], cash: number) =>
  buyers.slice(0, 1).map(({ names, margin }) => ({ label: memberLabel(names.join(', ')), amount: margin / cash }));

/** What happens in the lender case if the largest buyer stops: lowest DSCR, debt capacity, and what falls due early. */
const withoutLargestCheck = (plan: PlanFinancing, { buyer, financing }: WithoutLargest): Pick<Tested, 'value' | 'evidence'> => {
  const { result, indices } = financing.waterfallOf(LENDER_CASE);
  const capacity = financing.loansOf(LENDER_CASE)[0]?.sized?.capacity;
  const early = sumBy(indices, (index, i) => {
    const { contractIds, earlyEndShare } = financing.facilities[index]!;
    const isLinked = contractIds.some((id) => buyer.contractIds.includes(id));
    const first = result.facilities[i]!.rows.find(({ opening, draw }) => opening + draw > 0);
    return isLinked && first ? earlyEndShare * (first.opening + first.draw) : 0;
  });
  const values = {
    buyer: { list: buyer.names, by: 'serial' as const },
    before:
      plan.waterfallOf(LENDER_CASE).result.minimumDscr === null
        ? message('common.none')
        : times(plan.waterfallOf(LENDER_CASE).result.minimumDscr!),
    capacity: usd(capacity ?? 0),
    early: usd(early),
  };
  return {
    value: result.minimumDscr ?? undefined,
    evidence: message(early > 0.5 ? 'financing.check.withoutLargest.early' : 'financing.check.withoutLargest.evidence', values),
  };
};

/**
 * Tests the contracts of a plan as lenders and export-credit agencies do, on the base deck, over the life of the loans (to the last
 * maturity, without a loan to the end of the plan).
 */
export const lenderChecks = (plan: PlanFinancing, life: LoanLife, without: WithoutLargest | undefined): readonly LenderCheck[] => {
  const { baseBook: book, maturity, valuationMonth, project } = plan;
  const { lenderCase } = project;
  const base = plan.caseOf('base');
  const { contracts } = base.valued.portfolio;
  const tests: LenderTests = lenderCase.tests ?? DEFAULT_LENDER_TESTS;
  const isDefault = (key: keyof LenderTests): boolean => tests[key] === DEFAULT_LENDER_TESTS[key];
  const until = { end: monthFigure(life.end) };
  const rated = { ...until, rating: lenderCase.minimumRating };
  const codeLines = (ids: ReadonlySet<string>, all: number) =>
    contracts.flatMap(({ contract }) =>
      ids.has(contract.id) ? [{ label: memberLabel(contract.code), amount: life.revenueOf([contract.id]) / all }] : [],
    );
  const bankable = bankableContracts(base.valued.portfolio, lenderCase, maturity);
  const secured = bankableContracts(base.valued.portfolio, { ...lenderCase, mustOutlastMaturity: false }, undefined);
  const products = life.products(bankable);
  const floors = floorCover(plan);
  const cash = sum(base.cash.cfads.slice(0, life.months));
  const [buyers, groups] = [life.buyers(), life.groups()];
  const weak = contracts.filter(
    ({ contract, buyer }) => isCommitted(contract.status) && !isRatedAtLeast(buyer.rating, lenderCase.minimumRating),
  );
  const weakRevenue = life.revenueOf(weak.map(({ contract }) => contract.id));
  const byLetter = new Set(weak.flatMap(({ contract }) => (paysByLetterOfCredit(contract, valuationMonth) ? [contract.id] : [])));
  const direct = new Set(contracts.flatMap(({ contract }) => (tests.directAgreements.includes(contract.id) ? [contract.id] : [])));
  const tenorFound = life.weightedTenor();
  const signed = contracts.filter(({ contract }) => isCommitted(contract.status));
  const withoutLaw = signed.filter(({ contract: { law, seat } }) => law.trim() === '' || seat.trim() === '');
  const largestOf = (all: readonly BuyerLife[]): Message =>
    all[0] === undefined
      ? message('financing.check.largest.none')
      : message('financing.check.largest.evidence', { ...until, buyer: { list: all[0].names, by: 'serial' } });
  const largest = (key: 'largestBuyer' | 'largestGroup', all: readonly BuyerLife[]): Tested => ({
    key,
    direction: 'atMost',
    value: cash > 0 && all[0] !== undefined ? all[0].margin / cash : undefined,
    threshold: tests[key],
    show: percent,
    lines: cash > 0 ? largestLines(all, cash) : [],
    evidence: largestOf(all),
    isDefault: isDefault(key),
  });
  const all: readonly Tested[] = [
    {
      key: 'bankable',
      value: partOf(life.revenueOf(bankable), life.revenue),
      threshold: tests.bankable,
      show: percent,
      lines: codeLines(bankable, life.revenue),
      evidence: message('financing.check.bankable.evidence', rated),
      isDefault: isDefault('bankable'),
    },
    ...(['nominalTonnes', 'minimumTonnes'] as const).map(
      (key): Tested => ({
        key,
        ...tonnesShare(products, key === 'nominalTonnes' ? 'nominal' : 'minimum'),
        threshold: tests[key],
        show: percent,
        evidence: message(`financing.check.${key}.evidence`, until),
        isDefault: isDefault(key),
      }),
    ),
    {
      key: 'secured',
      value: partOf(life.revenueOf(secured), life.revenue),
      threshold: tests.secured,
      show: percent,
      lines: codeLines(secured, life.revenue),
      evidence: message('financing.check.secured.evidence', rated),
      isDefault: isDefault('secured'),
    },
    {
      key: 'floorCover',
      value: floors.value,
      lines: floors.lines,
      threshold: tests.floorCover,
      show: times,
      evidence: floors.tonnes === 0 ? message('financing.check.floorCover.none') : message('financing.check.floorCover.evidence', until),
      isDefault: isDefault('floorCover'),
    },
    {
      key: 'tenor',
      value: tenorFound.byContract.length === 0 ? undefined : tenorFound.years,
      threshold: maturity === undefined ? undefined : (tests.tenor * life.months) / 12,
      show: tenor,
      lines: tenorFound.byContract.map(({ code, years }) => ({ label: memberLabel(code), amount: years })),
      evidence: message('financing.check.tenor.evidence'),
      isDefault: isDefault('tenor'),
    },
    {
      key: 'tail',
      value: maturity === undefined ? undefined : partOf(life.revenueToEnd - life.revenue, life.revenueToEnd),
      threshold: lenderCase.tailShare,
      show: percent,
      evidence: message('financing.check.tail.evidence', until),
      isDefault: lenderCase.tests === undefined && lenderCase.tailShare === 0.25,
    },
    largest('largestBuyer', buyers),
    largest('largestGroup', groups),
    ...tests.countries.map(
      ({ country, kind, share: limit }): Tested => ({
        key: 'country',
        name: countryLabel(book.countries, country),
        direction: kind,
        value: partOf(life.soldTo(country), life.contractRevenue),
        threshold: limit,
        show: percent,
        evidence: message('financing.check.country.evidence', until),
        isDefault: false,
      }),
    ),
    {
      key: 'letterOfCredit',
      value: partOf(life.revenueOf(byLetter), weakRevenue),
      threshold: tests.letterOfCredit,
      show: percent,
      lines: codeLines(byLetter, weakRevenue),
      evidence: message(weakRevenue > 0 ? 'financing.check.letterOfCredit.evidence' : 'financing.check.letterOfCredit.none', rated),
      isDefault: isDefault('letterOfCredit'),
    },
    {
      key: 'directAgreement',
      value: partOf(life.revenueOf(direct), life.contractRevenue),
      threshold: tests.directAgreement,
      show: percent,
      lines: codeLines(direct, life.contractRevenue),
      evidence: message('financing.check.directAgreement.evidence', { ...until, count: direct.size }),
      isDefault: isDefault('directAgreement'),
    },
    {
      key: 'law',
      direction: 'atMost',
      value: signed.length === 0 ? undefined : withoutLaw.length,
      threshold: tests.missingLaw,
      show: count,
      lines: withoutLaw.map(({ contract }) => ({ label: memberLabel(contract.code), amount: 1 })),
      evidence: message('financing.check.law.evidence', { count: signed.length }),
      isDefault: isDefault('missingLaw'),
    },
    ...(without === undefined
      ? []
      : [
          {
            key: 'withoutLargest' as const,
            ...withoutLargestCheck(plan, without),
            threshold: tests.withoutLargest,
            show: times,
            isDefault: isDefault('withoutLargest'),
          },
        ]),
  ];
  return all.map((tested) => checkOf(plan, tested));
};

/** The life of a plan's loans on the base deck. */
export const lifeOfLoans = (plan: PlanFinancing): LoanLife => loanLife(plan.baseBook, plan.caseOf('base').valued, plan.maturity);
