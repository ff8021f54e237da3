import { listContracts } from '#db/repositories/contracts.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts } from '#db/repositories/products.ts';
import { listReferences, removeCorrelationsWith, removeReference, saveReference } from '#db/repositories/references.ts';
import { listScenarios } from '#db/repositories/scenarios.ts';
import { listTenders } from '#db/repositories/tenders.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { Db } from '#db/schema.ts';
import { CODES } from '#db/seeds/referenceCodes.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { ReferenceUse } from '#shared/contract/market.ts';
import type { ReferenceCode } from '#shared/domain/ids.ts';
import { currencyOf, OwnReference, type Reference } from '#shared/domain/reference.ts';
import type { PriceBasis } from '#shared/domain/terms.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { comma, message, text } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { ServiceContext } from '../context.ts';
import { referencesIn } from '../contracts/checks.ts';

const SHIPPED: ReadonlySet<string> = new Set(Object.values(CODES));

const alike = (a: string, b: string): boolean => a.localeCompare(b, 'en', { sensitivity: 'accent' }) === 0;

/** A reference that ships is as its source has it. */
export const isOwn = ({ code }: Pick<Reference, 'code'>): boolean => !SHIPPED.has(code);

const issuesOf = ({ code, name, follows }: OwnReference, others: readonly Reference[]): readonly FieldIssue[] => {
  const leader = others.find((one) => one.code === follows?.reference);
  return [
    ...(others.some((one) => alike(one.code, code)) ? [issue('reference.code', 'taken', code)] : []),
    ...(others.some((one) => alike(one.name, name)) ? [issue('reference.name', 'taken', name)] : []),
    // a residual is drawn beside the leader's own price: one that follows another has none
    ...(follows && (leader?.kind !== 'price' || leader.follows) ? [issue('reference.follows.reference', 'notOffered')] : []),
  ];
};

/** What was given of a reference, as it is stored. */
const givenOf = ({ incoterm, follows, volatility, metal, ...given }: OwnReference) => ({
  ...given,
  ...(metal ? { metal } : {}),
  currency: currencyOf(given.unit),
  ...(incoterm === '' ? {} : { incoterm }),
  ...(follows ? { follows: { ...follows, residualVolatility: volatility } } : {}),
  volatility,
});

/** What is stored of it. Its place is the last: the correlation of a simulation is factored in the order of references. */
const referenceFrom = (given: OwnReference, known: readonly Reference[]): Reference => ({
  ...givenOf(given),
  referenceGrade: [],
  meanReversion: 0,
  order: Math.max(-1, ...known.map(({ order }) => order)) + 1,
  source: text('market.own.source'),
  origin: 'user',
});

/** Adds a reference. Throws BAD_INPUT for a code or a name that is taken, and for a leader that is no price or follows one itself. */
export const addReference = async (
  given: OwnReference,
  db: Db,
  { workspace }: ServiceContext,
): Promise<{ readonly code: ReferenceCode }> => {
  const known = await listReferences(db);
  throwIfIssues(issuesOf(given, known));
  return workspace.change(message('history.referenceAdded', { name: given.name }), async (tx) => {
    await saveReference(tx, referenceFrom(given, known));
    return { code: given.code };
  });
};

const found = (known: readonly Reference[], code: ReferenceCode): Reference => {
  const reference = known.find((one) => one.code === code);
  if (reference === undefined || !isOwn(reference)) throw new OrebookError('NOT_FOUND', { kind: 'reference', id: code });
  return reference;
};

/** Of a reference what somebody gives who adds it. */
const asGiven = ({ code, name, kind, metal, quotation, unit, incoterm, vatIncluded, follows, volatility }: Reference): OwnReference =>
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
    volatility: follows ? follows.residualVolatility : volatility,
  });

