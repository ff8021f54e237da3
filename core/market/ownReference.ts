import { listContracts } from '#db/repositories/contracts.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences, removeCorrelationsWith, removeReference, saveReference } from '#db/repositories/references.ts';
import { listScenarios } from '#db/repositories/scenarios.ts';
import { listTenders } from '#db/repositories/tenders.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { Db } from '#db/schema.ts';
import { CODES } from '#db/seeds/referenceCodes.ts';
import { keyBy } from '#shared/collections.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { ReferenceUse } from '#shared/contract/market.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { IndexAverage } from '#shared/domain/indexAverage.ts';
import { currencyOf, hasOwnProcess, OwnReference, type Reference, underlyingReferences } from '#shared/domain/reference.ts';
import { productReferences, termsReferences } from '#shared/domain/termReferences.ts';
import type { Terms } from '#shared/domain/terms.ts';
import { isSameName } from '#shared/equality.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { ServiceContext } from '../context.ts';
import { scenarioLabel } from '../portfolio/labels.ts';
import { addedReferenceSource } from '../recordTexts.ts';
import { yieldIfDue } from '../yielding.ts';

const SHIPPED: ReadonlySet<string> = new Set(Object.values(CODES));

/** Whether a user added the reference; one that ships can't be edited. */
export const isOwn = ({ code }: Pick<Reference, 'code'>): boolean => !SHIPPED.has(code);

/** Issues of the indices of an average: each is another reference of the same kind and unit, and no average itself. */
const averageIssues = ({ kind, unit, average }: OwnReference, others: readonly Reference[]): readonly FieldIssue[] => {
  if (average === undefined) return [];
  const indexIssues = (code: string, path: string): readonly FieldIssue[] => {
    const index = others.find((candidate) => candidate.code === code);
    if (index?.kind !== kind || index.average !== undefined) return [issue(path, 'notOffered')];
    return index.unit === unit ? [] : [issue(path, 'otherUnit', unit)];
  };
  const { indices, fallback } = average;
  return [
    ...indices.flatMap(({ reference }, i) => indexIssues(reference, `reference.average.indices.${i}.reference`)),
    ...indices.flatMap((_, i) => (startsAfterGap(average, i) ? [issue(`reference.average.indices.${i}.from`, 'indexGap')] : [])),
    ...(fallback.kind === 'index' ? indexIssues(fallback.reference, 'reference.average.fallback.reference') : []),
    ...(fallback.kind === 'index' && hasEnded(average, fallback.reference)
      ? [issue('reference.average.fallback.reference', 'indexEnded')]
      : []),
  ];
};

/** Whether an index of an average has ended when the fallback begins. */
const hasEnded = ({ indices }: IndexAverage, code: ReferenceCode): boolean => {
  const entries = indices.filter(({ reference }) => reference === code);
  return entries.length > 0 && entries.every(({ to }) => to !== undefined);
};

/** Whether an index starts after months in which an earlier index has ended and none counts. */
const startsAfterGap = ({ indices }: IndexAverage, at: number): boolean => {
  const from = indices[at]?.from;
  if (from === undefined) return false;
  const hasEarlierEnd = indices.some(({ to }) => to !== undefined && to < from);
  return hasEarlierEnd && !indices.some((index) => (index.from ?? 0) < from && (index.to ?? from) >= from - 1);
};

const issuesOf = (ownReference: OwnReference, others: readonly Reference[]): readonly FieldIssue[] => {
  const { code, name, follows } = ownReference;
  const leader = others.find((candidate) => candidate.code === follows?.reference);
  return [
    ...(others.some((candidate) => isSameName(candidate.code, code)) ? [issue('reference.code', 'taken', code)] : []),
    ...(others.some((candidate) => everyShippedText(candidate.name).some((knownName) => isSameName(knownName, name)))
      ? [issue('reference.name', 'taken', name)]
      : []),
    // a follower or an average can't lead: its residual would need a price of its own
    ...averageIssues(ownReference, others),
    ...(follows && (leader?.kind !== 'price' || !hasOwnProcess(leader)) ? [issue('reference.follows.reference', 'notOffered')] : []),
  ];
};

