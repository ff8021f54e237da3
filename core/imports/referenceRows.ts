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
  const referenceBefore = knownReferences.find(({ code }) => code === reference.code);
  const knownPairs = correlations.filter((pair) => knownReferences.some(({ code }) => code === pair.reference));
  // a file of an earlier version has texts where messages are stored now
  const storedAs = (text: string, storedText: string | undefined): string =>
    storedText !== undefined && everyShippedText(storedText).includes(text) ? storedText : text;
  const order = referenceBefore?.order ?? Math.max(-1, ...knownReferences.map((knownReference) => knownReference.order)) + 1;
  return {
    ...reference,
    name: storedAs(reference.name, referenceBefore?.name),
    source: storedAs(reference.source, referenceBefore?.source),
    order,
    ...(knownPairs.length > 0 ? { correlations: knownPairs } : {}),
  };
};

/**
 * The reason to refuse a reference: another unit than its stored prices, a follower of a follower, or an average of averages, which no
 * simulation supports.
 */
export const referenceFault = (reference: Reference, knownReferences: readonly Reference[]): Message | undefined => {
  const referenceBefore = knownReferences.find(({ code }) => code === reference.code);
  if (referenceBefore !== undefined && referenceBefore.unit !== reference.unit)
    return message('bundle.otherUnit', { unit: referenceBefore.unit });
  const nestedReference = knownReferences.find(
    ({ code, average }) => average !== undefined && underlyingReferences(reference).includes(code),
  );
  if (nestedReference !== undefined) return message('bundle.nestedAverage', { name: { shipped: nestedReference.name } });
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

/** Checks a row of an export. Adds its reference to `references`, and to `changedReferences` if it has to be written. */
export const checkReferenceRow = (read: ReadRow, references: Reference[], changedReferences: Map<string, Reference>): Outcome => {
  const refuse = (fault: Message): Outcome => {
    read.issues.push({ ...cellIssue(read, 'record', 'wrongFormat'), message: fault });
    return 'refused';
  };
  const parsedReference = Reference.safeParse(read.values.get('record'));
  if (!parsedReference.success || parsedReference.data.code !== read.values.get('code')) return refuse(messageOf({ rule: 'wrongFormat' }));
  const reference = adaptReference(parsedReference.data, references);
  const missingCode = underlyingReferences(reference).find((underlying) => !references.some(({ code }) => code === underlying));
  if (missingCode !== undefined) return refuse(messageOf({ rule: 'noSuchReference', limit: missingCode }));
  const fault = referenceFault(reference, references);
  if (fault) return refuse(fault);
  const referenceBefore = references.find(({ code }) => code === reference.code);
  if (isDeepEqual(referenceBefore, reference)) return 'same';
  changedReferences.set(reference.code, reference);
  replaceReference(references, reference);
  return referenceBefore ? 'changed' : 'added';
};
