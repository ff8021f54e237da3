import { type ExposureRow, isInLimitScope, measureLimitsInSteps, netback } from '#engine';
import { findById } from '#shared/collections.ts';
import type { BuyerGroupView, BuyerRow, GroupLimitRow } from '#shared/contract/buyers.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure, Message, Sentence, Verdict } from '#shared/contract/figure.ts';
import { termsAt } from '#shared/domain/contract.ts';
import { METALS } from '#shared/domain/metal.ts';
import type { Year } from '#shared/domain/time.ts';
import { sum, sumBy } from '#shared/math.ts';
import { message } from '#shared/messages/text.ts';
import { limitRoute } from '#shared/routes.ts';
import type { Steps } from '#shared/steps.ts';
import type { ServiceContext } from '../context.ts';
import { contractRow, rowIdentities } from '../contracts/contractRows.ts';
import { groupLimitContracts, measuredFigure } from '../limits/groupLimit.ts';
import { boardYears, headroomFigures, scopeLabel } from '../limits/limitBoard.ts';
import { identifyLimit, limitFigure, limitLevel } from '../limits/limitFigures.ts';
import { groupOfBuyer, type JoinedBuyers } from '../portfolio/buyerGroups.ts';
import { contractValue } from '../portfolio/contractValues.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import { explanation } from '../portfolio/explain.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import {
  count,
  dmtPerYear,
  emptyFigure,
  labelFigure,
  share,
  usd,
  withExplanation,
  words,
  year as yearFigure,
} from '../portfolio/figures.ts';
import { contractCode } from '../portfolio/labels.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { type DefaultRates, defaultProbability, readDefaultRates } from '../tenders/netback.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { buyerIdentities, buyerRows } from './buyerViews.ts';

type Scope = { readonly book: Workbook; readonly plan: ValuedPlan; readonly group: JoinedBuyers };

const findGroup = (book: Workbook, id: string): JoinedBuyers => {
  const memberBuyer = [...book.buyers.values()].find(({ groupId }) => groupId === id);
  const group = groupOfBuyer(book, id) ?? (memberBuyer && groupOfBuyer(book, memberBuyer.id));
  if (group === undefined) throw new OrebookError('NOT_FOUND', { kind: 'buyerGroup', id });
  return group;
};

const groupRows = ({ plan, group }: Scope) => plan.exposure().rows.filter(({ members }) => members.group === group.id);

/** The group's shares of planned production by metal, and of gross payable value, by year. */
function* sharesOf(scope: Scope, years: readonly Year[]): Steps<BuyerGroupView['shares']> {
  const { book, plan } = scope;
  const exposure = plan.exposure();
  const rows = groupRows(scope);
  const shareFigure = (amount: number, total: number, measure: 'productionShare' | 'valueShare', period: Year, of: string): Figure =>
    total > 0 ? share(amount / total, { identity: identifyInPlan(book, plan, measure, { subject: of, period }) }) : emptyFigure();
  const subject = `group:${scope.group.id}`;
  const at = (series: readonly number[], year: Year): number => series[exposure.years.indexOf(year)] ?? 0;
  const planned = (metal: string, year: Year): number =>
    sumBy(
      plan.commitments().filter(({ productId }) => book.products.get(productId)?.metal === metal),
      (product) => product.years.find((candidate) => candidate.year === year)?.planned ?? 0,
    );
  const metals = METALS.filter((metal) => rows.some(({ members }) => members.metal === metal));
  const valueShares: Figure[] = [];
  for (const year of years) {
    const i = exposure.years.indexOf(year);
    const valueIn = ({ grossValue }: ExposureRow): number => grossValue[i] ?? 0;
    valueShares.push(shareFigure(sumBy(rows, valueIn), sumBy(exposure.rows, valueIn), 'valueShare', year, subject));
    yield;
  }
  return [
    ...metals.map((metal) => {
      const ofMetal = rows.filter(({ members }) => members.metal === metal);
      return {
        metal,
        values: years.map((year) =>
          shareFigure(
            sumBy(ofMetal, ({ tonnes }) => at(tonnes, year)),
            planned(metal, year),
            'productionShare',
            year,
            `${subject}/metal:${metal}`,
          ),
        ),
      };
    }),
    { values: valueShares },
  ];
}

