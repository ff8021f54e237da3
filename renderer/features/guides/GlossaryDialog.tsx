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

const matches = ({ name, text: sentence }: GlossaryEntry, search: string): boolean =>
  `${name} ${sentence}`.toLowerCase().includes(search.trim().toLowerCase());

/** Every term of the trade that the pages explain, in alphabetical order, with its formula and source. */
export const GlossaryDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const id = useId();
  const texts = useTexts();
  const [search, setSearch] = useState('');
  const entries = glossaryTerms()
    .map((term) => ({ term, ...glossaryEntry(term) }))
    .filter((entry) => matches(entry, search))
    .sort((a, b) => compareNames(a.name, b.name));
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
