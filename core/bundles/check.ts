import { isDeepStrictEqual } from 'node:util';
import type { Tx } from '#db/schema.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import type { BundleKind, ImportRow } from '#shared/contract/imports.ts';
import { Buyer } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { Reference } from '#shared/domain/reference.ts';
import { Terms } from '#shared/domain/terms.ts';
import { message } from '#shared/messages/text.ts';
import { referencesIn } from '../contracts/contractIssues.ts';
import { fieldChanges } from '../history/recordTimeline.ts';
import { type Pace, writeChecked } from '../imports/apply.ts';
import type { Draft } from '../imports/columns.ts';
import { leadersFirst, learn, referenceFault, referenceHere } from '../imports/references.ts';
import { messageOf, referencesFail } from '../imports/rows.ts';
import { bare } from '../imports/values.ts';
import { copyOf, type Entry, type World } from '../imports/world.ts';
import { contractReferences } from '../portfolio/explain.ts';
import { findFreeName } from '../recordTexts.ts';
import { planChanges } from './planChanges.ts';
import { type Bundle, PART_NAMES } from './records.ts';

/** A record of the bundle beside what is here. */
type Met = {
  readonly kind: BundleKind;
  readonly key: string;
  /** As it would be written here: under the ids and names of this workspace. */
  readonly value: Draft;
  readonly before: Draft | undefined;
  /** It is known here by its name alone: it may be somebody else's of that name. */
  readonly byName: boolean;
  /** Its name is here, but which record bears it can't be told: several do, here or in the bundle. */
  readonly alike?: boolean | undefined;
  /** The name that it is given because its own is taken. */
  readonly renamed?: string | undefined;
};

export type CheckedBundle = {
  readonly rows: readonly ImportRow[];
  readonly entries: readonly Entry[];
  readonly references: readonly Reference[];
  /** What is left as it is here unless somebody says otherwise: what this workspace knows by the same name, and its own price references. */
  readonly left: readonly string[];
};

const keyOf = (kind: BundleKind, id: string): string => `${kind}:${id}`;

const stored = (world: World, kind: Exclude<BundleKind, 'reference'>): readonly Draft[] =>
  [...(world.entries.get(kind)?.values() ?? [])].flatMap(({ before }) => (before ? [before] : []));

/** What ids of the bundle are called here, kind by kind. */
type Ids = ReadonlyMap<string, string>;

/** Records known by id, else by a name that one record alone has, here and in the bundle: two that would be one here are kept apart. */
const metByName = (
  world: World,
  kind: 'group' | 'buyer' | 'product',
  records: readonly { readonly id: string; readonly name: string }[],
) => {
  const here = stored(world, kind);
  const byId = new Map(here.map((record) => [String(record.id), record]));
  const byName = Map.groupBy(here, ({ name }) => bare(String(name)));
  const taken = new Set(records.map(({ id }) => id));
  const coming = Map.groupBy(
    records.filter(({ id }) => !byId.has(id)),
    ({ name }) => bare(name),
  );
  return records.map((record): Met => {
    const same = byId.get(record.id);
    const named = same ? [] : (byName.get(bare(record.name)) ?? []).filter(({ id }) => !taken.has(String(id)));
    const alone = named.length === 1 && coming.get(bare(record.name))?.length === 1;
    const before = same ?? (alone ? named[0] : undefined);
    return {
      kind,
      key: keyOf(kind, record.id),
      value: { ...copyOf(record), id: before?.id ?? record.id },
      before,
      byName: same === undefined && before !== undefined,
      alike: named.length > 0 && !alone,
    };
  });
};

const idsOf = (met: readonly Met[]): Ids => new Map(met.map(({ key, value }) => [key.slice(key.indexOf(':') + 1), String(value.id)]));

/** Records known by id alone; a name that another record has here is not taken from it. */
const metById = (
  world: World,
  kind: 'contract' | 'version' | 'plan',
  field: 'code' | 'name' | undefined,
  records: readonly Draft[],
): readonly Met[] => {
  const here = new Map(stored(world, kind).map((record) => [String(record.id), record]));
  const coming = new Set(records.map(({ id }) => String(id)));
  const taken = field ? [...here.values()].filter(({ id }) => !coming.has(String(id))).map((record) => String(record[field])) : [];
  return records.map((record): Met => {
    const name = field ? findFreeName(String(record[field]), taken) : undefined;
    if (name !== undefined) taken.push(name);
    const renamed = field && name !== record[field] ? name : undefined;
    return {
      kind,
      key: keyOf(kind, String(record.id)),
      value: field && renamed !== undefined ? { ...record, [field]: renamed } : record,
      before: here.get(String(record.id)),
      byName: false,
      renamed,
    };
  });
};