/** The limits on the largest group in whose scope the group buys, measured for this group. */
function* limitRows(scope: Scope): Steps<readonly GroupLimitRow[]> {
  const { book, plan, group } = scope;
  const rows = groupRows(scope);
  const limits = book.limits.filter((limit) => limit.measure.kind === 'largestGroup' && rows.some((row) => isInLimitScope(limit, row)));
  const measuredLimits = yield* measureLimitsInSteps(limits, plan.portfolio, plan.exposure(), group.id);
  return measuredLimits.flatMap((measuredLimit, i) => {
    const limit = limits[i]!;
    const { worst } = measuredLimit;
    if (worst === undefined) return [];
    const subject = `limit:${limit.id}/group:${group.id}`;
    const { tonnes, usd: value } = headroomFigures(book, plan, limit, worst, subject);
    return [
      {
        id: limit.id,
        name: limit.name,
        scope: scopeLabel(book, limit),
        level: limitLevel(limit),
        years: measuredLimit.years.map((measuredYear) => ({
          year: measuredYear.year,
          value: measuredFigure(book, plan, limit, measuredYear, {
            identity: identifyLimit(book, plan, limit, measuredYear.year, { group: group.id }),
          }),
          state: measuredYear.state,
        })),
        state: measuredLimit.state,
        worst: worst.year,
        tonnes,
        value,
        contracts: groupLimitContracts(plan, limit, worst).map((contractRow) => ({
          id: findById(book.contracts, contractRow.id)!.id,
          code: contractCode(book, contractRow.id),
          share: limitFigure(limit, contractRow.share, {
            identity: identifyInPlan(book, plan, 'limitPart', { subject: `${subject}/contract:${contractRow.id}`, period: worst.year }),
          }),
        })),
      },
    ];
  });
}

/** The default probability by the worst rating of all its buyers, and the expected credit loss of its contracts at that probability. */
function* creditFigures(
  { book, plan, group }: Scope,
  rates: DefaultRates,
): Steps<{ readonly defaultProbability: Figure; readonly creditLoss: Figure }> {
  const probability = Math.max(...group.buyers.map((buyer) => defaultProbability(buyer, rates)));
  const { valuationDate, discountRate } = book.settings;
  const buyerIds = new Set<string>(group.buyers.map(({ id }) => id));
  const lines: { readonly label: Message; readonly amount: number }[] = [];
  for (const { buyer, contract } of plan.portfolio.contracts) {
    if (!buyerIds.has(buyer.id)) continue;
    yield;
    const value = contractValue(plan, contract.id);
    const result =
      value &&
      netback(value, { valuationDate, discountRate, defaultProbability: probability, termsIn: ({ month }) => termsAt(contract, month) });
    const perTonne = result?.lines.find(({ label }) => label === 'netbackCredit')?.amount ?? 0;
    if (result) lines.push({ label: message('line.member', { name: contract.code }), amount: -perTonne * result.tonnes });
  }
  const loss = sumBy(lines, ({ amount }) => amount);
  const identity = (measure: 'defaultProbability' | 'creditLoss') => identifyInPlan(book, plan, measure, { subject: `group:${group.id}` });
  return {
    defaultProbability: share(probability, { decimals: 2, identity: identity('defaultProbability') }),
    creditLoss: withExplanation(
      usd(loss, { decimals: 2, identity: identity('creditLoss') }),
      explanation(lines, loss, {
        title: message('groups.explain.creditLoss', { group: group.name }),
        formula: message('groups.explain.creditLoss.formula', { probability: share(probability, { decimals: 2 }) }),
        unit: 'usd',
        decimals: 2,
      }),
    ),
  };
}

/** Gross payable value of the group in the first full year. */
const groupValue = ({ book, plan, group }: Scope, rows: readonly BuyerRow[]): Figure =>
  usd(
    sumBy(rows, (row) => row.value),
    { decimals: 1, identity: identifyInPlan(book, plan, 'grossValue', { period: book.year, subject: `group:${group.id}` }) },
  );

/** The group's share of the plan's gross payable value in the first full year. */
const groupShare = ({ book, plan, group }: Scope, rows: readonly BuyerRow[]): Figure =>
  share(
    sumBy(rows, (row) => row.share),
    { identity: identifyInPlan(book, plan, 'valueShare', { period: book.year, subject: `group:${group.id}` }) },
  );

