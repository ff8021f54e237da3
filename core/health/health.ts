import { listTenders } from '#db/repositories/tenders.ts';
import { listVersions } from '#db/repositories/versions.ts';
import { findById } from '#shared/collections.ts';
import type { Amount, Figure, Label, Message } from '#shared/contract/figure.ts';
import { type Finding, FindingKind } from '#shared/contract/health.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { Limit } from '#shared/domain/limit.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import type { Tender } from '#shared/domain/tender.ts';
import type { Month } from '#shared/domain/time.ts';
import type { Version } from '#shared/domain/version.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import type { HandlersOf } from '../context.ts';
import { contractIssues } from '../contracts/contractIssues.ts';
import { termWarnings } from '../contracts/contractWarnings.ts';
import { hasDestination } from '../overview/checklist.ts';
import { findUnplannedProducts } from '../overview/commitments.ts';
import { priceReferences } from '../overview/dateLines.ts';
import { buyersByName, parentAbove, parentCircle } from '../portfolio/buyerParents.ts';
import { includeRates } from '../portfolio/explain.ts';
import { month as monthFigure } from '../portfolio/figures.ts';
import { chosenDeck, referenceLabel } from '../portfolio/labels.ts';
import { oversoldProductsInSteps } from '../portfolio/oversold.ts';
import { type ValuedPlan, valuedWorkbook, type Workbook } from '../portfolio/portfolio.ts';
import { problemMessage } from '../portfolio/problems.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';
import { runWithYielding } from '../yielding.ts';

/** Returns the route to the deck prices of one reference. */
const decksRoute = (code: string): string => `/market?${new URLSearchParams({ field: 'decks', find: code })}`;
/** Number of months before the valuation in which a missing actual price affects deliveries that are not settled. */
const MONTHS_BACK = 12;
/** Maximum number of names in one sentence. */
const MAX_NAMES = 4;

const isActual = ({ origin }: DeckPoint): boolean => origin === 'source' || origin === 'user' || origin === 'sample';

/** Lists the first names and counts the others. Names may contain commas, months do not. */
const shortList = (names: readonly Label[], by: 'semicolon' | 'serial'): Label =>
  names.length > MAX_NAMES
    ? message('health.andMore', { list: { list: names.slice(0, MAX_NAMES), by }, count: names.length - MAX_NAMES })
    : { list: names, by };

/** Lists the references of the prices of the plan's contracts, and the exchange rates that convert them. */
function* usedReferences(book: Workbook, plan: ValuedPlan): Steps<readonly string[]> {
  const codes = new Set<string>();
  for (const contract of book.contracts) {
    yield;
    if (!isInPlan(plan.plan, contract) || contract.end < book.valuationMonth) continue;
    for (const { price } of contract.terms) for (const code of priceReferences(price)) codes.add(code);
  }
  return [...includeRates(book, codes)].sort();
}

function* priceFindings(book: Workbook, plan: ValuedPlan): Steps<readonly Finding[]> {
  const { valuationMonth, lastMonth } = book;
  const estimatedNames: Label[] = [];
  const references = yield* usedReferences(book, plan);
  const findings = references.flatMap((code): Finding[] => {
    const name = referenceLabel(book.references, code);
    const points = book.deck.get(code) ?? [];
    const pastPoints = points.filter(({ month }) => month <= valuationMonth);
    const last = pastPoints.findLast(isActual)?.month;
    if (points.some((point) => point.month > valuationMonth && point.month <= lastMonth && isEstimated(point))) estimatedNames.push(name);
    if (last === undefined || last < valuationMonth) {
      const remark = last === undefined ? message('health.neverFixed') : message('health.stale', { month: monthFigure(last) });
      return [
        {
          key: `stale ${code}`,
          kind: 'stalePrices',
          about: name,
          what: remark,
          remedy: { label: message('health.typeFixing'), route: decksRoute(code) },
        },
      ];
    }
    const pricedMonths = new Set(pastPoints.filter(isActual).map(({ month }) => month));
    const recentMonths = Array.from({ length: MONTHS_BACK }, (_, i): Month => valuationMonth - i);
    const gaps = recentMonths.filter((month) => !pricedMonths.has(month)).reverse();
    if (gaps.length === 0) return [];
    const months = shortList(
      gaps.map((gap) => monthFigure(gap)),
      'serial',
    );
    return [
      {
        key: `gaps ${code}`,
        kind: 'missingFixings',
        about: name,
        what: message('health.gaps', { count: gaps.length, months }),
        remedy: { label: message('health.importPrices'), route: '/data?sheet=prices' },
      },
    ];
  });
  if (estimatedNames.length === 0) return findings;
  const what = message('health.filled', {
    count: estimatedNames.length,
    names: shortList(estimatedNames, 'semicolon'),
    last: monthFigure(lastMonth),
  });
  return [
    ...findings,
    {
      key: 'filled',
      kind: 'filledMonths',
      about: message('health.deck', { deck: chosenDeck(book) }),
      what,
      remedy: { label: message('health.pasteForwards'), route: '/data?paste=prices' },
    },
  ];
}