const metReferences = (world: World, records: readonly Reference[]): readonly Met[] =>
  leadersFirst(records).map((reference): Met => {
    const before = world.references.find(({ code }) => code === reference.code);
    return {
      kind: 'reference',
      key: keyOf('reference', reference.code),
      value: copyOf(reference),
      before: before && copyOf(before),
      byName: false,
    };
  });

/** The records of a bundle under the ids that their buyers, groups and products have here. */
const meet = (world: World, { records }: Bundle): readonly Met[] => {
  const groups = metByName(world, 'group', records.group);
  const groupIds = idsOf(groups);
  const buyers = metByName(world, 'buyer', records.buyer).map((met): Met => {
    const { groupId } = met.value;
    return typeof groupId === 'string' ? { ...met, value: { ...met.value, groupId: groupIds.get(groupId) ?? groupId } } : met;
  });
  const products = metByName(world, 'product', records.product);
  const [buyerIds, productIds] = [idsOf(buyers), idsOf(products)];
  const dealHere = (deal: OfftakeContract): Draft => ({
    ...copyOf(deal),
    buyerId: buyerIds.get(deal.buyerId) ?? deal.buyerId,
    productId: productIds.get(deal.productId) ?? deal.productId,
  });
  return [
    ...groups,
    ...buyers,
    // products may be sold on spot at a price that comes with them
    ...metReferences(world, records.reference),
    ...products,
    ...metById(world, 'contract', 'code', records.contract.map(dealHere)),
    ...metById(
      world,
      'version',
      undefined,
      records.version.map((version) => ({ ...copyOf(version), deal: dealHere(version.deal) })),
    ),
    ...metById(world, 'plan', 'name', records.plan.map(copyOf)),
  ];
};

const TermSets = Terms.array();

const pricedOn = (terms: unknown): readonly string[] =>
  contractReferences({ terms: TermSets.parse(terms) }).map((code) => keyOf('reference', code));

/** The records that a record names, by key. */
const needsOf = ({ kind, value }: Met): readonly string[] => {
  const deal = (one: Draft): readonly string[] => [
    keyOf('buyer', String(one.buyerId)),
    keyOf('product', String(one.productId)),
    ...pricedOn(one.terms),
  ];
  switch (kind) {
    case 'buyer':
      return typeof value.groupId === 'string' ? [keyOf('group', value.groupId)] : [];
    case 'reference': {
      const { follows } = Reference.parse(value);
      return follows ? [keyOf('reference', follows.reference)] : [];
    }
    case 'product': {
      const { spotPrice } = Product.parse(value);
      return spotPrice ? referencesIn(spotPrice).map((code) => keyOf('reference', code)) : [];
    }
    case 'contract':
      return deal(value);
    case 'version':
      return [keyOf('contract', String(value.contractId)), ...deal(value.deal as Draft)];
    case 'plan':
      return (value.overrides as readonly Draft[]).flatMap(({ contractId, terms = [] }) => [
        keyOf('contract', String(contractId)),
        ...pricedOn(terms),
      ]);
    default:
      return [];
  }
};

/** What one should know of how a record was met. */
const noteOf = ({ renamed, byName, alike }: Met, isSame: boolean): Message | undefined => {
  if (renamed !== undefined) return message('bundle.renamed', { name: renamed });
  if (byName && !isSame) return message('bundle.byName');
  return alike ? message('bundle.alike') : undefined;
};

/** What a record is called. */
const nameOf = ({ kind, value }: Met): Label => {
  if (kind === 'contract') return { name: String(value.code) };
  if (kind === 'version') {
    const deal = value.deal as Draft;
    return message('bundle.version', { code: String(deal.code), date: { value: String(value.date), unit: 'date' } });
  }
  return kind === 'reference' ? { shipped: String(value.name) } : { name: String(value.name) };
};

