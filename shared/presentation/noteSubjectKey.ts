import type { MessageValue } from '../contract/figure.ts';
import type { NoteSubject } from '../contract/notes.ts';

type IdentifiedSubject = Exclude<NoteSubject, { kind: 'figure' }> | Pick<Extract<NoteSubject, { kind: 'figure' }>, 'kind' | 'identity'>;

/** The names in the title of a chart, which tell charts of one page apart. Its amounts and years change with the plan. */
const namesOf = (value: MessageValue): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || 'unit' in value || 'unitOf' in value || 'calendarYear' in value) return '';
  if ('key' in value) return [value.key, ...Object.values(value.values ?? {}).map(namesOf)].join(' ');
  if ('list' in value) return value.list.map(namesOf).join(' ');
  return 'shipped' in value ? value.shipped : value.name;
};

/** Equal for notes about the same contract, figure or chart. */
export const noteSubjectKey = (subject: IdentifiedSubject): string => {
  if (subject.kind === 'contract') return `contract ${subject.contractId}`;
  if (subject.kind === 'chart') return `chart ${subject.route} ${namesOf(subject.title)}`;
  const entries = Object.entries(subject.identity).filter(([, value]) => value !== undefined);
  return `figure ${JSON.stringify(entries.sort(([a], [b]) => (a < b ? -1 : 1)))}`;
};
