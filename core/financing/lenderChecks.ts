import type { Figure, Label, Message } from '#shared/contract/figure.ts';
import type { LenderCheck } from '#shared/contract/financing.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import { DEFAULT_LENDER_TESTS, type LenderTests } from '#shared/domain/financing.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { explanation } from '../portfolio/explain.ts';
import { count, emptyFigure, month as monthFigure, ratio, share, tenor, usd, withExplanation } from '../portfolio/figures.ts';
import { countryLabel } from '../portfolio/labels.ts';
import { bankableContracts, isPaidByLetterOfCredit, isRatedAtLeast } from '../portfolio/planCash.ts';
import { productFloors } from './breakEven.ts';
import { identifyInCase } from './caseIdentity.ts';
import { type BuyerLife, type LoanLife, loanLife, type ProductLife } from './loanLife.ts';
import { LENDER_CASE, type PlanFinancing } from './planFinancing.ts';

const DECIMALS = 2;

/** The plan without its largest buyer. */
export type WithoutLargest = { readonly buyer: BuyerLife; readonly financing: PlanFinancing };

type CheckSpec = {
  readonly key: LenderCheck['key'];
  readonly direction?: LenderCheck['direction'];
  readonly name?: Label;
  /** Undefined where there is nothing to test. */
  readonly value: number | undefined;
  readonly threshold: number | undefined;
  readonly show: (value: number, extras?: Partial<Figure>) => Figure;
  /** The lines that sum to the value. */
  readonly lines?: readonly { readonly label: Message; readonly amount: number; readonly detail?: Message }[];
  readonly evidence: Message;
  /** Whether the threshold is a default assumption. */
  readonly isDefault: boolean;
};

type MeasuredCheck = Pick<CheckSpec, 'value'> & Required<Pick<CheckSpec, 'lines'>>;

/** Rounding of a share does not decide a check. */
const TOLERANCE = 1e-9;