/** Kinds whose records name their fields, by the words that histories use for them. */
const changesOf = ({ kind, value, before }: Met, world: World): readonly FieldChange[] => {
  if (!before) return [];
  if (kind === 'buyer' || kind === 'product' || kind === 'contract') return fieldChanges(kind, before, value, world);
  const keys = [...new Set([...Object.keys(before), ...Object.keys(value)])].filter((key) => !isDeepStrictEqual(before[key], value[key]));
  const labelOf = (one: unknown): Label | null =>
    (typeof one === 'string' && one !== '') || typeof one === 'number' ? { shipped: String(one) } : null;
  return keys.flatMap((key) => {
    if (kind === 'plan' && key === 'overrides') return planChanges(Plan.parse(before), Plan.parse(value), world);
    const field = FIELDS.find((known) => known === key);
    const [was, is] = [labelOf(before[key]), labelOf(value[key])];
    return { label: message(`bundle.field.${field ?? 'other'}`), before: was, after: is ?? message('timeline.changed') };
  });
};

const FIELDS = ['name', 'why', 'note', 'archived', 'volatility', 'meanReversion', 'source', 'deal', 'by', 'date'] as const;

/** What a bundle would do to the workspace as it is, some of its records left out. */
export const checkBundle = (world: World, bundle: Bundle, left: readonly string[]): CheckedBundle => {
  const out = new Set(left);
  const met = meet(world, bundle);
  const countries = new Set<string>(world.countries.map(({ code }) => code));
  const here = new Set([
    ...PART_NAMES.flatMap((kind) => (kind === 'reference' ? [] : stored(world, kind).map(({ id }) => keyOf(kind, String(id))))),
    ...world.references.map(({ code }) => keyOf('reference', code)),
  ]);
  const names = new Map(met.map((one) => [keyOf(one.kind, String(one.value.id ?? one.value.code)), nameOf(one)]));
  const rows: ImportRow[] = [];
  const entries: Entry[] = [];
  const references: Reference[] = [];
  const ownHere: string[] = [];
  const known = world.references;
  const faultsOf = ({ kind, value }: Met): readonly Message[] => {
    if (kind === 'reference') {
      const fault = referenceFault(Reference.parse(value), known);
      return fault ? [fault] : [];
    }
    const { entries: held, find } = world;
    return referencesFail(kind, value, { entries: held, find, references: known }).map(messageOf);
  };
  for (const coming of met) {
    const one = coming.kind === 'reference' ? { ...coming, value: copyOf(referenceHere(Reference.parse(coming.value), known)) } : coming;
    const { kind, key, value, before } = one;
    const id = keyOf(kind, kind === 'reference' ? String(value.code) : String(value.id));
    const lacking = needsOf(one).find((needed) => !here.has(needed));
    const strange = kind === 'buyer' ? countriesOf(value).find((code) => !countries.has(code)) : undefined;
    const isSame = before !== undefined && isDeepStrictEqual(before, value);
    if (before !== undefined && !isSame && (one.byName || kind === 'reference')) ownHere.push(key);
    const missing = lacking === undefined ? strange : (names.get(lacking) ?? { name: lacking.slice(lacking.indexOf(':') + 1) });
    const faults = isSame || out.has(key) ? [] : faultsOf(one);
    const issues = !isSame && missing !== undefined ? [message('bundle.needs', { name: missing })] : faults;
    const refused = issues.length > 0;
    const isLeft = out.has(key) && !isSame && !refused;
    const outcome = isSame ? 'same' : refused ? 'refused' : before ? 'changed' : 'added';
    if (!refused && (isSame || !isLeft)) here.add(id);
    if (!refused && !isSame && !isLeft) {
      if (kind === 'reference') {
        const reference = Reference.parse(value);
        references.push(reference);
        learn(known, reference);
      } else {
        entries.push({ kind, id: String(value.id), before, value, refused: false });
        // what comes is known by its name where others change to it, and is what those after it are held against
        const held = world.entries.get(kind)?.get(String(value.id));
        if (held) held.value = value;
        else world.add(kind, String(value.id), value);
      }
    }
    const note = noteOf(one, isSame);
    rows.push({
      key,
      group: message(`bundle.kind.${kind}`),
      target: kind,
      name: nameOf(one),
      outcome,
      left: isLeft,
      issues: issues.map((found) => ({ field: '', message: found })),
      ...(note ? { note } : {}),
      fields: outcome === 'changed' ? changesOf(one, world) : [],
    });
  }
  return { rows, entries, references, left: ownHere };
};

const countriesOf = (buyer: Draft): readonly string[] => {
  const { country, destination, ultimateParent } = Buyer.parse(buyer);
  return [country, ...destination.map((one) => one.country), ...(ultimateParent ? [ultimateParent.country] : [])];
};

/** Writes what a check found, inside one change. */
export const writeBundle = (tx: Tx, { entries, references }: CheckedBundle, pace: Pace): Promise<void> =>
  writeChecked(tx, { entries, references, settings: undefined, points: [] }, pace);