/** Whether a price was estimated by rule, not entered or imported. */
const isEstimated = ({ origin }: DeckPoint): boolean => origin === 'filled' || origin === 'house';

/** Finds terms of the plan's contracts that have no effect at the product's grades. */
function* termFindings(book: Workbook, plan: ValuedPlan): Steps<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { contract } of plan.portfolio.contracts) {
    yield;
    const product = book.products.get(contract.productId);
    for (const { path, message: what } of product === undefined ? [] : termWarnings(contract, product))
      findings.push({
        key: `terms ${contract.id} ${path}`,
        kind: 'terms',
        about: { name: contract.code },
        what,
        remedy: { label: message('health.openTerm'), route: `/contracts/${contract.id}?field=${path}` },
      });
  }
  return findings;
}

const contractFindings = (book: Workbook, plan: ValuedPlan): readonly Finding[] =>
  [...plan.problems].map(([id, problem]) => ({
    key: `price ${id}`,
    kind: 'noPrice',
    about: { name: findById(book.contracts, id)?.code ?? id },
    what: problemMessage(problem, book.references),
    remedy: { label: message('health.openContract'), route: `/contracts/${id}` },
  }));

const buyerFindings = (book: Workbook): readonly Finding[] => {
  const buyersWithContracts = new Set(book.contracts.map(({ buyerId }) => buyerId));
  return [...book.buyers.values()].flatMap((buyer): Finding[] => {
    const { id, name, rating } = buyer;
    const finding = (kind: 'noDestination' | 'noRating' | 'orphan', route: string): Finding => ({
      key: `${kind} ${id}`,
      kind,
      about: { name },
      what: message(`health.buyer.${kind}`),
      remedy: { label: message(`health.buyer.${kind}.action`), route },
    });
    return [
      ...(hasDestination(buyer) ? [] : [finding('noDestination', `/buyers/${id}?field=destination`)]),
      ...(rating === 'unrated' ? [finding('noRating', `/buyers/${id}?field=rating`)] : []),
      ...(buyersWithContracts.has(id) ? [] : [finding('orphan', `/contracts/new?buyer=${id}`)]),
    ];
  });
};

/** Finds buyers that own themselves through their parents, and those whose ultimate parent has a parent of its own. */
const parentFindings = (book: Workbook): readonly Finding[] => {
  const buyers = [...book.buyers.values()];
  const find = buyersByName(buyers);
  return buyers.flatMap((buyer): Finding[] => {
    const circle = parentCircle(buyer, find);
    const parentName = circle === undefined ? parentAbove(buyer, find) : undefined;
    const parent = buyer.ultimateParent?.name;
    if (parent === undefined || (circle === undefined && parentName === undefined)) return [];
    return [
      {
        key: `parents ${buyer.id}`,
        kind: 'parents',
        about: { name: buyer.name },
        what:
          parentName === undefined
            ? message('health.buyer.parentCircle', { names: { list: circle ?? [], by: 'serial' } })
            : message('health.buyer.parentAbove', { parent, above: parentName }),
        remedy: { label: message('health.buyer.parents.action'), route: `/buyers/${buyer.id}?field=ultimateParent.name` },
      },
    ];
  });
};