const limitSentence = ({ book }: Scope, limits: readonly GroupLimitRow[]): readonly Sentence[] => {
  const [breachedLimit] = limits.filter(({ state }) => state === 'breached');
  if (breachedLimit === undefined)
    return limits.length === 0 ? [] : [{ key: 'groups.verdict.limitsMet', figures: { count: count(limits.length) } }];
  const worstYear = breachedLimit.years.find(({ year }) => year === breachedLimit.worst);
  return [
    {
      key: 'groups.verdict.breaches',
      figures: {
        limit: words(breachedLimit.name, { route: limitRoute(breachedLimit.id) }),
        value: worstYear?.value ?? emptyFigure(),
        level: breachedLimit.level,
        year: labelFigure(countedYear(book, breachedLimit.worst)),
      },
    },
  ];
};

const verdictOf = ({ book, plan, group }: Scope, rows: readonly BuyerRow[], limits: readonly GroupLimitRow[]): Verdict => {
  const name = words(group.name);
  const valueFigure = groupValue({ book, plan, group }, rows);
  const value = Number(valueFigure.value);
  if (group.buyers.length < 2)
    return [{ key: 'groups.verdict.alone', figures: { buyer: words(group.name, { route: `/buyers/${group.id}` }) } }];
  const figures = { group: name, count: count(group.buyers.length), year: yearFigure(book.year) };
  return [
    value > 0
      ? {
          key: 'groups.verdict',
          figures: { ...figures, value: valueFigure, share: groupShare({ book, plan, group }, rows) },
        }
      : { key: 'groups.verdict.none', figures: { ...figures, plan: words(plan.plan.name, { route: '/plans' }) } },
    ...limitSentence({ book, plan, group }, limits),
  ];
};

/** The page of a group of buyers in the chosen plan. Errors: NOT_FOUND. */
export const buyerGroupView = async (ctx: ServiceContext, id: string): Promise<BuyerGroupView> => {
  const book = await valuedWorkbook(ctx);
  const plan = book.plan();
  const group = findGroup(book, id);
  const scope: Scope = { book, plan, group };
  const buyerIds = new Set<string>(group.buyers.map((buyer) => buyer.id));
  await yieldIfDue();
  const rows = (await runWithYielding(buyerRows(book, plan))).filter((row) => buyerIds.has(row.id));
  const years = boardYears(book, plan);
  const limits = await runWithYielding(limitRows(scope));
  await yieldIfDue();
  const shares = await runWithYielding(sharesOf(scope, years));
  const i = plan.exposure().years.indexOf(book.year);
  const rates = await readDefaultRates(ctx.workspace.db());
  await yieldIfDue();
  const credit = await runWithYielding(creditFigures(scope, rates));
  await yieldIfDue();
  return {
    id: group.id,
    name: group.name,
    verdict: verdictOf(scope, rows, limits),
    figures: [
      { key: 'value', figure: groupValue(scope, rows) },
      { key: 'share', figure: groupShare(scope, rows) },
      {
        key: 'tonnes',
        figure: dmtPerYear(
          sumBy(groupRows(scope), ({ tonnes }) => tonnes[i] ?? 0),
          { identity: identifyInPlan(book, plan, 'committedTonnes', { period: book.year, subject: `group:${group.id}` }) },
        ),
      },
      { key: 'contracts', figure: count(sum(rows.map((row) => row.contracts))) },
      { key: 'defaultProbability', figure: credit.defaultProbability },
      { key: 'creditLoss', figure: credit.creditLoss },
    ],
    reasons: group.reasons.map(({ name, members, storedGroup }) => ({
      kind: storedGroup ? ('actsAsOne' as const) : ('ultimateParent' as const),
      name,
      ...(storedGroup ? { groupId: storedGroup.id } : {}),
      ...(storedGroup && storedGroup.why !== '' ? { why: storedGroup.why } : {}),
      buyers: members.map((buyer) => ({ id: buyer.id, name: buyer.name })),
    })),
    buyers: rows,
    year: book.year,
    years,
    shares,
    limits,
    contracts: book.contracts.filter(({ buyerId }) => buyerIds.has(buyerId)).map((contract) => contractRow(book, plan, contract)),
    identities: { buyers: buyerIdentities(book, plan), contracts: rowIdentities(book, plan) },
  };
};
