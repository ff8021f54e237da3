import type { Tx } from '#db/schema.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { FieldChange } from '#shared/contract/history.ts';
import type { ImportRow } from '#shared/contract/imports.ts';
import { Buyer } from '#shared/domain/buyer.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import { DeckId } from '#shared/domain/ids.ts';
import { isInPlan, Plan } from '#shared/domain/plan.ts';
import { Product } from '#shared/domain/product.ts';
import { type DeckPoint, Reference, underlyingReferences } from '#shared/domain/reference.ts';
import { productReferences } from '#shared/domain/termReferences.ts';
import { Terms } from '#shared/domain/terms.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { type Bundle, PART_NAMES } from '../bundles/bundleRecords.ts';
import { facilityChanges, fieldChanges, projectFinanceChanges } from '../history/recordTimeline.ts';
import { contractReferences } from '../portfolio/explain.ts';
import { applyOverride } from '../portfolio/resolver.ts';
import type { Draft } from '../sheets/columns.ts';
import { copyOf, type Entry, type ImportContext, newEntry, type StoredPoint } from '../sheets/importContext.ts';
import { keyOf, listStored, type MatchedRecord, matchRecords, withoutPoints } from './matchRecords.ts';
import { messageOf, referenceIssues } from './readRow.ts';
import { adaptReference, referenceFault, replaceReference } from './referenceRows.ts';
import { type ReportProgress, writeChecked } from './writeImport.ts';

export type CheckedBundle = {
  readonly rows: readonly ImportRow[];
  readonly entries: readonly Entry[];
  readonly references: readonly Reference[];
  /** Prices of the decks that are added or changed. */
  readonly points: readonly StoredPoint[];
  /** Keys of the records that stay unchanged by default: those matched by name alone, price references and the costs of the project. */
  readonly excluded: readonly string[];
};

const TermSets = Terms.array();

const referenceKeys = (terms: unknown): readonly string[] =>
  contractReferences({ terms: TermSets.parse(terms) }).map((code) => keyOf('reference', code));

/** Lists the keys of the records that a record refers to. */
const requiredKeys = ({ kind, value }: MatchedRecord): readonly string[] => {
  const deal = (dealDraft: Draft): readonly string[] => [
    keyOf('buyer', String(dealDraft.buyerId)),
    keyOf('product', String(dealDraft.productId)),
    ...referenceKeys(dealDraft.terms),
  ];
  switch (kind) {
    case 'buyer':
      return typeof value.groupId === 'string' ? [keyOf('group', value.groupId)] : [];
    case 'reference': {
      return underlyingReferences(Reference.parse(value)).map((code) => keyOf('reference', code));
    }
    case 'deck':
      return [...new Set((value.points as readonly DeckPoint[]).map(({ reference }) => keyOf('reference', reference)))];
    case 'product': {
      return productReferences(Product.parse(value)).map((code) => keyOf('reference', code));
    }
    case 'contract':
      return deal(value);
    case 'version':
      return [keyOf('contract', String(value.contractId)), ...deal(value.deal as Draft)];
    case 'facility':
      return [
        ...(typeof value.buyerId === 'string' ? [keyOf('buyer', value.buyerId)] : []),
        ...(value.contractIds as readonly string[]).map((id) => keyOf('contract', id)),
      ];
    case 'plan':
      return [
        ...(value.overrides as readonly Draft[]).flatMap(({ contractId, terms = [] }) => [
          keyOf('contract', String(contractId)),
          ...referenceKeys(terms),
        ]),
        ...((value.facilities ?? []) as readonly Draft[]).map(({ facilityId }) => keyOf('facility', String(facilityId))),
      ];
    default:
      return [];
  }
};

/** Returns a note on how a record was matched. */
const noteOf = ({ kind, before, newName, isMatchedByName, hasNamesakes }: MatchedRecord, isSame: boolean): Message | undefined => {
  if (kind === 'projectFinance' && before !== undefined && !isSame) return message('bundle.projectHere');
  if (newName !== undefined) return message('bundle.renamed', { name: newName });
  if (isMatchedByName && !isSame) return message('bundle.byName');
  return hasNamesakes ? message('bundle.alike') : undefined;
};