/** The stored fields of an entered reference. */
const enteredFields = ({ incoterm, follows, volatility, metal, ...given }: OwnReference) => ({
  ...given,
  ...(metal ? { metal } : {}),
  currency: currencyOf(given.unit),
  ...(incoterm === '' ? {} : { incoterm }),
  ...(follows ? { follows: { ...follows, residualVolatility: volatility } } : {}),
  volatility,
});

/** Makes the stored reference. It is ordered last, since a simulation factors correlations in the order of references. */
const newReference = (ownReference: OwnReference, knownReferences: readonly Reference[]): Reference => ({
  ...enteredFields(ownReference),
  referenceGrade: [],
  meanReversion: 0,
  order: Math.max(-1, ...knownReferences.map(({ order }) => order)) + 1,
  source: addedReferenceSource(),
  origin: 'user',
});

/**
 * Adds a reference. Throws BAD_INPUT for a code or a name that is taken, a leader that is no price or has no process of its own, and an index
 * of another kind or unit.
 */
export const addReference = async (
  ownReference: OwnReference,
  db: Db,
  { workspace }: ServiceContext,
): Promise<{ readonly code: ReferenceCode }> => {
  const knownReferences = await listReferences(db);
  throwIfIssues(issuesOf(ownReference, knownReferences));
  return workspace.change(message('history.referenceAdded', { name: ownReference.name }), async (tx) => {
    await saveReference(tx, newReference(ownReference, knownReferences));
    return { code: ownReference.code };
  });
};

const findOwn = (knownReferences: readonly Reference[], code: ReferenceCode): Reference => {
  const reference = knownReferences.find((candidate) => candidate.code === code);
  if (reference === undefined || !isOwn(reference)) throw new OrebookError('NOT_FOUND', { kind: 'reference', id: code });
  return reference;
};

/** Converts a stored reference back to its entered fields. */
const toEntered = ({
  code,
  name,
  kind,
  metal,
  quotation,
  unit,
  incoterm,
  vatIncluded,
  follows,
  average,
  volatility,
}: Reference): OwnReference =>
  OwnReference.parse({
    code,
    name,
    kind,
    ...(metal ? { metal } : {}),
    quotation,
    unit,
    incoterm: incoterm ?? '',
    vatIncluded,
    ...(follows ? { follows: { reference: follows.reference, beta: follows.beta, ratio: follows.ratio ?? 1 } } : {}),
    ...(average ? { average } : {}),
    volatility: follows ? follows.residualVolatility : volatility,
  });

/** Lists the uses of a reference: contracts, versions, bids, plans, spot sales, scenarios, followers and averages. */
const listUses = async (db: Db, code: ReferenceCode, knownReferences: readonly Reference[]): Promise<readonly ReferenceUse[]> => {
  const pricedIn = (terms: readonly Pick<Terms, 'price' | 'delivery'>[]): boolean =>
    terms.some((set) => termsReferences(set).includes(code));
  const contracts = await listContracts(db, yieldIfDue);
  const codes = new Map(contracts.map((contract) => [contract.id, contract.code]));
  const use = (kind: ReferenceUse['kind'], name: Label, id: string): ReferenceUse => ({
    kind,
    name,
    id,
    isPriced: kind !== 'scenario' && kind !== 'reference',
  });
  const versions = (await listVersions(db)).filter(({ deal }) => pricedIn(deal.terms));
  return [
    ...contracts.filter(({ terms }) => pricedIn(terms)).map((contract) => use('contract', { name: contract.code }, contract.id)),
    ...[...new Set(versions.map(({ contractId }) => contractId))].map((id) => use('version', { name: codes.get(id) ?? id }, id)),
    ...(await listTenders(db))
      .filter(({ tender }) => tender.bids.some(({ deal }) => pricedIn(deal.terms)))
      .map(({ tender }) => use('bid', { name: tender.name }, tender.id)),
    ...(await listPlans(db))
      .filter(({ overrides }) => overrides.some(({ terms = [] }) => pricedIn(terms)))
      .map(({ id, name }) => use('plan', { name }, id)),
    ...(await listProducts(db))
      .filter((product) => productReferences(product).includes(code))
      .map(({ id, name }) => use('product', { name }, id)),
    ...(await listScenarios(db))
      .filter(({ prices, channels }) => [...prices, ...channels].some(({ reference }) => reference === code))
      .map((scenario) => use('scenario', scenarioLabel(scenario), scenario.id)),
    ...knownReferences
      .filter((reference) => underlyingReferences(reference).includes(code))
      // an average is in the unit of its indices, a follower has one of its own
      .map((user): ReferenceUse => ({ ...use('reference', { shipped: user.name }, user.code), isPriced: user.average !== undefined })),
  ];
};

