import type { Output } from '../contract/contract.ts';
import { text } from '../messages/text.ts';
import { renderLabel } from './message.ts';

export type Conflict = Output<'team.conflicts'>['conflicts'][number];

const NAMED_KINDS = [
  'contract',
  'buyer',
  'product',
  'plan',
  'facility',
  'limit',
  'scenario',
  'tender',
  'deck',
  'buyerGroup',
  'note',
  'decision',
  'tableView',
  'reference',
  'fact',
  'version',
  'projectFinance',
  'houseStyle',
  'workspace',
  'country',
  'currency',
  'metal',
] as const;

/** The kind and the name of the record of a conflict. */
export const conflictTitle = ({ kind, name }: Pick<Conflict, 'kind' | 'name'>): string => {
  const kindText = text(`conflicts.kind.${NAMED_KINDS.find((candidate) => candidate === kind) ?? 'other'}`);
  return name === undefined ? kindText : text('conflicts.title', { kind: kindText, name: renderLabel(name) });
};