const checkOf = (plan: PlanFinancing, spec: CheckSpec): LenderCheck => {
  const { key, direction = 'atLeast', name, value, threshold, show, lines = [], evidence, isDefault } = spec;
  const subject = `check:${key}${name && 'country' in name ? ` ${name.country}` : ''}`;
  const passes =
    value === undefined || threshold === undefined
      ? undefined
      : direction === 'atLeast'
        ? value >= threshold - TOLERANCE
        : value <= threshold + TOLERANCE;
  const label = name === undefined ? message(`financing.check.${key}`) : message('financing.check.country.of', { name });
  const figure = value === undefined ? emptyFigure() : show(value, { identity: identifyInCase(plan, 'base', 'lenderCheck', subject) });
  const isExplained = value !== undefined && lines.some(({ amount }) => amount !== 0);
  return {
    key,
    label,
    direction,
    state: passes === undefined ? 'unknown' : passes ? 'pass' : 'fail',
    value: isExplained
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

const percent = (value: number, extras: Partial<Figure> = {}): Figure => share(value, { decimals: 0, ...extras });
const times = (value: number, extras: Partial<Figure> = {}): Figure => ratio(value, { decimals: DECIMALS, ...extras });
const partOf = (part: number, total: number): number | undefined => (total > 0 ? part / total : undefined);
const memberLabel = (name: string): Message => message('line.member', { name });

/** The average over products of the share of planned tonnes, weighted by the revenue of each product. */
const tonnesShare = (products: readonly ProductLife[], key: 'nominalTonnes' | 'minimumTonnes'): MeasuredCheck => {
  const plannedProducts = products.filter((product) => product.plannedTonnes > 0 && product.revenue > 0);
  const revenue = sumBy(plannedProducts, (product) => product.revenue);
  const lines = plannedProducts.map((product) => {
    const part = product[key] / product.plannedTonnes;
    const weight = product.revenue / revenue;
    return {
      label: memberLabel(product.name),
      amount: part * weight,
      detail: message('financing.check.tonnesOf', { share: percent(part), weight: percent(weight) }),
    };
  });
  return { value: revenue > 0 ? sumBy(lines, ({ amount }) => amount) : undefined, lines };
};

/** Floor cover: revenue at floor prices divided by cash cost and debt service of the same tonnes; `tonnes` in dmt. */
const floorCover = async (plan: PlanFinancing, yieldNow: () => Promise<void>): Promise<MeasuredCheck & { readonly tonnes: number }> => {
  const floors = (await productFloors(plan, 'base', yieldNow)).flatMap((product) =>
    product.floor === undefined ? [] : [{ ...product, floor: product.floor }],
  );
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

/** A product that only the contracts of a buyer price: its spot sales have no price without them. */
const unpricedProduct = (plan: PlanFinancing, { buyer, financing }: WithoutLargest) =>
  financing.plan.portfolio.products.find(({ id, spotPrice }) => {
    const contractsOn = (of: PlanFinancing) => of.plan.portfolio.contracts.filter(({ contract }) => contract.productId === id);
    const isSoldToBuyer = () => contractsOn(plan).some(({ contract }) => buyer.contractIds.includes(contract.id));
    return spotPrice === undefined && contractsOn(financing).length === 0 && isSoldToBuyer();
  });

/** The lender case without the largest buyer: lowest DSCR, debt capacity, and the balance that falls due early. */
const withoutLargestCheck = (plan: PlanFinancing, withoutLargest: WithoutLargest): Pick<CheckSpec, 'value' | 'evidence'> => {
  const { buyer, financing } = withoutLargest;
  const product = unpricedProduct(plan, withoutLargest);
  if (product !== undefined)
    return {
      value: undefined,
      evidence: message('financing.check.withoutLargest.unpriced', {
        buyer: { list: buyer.names, by: 'serial' },
        product: financing.baseBook.products.get(product.id)?.name ?? product.id,
      }),
    };
  const { result, indices } = financing.waterfallOf(LENDER_CASE);
  const capacity = financing.loansOf(LENDER_CASE)[0]?.sizedDebt?.capacity;
  const dueEarly = sumBy(indices, (index, i) => {
    const { contractIds, earlyEndShare } = financing.facilities[index]!;
    const isLinked = contractIds.some((id) => buyer.contractIds.includes(id));
    const firstRow = result.facilities[i]!.rows.find(({ opening, draw }) => opening + draw > 0);
    return isLinked && firstRow ? earlyEndShare * (firstRow.opening + firstRow.draw) : 0;
  });
  const values = {
    buyer: { list: buyer.names, by: 'serial' as const },
    before:
      plan.waterfallOf(LENDER_CASE).result.minimumDscr === null
        ? message('common.none')
        : times(plan.waterfallOf(LENDER_CASE).result.minimumDscr!),
    capacity: usd(capacity ?? 0),
    early: usd(dueEarly),
  };
  return {
    value: result.minimumDscr ?? undefined,
    evidence: message(dueEarly > 0.5 ? 'financing.check.withoutLargest.early' : 'financing.check.withoutLargest.evidence', values),
  };
};

/**
 * Tests the contracts of a plan as lenders and export-credit agencies do, on the base deck, over the life of the loans (to the last
 * maturity, without a loan to the end of the plan).
 */
export const lenderChecks = async (
  plan: PlanFinancing,
  life: LoanLife,
  withoutLargest: WithoutLargest | undefined,
  yieldNow: () => Promise<void>,
): Promise<readonly LenderCheck[]> => {
  const { baseBook: book, maturity, valuationMonth, project } = plan;
  const { lenderCase } = project;
  const base = plan.caseOf('base');
  const { contracts } = base.valued.portfolio;
  const tests: LenderTests = lenderCase.tests ?? DEFAULT_LENDER_TESTS;
  const isDefault = (key: keyof LenderTests): boolean => tests[key] === DEFAULT_LENDER_TESTS[key];
  const lifeEnd = { end: monthFigure(life.end) };
  const ratingAndEnd = { ...lifeEnd, rating: lenderCase.minimumRating };
  const codeLines = (ids: ReadonlySet<string>, totalRevenue: number) =>
    contracts.flatMap(({ contract }) =>
      ids.has(contract.id) ? [{ label: memberLabel(contract.code), amount: life.revenueOf([contract.id]) / totalRevenue }] : [],
    );
  await yieldNow();
  const bankableIds = bankableContracts(base.valued.portfolio, lenderCase, maturity);
  await yieldNow();
  const securedIds = bankableContracts(base.valued.portfolio, { ...lenderCase, mustOutlastMaturity: false }, undefined);
  const products = await life.products(bankableIds, yieldNow);
  const floors = await floorCover(plan, yieldNow);
  const cash = sum(base.cash.cfads.slice(0, life.months));
  await yieldNow();
  const buyers = life.buyers();
  await yieldNow();
  const groups = life.groups();
  await yieldNow();
  const withoutLargestResult = withoutLargest && withoutLargestCheck(plan, withoutLargest);
  await yieldNow();
  const weakContracts = contracts.filter(
    ({ contract, buyer }) => isCommitted(contract.status) && !isRatedAtLeast(buyer.rating, lenderCase.minimumRating),
  );
  await yieldNow();
  const weakRevenue = life.revenueOf(weakContracts.map(({ contract }) => contract.id));
  const idsWithLetter = new Set(
    weakContracts.flatMap(({ contract }) => (isPaidByLetterOfCredit(contract, valuationMonth) ? [contract.id] : [])),
  );
  await yieldNow();
  const directAgreements = new Set(tests.directAgreements);
  const idsWithAgreement = new Set(contracts.flatMap(({ contract }) => (directAgreements.has(contract.id) ? [contract.id] : [])));
  await yieldNow();
  const weightedTenor = life.weightedTenor();
  await yieldNow();
  const signedContracts = contracts.filter(({ contract }) => isCommitted(contract.status));
  const contractsWithoutLaw = signedContracts.filter(({ contract: { law, seat } }) => law.trim() === '' || seat.trim() === '');
  await yieldNow();
  const largestEvidence = (rankedLives: readonly BuyerLife[]): Message =>
    rankedLives[0] === undefined
      ? message('financing.check.largest.none')
      : message('financing.check.largest.evidence', { ...lifeEnd, buyer: { list: rankedLives[0].names, by: 'serial' } });
  const largestCheck = (key: 'largestBuyer' | 'largestGroup', rankedLives: readonly BuyerLife[]): CheckSpec => ({
    key,
    direction: 'atMost',
    value: cash > 0 && rankedLives[0] !== undefined ? rankedLives[0].margin / cash : undefined,
    threshold: tests[key],
    show: percent,
    lines: cash > 0 ? largestLines(rankedLives, cash) : [],
    evidence: largestEvidence(rankedLives),
    isDefault: isDefault(key),
  });
  function* listSpecs(): Generator<CheckSpec> {
    yield {
      key: 'bankable',
      value: partOf(life.revenueOf(bankableIds), life.revenue),
      threshold: tests.bankable,
      show: percent,
      lines: codeLines(bankableIds, life.revenue),
      evidence: message('financing.check.bankable.evidence', ratingAndEnd),
      isDefault: isDefault('bankable'),
    };
    for (const key of ['nominalTonnes', 'minimumTonnes'] as const)
      yield {
        key,
        ...tonnesShare(products, key),
        threshold: tests[key],
        show: percent,
        evidence: message(`financing.check.${key}.evidence`, lifeEnd),
        isDefault: isDefault(key),
      };
    yield {
      key: 'secured',
      value: partOf(life.revenueOf(securedIds), life.revenue),
      threshold: tests.secured,
      show: percent,
      lines: codeLines(securedIds, life.revenue),
      evidence: message('financing.check.secured.evidence', ratingAndEnd),
      isDefault: isDefault('secured'),
    };
    yield {
      key: 'floorCover',
      value: floors.value,
      lines: floors.lines,
      threshold: tests.floorCover,
      show: times,
      evidence: floors.tonnes === 0 ? message('financing.check.floorCover.none') : message('financing.check.floorCover.evidence', lifeEnd),
      isDefault: isDefault('floorCover'),
    };
    yield {
      key: 'tenor',
      value: weightedTenor.byContract.length === 0 ? undefined : weightedTenor.years,
      threshold: maturity === undefined ? undefined : (tests.tenor * life.months) / 12,
      show: tenor,
      lines: weightedTenor.byContract.map(({ code, years }) => ({ label: memberLabel(code), amount: years })),
      evidence: message('financing.check.tenor.evidence'),
      isDefault: isDefault('tenor'),
    };
    yield {
      key: 'tail',
      value: maturity === undefined ? undefined : partOf(life.revenueToEnd - life.revenue, life.revenueToEnd),
      threshold: lenderCase.tailShare,
      show: percent,
      evidence: message('financing.check.tail.evidence', lifeEnd),
      isDefault: lenderCase.tests === undefined && lenderCase.tailShare === 0.25,
    };
    yield largestCheck('largestBuyer', buyers);
    yield largestCheck('largestGroup', groups);
    for (const { country, kind, share: limit } of tests.countries)
      yield {
        key: 'country',
        name: countryLabel(book.countries, country),
        direction: kind,
        value: partOf(life.soldTo(country), life.contractRevenue),
        threshold: limit,
        show: percent,
        evidence: message('financing.check.country.evidence', lifeEnd),
        isDefault: false,
      };
    yield {
      key: 'letterOfCredit',
      value: partOf(life.revenueOf(idsWithLetter), weakRevenue),
      threshold: tests.letterOfCredit,
      show: percent,
      lines: codeLines(idsWithLetter, weakRevenue),
      evidence: message(weakRevenue > 0 ? 'financing.check.letterOfCredit.evidence' : 'financing.check.letterOfCredit.none', ratingAndEnd),
      isDefault: isDefault('letterOfCredit'),
    };
    yield {
      key: 'directAgreement',
      value: partOf(life.revenueOf(idsWithAgreement), life.contractRevenue),
      threshold: tests.directAgreement,
      show: percent,
      lines: codeLines(idsWithAgreement, life.contractRevenue),
      evidence: message('financing.check.directAgreement.evidence', { ...lifeEnd, count: idsWithAgreement.size }),
      isDefault: isDefault('directAgreement'),
    };
    yield {
      key: 'law',
      direction: 'atMost',
      value: signedContracts.length === 0 ? undefined : contractsWithoutLaw.length,
      threshold: tests.missingLaw,
      show: count,
      lines: contractsWithoutLaw.map(({ contract }) => ({ label: memberLabel(contract.code), amount: 1 })),
      evidence: message('financing.check.law.evidence', { count: signedContracts.length }),
      isDefault: isDefault('missingLaw'),
    };
    if (withoutLargestResult !== undefined)
      yield {
        key: 'withoutLargest',
        ...withoutLargestResult,
        threshold: tests.withoutLargest,
        show: times,
        isDefault: isDefault('withoutLargest'),
      };
  }
  const checks: LenderCheck[] = [];
  for (const spec of listSpecs()) {
    await yieldNow();
    checks.push(checkOf(plan, spec));
    await yieldNow();
  }
  return checks;
};

/** The life of a plan's loans on the base deck. */
export const lifeOfLoans = (plan: PlanFinancing): Steps<LoanLife> => loanLife(plan.baseBook, plan.caseOf('base').valued, plan.maturity);