/** Everything that names a reference: deals as they are, were offered or are planned, spot sales, scenarios, and what follows it. */
const usesOf = async (db: Db, code: ReferenceCode, known: readonly Reference[]): Promise<readonly ReferenceUse[]> => {
  const pricedIn = (terms: readonly { readonly price: PriceBasis }[]): boolean =>
    terms.some(({ price }) => referencesIn(price).includes(code));
  const contracts = await listContracts(db);
  const codes = new Map(contracts.map((contract) => [contract.id, contract.code]));
  const use = (kind: ReferenceUse['kind'], name: string, id: string): ReferenceUse => ({
    kind,
    name,
    id,
    priced: kind !== 'scenario' && kind !== 'reference',
  });
  const versions = (await listVersions(db)).filter(({ deal }) => pricedIn(deal.terms));
  return [
    ...contracts.filter(({ terms }) => pricedIn(terms)).map((contract) => use('contract', contract.code, contract.id)),
    ...[...new Set(versions.map(({ contractId }) => contractId))].map((id) => use('version', codes.get(id) ?? id, id)),
    ...(await listTenders(db))
      .filter(({ tender }) => tender.bids.some(({ deal }) => pricedIn(deal.terms)))
      .map(({ tender }) => use('bid', tender.name, tender.id)),
    ...(await listPlans(db))
      .filter(({ overrides }) => overrides.some(({ terms = [] }) => pricedIn(terms)))
      .map(({ id, name }) => use('plan', name, id)),
    ...(await listProducts(db))
      .filter(({ spotPrice }) => spotPrice !== undefined && referencesIn(spotPrice).includes(code))
      .map(({ id, name }) => use('product', name, id)),
    ...(await listScenarios(db))
      .filter(({ prices, channels }) => [...prices, ...channels].some(({ reference }) => reference === code))
      .map(({ id, name }) => use('scenario', shippedText(name), id)),
    ...known.filter(({ follows }) => follows?.reference === code).map((one) => use('reference', shippedText(one.name), one.code)),
  ];
};

/** A reference that somebody added, as it was given, and what uses it. Throws NOT_FOUND. */
export const ownReference = async (db: Db, code: ReferenceCode) => {
  const known = await listReferences(db);
  return { reference: asGiven(found(known, code)), uses: await usesOf(db, code, known) };
};

const namesOf = (uses: readonly ReferenceUse[]): string => [...new Set(uses.map(({ name }) => name))].join(comma());

/** What can't change while others rest on it. */
const heldIssues = (given: OwnReference, before: Reference, uses: readonly ReferenceUse[]): readonly FieldIssue[] => {
  const priced = namesOf(uses.filter((use) => use.priced));
  const followers = namesOf(uses.filter(({ kind }) => kind === 'reference'));
  const moved = namesOf(uses.filter(({ kind }) => kind === 'scenario'));
  return [
    // a differential, a floor and a path of a scenario are numbers of the kind and the unit that they were typed in
    ...(given.kind !== before.kind && uses.length > 0 ? [issue('reference.kind', 'usedBy', namesOf(uses))] : []),
    ...(given.unit !== before.unit && priced !== '' ? [issue('reference.unit', 'usedBy', priced)] : []),
    ...(given.follows && followers !== '' ? [issue('reference.follows.reference', 'usedBy', followers)] : []),
    ...(given.follows && !before.follows && moved !== '' ? [issue('reference.follows.reference', 'usedBy', moved)] : []),
  ];
};

/** Edits a reference that somebody added. Throws NOT_FOUND and BAD_INPUT. */
export const editReference = async (given: OwnReference, db: Db, { workspace }: ServiceContext): Promise<void> => {
  const known = await listReferences(db);
  const before = found(known, given.code);
  throwIfIssues([
    ...issuesOf(
      given,
      known.filter(({ code }) => code !== given.code),
    ),
    ...heldIssues(given, before, await usesOf(db, given.code, known)),
  ]);
  const { order, referenceGrade, meanReversion, correlations, source } = before;
  // what follows another moves with it alone
  const moves = given.kind === 'price' && !given.follows;
  await workspace.change(message('history.referenceEdited', { name: given.name }), async (tx) => {
    await saveReference(tx, {
      ...givenOf(given),
      order,
      referenceGrade,
      meanReversion: moves ? meanReversion : 0,
      ...(moves && correlations ? { correlations } : {}),
      source,
      origin: 'user',
    });
    if (!moves) await removeCorrelationsWith(tx, given.code);
  });
};

/** Removes a reference that somebody added, with its prices. Throws NOT_FOUND, and IN_USE with the names of what uses it. */
export const dropReference = async (code: ReferenceCode, db: Db, { workspace }: ServiceContext): Promise<void> => {
  const known = await listReferences(db);
  const { name } = found(known, code);
  const uses = await usesOf(db, code, known);
  const [first] = uses;
  if (first) throw new OrebookError('IN_USE', { kind: 'reference', id: code, by: first.kind, count: uses.length, names: namesOf(uses) });
  await workspace.change(message('history.referenceRemoved', { name }), (tx) => removeReference(tx, code));
};