/** Reads a reference that a user added, with its uses. Throws NOT_FOUND. */
export const readOwnReference = async (db: Db, code: ReferenceCode) => {
  const knownReferences = await listReferences(db);
  return { reference: toEntered(findOwn(knownReferences, code)), uses: await listUses(db, code, knownReferences) };
};

/** The names of uses, each once. */
const usageNames = (uses: readonly ReferenceUse[]): Label => ({
  list: [...keyBy(uses, ({ name }) => JSON.stringify(name)).values()].map(({ name }) => name),
  by: 'comma',
});

/** Issues of fields that can't change while the reference is in use. */
const inUseIssues = (ownReference: OwnReference, referenceBefore: Reference, uses: readonly ReferenceUse[]): readonly FieldIssue[] => {
  const pricingUses = uses.filter((use) => use.isPriced);
  const dependents = uses.filter(({ kind }) => kind === 'reference');
  const followers = dependents.filter((use) => !use.isPriced);
  const scenarioUses = uses.filter(({ kind }) => kind === 'scenario');
  return [
    // differentials, floors and scenario paths are numbers in the kind and unit of the reference
    ...(ownReference.kind !== referenceBefore.kind && uses.length > 0 ? [issue('reference.kind', 'usedBy', usageNames(uses))] : []),
    ...(ownReference.unit !== referenceBefore.unit && pricingUses.length > 0
      ? [issue('reference.unit', 'usedBy', usageNames(pricingUses))]
      : []),
    ...(ownReference.follows && followers.length > 0 ? [issue('reference.follows.reference', 'usedBy', usageNames(followers))] : []),
    ...(ownReference.average && dependents.length > 0 ? [issue('reference.average', 'usedBy', usageNames(dependents))] : []),
    ...(ownReference.average && !referenceBefore.average && scenarioUses.length > 0
      ? [issue('reference.average', 'usedBy', usageNames(scenarioUses))]
      : []),
    ...(ownReference.follows && !referenceBefore.follows && scenarioUses.length > 0
      ? [issue('reference.follows.reference', 'usedBy', usageNames(scenarioUses))]
      : []),
  ];
};

/** Edits a reference that a user added. Throws NOT_FOUND and BAD_INPUT. */
export const editReference = async (ownReference: OwnReference, db: Db, { workspace }: ServiceContext): Promise<void> => {
  const knownReferences = await listReferences(db);
  const referenceBefore = findOwn(knownReferences, ownReference.code);
  throwIfIssues([
    ...issuesOf(
      ownReference,
      knownReferences.filter(({ code }) => code !== ownReference.code),
    ),
    ...inUseIssues(ownReference, referenceBefore, await listUses(db, ownReference.code, knownReferences)),
  ]);
  const { order, referenceGrade, meanReversion, correlations, source } = referenceBefore;
  const hasProcess = ownReference.kind === 'price' && hasOwnProcess(ownReference);
  await workspace.change(message('history.referenceEdited', { name: ownReference.name }), async (tx) => {
    await saveReference(tx, {
      ...enteredFields(ownReference),
      order,
      referenceGrade,
      meanReversion: hasProcess ? meanReversion : 0,
      ...(hasProcess && correlations ? { correlations } : {}),
      source,
      origin: 'user',
    });
    if (!hasProcess) await removeCorrelationsWith(tx, ownReference.code);
  });
};

/** Deletes a reference that a user added, with its prices. Throws NOT_FOUND, and IN_USE with the names of its uses. */
export const deleteReference = async (code: ReferenceCode, db: Db, { workspace }: ServiceContext): Promise<void> => {
  const knownReferences = await listReferences(db);
  const { name } = findOwn(knownReferences, code);
  const uses = await listUses(db, code, knownReferences);
  const [first] = uses;
  if (first) throw new OrebookError('IN_USE', { kind: 'reference', id: code, by: first.kind, count: uses.length, names: usageNames(uses) });
  await workspace.change(message('history.referenceRemoved', { name }), (tx) => removeReference(tx, code));
};
