import type { BundleKind } from '#shared/contract/imports.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { DEFAULT_PROJECT_FINANCE, type Facility, type ProjectFinance } from '#shared/domain/financing.ts';
import type { DeckPoint, Reference } from '#shared/domain/reference.ts';
import { monthOfDate } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import type { Bundle } from '../bundles/bundleRecords.ts';
import { findFreeName } from '../recordTexts.ts';
import { lettersOnly } from '../sheets/cellValues.ts';
import type { Draft } from '../sheets/columns.ts';
import { copyOf, type ImportContext, PROJECT_ID } from '../sheets/importContext.ts';
import { leadersFirst } from '../sheets/referenceOrder.ts';

/** A record of the bundle with the record of this workspace that it replaces. */
export type MatchedRecord = {
  readonly kind: BundleKind;
  readonly key: string;
  /** The record as it would be written, with the ids and names of this workspace. */
  readonly value: Draft;
  readonly before: Draft | undefined;
  /** Whether it was matched by its name alone, so that the stored record may be another one. */
  readonly isMatchedByName: boolean;
  /** Whether several records have its name, here or in the bundle, so that it was matched with none. */
  readonly hasNamesakes?: boolean | undefined;
  /** The name under which it is written because another record has its name. */
  readonly newName?: string | undefined;
};

/** Returns the key of a record in a bundle. */
export const keyOf = (kind: BundleKind, id: string): string => `${kind}:${id}`;

/** Lists the stored records of a kind. */
export const listStored = (context: ImportContext, kind: Exclude<BundleKind, 'reference'>): readonly Draft[] =>
  [...(context.entries.get(kind)?.values() ?? [])].flatMap(({ before }) => (before ? [before] : []));

/** Ids of this workspace by ids of the bundle. */
type Ids = ReadonlyMap<string, string>;

/** Matches records by id, else by a name that is unique here and in the bundle: two records never become one. */
const matchByName = (
  context: ImportContext,
  kind: 'group' | 'buyer' | 'product',
  records: readonly { readonly id: string; readonly name: string }[],
) => {
  const storedRecords = listStored(context, kind);
  const byId = new Map(storedRecords.map((record) => [String(record.id), record]));
  const byName = Map.groupBy(storedRecords, ({ name }) => lettersOnly(String(name)));
  const bundleIds = new Set(records.map(({ id }) => id));
  const recordsByName = Map.groupBy(
    records.filter(({ id }) => !byId.has(id)),
    ({ name }) => lettersOnly(name),
  );
  return records.map((record): MatchedRecord => {
    const recordWithId = byId.get(record.id);
    const namesakes = recordWithId ? [] : (byName.get(lettersOnly(record.name)) ?? []).filter(({ id }) => !bundleIds.has(String(id)));
    const isUnique = namesakes.length === 1 && recordsByName.get(lettersOnly(record.name))?.length === 1;
    const recordBefore = recordWithId ?? (isUnique ? namesakes[0] : undefined);
    return {
      kind,
      key: keyOf(kind, record.id),
      value: { ...copyOf(record), id: recordBefore?.id ?? record.id },
      before: recordBefore,
      isMatchedByName: recordWithId === undefined && recordBefore !== undefined,
      hasNamesakes: namesakes.length > 0 && !isUnique,
    };
  });
};

const idsOf = (matches: readonly MatchedRecord[]): Ids =>
  new Map(matches.map(({ key, value }) => [key.slice(key.indexOf(':') + 1), String(value.id)]));

/** Matches records by id alone. A record whose name another stored record has gets a new name. */
const matchById = (
  context: ImportContext,
  kind: 'contract' | 'version' | 'facility' | 'plan' | 'deck',
  field: 'code' | 'name' | undefined,
  records: readonly Draft[],
): readonly MatchedRecord[] => {
  const storedById = new Map(listStored(context, kind).map((record) => [String(record.id), record]));
  const bundleIds = new Set(records.map(({ id }) => String(id)));
  const takenNames = field
    ? [...storedById.values()].filter(({ id }) => !bundleIds.has(String(id))).map((record) => String(record[field]))
    : [];
  return records.map((record): MatchedRecord => {
    const name = field ? findFreeName(String(record[field]), takenNames) : undefined;
    if (name !== undefined) takenNames.push(name);
    const newName = field && name !== record[field] ? name : undefined;
    return {
      kind,
      key: keyOf(kind, String(record.id)),
      value: field && newName !== undefined ? { ...record, [field]: newName } : record,
      before: storedById.get(String(record.id)),
      isMatchedByName: false,
      newName,
    };
  });
};

