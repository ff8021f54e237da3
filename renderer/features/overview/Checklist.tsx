import { styled } from '@mui/material/styles';
import type { Overview } from '#shared/contract/overview.ts';
import { serial, text } from '#shared/messages/text.ts';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { importRoutes } from '../data/index.ts';

type Item = Overview['checklist'][number];

const List = styled('ul')(({ theme }) => ({
  listStyle: 'none',
  margin: 0,
  padding: 0,
  '& > li': {
    display: 'grid',
    gridTemplateColumns: 'minmax(160px, 220px) minmax(0, 1fr) auto',
    alignItems: 'center',
    columnGap: 16,
    minHeight: 34,
    borderBottom: `1px solid ${theme.vars.palette.divider}`,
  },
  '& b': { fontWeight: 560 },
  '& small': { ...theme.typography.body1, color: theme.vars.palette.text.secondary, textWrap: 'pretty' },
}));

const Ways = styled('span')(({ theme }) => ({
  display: 'flex',
  gap: 16,
  '& a': { color: theme.vars.palette.ore.link, fontWeight: 560, textDecoration: 'none' },
  '& a:hover': { textDecoration: 'underline' },
  // the three links align from line to line
  '& > *': { minWidth: 46 },
}));

const DoneText = styled('p')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '8px 0 24px',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));

const nameOf = ({ key }: Item): string => text(`overview.checklist.${key}`);

const WAYS = ['paste', 'import', 'type'] as const;

const Line = ({ item }: { readonly item: Item }) => {
  const routes = { ...importRoutes(item.sheet), type: item.route };
  return (
    <li>
      <b>{nameOf(item)}</b>
      <small>{text(`overview.checklist.${item.key}Note`)}</small>
      <Ways>
        {WAYS.map((way) => {
          const route = routes[way];
          return route === undefined ? (
            <span key={way} />
          ) : (
            <RouteLink key={way} route={route} aria-label={text(`overview.checklist.${way}What`, { what: nameOf(item) })}>
              {text(`overview.checklist.${way}`)}
            </RouteLink>
          );
        })}
      </Ways>
    </li>
  );
};

/** The data that is still needed, each with the ways to enter it; what is complete folds into a line. */
export const Checklist = ({ items }: { readonly items: Overview['checklist'] }) => {
  const missing = items.filter(({ done }) => !done);
  const done = items.filter((item) => item.done);
  return (
    <Section title={text('overview.checklist.title')} note={text('overview.checklist.note', { count: missing.length })}>
      <List>
        {missing.map((item) => (
          <Line key={item.key} item={item} />
        ))}
      </List>
      <DoneText>
        {done.length > 0 ? text('overview.checklist.done', { list: done.map(nameOf).join(serial()).toLowerCase() }) : undefined}
      </DoneText>
    </Section>
  );
};
