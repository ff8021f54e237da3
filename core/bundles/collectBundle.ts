import { listDeckPoints, listDecks } from '#db/repositories/decks.ts';
import { getProjectFinance } from '#db/repositories/financing.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { Db } from '#db/schema.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { type Facility, facilityInPlan, type ProjectFinance } from '#shared/domain/financing.ts';
import { isInPlan, type Plan } from '#shared/domain/plan.ts';
import type { Product } from '#shared/domain/product.ts';
import { type Reference, underlyingReferences } from '#shared/domain/reference.ts';
import { productReferences } from '#shared/domain/termReferences.ts';
import { contractReferences } from '../portfolio/explain.ts';
import { isOnlyOffered } from '../portfolio/planFacilities.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import type { BundleRecords } from './bundleRecords.ts';

/** Lists the references of some codes and those that they follow or average, in the workspace's order. */
const withUnderlying = (book: Workbook, codes: Iterable<string>): readonly Reference[] => {
  const includedCodes = new Set<string>();
  const queue = [...codes];
  for (let code = queue.pop(); code !== undefined; code = queue.pop()) {
    if (includedCodes.has(code)) continue;
    includedCodes.add(code);
    const reference = book.references.get(code);
    if (reference !== undefined) queue.push(...underlyingReferences(reference));
  }
  return [...book.references.values()].filter(({ code }) => includedCodes.has(code));
};

/** Returns the codes of the references that deals and the spot sales of their products are priced on. */
const pricedReferences = (deals: readonly OfftakeContract[], products: readonly Product[]): ReadonlySet<string> =>
  new Set([...deals.flatMap(contractReferences), ...products.flatMap(productReferences)]);

/** Lists the contracts of a plan: those in it, and those that it overrides. */
const contractsOfPlan = (book: Workbook, plan: Plan): readonly OfftakeContract[] => {
  const overriddenIds = new Set<string>(plan.overrides.map(({ contractId }) => contractId));
  return book.contracts.filter((contract) => overriddenIds.has(contract.id) || isInPlan(plan, contract));
};

/** Lists the facilities of a plan: those in it, and those that it changes or excludes. */
const facilitiesOfPlan = (book: Workbook, plan: Plan): readonly Facility[] =>
  book.facilities.filter((facility) => {
    const override = plan.facilities?.find(({ facilityId }) => facilityId === facility.id);
    return !isOnlyOffered(facility) && (override !== undefined || facilityInPlan(facility, undefined) !== undefined);
  });

/** Returns the project without the direct agreements of contracts that the bundle does not contain. */
const withAgreementsOf = (project: ProjectFinance, contractIds: ReadonlySet<string>): ProjectFinance => {
  const { tests } = project.lenderCase;
  if (tests === undefined) return project;
  const directAgreements = tests.directAgreements.filter((id) => contractIds.has(id));
  return { ...project, lenderCase: { ...project.lenderCase, tests: { ...tests, directAgreements } } };
};

/** Removes the bid that offered a facility, since a bundle has no tenders. */
const withoutBid = ({ bidId: _bid, ...facility }: Facility): Facility => facility;

/** Lists the decks of the users that have prices of some references, with these prices. */
const decksOf = async (db: Db, references: readonly Reference[]): Promise<BundleRecords['deck']> => {
  const codes = new Set<string>(references.map(({ code }) => code));
  const pointsByDeck = Map.groupBy(
    (await listDeckPoints(db)).filter(({ reference }) => codes.has(reference)),
    ({ deck }) => deck,
  );
  return (await listDecks(db)).flatMap((deck) => {
    const points = pointsByDeck.get(deck.id);
    if (deck.kind !== 'own' || points === undefined) return [];
    return [{ ...deck, kind: deck.kind, points: points.map(({ deck: _deck, ...point }) => point) }];
  });
};

/**
 * Collects the records that another Orebook needs to open some deals or a plan: the contracts as they are stored, their versions and
 * facilities, and the buyers, groups, products and references that they refer to. Includes no other deal. Throws NOT_FOUND.
 */
export const collectBundle = async (book: Workbook, db: Db, { subject }: SummaryRequest): Promise<BundleRecords> => {
  const plan = 'contractIds' in subject ? undefined : book.plan('boardOf' in subject ? subject.boardOf : subject.planId).plan;
  const requestedIds = new Set<string>('contractIds' in subject ? subject.contractIds : []);
  const subjectContracts = plan ? contractsOfPlan(book, plan) : book.contracts.filter(({ id }) => requestedIds.has(id));
  const subjectIds = new Set<string>(subjectContracts.map(({ id }) => id));
  // for deals only facilities without other deals; for a plan all its facilities and their contracts
  const facility = plan
    ? facilitiesOfPlan(book, plan)
    : book.facilities.filter(({ contractIds }) => contractIds.length > 0 && contractIds.every((id) => subjectIds.has(id)));
  const linkedIds = new Set<string>(facility.flatMap(({ contractIds }) => contractIds));
  const contract = book.contracts.filter(({ id }) => subjectIds.has(id) || linkedIds.has(id));
  const contractIds = new Set<string>(contract.map(({ id }) => id));
  const version = (await listVersions(db)).filter(({ contractId }) => contractIds.has(contractId));
  // an earlier version of a deal, or an override of a plan, may refer to records that the current deal does not
  const overriddenDeals = (plan?.overrides ?? []).flatMap(({ contractId, terms }) => {
    const overriddenContract = contract.find(({ id }) => id === contractId);
    return overriddenContract && terms ? [{ ...overriddenContract, terms }] : [];
  });
  const deals = [...contract, ...version.map(({ deal }) => deal), ...overriddenDeals];
  const storedProject = await getProjectFinance(db);
  const lenderIds = facility.flatMap(({ buyerId }) => buyerId ?? []);
  const buyerIds = new Set<string>([...deals.map(({ buyerId }) => buyerId), ...lenderIds]);
  const productIds = new Set<string>(deals.map(({ productId }) => productId));
  const product = [...book.products.values()].filter(({ id }) => productIds.has(id));
  const buyer = [...book.buyers.values()].filter(({ id }) => buyerIds.has(id));
  const groupIds = new Set<string>(buyer.flatMap(({ groupId }) => groupId ?? []));
  const reference = withUnderlying(book, pricedReferences(deals, product));
  return {
    group: [...book.groups.values()].filter(({ id }) => groupIds.has(id)),
    buyer,
    product,
    reference,
    deck: await decksOf(db, reference),
    contract,
    version,
    facility: facility.map(withoutBid),
    projectFinance: plan && storedProject.version > 0 ? [withAgreementsOf(storedProject.project, contractIds)] : [],
    plan: plan ? [plan] : [],
  };
};
