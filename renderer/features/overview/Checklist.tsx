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

const Links = styled('span')(({ theme }) => ({
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

const LINK_KINDS = ['paste', 'import', 'type'] as const;

const Line = ({ item }: { readonly item: Item }) => {
  const routes = { ...importRoutes(item.sheet), type: item.route };
  return (
    <li>
      <b>{nameOf(item)}</b>
      <small>{text(`overview.checklist.${item.key}Note`)}</small>
      <Links>
        {LINK_KINDS.map((kind) => {
          const route = routes[kind];
          return route === undefined ? (
            <span key={kind} />
          ) : (
            <RouteLink key={kind} route={route} aria-label={text(`overview.checklist.${kind}What`, { what: nameOf(item) })}>
              {text(`overview.checklist.${kind}`)}
            </RouteLink>
          );
        })}
      </Links>
    </li>
  );
};

/** Lists the data that is still needed with the ways to enter it. Complete items are listed in one line. */
export const Checklist = ({ items }: { readonly items: Overview['checklist'] }) => {
  const missingItems = items.filter(({ isDone }) => !isDone);
  const completeItems = items.filter((item) => item.isDone);
  return (
    <Section title={text('overview.checklist.title')} note={text('overview.checklist.note', { count: missingItems.length })}>
      <List>
        {missingItems.map((item) => (
          <Line key={item.key} item={item} />
        ))}
      </List>
      <DoneText>
        {completeItems.length > 0
          ? text('overview.checklist.done', { list: completeItems.map(nameOf).join(serial()).toLowerCase() })
          : undefined}
      </DoneText>
    </Section>
  );
};
