import { listTenders } from '#db/repositories/tenders.ts';
import type { Facility as EngineFacility, PriceAlternative } from '#engine';
import { findById } from '#shared/collections.ts';
import type { Output } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Explanation, Label } from '#shared/contract/figure.ts';
import type { PriceChoice, ReadyWorkbench } from '#shared/contract/financingWorkbench.ts';
import { type Facility, facilityInPlan, firstDrawMonth } from '#shared/domain/financing.ts';
import type { ContractId, ScenarioId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { clamp, sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { engineFacility } from '../portfolio/engineFacility.ts';
import { excessPoints, month as monthFigure, usd, withExplanation, words } from '../portfolio/figures.ts';
import type { FinancingCase } from '../portfolio/financingCase.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import type { ValuedOnMarket } from '../portfolio/planCash.ts';
import { engineFacilities, listPlanFacilities } from '../portfolio/planFacilities.ts';
import { valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { type IdentifyTyped, identifyTyped } from './caseIdentity.ts';
import { UNPAID_SHARE } from './facilityCosts.ts';
import { NO_EXTRAS, proposedLoan } from './facilityDefaults.ts';
import { facilityIssues } from './facilityIssues.ts';
import { computeOptions, type Option, optionFacts } from './financingOptions.ts';
import { LENDER_CASE, planFinancing } from './planFinancing.ts';
import { followPrepayment, type PrepaymentPath } from './prepaymentEvents.ts';
import { balanceChart, balanceMonths, eventFacts } from './prepaymentFacts.ts';
import { type Costs, costsOf, identifyCosts } from './workbenchCosts.ts';

/** Rate of a bank loan where the plan has none: a default assumption. */
const BANK_RATE = 0.08;

/** Cases that are not scenarios of the library. */
const NOT_SCENARIOS: ReadonlySet<string> = new Set(['base', 'low', LENDER_CASE]);

type WorkbenchInput = Parameters<HandlersOf<'financing'>['financing.workbench']>[0];

/** The first period's rate of a facility. */
const firstRate = ({ rate }: Facility): number =>
  rate.kind === 'fixed' ? rate.rate : Math.max(rate.base[0]!.rate, rate.floor ?? Number.NEGATIVE_INFINITY) + rate.margin[0]!;

/** Throws NOT_FOUND. */
const findAlternative = async (ctx: ServiceContext, book: Workbook, choice: PriceChoice): Promise<PriceAlternative> => {
  if (choice.kind === 'spot') return 'spot';
  if (choice.kind === 'contract') {
    const contract = findById(book.contracts, choice.id);
    if (contract === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: choice.id });
    return contract;
  }
  const tenders = await listTenders(ctx.workspace.db());
  const bid = tenders.find(({ tender }) => tender.id === choice.tenderId)?.tender.bids.find(({ deal }) => deal.id === choice.id);
  if (bid === undefined) throw new OrebookError('NOT_FOUND', { kind: 'tender', id: choice.tenderId });
  return bid.deal;
};

/** A bank loan of the same amount, dates and periods, repaid in equal parts from cash. */
const bankLoanOf = (prepayment: Facility, rate: number): Facility => ({
  ...prepayment,
  ...NO_EXTRAS,
  kind: 'loan',
  rate: { kind: 'fixed', rate },
  graceInterest: 'paid',
  repayment: { style: 'linear' },
  contractIds: [],
});

const verdictOf = (
  { allInCost, withPrice, bankCost, unpaid, isBelowZero }: Costs,
  [prepayment, loan, noneOption]: readonly Option[],
  {
    name,
    conceded: concession,
    notRepaid,
    hasRecourse,
    maturity,
    identify,
  }: { name: string; conceded: number; notRepaid: number; hasRecourse: boolean; maturity: Month; identify: IdentifyTyped },
): ReadyWorkbench['verdict'] => {
  const notRepaidFigure = () => usd(notRepaid, { decimals: 1, ...identify('notRepaid') });
  const nameFigure = { name: words(name) };
  if (notRepaid > 0 && !hasRecourse) {
    return [
      {
        key: 'financing.workbench.verdict.lapses',
        figures: { ...nameFigure, amount: notRepaidFigure(), month: monthFigure(maturity) },
      },
    ];
  }
  const sentences: ReadyWorkbench['verdict'][number][] = [];
  if (unpaid > 0)
    sentences.push({
      key: 'financing.verdict.unpaid',
      figures: { ...nameFigure, unpaid: usd(unpaid, { decimals: 1, ...identify('unpaidDebt') }) },
    });
  else if (allInCost !== undefined && isBelowZero)
    sentences.push({
      key: 'financing.workbench.verdict.premium',
      figures: { ...nameFigure, cost: allInCost, amount: usd(-concession, { decimals: 1, ...identify('pricePremium') }) },
    });
  else if (withPrice === undefined) sentences.push({ key: 'financing.workbench.verdict.noCost', figures: nameFigure });
  else if (bankCost === undefined) sentences.push({ key: 'financing.workbench.verdict.cost', figures: { ...nameFigure, cost: withPrice } });
  else {
    const [cost, costOfBank] = [Number(withPrice.value), Number(bankCost.value)];
    sentences.push({
      key: cost >= costOfBank ? 'financing.workbench.verdict.dearer' : 'financing.workbench.verdict.cheaper',
      figures: { ...nameFigure, cost: withPrice, points: excessPoints(cost, costOfBank), bank: bankCost },
    });
  }
  if (notRepaid > 0) {
    sentences.push({
      key: 'financing.workbench.verdict.cash',
      figures: { amount: notRepaidFigure(), month: monthFigure(maturity) },
    });
  }
  const bestOption = [prepayment!, loan!, noneOption!].reduce((highestOption, option) =>
    option.npv > highestOption.npv ? option : highestOption,
  );
  sentences.push({
    key: `financing.workbench.verdict.best.${bestOption.key}`,
    figures: {
      loan: usd(prepayment!.npv - loan!.npv, { decimals: 1, sign: true, ...identify('optionNpvDifference', 'loan') }),
      none: usd(prepayment!.npv - noneOption!.npv, { decimals: 1, sign: true, ...identify('optionNpvDifference', 'none') }),
    },
  });
  return sentences;
};

/** The senior loan of the facilities, or one with default terms. */
const seniorLoan = (facilities: readonly Facility[], selectedCase: FinancingCase, targetDscr: number, lastMonth: Month) => {
  const loans = facilities.flatMap((facility, index) => (facility.kind === 'loan' ? [{ facility, index }] : []));
  const [senior] = loans.toSorted((a, b) => a.facility.rank - b.facility.rank);
  const { valuationMonth } = selectedCase.valued.portfolio;
  return senior === undefined
    ? {
        index: undefined,
        facility: undefined,
        loan: engineFacility(proposedLoan({ valuationMonth, lastMonth }, targetDscr), valuationMonth),
      }
    : { ...senior, loan: selectedCase.facilities[senior.index]! };
};

const workbench = async (ctx: ServiceContext, input: WorkbenchInput): Promise<Output<'financing.workbench'>> => {
  const yieldNow = createYielder();
  const { facility } = input;
  if (facility.kind !== 'prepayment') throwIfIssues([issue('facility.kind', 'notOffered')]);
  const book = await valuedWorkbook(ctx);
  const { valuationMonth } = book;
  const references = {
    valuationMonth,
    buyers: new Set([...book.buyers.keys()]) as Parameters<typeof facilityIssues>[1]['buyers'],
    contracts: new Map(book.contracts.map((contract) => [contract.id, contract])),
    facilities: book.facilities,
  };
  throwIfIssues(facilityIssues(facility, references));
  const plan = book.plan(input.planId);
  // as typed, also where the plan changes or excludes it
  const draftedBook = { ...book, facilities: [...book.facilities.filter(({ id }) => id !== facility.id), facility] };
  const override = plan.plan.facilities?.find(({ facilityId }) => facilityId === facility.id);
  const otherOverrides = (plan.plan.facilities ?? []).filter(({ facilityId }) => facilityId !== facility.id);
  const draftedPlan = { ...plan.plan, facilities: [...otherOverrides, { facilityId: facility.id, included: true }] };
  const { facilities, omittedFacilities } = listPlanFacilities(
    draftedBook,
    draftedPlan,
    plan.portfolio.contracts.map(({ contract }) => contract),
  );
  const prepayment = facilities.find(({ id }) => id === facility.id);
  if (prepayment === undefined) {
    return { state: 'leftOut', reason: omittedFacilities.find(({ id }) => id === facility.id)?.reason ?? 'noContract' };
  }
  const alternative = await findAlternative(ctx, book, input.alternative);
  const financing = await planFinancing(ctx, (of) => of.plan(plan.plan.id));
  const { project } = financing;
  const valuedCase = async (id: string): Promise<FinancingCase> => {
    await financing.prepareCase(id);
    // the plan keeps its values in a few scenarios only
    if (!NOT_SCENARIOS.has(id)) await runWithYielding(financing.plan.inSteps.scenarioValue(id as ScenarioId));
    return financing.caseOf(id);
  };
  const caseOf = async (id: string): Promise<FinancingCase> => {
    const financingCase = await valuedCase(id);
    return { ...financingCase, facilities: engineFacilities(facilities, financingCase.valued) };
  };
  const lender = await caseOf(LENDER_CASE);
  const selectedCase = input.caseId === LENDER_CASE ? lender : await caseOf(input.caseId ?? 'base');
  await yieldNow();
  const prepaymentIndex = facilities.indexOf(prepayment);
  const senior = seniorLoan(facilities, selectedCase, project.lenderCase.targetDscr, book.lastMonth);
  const bankRate = input.bankRate ?? (senior.facility ? firstRate(senior.facility) : BANK_RATE);
  const options = await computeOptions({
    selectedCase,
    lender,
    facilities,
    prepayment,
    bankLoan: engineFacility(bankLoanOf(prepayment, bankRate), valuationMonth) satisfies EngineFacility,
    senior,
    project,
    alternative,
    maturity: financing.maturity,
    discountRate: book.settings.discountRate,
    valuationDate: book.settings.valuationDate,
  });
  const follow = (valuedMarket: ValuedOnMarket, end?: Parameters<typeof followPrepayment>[4]) =>
    followPrepayment(valuedMarket, facilities, prepayment, alternative, end);
  const plannedPath = follow(selectedCase.valued);
  const firstMonth = Math.max(valuationMonth, firstDrawMonth(prepayment) ?? valuationMonth) + 1;
  const eventMonth = clamp(input.eventMonth ?? prepayment.firstRepayment, firstMonth, Math.max(firstMonth, prepayment.finalMaturity - 1));
  const paths: { id: string; label: Label; path: PrepaymentPath; owed?: number; month?: Month }[] = [
    { id: 'planned', label: message('financing.workbench.event.planned', { case: selectedCase.label }), path: plannedPath },
  ];
  for (const kind of ['default', 'earlyEnd'] as const) {
    const path = follow(selectedCase.valued, { kind, month: eventMonth });
    paths.push({ id: kind, label: message(`financing.workbench.event.${kind}`), path, owed: path.owed, month: eventMonth });
  }
  for (const { id, label } of financing.caseNames) {
    if (NOT_SCENARIOS.has(id)) continue;
    const { valued: valuedMarket } = await valuedCase(id);
    paths.push({ id, label, path: follow(valuedMarket) });
    await yieldNow();
  }
  const lapsedUsd = sumBy(plannedPath.rows, (row) => row.lapsed);
  const dueInCash = sumBy(plannedPath.rows, (row) => row.recourse);
  const notRepaid = lapsedUsd + dueInCash > UNPAID_SHARE * prepayment.commitment ? lapsedUsd + dueInCash : 0;
  const isAsStored =
    input.alternative.kind === 'spot' &&
    isDeepEqual(
      financing.facilities.find(({ id }) => id === facility.id),
      prepayment,
    );
  const identify = identifyTyped(financing, selectedCase.id, {
    facility,
    isAsStored,
    choices: { alternative: input.alternative, bankRate },
  });
  const costs = identifyCosts(costsOf(options, prepaymentIndex, plannedPath.concession, prepayment, valuationMonth), identify);
  const contracts = prepayment.contractIds.flatMap((id) => {
    const contractInPlan = plan.portfolio.contracts.find(({ contract }) => contract.id === id);
    return contractInPlan ? [{ id, code: findById(book.contracts, id)?.code ?? id }] : [];
  });
  const balanceIdentity = identify('closingDebt').identity;
  const chosenPath = paths.find(({ id }) => id === input.eventId) ?? paths[1]!;
  const seniorLabel: Label = senior.facility ? { name: senior.facility.name } : message('financing.proposedLoan');
  const costOf = { prepayment: costs.withPrice, loan: costs.bankCost, none: undefined };
  return {
    state: 'ready',
    inPlan: {
      planId: plan.plan.id,
      plan: plan.plan.name,
      isIncluded: facilityInPlan(facility, override) !== undefined,
      ...(override && { override }),
    },
    verdict: verdictOf(costs, options, {
      name: prepayment.name,
      conceded: sum(plannedPath.concession),
      notRepaid,
      hasRecourse: prepayment.recourse,
      maturity: prepayment.finalMaturity,
      identify,
    }),
    contracts,
    ...(costs.allInCost && { allInCost: costs.allInCost }),
    ...(costs.withPrice && { allInCostWithPrice: costs.withPrice }),
    ...(costs.indifferenceRate && { indifferentRate: costs.indifferenceRate }),
    concession: withExplanation(usd(sum(plannedPath.concession), { decimals: 1, ...identify('priceConcession') }), {
      title: message('financing.workbench.concession'),
      formula: message('financing.workbench.concession.formula'),
      lines: concessionLines(plannedPath.concession, valuationMonth),
      total: { label: message('common.total'), amount: sum(plannedPath.concession), unit: 'usd', decimals: 1 },
      sources: [],
    }),
    averageLife: options[0]!.waterfall.result.facilities[options[0]!.waterfall.indices.indexOf(prepaymentIndex)]?.averageLife ?? null,
    notRepaid,
    hasRecourse: prepayment.recourse,
    balance: balanceChart(plannedPath, chosenPath, { valuationMonth, lastMonth: prepayment.finalMaturity, eventMonth }, balanceIdentity),
    identities: { months: { columns: { closing: balanceIdentity }, rowMonth: 'month' } },
    months: balanceMonths(plannedPath, contracts.length, {
      valuationMonth,
      firstMonth: firstMonth - 1,
      lastMonth: prepayment.finalMaturity,
    }),
    events: paths.map((financingCase) => eventFacts(financingCase, prepayment, valuationMonth)),
    options: options.map((option) =>
      optionFacts(option, { senior, valuationMonth, allInCost: costOf[option.key], label: seniorLabel, identify }),
    ),
    bankRate,
    isDefaultBankRate: input.bankRate === undefined && senior.facility === undefined,
    eventMonth,
    seniorLoan: seniorLabel,
  };
};

const concessionLines = (concession: readonly number[], valuationMonth: Month): Explanation['lines'] => {
  const byYear = new Map<number, number>();
  for (const [i, amount] of concession.entries()) {
    const year = Math.floor((valuationMonth + 1 + i) / 12);
    byYear.set(year, (byYear.get(year) ?? 0) + amount);
  }
  return [...byYear].map(([year, amount]) => ({
    label: message('financing.workbench.concession.year', { year }),
    amount,
    unit: 'usd',
    decimals: 1,
  }));
};

const listChoices = async (ctx: ServiceContext, contractIds: readonly ContractId[]): Promise<Output<'financing.workbenchChoices'>> => {
  const book = await valuedWorkbook(ctx);
  const products = new Set(book.contracts.flatMap(({ id, productId }) => (contractIds.includes(id) ? [productId] : [])));
  const otherContracts = book.contracts.filter(({ id, productId }) => products.has(productId) && !contractIds.includes(id));
  const tenders = (await listTenders(ctx.workspace.db())).filter(({ tender }) => products.has(tender.productId));
  const buyerName = (id: string): string => [...book.buyers.values()].find((buyer) => buyer.id === id)?.name ?? id;
  return {
    cases: [
      ...(['lender', 'base', 'low'] as const).map((id) => ({ id: id as string, label: message(`financing.case.${id}`) as Label })),
      ...book.scenarios.map((scenario) => ({ id: scenario.id as string, label: scenarioLabel(scenario) })),
    ],
    alternatives: [
      { choice: { kind: 'spot' }, label: message('financing.workbench.alternative.spot') },
      ...otherContracts.map(({ id, code, buyerId }) => ({
        choice: { kind: 'contract' as const, id },
        label: message('financing.workbench.alternative.contract', { code, buyer: buyerName(buyerId) }),
      })),
      ...tenders.flatMap(({ tender }) =>
        tender.bids.map(({ deal }) => ({
          choice: { kind: 'bid' as const, tenderId: tender.id, id: deal.id },
          label: message('financing.workbench.alternative.bid', { tender: tender.name, buyer: buyerName(deal.buyerId) }),
        })),
      ),
    ],
  };
};

export const workbenchHandlers: Pick<HandlersOf<'financing'>, 'financing.workbench' | 'financing.workbenchChoices'> = {
  'financing.workbench': (input, ctx) => workbench(ctx, input),
  'financing.workbenchChoices': ({ contractIds }, ctx) => listChoices(ctx, contractIds),
};
