import type { Message } from '#shared/contract/figure.ts';
import { Reference, underlyingReferences } from '#shared/domain/reference.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import { cellIssue, messageOf, type Outcome, type ReadRow } from './readRow.ts';

/**
 * Adapts a reference of another workspace: keeps the order of this workspace and drops correlations with references that do not exist here.
 */
export const adaptReference = ({ correlations = [], ...reference }: Reference, knownReferences: readonly Reference[]): Reference => {
  const before = knownReferences.find(({ code }) => code === reference.code);
  const knownPairs = correlations.filter((pair) => knownReferences.some(({ code }) => code === pair.reference));
  // a file of an earlier version has texts where messages are stored now
  const storedAs = (text: string, stored: string | undefined): string =>
    stored !== undefined && everyShippedText(stored).includes(text) ? stored : text;
  const order = before?.order ?? Math.max(-1, ...knownReferences.map((one) => one.order)) + 1;
  return {
    ...reference,
    name: storedAs(reference.name, before?.name),
    source: storedAs(reference.source, before?.source),
    order,
    ...(knownPairs.length > 0 ? { correlations: knownPairs } : {}),
  };
};

/**
 * The reason to refuse a reference: another unit than its stored prices, a follower of a follower, or an average of averages, which no
 * simulation supports.
 */
export const referenceFault = (reference: Reference, knownReferences: readonly Reference[]): Message | undefined => {
  const before = knownReferences.find(({ code }) => code === reference.code);
  if (before !== undefined && before.unit !== reference.unit) return message('bundle.otherUnit', { unit: before.unit });
  const nested = knownReferences.find(({ code, average }) => average !== undefined && underlyingReferences(reference).includes(code));
  if (nested !== undefined) return message('bundle.nestedAverage', { name: { shipped: nested.name } });
  if (reference.follows === undefined) return undefined;
  const leader = knownReferences.find(({ code }) => code === reference.follows?.reference);
  const follower = knownReferences.find(({ code, follows }) => code !== reference.code && follows?.reference === reference.code);
  const chained = leader?.follows === undefined ? follower : leader;
  return chained && message('bundle.chain', { name: { shipped: chained.name } });
};

/** Adds a reference to the known ones, or replaces it, so that later rows may refer to it. */
export const replaceReference = (knownReferences: Reference[], reference: Reference): void => {
  const at = knownReferences.findIndex(({ code }) => code === reference.code);
  knownReferences.splice(at < 0 ? knownReferences.length : at, at < 0 ? 0 : 1, reference);
};

/** Checks a row of an export. Adds its reference to `references`, and to `changed` if it has to be written. */
export const checkReferenceRow = (read: ReadRow, references: Reference[], changed: Map<string, Reference>): Outcome => {
  const refuse = (fault: Message): Outcome => {
    read.issues.push({ ...cellIssue(read, 'record', 'wrongFormat'), message: fault });
    return 'refused';
  };
  const parsed = Reference.safeParse(read.values.get('record'));
  if (!parsed.success || parsed.data.code !== read.values.get('code')) return refuse(messageOf({ rule: 'wrongFormat' }));
  const reference = adaptReference(parsed.data, references);
  const missing = underlyingReferences(reference).find((underlying) => !references.some(({ code }) => code === underlying));
  if (missing !== undefined) return refuse(messageOf({ rule: 'noSuchReference', limit: missing }));
  const fault = referenceFault(reference, references);
  if (fault) return refuse(fault);
  const before = references.find(({ code }) => code === reference.code);
  if (isDeepEqual(before, reference)) return 'same';
  changed.set(reference.code, reference);
  replaceReference(references, reference);
  return before ? 'changed' : 'added';
};