/** Returns the name of a record. */
const nameOf = ({ kind, value }: MatchedRecord): Label => {
  if (kind === 'contract') return { name: String(value.code) };
  if (kind === 'version') {
    const deal = value.deal as Draft;
    return message('bundle.version', { code: String(deal.code), date: { value: String(value.date), unit: 'date' } });
  }
  if (kind === 'projectFinance') return message('financing.project.title');
  return kind === 'reference' ? { shipped: String(value.name) } : { name: String(value.name) };
};

const inclusion = (isIncluded: boolean): Message => message(isIncluded ? 'plans.page.contracts.yes' : 'plans.page.contracts.no');

/** Lists what differs between the overrides of two states of a plan, term by term, each with the code of its contract. */
export const planChanges = (was: Plan, is: Plan, context: ImportContext): readonly FieldChange[] => {
  const overridesOf = (plan: Plan) => new Map(plan.overrides.map((override) => [override.contractId, override]));
  const [before, after] = [overridesOf(was), overridesOf(is)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((id): readonly FieldChange[] => {
    const [earlierOverride, laterOverride] = [before.get(id), after.get(id)];
    if (isDeepEqual(earlierOverride, laterOverride)) return [];
    const contract = OfftakeContract.safeParse(context.entries.get('contract')?.get(id)?.value).data;
    // the override of a missing contract is refused with its own issue
    if (contract === undefined) return [];
    const [wasIncluded, isIncluded] = [isInPlan(was, contract), isInPlan(is, contract)];
    const fields = [
      ...(wasIncluded === isIncluded
        ? []
        : [{ label: message('plans.page.contracts.in'), before: inclusion(wasIncluded), after: inclusion(isIncluded) }]),
      ...fieldChanges('contract', applyOverride(contract, earlierOverride), applyOverride(contract, laterOverride), context),
    ];
    return fields.map((field) => ({ ...field, label: { list: [contract.code, field.label], by: 'colon' } }));
  });
};

/** Lists the changes of a record by field, labelled as in the history. */
const changesOf = ({ kind, value, before }: MatchedRecord, context: ImportContext): readonly FieldChange[] => {
  if (!before) return [];
  if (kind === 'buyer' || kind === 'product' || kind === 'contract') return fieldChanges(kind, before, value, context);
  if (kind === 'facility') return facilityChanges(before, value, context);
  if (kind === 'projectFinance') return projectFinanceChanges(before, value, context);
  const keys = [...new Set([...Object.keys(before), ...Object.keys(value)])].filter((key) => !isDeepEqual(before[key], value[key]));
  const labelOf = (draftValue: unknown): Label | null =>
    (typeof draftValue === 'string' && draftValue !== '') || typeof draftValue === 'number' ? { shipped: String(draftValue) } : null;
  return keys.flatMap((key) => {
    if (kind === 'plan' && key === 'overrides') return planChanges(Plan.parse(before), Plan.parse(value), context);
    const field = FIELDS.find((name) => name === key);
    const [was, is] = [labelOf(before[key]), labelOf(value[key])];
    return { label: message(`bundle.field.${field ?? 'other'}`), before: was, after: is ?? message('timeline.changed') };
  });
};

const FIELDS = [
  'points',
  'rule',
  'name',
  'why',
  'note',
  'archived',
  'volatility',
  'meanReversion',
  'source',
  'deal',
  'by',
  'date',
] as const;

/** Checks what a bundle would change in the workspace without the records of `keysToExclude`. */
export const checkBundle = (context: ImportContext, bundle: Bundle, keysToExclude: readonly string[]): CheckedBundle => {
  const excludedKeys = new Set(keysToExclude);
  const matches = matchRecords(context, bundle);
  const countries = new Set<string>(context.countries.map(({ code }) => code));
  const availableKeys = new Set([
    ...PART_NAMES.flatMap((kind) => (kind === 'reference' ? [] : listStored(context, kind).map(({ id }) => keyOf(kind, String(id))))),
    ...context.references.map(({ code }) => keyOf('reference', code)),
  ]);
  const names = new Map(matches.map((match) => [keyOf(match.kind, String(match.value.id ?? match.value.code)), nameOf(match)]));
  const rows: ImportRow[] = [];
  const entries: Entry[] = [];
  const references: Reference[] = [];
  const points: StoredPoint[] = [];
  const excludedByDefault: string[] = [];
  const knownReferences = context.references;
  const faultsOf = ({ kind, value }: MatchedRecord): readonly Message[] => {
    if (kind === 'reference') {
      const fault = referenceFault(Reference.parse(value), knownReferences);
      return fault ? [fault] : [];
    }
    const { entries: storedEntries, find, settings } = context;
    return referenceIssues(kind, value, { entries: storedEntries, find, settings, references: knownReferences }).map(messageOf);
  };
  for (const match of matches) {
    const candidate =
      match.kind === 'reference' ? { ...match, value: copyOf(adaptReference(Reference.parse(match.value), knownReferences)) } : match;
    const { kind, key, value, before } = candidate;
    const id = keyOf(kind, kind === 'reference' ? String(value.code) : String(value.id));
    const missingKey = requiredKeys(candidate).find((requiredKey) => !availableKeys.has(requiredKey));
    const unknownCountry = kind === 'buyer' ? countriesOf(value).find((code) => !countries.has(code)) : undefined;
    const isSame = before !== undefined && isDeepEqual(before, value);
    const isReplacement = candidate.isMatchedByName || kind === 'reference' || kind === 'projectFinance';
    if (before !== undefined && !isSame && isReplacement) excludedByDefault.push(key);
    const missingLabel =
      missingKey === undefined ? unknownCountry : (names.get(missingKey) ?? { name: missingKey.slice(missingKey.indexOf(':') + 1) });
    const faults = isSame || excludedKeys.has(key) ? [] : faultsOf(candidate);
    const issues = !isSame && missingLabel !== undefined ? [message('bundle.needs', { name: missingLabel })] : faults;
    const isRefused = issues.length > 0;
    const isExcluded = excludedKeys.has(key) && !isSame && !isRefused;
    const outcome = isSame ? 'same' : isRefused ? 'refused' : before ? 'changed' : 'added';
    if (!isRefused && (isSame || !isExcluded)) availableKeys.add(id);
    if (!isRefused && !isSame && !isExcluded) {
      if (kind === 'reference') {
        const reference = Reference.parse(value);
        references.push(reference);
        replaceReference(knownReferences, reference);
      } else {
        const id = String(value.id);
        entries.push(newEntry(kind, id, before, kind === 'deck' ? withoutPoints(value) : value));
        if (kind === 'deck') for (const point of value.points as readonly DeckPoint[]) points.push({ ...point, deck: DeckId.parse(id) });
        // later records are checked against the new value, also by its name
        const storedEntry = context.entries.get(kind)?.get(String(value.id));
        if (storedEntry) storedEntry.value = value;
        else context.add(kind, String(value.id), value);
      }
    }
    const note = noteOf(candidate, isSame);
    rows.push({
      key,
      group: message(`bundle.kind.${kind}`),
      target: kind,
      name: nameOf(candidate),
      outcome,
      isExcluded,
      issues: issues.map((foundIssue) => ({ field: '', message: foundIssue })),
      ...(note ? { note } : {}),
      fields: outcome === 'changed' ? changesOf(candidate, context) : [],
    });
  }
  return { rows, entries, references, points, excluded: excludedByDefault };
};

const countriesOf = (buyer: Draft): readonly string[] => {
  const { country, destination, ultimateParent } = Buyer.parse(buyer);
  return [country, ...destination.map((destinationShare) => destinationShare.country), ...(ultimateParent ? [ultimateParent.country] : [])];
};

/** Writes a checked bundle inside one change. */
export const writeBundle = (tx: Tx, { entries, references, points }: CheckedBundle, report: ReportProgress): Promise<void> =>
  writeChecked(tx, { entries, references, settings: undefined, points }, report);
