import { styled } from '@mui/material/styles';
import type { ReactNode } from 'react';
import { WIDE } from '../../theme/typography.ts';
import { COMMAND_KEY } from '../commandKey.ts';
import { StateMark } from '../StateMark.tsx';
import { useTexts } from '../settings.tsx';

export type StatusLineProps = {
  /** "Tianmu Lithium, Quantity". */
  readonly cell: string | undefined;
  /** The value with its unit, or what a range adds up to. */
  readonly value: string | undefined;
  readonly note: string | undefined;
  readonly error: string | undefined;
  readonly editable: boolean;
  /** Something of the page's own at the right, before the keys. */
  readonly children?: ReactNode | undefined;
};

const Line = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  display: 'flex',
  alignItems: 'center',
  gap: 20,
  flex: 'none',
  height: 32,
  padding: '0 24px',
  [WIDE]: { padding: '0 32px' },
  borderTop: `1px solid ${theme.vars.palette.ore.line.normal}`,
  backgroundColor: theme.vars.palette.background.paper,
  color: theme.vars.palette.text.secondary,
  whiteSpace: 'nowrap',
  overflow: 'hidden',
  '& b': { color: theme.vars.palette.text.primary },
  '& .said': { overflow: 'hidden', textOverflow: 'ellipsis' },
}));

const Keys = styled('span')({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 6,
  marginLeft: 'auto',
  '& kbd:not(:first-of-type)': { marginLeft: 8 },
  '@media (max-width: 899px)': { display: 'none' },
});

/** The line under a table: which cell, its value and unit, where it comes from, what is wrong, and the keys. */
export const StatusLine = ({ cell, value, note, error, editable, children }: StatusLineProps) => {
  const { keys } = useTexts();
  return (
    <Line>
      {cell === undefined ? undefined : <b>{cell}</b>}
      {value === undefined ? undefined : <span className="said">{value}</span>}
      {error === undefined ? (
        note !== undefined && <span className="said">{note}</span>
      ) : (
        <span role="alert">
          <StateMark state="breached">{error}</StateMark>
        </span>
      )}
      <Keys>
        {children}
        {editable ? (
          <>
            <kbd>Enter</kbd> {keys.edit}
            <kbd>{COMMAND_KEY} D</kbd> {keys.fill}
          </>
        ) : undefined}
        <kbd>{COMMAND_KEY} C</kbd> {keys.copy}
        <kbd>?</kbd> {keys.all}
      </Keys>
    </Line>
  );
};
