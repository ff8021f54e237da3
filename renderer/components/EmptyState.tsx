import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { EditButton } from './EditButton.tsx';
import { RouteLink } from './RouteLink.tsx';
import { useComponentSettings } from './settings.tsx';

export type Action = {
  readonly label: string;
  /** Whether it changes the workspace: it is disabled while nothing can be changed. */
  readonly isEdit?: boolean | undefined;
} & ({ readonly onAction: () => void } | { readonly route: string });

export type EmptyStateProps = {
  /** What the page shows and why it is empty, in one sentence. */
  readonly what: string;
  /** What is required to fill it. */
  readonly needs?: string | undefined;
  /** One to three actions that fill it, the usual one first. */
  readonly actions?: readonly Action[] | undefined;
};

const Box = styled('div')(({ theme }) => ({
  padding: '8px 0 16px',
  maxWidth: '64ch',
  '& p': { ...theme.typography.body1, margin: 0, textWrap: 'pretty' },
  '& p + p': { color: theme.vars.palette.text.secondary },
}));

/** A row of buttons. */
export const Actions = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 10 });

/** A button for an action or a link to a page, with the same style. */
export const ActionButton = ({ action, isPrimary = false }: { readonly action: Action; readonly isPrimary?: boolean }) => {
  const buttonProps = isPrimary ? ({ variant: 'contained', color: 'primary' } as const) : {};
  const { isReadOnly } = useComponentSettings();
  if (isReadOnly && action.isEdit) return <EditButton {...buttonProps}>{action.label}</EditButton>;
  if ('route' in action) {
    return (
      <Button {...buttonProps} component={RouteLink} route={action.route}>
        {action.label}
      </Button>
    );
  }
  return (
    <Button {...buttonProps} onClick={action.onAction}>
      {action.label}
    </Button>
  );
};

/** Stands for empty content: what it would show, what is required, and the actions that fill it. */
export const EmptyState = ({ what, needs, actions = [] }: EmptyStateProps) => (
  <Box>
    <p>{what}</p>
    {needs === undefined ? undefined : <p>{needs}</p>}
    {actions.length > 0 ? (
      <Actions>
        {actions.map((action) => (
          <ActionButton key={action.label} action={action} />
        ))}
      </Actions>
    ) : undefined}
  </Box>
);
