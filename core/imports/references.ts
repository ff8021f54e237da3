import { isDeepStrictEqual } from 'node:util';
import type { Message } from '#shared/contract/figure.ts';
import { Reference } from '#shared/domain/reference.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { cellIssue, messageOf, type Outcome, type ReadRow } from './readRow.ts';

export const leadersFirst = (references: readonly Reference[]): readonly Reference[] =>
  references.toSorted((a, b) => Number(a.follows !== undefined) - Number(b.follows !== undefined));

/** Those of a workspace that are not as they ship: added, with a price process of its own, or said to move with another. */
export const ownReferences = (references: readonly Reference[]): readonly Reference[] =>
  leadersFirst(references.filter(({ origin, correlations = [] }) => origin === 'user' || correlations.length > 0));

/**
 * A reference from elsewhere as it can stand here: its place among the others is this workspace's own affair, and how it moves with prices
 * that are not here stays behind.
 */
export const referenceHere = ({ correlations = [], ...given }: Reference, known: readonly Reference[]): Reference => {
  const before = known.find(({ code }) => code === given.code);
  const kept = correlations.filter((pair) => known.some(({ code }) => code === pair.reference));
  // a file of an earlier version has texts where messages are stored now
  const storedAs = (text: string, stored: string | undefined): string =>
    stored !== undefined && everyShippedText(stored).includes(text) ? stored : text;
  const order = before?.order ?? Math.max(-1, ...known.map((one) => one.order)) + 1;
  return {
    ...given,
    name: storedAs(given.name, before?.name),
    source: storedAs(given.source, before?.source),
    order,
    ...(kept.length > 0 ? { correlations: kept } : {}),
  };
};

/** Why a reference can't be as it comes: its prices here stay in their unit, and no simulation moves what follows a follower. */
export const referenceFault = (reference: Reference, known: readonly Reference[]): Message | undefined => {
  const before = known.find(({ code }) => code === reference.code);
  if (before !== undefined && before.unit !== reference.unit) return message('bundle.otherUnit', { unit: before.unit });
  if (reference.follows === undefined) return undefined;
  const leader = known.find(({ code }) => code === reference.follows?.reference);
  const follower = known.find(({ code, follows }) => code !== reference.code && follows?.reference === reference.code);
  const chained = leader?.follows === undefined ? follower : leader;
  return chained && message('bundle.chain', { name: { shipped: chained.name } });
};

/** Puts a reference among those that what comes after it may name. */
export const putReference = (known: Reference[], reference: Reference): void => {
  const at = known.findIndex(({ code }) => code === reference.code);
  known.splice(at < 0 ? known.length : at, at < 0 ? 0 : 1, reference);
};

/** Takes a row of an export: the reference goes among those that later rows may name, and into `taken` where it is to be written. */
export const checkReferenceRow = (read: ReadRow, references: Reference[], taken: Map<string, Reference>): Outcome => {
  const refuse = (fault: Message): Outcome => {
    read.issues.push({ ...cellIssue(read, 'record', 'wrongFormat'), message: fault });
    return 'refused';
  };
  const parsed = Reference.safeParse(read.values.get('record'));
  if (!parsed.success || parsed.data.code !== read.values.get('code')) return refuse(messageOf({ rule: 'wrongFormat' }));
  const reference = referenceHere(parsed.data, references);
  const leader = reference.follows?.reference;
  if (leader !== undefined && !references.some(({ code }) => code === leader))
    return refuse(messageOf({ rule: 'noSuchReference', limit: leader }));
  const fault = referenceFault(reference, references);
  if (fault) return refuse(fault);
  const before = references.find(({ code }) => code === reference.code);
  if (isDeepStrictEqual(before, reference)) return 'same';
  taken.set(reference.code, reference);
  putReference(references, reference);
  return before ? 'changed' : 'added';
};
