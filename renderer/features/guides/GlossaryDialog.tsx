import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import { type GlossaryEntry, glossaryEntry, glossaryTerms } from '#shared/messages/glossary.ts';
import { compareNames, text } from '#shared/messages/text.ts';
import { SearchField } from '../../components/SearchField.tsx';
import { useTexts } from '../../components/settings.tsx';

const Entries = styled('dl')(({ theme }) => ({
  ...theme.typography.body1,
  margin: 0,
  '& dt': { fontWeight: 600, marginTop: 12 },
  '& dd': { margin: '2px 0 0', textWrap: 'pretty' },
  '& small': { display: 'block', color: theme.vars.palette.text.secondary },
}));

/** How well an entry matches what is searched: 0 by its whole name, 1 by a part of it, 2 by its text; undefined if not at all. */
const rankEntry = ({ name, text: sentence }: GlossaryEntry, search: string): number | undefined => {
  const words = search.trim().toLowerCase();
  const lowerCaseName = name.toLowerCase();
  if (lowerCaseName === words) return 0;
  if (lowerCaseName.includes(words)) return 1;
  return sentence.toLowerCase().includes(words) ? 2 : undefined;
};

export type GlossaryDialogProps = {
  /** What is searched first; empty for all terms. */
  readonly search: string;
  readonly onClose: () => void;
};

/** Every term of the trade that the pages explain, with its formula and source: in alphabetical order, of a search the best matches first. */
export const GlossaryDialog = ({ search: firstSearch, onClose }: GlossaryDialogProps) => {
  const id = useId();
  const texts = useTexts();
  const [search, setSearch] = useState(firstSearch);
  const entries = glossaryTerms()
    .flatMap((term) => {
      const entry = glossaryEntry(term);
      const rank = rankEntry(entry, search);
      return rank === undefined ? [] : [{ term, rank, ...entry }];
    })
    .sort((a, b) => a.rank - b.rank || compareNames(a.name, b.name));
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="sm" fullWidth slotProps={{ paper: { sx: { height: '80vh' } } }}>
      <DialogTitle id={id}>{text('guides.glossary')}</DialogTitle>
      <DialogContent>
        <SearchField label={text('guides.glossary.search')} value={search} onChange={setSearch} />
        {entries.length === 0 ? <p role="status">{text('guides.glossary.none', { search: search.trim() })}</p> : undefined}
        <Entries>
          {entries.map(({ term, name, text: sentence, formula, source }) => (
            <div key={term}>
              <dt>{name}</dt>
              <dd>
                {sentence}
                {formula === undefined ? undefined : <small>{formula}</small>}
                {source === undefined ? undefined : <small>{text('term.source', { source })}</small>}
              </dd>
            </div>
          ))}
        </Entries>
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{texts.close}</Button>
      </DialogActions>
    </Dialog>
  );
};
