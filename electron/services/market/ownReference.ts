import { listReferences, saveReference } from '#db/repositories/references.ts';
import type { Db } from '#db/schema.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import type { OwnReference, Reference } from '#shared/domain/reference.ts';
import { everyShippedText } from '#shared/messages/shipped.ts';
import { message, text } from '#shared/messages/text.ts';
import { issue, refuseIf } from '../badInput.ts';
import type { ServiceContext } from '../service.ts';

const alike = (a: string, b: string): boolean => a.localeCompare(b, 'en', { sensitivity: 'accent' }) === 0;

const issuesOf = ({ code, name, follows }: OwnReference, known: readonly Reference[]): readonly FieldIssue[] => {
  const leader = known.find((one) => one.code === follows?.reference);
  return [
    ...(known.some((one) => alike(one.code, code)) ? [issue('reference.code', 'taken', code)] : []),
    ...(known.some((one) => everyShippedText(one.name).some((taken) => alike(taken, name)))
      ? [issue('reference.name', 'taken', name)]
      : []),
    // a residual is drawn beside the leader's own price: one that follows another has none
    ...(follows && (leader?.kind !== 'price' || leader.follows) ? [issue('reference.follows.reference', 'notOffered')] : []),
  ];
};

/** What is stored of it. Its place is the last: the correlation of a simulation is factored in the order of references. */
const referenceFrom = ({ incoterm, follows, volatility, metal, ...given }: OwnReference, known: readonly Reference[]): Reference => ({
  ...given,
  ...(metal ? { metal } : {}),
  currency: given.unit.startsWith('CNY') ? 'CNY' : 'USD',
  ...(incoterm === '' ? {} : { incoterm }),
  referenceGrade: [],
  ...(follows ? { follows: { ...follows, residualVolatility: volatility } } : {}),
  volatility,
  meanReversion: 0,
  order: Math.max(-1, ...known.map(({ order }) => order)) + 1,
  source: text('market.own.source'),
  origin: 'user',
});

/** Adds a reference. Throws BAD_INPUT for a code or a name that is taken, and for a leader that is no price or follows one itself. */
export const addReference = async (given: OwnReference, db: Db, { workspace }: ServiceContext): Promise<void> => {
  const known = await listReferences(db);
  refuseIf(issuesOf(given, known));
  await workspace.change(message('history.referenceAdded', { name: given.name }), (tx) => saveReference(tx, referenceFrom(given, known)));
};