const matchReferences = (context: ImportContext, records: readonly Reference[]): readonly MatchedRecord[] =>
  leadersFirst(records).map((reference): MatchedRecord => {
    const referenceBefore = context.references.find(({ code }) => code === reference.code);
    return {
      kind: 'reference',
      key: keyOf('reference', reference.code),
      value: copyOf(reference),
      before: referenceBefore && copyOf(referenceBefore),
      isMatchedByName: false,
    };
  });

/** Removes the prices of a deck, which are stored apart from it. */
export const withoutPoints = ({ points: _points, ...deck }: Draft): Draft => deck;

const sortPoints = (points: readonly DeckPoint[]): readonly DeckPoint[] =>
  points.toSorted((a, b) => (a.reference < b.reference ? -1 : a.reference > b.reference ? 1 : a.month - b.month));

/**
 * Matches price decks with their prices after the valuation date of this workspace. Earlier ones are excluded, since a price up to that date
 * is an actual price of all decks.
 */
const matchDecks = (context: ImportContext, decks: Bundle['records']['deck']): readonly MatchedRecord[] => {
  const valuationMonth = monthOfDate(context.settings.valuationDate);
  const records = decks.map((deck) => ({
    ...copyOf(deck),
    points: sortPoints(deck.points.filter(({ month }) => month > valuationMonth)),
  }));
  return matchById(context, 'deck', 'name', records).map((match): MatchedRecord => {
    if (match.before === undefined) return match;
    const codes = new Set((match.value.points as readonly DeckPoint[]).map(({ reference }) => reference));
    const storedPoints = [...context.points.values()].flatMap(({ deck, ...point }) =>
      deck === match.value.id && codes.has(point.reference) ? [point] : [],
    );
    return { ...match, before: { ...match.before, points: sortPoints(storedPoints) } };
  });
};

/** Matches the costs of the project, one record of the workspace; unchanged defaults do not count as a record. */
const matchProject = (context: ImportContext, projects: readonly ProjectFinance[]): readonly MatchedRecord[] => {
  const storedProject = listStored(context, 'projectFinance').find(
    (record) => !isDeepEqual(record, { id: PROJECT_ID, ...DEFAULT_PROJECT_FINANCE }),
  );
  return projects.map((project) => ({
    kind: 'projectFinance',
    key: keyOf('projectFinance', PROJECT_ID),
    value: { id: PROJECT_ID, ...copyOf(project) },
    before: storedProject,
    isMatchedByName: false,
  }));
};

/** Matches the records of a bundle and replaces the ids of buyers, groups and products by those of this workspace. */
export const matchRecords = (context: ImportContext, { records }: Bundle): readonly MatchedRecord[] => {
  const groups = matchByName(context, 'group', records.group);
  const groupIds = idsOf(groups);
  const buyers = matchByName(context, 'buyer', records.buyer).map((match): MatchedRecord => {
    const { groupId } = match.value;
    return typeof groupId === 'string' ? { ...match, value: { ...match.value, groupId: groupIds.get(groupId) ?? groupId } } : match;
  });
  const products = matchByName(context, 'product', records.product);
  const [buyerIds, productIds] = [idsOf(buyers), idsOf(products)];
  const withLocalIds = (deal: OfftakeContract): Draft => ({
    ...copyOf(deal),
    buyerId: buyerIds.get(deal.buyerId) ?? deal.buyerId,
    productId: productIds.get(deal.productId) ?? deal.productId,
  });
  const withLocalBuyer = (facility: Facility): Draft => ({
    ...copyOf(facility),
    ...(facility.buyerId !== undefined && { buyerId: buyerIds.get(facility.buyerId) ?? facility.buyerId }),
  });
  return [
    ...groups,
    ...buyers,
    // before products, whose spot price may use a reference of the bundle
    ...matchReferences(context, records.reference),
    ...matchDecks(context, records.deck),
    ...products,
    ...matchById(context, 'contract', 'code', records.contract.map(withLocalIds)),
    ...matchById(
      context,
      'version',
      undefined,
      records.version.map((version) => ({ ...copyOf(version), deal: withLocalIds(version.deal) })),
    ),
    ...matchById(context, 'facility', 'name', records.facility.map(withLocalBuyer)),
    ...matchProject(context, records.projectFinance),
    ...matchById(context, 'plan', 'name', records.plan.map(copyOf)),
  ];
};
