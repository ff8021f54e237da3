import { styled } from '@mui/material/styles';
import Tooltip from '@mui/material/Tooltip';
import { type ReactElement, type ReactNode, useState } from 'react';
import { type GlossaryTerm, glossaryEntry } from '#shared/messages/glossary.ts';
import { text } from '#shared/messages/text.ts';

/** How long an explanation is shown after a tap, ms. */
const TAP_MS = 8000;

const Explained = styled('button')(({ theme }) => ({
  font: 'inherit',
  color: 'inherit',
  textAlign: 'inherit',
  whiteSpace: 'inherit',
  padding: 0,
  border: 0,
  background: 'none',
  cursor: 'help',
  textDecoration: `underline dotted ${theme.vars.palette.ore.tertiary}`,
  textUnderlineOffset: 3,
}));

const Entry = styled('span')({ display: 'block', textAlign: 'left', '& > *': { display: 'block' }, '& > * + *': { marginTop: 4 } });

const Formula = styled('span')(({ theme }) => ({ fontVariantNumeric: 'tabular-nums', color: theme.vars.palette.text.primary }));

const Source = styled('span')(({ theme }) => ({ color: theme.vars.palette.text.secondary }));

const EntryText = ({ term }: { readonly term: GlossaryTerm }) => {
  const { name, text: sentence, formula, source } = glossaryEntry(term);
  return (
    <Entry>
      <b>{name}</b>
      <span>{sentence}</span>
      {formula === undefined ? undefined : <Formula>{formula}</Formula>}
      {source === undefined ? undefined : <Source>{text('term.source', { source })}</Source>}
    </Entry>
  );
};

type TermTooltipProps = {
  readonly term: GlossaryTerm;
  /** Shows the explanation without pointer or focus on the child. */
  readonly open?: boolean | undefined;
  readonly children: ReactElement;
};

/** Shows the explanation of a term at its child on hover, focus or tap; Escape closes it. */
const TermTooltip = ({ term, open = false, children }: TermTooltipProps) => {
  const [isPointed, setPointed] = useState(false);
  return (
    <Tooltip
      describeChild
      enterTouchDelay={0}
      leaveTouchDelay={TAP_MS}
      title={<EntryText term={term} />}
      open={open || isPointed}
      onOpen={() => setPointed(true)}
      onClose={() => setPointed(false)}
    >
      {children}
    </Tooltip>
  );
};

export type TermProps = {
  readonly term: GlossaryTerm;
  /** The text of the label. */
  readonly children: ReactNode;
  /** The tab index that a grid gives to the content of its focused cell. */
  readonly tabIndex?: number | undefined;
};

/** A header that shows the glossary entry of its term on hover, focus or tap. */
export const Term = ({ term, children, tabIndex }: TermProps) => (
  <TermTooltip term={term}>
    <Explained type="button" tabIndex={tabIndex}>
      {children}
    </Explained>
  </TermTooltip>
);

export type ExplainedLabelProps = Omit<TermProps, 'tabIndex'> & { readonly open: boolean };

/** The label of a field that explains its term on hover or tap and while `open`; it is not in the tab order. */
export const ExplainedLabel = ({ term, open, children }: ExplainedLabelProps) => (
  <TermTooltip term={term} open={open}>
    <span>{children}</span>
  </TermTooltip>
);
