import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { RouteLink } from './RouteLink.tsx';

export type Act = { readonly label: string } & ({ readonly onAct: () => void } | { readonly route: string });

export type EmptyStateProps = {
  /** What would stand here, in one sentence. */
  readonly what: string;
  /** What it needs. */
  readonly needs?: string | undefined;
  /** One to three ways to bring it, the usual one first. */
  readonly acts?: readonly Act[] | undefined;
};

const Box = styled('div')(({ theme }) => ({
  padding: '8px 0 16px',
  maxWidth: '64ch',
  '& p': { ...theme.typography.body1, margin: 0, textWrap: 'pretty' },
  '& p + p': { color: theme.vars.palette.text.secondary },
}));

/** Buttons in a line. */
export const Acts = styled('div')({ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 10 });

/** A button for an act or a link to a place, in the same clothes. */
export const ActButton = ({ act, primary = false }: { readonly act: Act; readonly primary?: boolean }) => {
  const clothes = primary ? ({ variant: 'contained', color: 'primary' } as const) : {};
  if ('route' in act) {
    return (
      <Button {...clothes} component={RouteLink} route={act.route}>
        {act.label}
      </Button>
    );
  }
  return (
    <Button {...clothes} onClick={act.onAct}>
      {act.label}
    </Button>
  );
};

/** Nothing here yet: what would stand here, what it needs, and how to bring it; where the content will be, without a picture. */
export const EmptyState = ({ what, needs, acts = [] }: EmptyStateProps) => (
  <Box>
    <p>{what}</p>
    {needs === undefined ? undefined : <p>{needs}</p>}
    {acts.length > 0 ? (
      <Acts>
        {acts.map((act) => (
          <ActButton key={act.label} act={act} />
        ))}
      </Acts>
    ) : undefined}
  </Box>
);
