import { styled } from '@mui/material/styles';
import type { ReferenceUse } from '#shared/contract/market.ts';
import { text } from '#shared/messages/text.ts';
import { RouteLink } from '../../components/RouteLink.tsx';
import { usePresentation } from '../../components/settings.tsx';

const Box = styled('div')(({ theme }) => ({
  ...theme.typography.caption,
  fontWeight: 440,
  marginTop: 8,
  '& p': { margin: 0, textWrap: 'pretty' },
  '& ul': { display: 'flex', flexWrap: 'wrap', columnGap: 12, rowGap: 2, margin: '4px 0', padding: 0, listStyle: 'none' },
  '& a': { color: theme.vars.palette.text.primary },
}));

const routeOf = ({ kind, id }: ReferenceUse): string | undefined => {
  switch (kind) {
    case 'contract':
      return `/contracts/${id}`;
    case 'version':
      return `/contracts/${id}/versions`;
    case 'bid':
      return `/contracts/tenders/${id}`;
    case 'plan':
      return '/plans';
    case 'product':
      return `/products/${id}`;
    case 'scenario':
      return `/cycles/scenarios/${id}`;
    case 'reference':
      return undefined;
  }
};

/** The uses of a reference, each with a link to where another reference can be chosen. */
export const ReferenceUses = ({ uses }: { readonly uses: readonly ReferenceUse[] }) => {
  const { label } = usePresentation();
  return (
    <Box>
      <p>{text('market.own.usedBy')}</p>
      <ul aria-label={text('market.own.usedBy')}>
        {uses.map((use) => {
          const route = routeOf(use);
          const name = text(`market.own.use.${use.kind}`, { name: label(use.name) });
          return <li key={`${use.kind} ${use.id}`}>{route === undefined ? name : <RouteLink route={route}>{name}</RouteLink>}</li>;
        })}
      </ul>
      <p>{text('market.own.usedNote')}</p>
    </Box>
  );
};
