import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { RouteLink } from './RouteLink.tsx';

export type Action = { readonly label: string } & ({ readonly onAction: () => void } | { readonly route: string });

export type EmptyStateProps = {
  /** What would stand here, in one sentence. */
  readonly what: string;
  /** What it needs. */
  readonly needs?: string | undefined;
  /** One to three ways to bring it, the usual one first. */
  readonly actions?: readonly Action[] | undefined;
};

const Box = styled('div')(({ theme }) => ({
  padding: '8px 0 16px',
  maxWidth: '64ch',
  '& p': { ...theme.typography.body1, margin: 0, textWrap: 'pretty' },
  '& p + p': { color: theme.vars.palette.text.secondary },
}));

/** Buttons in a line. */
export const Actions = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 10 });

/** A button for an action or a link to a place, in the same clothes. */
export const ActionButton = ({ action, primary = false }: { readonly action: Action; readonly primary?: boolean }) => {
  const clothes = primary ? ({ variant: 'contained', color: 'primary' } as const) : {};
  if ('route' in action) {
    return (
      <Button {...clothes} component={RouteLink} route={action.route}>
        {action.label}
      </Button>
    );
  }
  return (
    <Button {...clothes} onClick={action.onAction}>
      {action.label}
    </Button>
  );
};

/** Nothing here yet: what would stand here, what it needs, and how to bring it; where the content will be, without a picture. */
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
