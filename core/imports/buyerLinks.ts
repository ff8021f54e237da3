import { type Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import { isDeepEqual, isSameName } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { countryLabel } from '../portfolio/labels.ts';
import { joinedGroupName } from '../recordTexts.ts';
import type { Draft } from '../sheets/columns.ts';
import { copyOf, type Entry, type ImportContext } from '../sheets/importContext.ts';
import type { SheetMapping } from '../sheets/mapping.ts';
import { cellIssue, type Outcome, type ReadRow } from './readRow.ts';

/** A buyer of the file with the names of those it is treated as one with, which later rows may add. */
type PendingLink = { readonly entry: Entry; readonly read: ReadRow; readonly before: Draft | undefined; readonly row: number };

/** The result of a row whose links are known only after the last row. */
export type LinkedRow = { readonly row: number; readonly outcome: Outcome };

/** The groups of buyers that a file names. A new group is added when the first of its buyers is accepted. */
export type BuyerLinks = {
  /** The context in which an unknown group name creates a group. */
  readonly context: ImportContext;
  /** Completes the parent of a buyer and stores the buyers with which it is treated as one. */
  readonly complete: (entry: Entry, draft: Draft, read: ReadRow, row: number) => void;
  /** Adds the group of a buyer whose row was accepted. */
  readonly accept: (entry: Entry) => void;
  /** Joins the buyers of the column "acts as one with"; returns the rows whose outcome this changes. */
  readonly resolve: () => readonly LinkedRow[];
  /** Returns the groups added since the last call. */
  readonly takeCreated: () => readonly Entry[];
};

const MAX_NAME = 200;

/** Reads a column of parents as ultimate parents if the file has no column of ultimate parents. */
export const withUltimateParent = (mapping: SheetMapping): SheetMapping =>
  mapping.target !== 'buyers' || mapping.columns.some(({ field }) => field === 'parentName')
    ? mapping
    : { ...mapping, columns: mapping.columns.map((column) => (column.field === 'parent' ? { ...column, field: 'parentName' } : column)) };

const textOf = (read: ReadRow, field: string): string => String(read.values.get(field) ?? '').trim();

/** The country of a parent by name, where the workspace or an earlier row of the file has it. */
const knownCountry = (context: ImportContext, name: string): string | undefined => {
  const buyers = [...(context.entries.get('buyer')?.values() ?? [])].map(({ value }) => value as Partial<Buyer>);
  return (
    buyers.find((buyer) => isSameName(buyer.name ?? '', name))?.country ??
    buyers.find(({ ultimateParent }) => ultimateParent && isSameName(ultimateParent.name, name))?.ultimateParent?.country
  );
};

/** Completes the parent of a draft from the columns "parent" and "ultimate parent"; adds an issue where they contradict. */
const completeParent = (draft: Draft, read: ReadRow, context: ImportContext): void => {
  const directParent = textOf(read, 'parent');
  const ultimate = textOf(read, 'parentName');
  const owner =
    directParent === '' ? undefined : (context.find('buyer', directParent)[0]?.value as Partial<Buyer> | undefined)?.ultimateParent?.name;
  if (directParent !== '' && ultimate !== '' && owner !== undefined && !isSameName(owner, ultimate))
    read.issues.push(cellIssue(read, 'parentName', 'parentsDiffer', message('imports.parentOf', { parent: directParent, owner })));
  const name = ultimate || owner || directParent;
  if (name === '') return;
  const storedParent = draft.ultimateParent as Partial<NonNullable<Buyer['ultimateParent']>> | undefined;
  const isCountryInRow = read.values.has('parentCountry');
  const parentCountry = isCountryInRow ? storedParent?.country : knownCountry(context, name);
  const country = parentCountry ?? (draft.country as string | undefined);
  draft.ultimateParent = { name, ...(country === undefined ? {} : { country }) };
  if (!isCountryInRow && parentCountry === undefined && country !== undefined) {
    const names = new Map(context.countries.map((countryRow) => [countryRow.code as string, countryRow]));
    read.notes.push(message('imports.note.parentCountry', { parent: name, country: countryLabel(names, country) }));
  }
};

export const createBuyerLinks = (storedContext: ImportContext, newId: () => string): BuyerLinks => {
  const unusedGroups = new Set<Entry>();
  const pendingLinks: PendingLink[] = [];
  const linkedEntries = new Set<Entry>();
  let createdGroups: Entry[] = [];

  const addGroup = (name: string): Entry => {
    const id = newId();
    const entry = storedContext.add('group', id, { ...BuyerGroup.parse({ id, name, why: '' }) });
    entry.isRefused = true;
    unusedGroups.add(entry);
    return entry;
  };
  const addUsedGroup = ({ value }: Entry): void => {
    const group = storedContext.entries.get('group')?.get(String(value.groupId));
    if (group === undefined || !unusedGroups.delete(group)) return;
    group.isRefused = false;
    createdGroups.push(group);
  };
  const refuse = ({ entry, before, row }: PendingLink): LinkedRow => {
    if (before === undefined) entry.isRefused = true;
    else entry.value = before;
    return { row, outcome: 'refused' };
  };

  /** The groups and buyers that a cell names; adds an issue for a name that is neither. */
  const partnersOf = ({ entry, read }: PendingLink): { readonly groups: Set<string>; readonly buyers: readonly Entry[] } => {
    const groups = new Set<string>();
    const buyers: Entry[] = [];
    for (const name of textOf(read, 'actsWith')
      .split(/[;\n]/)
      .map((namePart) => namePart.trim())
      .filter(Boolean)) {
      const [group] = storedContext.find('group', name).filter((candidate) => !candidate.isRefused || unusedGroups.has(candidate));
      const [buyer, second] = storedContext.find('buyer', name).filter((candidate) => !candidate.isRefused);
      if (group) groups.add(group.id);
      else if (buyer === entry) read.issues.push(cellIssue(read, 'actsWith', 'actsWithItself'));
      else if (second) read.issues.push(cellIssue(read, 'actsWith', 'ambiguous', name));
      else if (buyer) buyers.push(buyer);
      else read.issues.push(cellIssue(read, 'actsWith', 'notHere', name));
    }
    return { groups, buyers };
  };

  const resolveLink = (link: PendingLink): LinkedRow | undefined => {
    const { entry, read, row } = link;
    if (entry.isRefused || read.issues.length > 0) return undefined;
    const { groups, buyers } = partnersOf(link);
    for (const { value } of [entry, ...buyers]) if (typeof value.groupId === 'string') groups.add(value.groupId);
    if (groups.size > 1) {
      const names = [...groups].map((id) => String(storedContext.entries.get('group')?.get(id)?.value.name ?? id));
      read.issues.push(cellIssue(read, 'actsWith', 'severalGroups', { list: names, by: 'and' }));
    }
    if (read.issues.length > 0) return refuse(link);
    const [existingGroup] = groups;
    const names = buyers.map(({ value }) => String(value.name));
    const group = existingGroup ?? addGroup(joinedGroupName(String(entry.value.name), names, MAX_NAME)).id;
    for (const entryOfGroup of [entry, ...buyers]) {
      entryOfGroup.value = { ...copyOf(entryOfGroup.value), groupId: group };
      addUsedGroup(entryOfGroup);
    }
    if (names.length > 0) read.notes.push(message('imports.note.alsoGrouped', { names: { list: names, by: 'and' } }));
    if (entry.before === undefined) return { row, outcome: 'added' };
    return { row, outcome: isDeepEqual(entry.value, entry.before) ? 'same' : 'changed' };
  };

  return {
    context: { ...storedContext, addGroup },
    complete: (entry, draft, read, row) => {
      completeParent(draft, read, storedContext);
      if (textOf(read, 'actsWith') === '') return;
      linkedEntries.add(entry);
      pendingLinks.push({ entry, read, row, before: entry.before && copyOf(entry.value) });
    },
    // a row with a link may still be refused when the link is resolved
    accept: (entry) => {
      if (!linkedEntries.has(entry)) addUsedGroup(entry);
    },
    resolve: () => pendingLinks.splice(0).flatMap((link) => resolveLink(link) ?? []),
    takeCreated: () => {
      const newGroups = createdGroups;
      createdGroups = [];
      return newGroups;
    },
  };
};
