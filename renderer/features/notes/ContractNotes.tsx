import type { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { noteSubjectKey } from '#shared/presentation/noteSubjectKey.ts';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { NoteList } from '../../components/NoteList.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { useComponentSettings } from '../../components/settings.tsx';

/** The notes on a contract, with the action that adds one. */
export const ContractNotes = ({ id, code }: { readonly id: ContractId; readonly code: string }) => {
  const { notes } = useComponentSettings();
  if (!notes) return undefined;
  const subject = { kind: 'contract', contractId: id } as const;
  const contractNotes = notes.of(noteSubjectKey(subject));
  return (
    <Section
      title={text('place.notes')}
      tools={
        <>
          <QuietEditButton onClick={() => notes.open(subject, code)}>{text('notes.add')}</QuietEditButton>
          <RouteLink route="/notes">{text('notes.all')}</RouteLink>
        </>
      }
    >
      {contractNotes.length === 0 ? <p>{text('notes.noneOf', { about: code })}</p> : <NoteList notes={contractNotes} />}
    </Section>
  );
};
