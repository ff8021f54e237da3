import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import type { Figure } from '#shared/contract/figure.ts';
import type { GlossaryTerm } from '#shared/messages/glossary.ts';
import { FigureLink } from './FigureLink.tsx';
import { OriginMark } from './OriginMark.tsx';
import { useFigureReader } from './settings.tsx';
import { Term } from './Term.tsx';

export type LabelledFigureProps = {
  readonly label: string;
  /** The term of the trade that the label explains. */
  readonly term?: GlossaryTerm | undefined;
  readonly figure: Figure;
  /** Its basis or change: a StateMark, "± 9", "base deck". */
  readonly basis?: ReactNode | undefined;
};

const Box = styled('div')({ minWidth: 0 });

const Label = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  color: theme.vars.palette.text.secondary,
  whiteSpace: 'nowrap',
  // a target of 24 px, since the figure below is one too
  '& > button': { paddingTop: 8, marginTop: -8 },
}));

const Value = styled('div')(({ theme }) => ({
  ...theme.typography.figureL,
  whiteSpace: 'nowrap',
  // the unit does not raise the line, so that figures with and without one align
  '& small': {
    fontSize: '0.8125rem',
    lineHeight: 1,
    fontWeight: 440,
    letterSpacing: 0,
    marginLeft: 4,
    color: theme.vars.palette.text.secondary,
  },
}));

/** Wraps beside other figures. */
const Basis = styled(Label)({ maxWidth: 160, lineHeight: '16px', whiteSpace: 'normal', overflowWrap: 'anywhere' });

/** Figures side by side under a rule, spread over the width, wrapping when it is narrow. */
export const FigureRow = styled('div')({
  display: 'flex',
  flexWrap: 'wrap',
  justifyContent: 'space-between',
  columnGap: 16,
  rowGap: 12,
  padding: '4px 0 16px',
});

/** A figure with its label, its value and unit in large type, and its basis. */
export const LabelledFigure = ({ label, term, figure, basis }: LabelledFigureProps) => {
  const { text, unit } = useFigureReader().alone(figure);
  const { origin, ...figureWithoutOrigin } = figure;
  return (
    <Box>
      <Label>{term === undefined ? label : <Term term={term}>{label}</Term>}</Label>
      <Value>
        <FigureLink figure={figureWithoutOrigin} as="plain">
          {text}
        </FigureLink>
        {unit === '' ? undefined : <small>{unit}</small>}
        {origin ? <OriginMark origin={origin} /> : undefined}
      </Value>
      {basis === undefined ? undefined : <Basis>{basis}</Basis>}
    </Box>
  );
};
