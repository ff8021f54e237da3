import { styled } from '@mui/material/styles';
import type { ColourRole, FillStyle } from '#shared/contract/colour.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { fillStyle, roleVariable } from './swatch.ts';
import { Term } from './Term.tsx';

/** `empty`: the base line only, for values without a bar. */
export type KeyEntry = (
  | { readonly label: string; readonly role: ColourRole; readonly fill: FillStyle }
  | { readonly label: string; readonly role: ColourRole; readonly line: 'solid' | 'dashed' | 'dotted' }
  | { readonly label: string; readonly empty: true }
) & {
  /** The term of the trade that the label explains. */
  readonly term?: GlossaryTerm | undefined;
};

export type KeyProps = { readonly entries: readonly KeyEntry[] };

const List = styled('ul')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 14,
  rowGap: 2,
  margin: 0,
  padding: 0,
  listStyle: 'none',
  color: theme.vars.palette.text.secondary,
  '& li': { display: 'inline-flex', alignItems: 'center', gap: 6, whiteSpace: 'nowrap' },
}));

const Sample = styled('span', { shouldForwardProp: (prop) => prop !== 'entry' })<{ entry: KeyEntry }>(({ theme, entry }) => ({
  flex: 'none',
  width: 12,
  height: 10,
  forcedColorAdjust: 'none',
  ...('fill' in entry ? fillStyle(roleVariable(theme, entry.role), entry.fill) : {}),
  ...('line' in entry ? { width: 18, height: 0, borderTop: `2px ${entry.line} ${roleVariable(theme, entry.role)}` } : {}),
  ...('empty' in entry ? { borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}` } : {}),
}));

/** A legend of fills and lines, in the title line of a section whose chart has no room for labels. */
export const Key = ({ entries }: KeyProps) => (
  <List>
    {entries.map((entry) => (
      <li key={entry.label}>
        <Sample entry={entry} />
        {entry.term === undefined ? entry.label : <Term term={entry.term}>{entry.label}</Term>}
      </li>
    ))}
  </List>
);