/** Finds products that the plan sells without planned production. Their contracts deliver nothing, and have no share of production. */
const productionFindings = (book: Workbook, plan: ValuedPlan): readonly Finding[] =>
  findUnplannedProducts(book, plan).map(({ id, name }) => ({
    key: `production ${id}`,
    kind: 'noProduction',
    about: { name },
    what: message('health.product.unplanned', { plan: plan.plan.name }),
    remedy: { label: message('health.product.action'), route: `/products/${id}?field=years.${book.year}.tonnes` },
  }));

const amountOf = ({ value, unit, decimals }: Figure): Amount => ({ value, unit, decimals });

/** Finds products that the plan oversells, except those without planned production, which have another finding. */
function* oversoldFindings(book: Workbook, plan: ValuedPlan): Steps<readonly Finding[]> {
  const unplannedIds = new Set(findUnplannedProducts(book, plan).map(({ id }) => id));
  return (yield* oversoldProductsInSteps(book, plan))
    .filter(({ productId }) => !unplannedIds.has(productId))
    .map((productRow) => {
      const { inYears: years, short, damages } = productRow;
      return {
        key: `oversold ${productRow.productId}`,
        kind: 'oversold',
        about: { name: productRow.product },
        what: message('oversold.health', {
          plan: plan.plan.name,
          tonnes: amountOf(short),
          years,
          damages: amountOf(damages),
        }),
        remedy: { label: message('oversold.reduce'), route: '/plans' },
      };
    });
}

/** Finds products that are valued on a typical assay because none was entered. */
const assayFindings = (book: Workbook): readonly Finding[] =>
  [...book.products.values()]
    .filter(({ isAssayAssumed }) => isAssayAssumed)
    .map(({ id, name }) => ({
      key: `assay ${id}`,
      kind: 'assumedAssay',
      about: { name },
      what: message('health.product.assumedAssay'),
      remedy: { label: message('health.product.enterAssay'), route: `/products/${id}?field=assay` },
    }));

/** Finds products without contracts and planned production, and groups of fewer than two buyers. */
const orphanFindings = (book: Workbook): readonly Finding[] => {
  const soldProducts = new Set(book.contracts.map(({ productId }) => productId));
  const products = [...book.products.values()].filter(
    ({ id, production }) => !soldProducts.has(id) && !production.some(({ tonnes }) => tonnes > 0),
  );
  const groups = [...book.groups.values()].filter(({ id }) => [...book.buyers.values()].filter(({ groupId }) => groupId === id).length < 2);
  return [
    ...products.map(
      ({ id, name }): Finding => ({
        key: `product ${id}`,
        kind: 'orphan',
        about: { name },
        what: message('health.product.orphan'),
        remedy: { label: message('health.product.action'), route: `/products/${id}?field=years.${book.year}.tonnes` },
      }),
    ),
    ...groups.map(({ id, name }): Finding => {
      const member = [...book.buyers.values()].find(({ groupId }) => groupId === id);
      return {
        key: `group ${id}`,
        kind: 'orphan',
        about: { name },
        what: message('health.group.orphan'),
        remedy: { label: message('health.group.action'), route: member ? `/buyers/${member.id}?field=groupId` : '/buyers' },
      };
    }),
  ];
};

const limitFindings = (book: Workbook, plan: ValuedPlan): readonly Finding[] => {
  const measuredById = new Map(plan.limits().map((measuredLimit) => [measuredLimit.limitId, measuredLimit]));
  const isIdle = ({ id }: Limit): boolean => measuredById.get(id)?.worst === undefined;
  return book.limits.filter(isIdle).map(({ id, name, from, to }) => ({
    key: `limit ${id}`,
    kind: 'limitUnmeasured',
    about: { name },
    what: message('health.limit', { from, to, plan: plan.plan.name }),
    remedy: { label: message('health.limit.action'), route: '/plans' },
  }));
};

