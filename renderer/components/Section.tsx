import { styled } from '@mui/material/styles';
import { type ReactNode, useId } from 'react';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { Term } from './Term.tsx';

export type Span = 3 | 4 | 5 | 6 | 7 | 8 | 9 | 12;

export type SectionProps = {
  readonly title: string;
  /** The term of the trade that the title explains. */
  readonly term?: GlossaryTerm | undefined;
  /** Scope or unit beside the title. */
  readonly note?: ReactNode | undefined;
  /** A legend, a count or small buttons at the right of the title. */
  readonly tools?: ReactNode | undefined;
  /** Columns of twelve inside `Columns`. */
  readonly span?: Span | undefined;
  readonly children: ReactNode;
};

/** Under this width columns stack: a 1280 px window at 200 % zoom. */
const STACK = '@media (max-width: 899px)';

/** A grid of twelve columns in which each section has a span. With `fillsHeight` the last row takes the remaining height. */
export const Columns = styled('div', { shouldForwardProp: (prop) => prop !== 'fillsHeight' })<{ readonly fillsHeight?: boolean }>(
  ({ fillsHeight }) => ({
    display: 'grid',
    gridTemplateColumns: 'repeat(12, minmax(0, 1fr))',
    columnGap: 32,
    rowGap: 20,
    ...(fillsHeight ? { flex: '1 0 auto', gridTemplateRows: 'auto 1fr' } : {}),
    [STACK]: { gridTemplateColumns: 'minmax(0, 1fr)', gridTemplateRows: 'none' },
  }),
);

/** Sections one below the other in some of the twelve columns. */
export const Stack = styled('div', { shouldForwardProp: (prop) => prop !== 'span' })<{ readonly span: Span }>(({ span }) => ({
  minWidth: 0,
  display: 'grid',
  gridTemplateColumns: 'minmax(0, 1fr)',
  alignContent: 'start',
  rowGap: 20,
  gridColumn: `span ${span}`,
  [STACK]: { gridColumn: 'auto' },
}));

const RuledSection = styled('section', { shouldForwardProp: (prop) => prop !== 'span' })<{ span: Span | undefined }>(({ theme, span }) => ({
  minWidth: 0,
  display: 'flex',
  flexDirection: 'column',
  borderTop: `1.5px solid ${theme.vars.palette.ore.line.strong}`,
  ...(span ? { gridColumn: `span ${span}`, [STACK]: { gridColumn: 'auto' } } : {}),
}));

const Head = styled('div')(({ theme }) => ({
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'baseline',
  columnGap: 8,
  minHeight: 32,
  paddingTop: 4,
  '& > h2': { ...theme.typography.section, margin: 0 },
  '& > small': { ...theme.typography.caption, fontWeight: 420, letterSpacing: 0, color: theme.vars.palette.text.secondary },
}));

const Tools = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  display: 'flex',
  alignItems: 'center',
  alignSelf: 'center',
  // where they are wider than the section together, as in a narrow window
  flexWrap: 'wrap',
  justifyContent: 'flex-end',
  gap: 2,
  marginLeft: 'auto',
  // icons stand closer than buttons
  '& > .MuiButton-root:not(:first-child)': { marginLeft: 6 },
  color: theme.vars.palette.text.secondary,
}));

/** A section of a page: rule, title, note, tools, content. */
export const Section = ({ title, term, note, tools, span, children }: SectionProps) => {
  const id = useId();
  return (
    <RuledSection span={span} aria-labelledby={id}>
      <Head>
        <h2 id={id}>{term === undefined ? title : <Term term={term}>{title}</Term>}</h2>
        {note === undefined ? undefined : <small>{note}</small>}
        {tools === undefined ? undefined : <Tools>{tools}</Tools>}
      </Head>
      {children}
    </RuledSection>
  );
};
