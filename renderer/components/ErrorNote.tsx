import { styled } from '@mui/material/styles';
import { type Action, ActionButton } from './EmptyState.tsx';
import { StateShape } from './StateMark.tsx';

export type ErrorNoteProps = {
  /** The sentence of the error's code: what is wrong and what to do. */
  readonly text: string;
  /** The remedy as a button. */
  readonly action?: Action | undefined;
  /** A second remedy, if any. */
  readonly secondAction?: Action | undefined;
  /** `near` for a warning. */
  readonly state?: 'breached' | 'near' | undefined;
};

const Box = styled('div', { shouldForwardProp: (prop) => prop !== 'state' })<{ state: 'breached' | 'near' }>(({ theme, state }) => ({
  ...theme.typography.body1,
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 8,
  margin: '0 0 12px',
  padding: '5px 12px',
  minHeight: 34,
  backgroundColor: theme.vars.palette.ore.state[state === 'breached' ? 'breach' : 'warn'].soft,
  color: theme.vars.palette.ore.state[state === 'breached' ? 'breach' : 'warn'].text,
  // beside the text while there is room for it
  '& p': { flex: '1 1 200px', margin: 0, textWrap: 'pretty' },
  '& > .MuiButton-root': { flex: 'none' },
}));

/** An error in one sentence, with a button that fixes it. */
export const ErrorNote = ({ text, action, secondAction, state = 'breached' }: ErrorNoteProps) => (
  <Box state={state} role="alert">
    <StateShape state={state} />
    <p>{text}</p>
    {action ? <ActionButton action={action} /> : undefined}
    {secondAction ? <ActionButton action={secondAction} /> : undefined}
  </Box>
);