/** Finds tenders that closed without a winner, and bids that can't be priced. */
const tenderFindings = (book: Workbook, tenders: readonly Tender[]): readonly Finding[] =>
  tenders.flatMap(({ id, name, due, bids }): Finding[] => {
    if (bids.some(({ contractId }) => contractId !== undefined)) return [];
    const route = `/contracts/tenders/${id}`;
    const isClosed = due < book.settings.valuationDate;
    const unpricedFindings = bids.flatMap(({ deal }): Finding[] => {
      const problem = book.alone(deal).problems.get(deal.id);
      if (problem === undefined) return [];
      return [
        {
          key: `bid ${deal.id}`,
          kind: 'noPrice',
          about: message('health.bid', { buyer: book.buyers.get(deal.buyerId)?.name ?? deal.code, tender: name }),
          what: problemMessage(problem, book.references),
          remedy: { label: message('health.openBid'), route: `${route}/bids/${deal.id}` },
        },
      ];
    });
    const what = message('health.tenderClosed', { count: bids.length, date: { value: due, unit: 'date' } });
    return [
      ...unpricedFindings,
      ...(isClosed
        ? [
            {
              key: `tender ${id}`,
              kind: 'tenderClosed' as const,
              about: { name },
              what,
              remedy: { label: message('health.openTender'), route },
            },
          ]
        : []),
    ];
  });

/** Finds versions that can't be restored: they refer to deleted records, or their terms are no longer valid. */
const versionFindings = (book: Workbook, versions: readonly Version[]): readonly Finding[] => {
  const knownRecords = {
    buyers: [...book.buyers.values()],
    products: [...book.products.values()],
    references: [...book.references.values()],
  };
  return versions.flatMap(({ id, contractId, date, deal }): Finding[] => {
    const parsedContract = OfftakeContract.safeParse(deal);
    const issues = parsedContract.success ? contractIssues(parsedContract.data, knownRecords) : fieldIssues(parsedContract.error);
    if (issues.length === 0) return [];
    return [
      {
        key: `version ${id}`,
        kind: 'badVersion',
        about: message('health.version', { code: deal.code, date: { value: date, unit: 'date' } }),
        what: message(issues.some(({ rule }) => rule === 'gone') ? 'health.versionOfDeleted' : 'health.versionBad'),
        remedy: { label: message('health.openVersions'), route: `/contracts/${contractId}/versions` },
      },
    ];
  });
};

const integrityFindings = (workspace: WorkspaceSession): readonly Finding[] => {
  const { failed, second } = workspace.backups();
  const finding = (key: string, what: Message): Finding => ({
    key,
    kind: 'integrity',
    about: message('health.file'),
    what,
    remedy: { label: message('health.copies'), route: '/data' },
  });
  return [
    ...(failed === undefined
      ? []
      : [finding('integrity', message(failed.code === 'WORKSPACE_DAMAGED' ? 'health.damaged' : 'health.noCopy'))]),
    ...(second?.failed === undefined ? [] : [finding('second', message('health.noSecond', { folder: second.name }))]),
  ];
};

type OtherRecords = {
  readonly workspace: WorkspaceSession;
  readonly tenders: readonly Tender[];
  readonly versions: readonly Version[];
};

/** Lists missing and outdated data, each with the action that corrects it. */
function* listFindings(book: Workbook, plan: ValuedPlan, { workspace, tenders, versions }: OtherRecords): Steps<Finding[]> {
  const termsWithoutEffect = yield* termFindings(book, plan);
  const missingPrices = yield* priceFindings(book, plan);
  const oversoldPlanFindings = yield* oversoldFindings(book, plan);
  const lists = [
    () => integrityFindings(workspace),
    () => contractFindings(book, plan),
    () => termsWithoutEffect,
    () => tenderFindings(book, tenders),
    () => versionFindings(book, versions),
    () => missingPrices,
    () => oversoldPlanFindings,
    () => productionFindings(book, plan),
    () => assayFindings(book),
    () => parentFindings(book),
    () => buyerFindings(book),
    () => limitFindings(book, plan),
    () => orphanFindings(book),
  ];
  const findings: Finding[] = [];
  for (const list of lists) {
    findings.push(...list());
    yield;
  }
  return findings;
}

const rank = ({ kind }: Finding): number => FindingKind.options.indexOf(kind);

export const healthHandlers: HandlersOf<'health'> = {
  'health.list': async ({ first }, ctx) => {
    const book = await valuedWorkbook(ctx);
    const db = ctx.workspace.db();
    const tenders = (await listTenders(db)).map(({ tender }) => tender);
    const otherRecords = { workspace: ctx.workspace, tenders, versions: await listVersions(db) };
    const findings = await runWithYielding(listFindings(book, book.plan(), otherRecords));
    return { findings: findings.sort((a, b) => rank(a) - rank(b)).slice(first, first + LIST_PAGE_ROWS), count: findings.length };
  },
};
