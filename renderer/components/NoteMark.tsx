import { styled } from '@mui/material/styles';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { noteSubjectKey } from '#shared/presentation/noteSubjectKey.ts';
import { Icon } from './Icon.tsx';
import { notesText } from './NoteList.tsx';
import { useComponentSettings } from './settings.tsx';

const Mark = styled('span')(({ theme }) => ({
  marginLeft: 3,
  color: theme.vars.palette.ore.tertiary,
  '& svg': { verticalAlign: 0 },
}));

/** Marks a figure on which there are notes; its explanation lists them. */
export const NoteMark = ({ identity }: { readonly identity: FigureIdentity | undefined }) => {
  const { notes } = useComponentSettings();
  const count = identity && notes?.hasFigureNotes ? notes.of(noteSubjectKey({ kind: 'figure', identity })).length : 0;
  if (count === 0) return undefined;
  return (
    <Mark role="img" aria-label={notesText(count)} title={notesText(count)}>
      <Icon name="note" size={10} />
    </Mark>
  );
};
