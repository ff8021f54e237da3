import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import { colon, text } from '#shared/messages/text.ts';
import { formatTonnes } from '#shared/units/format.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { STATE_TOKEN, StateMark, StateShape } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { bringActs } from '../data/index.ts';
import {
  allocationRoute,
  BOARD_SHOWS,
  type BoardShows,
  diversificationRoute,
  parseBoardShows,
  parseView,
} from './diversificationRoutes.ts';
import { LimitDialog } from './LimitDialog.tsx';

const SIGN = { atMost: '≤', atLeast: '≥' } as const;

const Name = styled('span')({
  display: 'inline-block',
  maxWidth: 190,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});

const Bad = styled('span', { shouldForwardProp: (prop) => prop !== 'state' })<{ state: 'holds' | 'near' | 'breached' }>(
  ({ theme, state }) => ({
    display: 'inline-flex',
    alignItems: 'center',
    gap: 3,
    fontWeight: state === 'holds' ? 'inherit' : 560,
    color: state === 'holds' ? 'inherit' : theme.vars.palette.ore.state[STATE_TOKEN[state]].text,
  }),
);

const Cures = styled('ul')(({ theme }) => ({
  ...theme.typography.body1,
  listStyle: 'none',
  margin: '8px 0 0',
  padding: 0,
  '& > li': { display: 'flex', flexWrap: 'wrap', columnGap: 10, padding: '3px 0' },
  '& b': { fontWeight: 560 },
}));

type Asked = { readonly what: 'edit' | 'delete'; readonly row: LimitBoardRow } | { readonly what: 'new' };

type BoardYear = LimitBoardRow['years'][number];

const kdmt = ({ value }: Figure): string => (typeof value === 'number' ? formatTonnes(value, 'kdmt', 1, true).text : value);

/** What a year shows of a limit: the measure, which opens, or the room it leaves. */
const YearCell = ({ of, shows }: { readonly of: BoardYear; readonly shows: BoardShows }) => {
  const read = useFigureReader();
  if (shows === 'measured') return <FigureLink figure={of.value} as="cell" />;
  return shows === 'tonnes' ? kdmt(of.tonnes) : read.apart(of.usd).text;
};

const yearColumns = (years: readonly number[], shows: BoardShows): readonly SimpleColumn<LimitBoardRow>[] =>
  years.map((year) => ({
    key: String(year),
    label: String(year),
    align: 'right',
    cell: ({ years: of }) => {
      const one = of.find((each) => each.year === year);
      if (one === undefined) return '–';
      return (
        <Bad state={one.state}>
          {one.state === 'holds' ? undefined : <StateShape state={one.state} size={11} label={text(`state.${one.state}`)} />}
          <YearCell of={one} shows={shows} />
        </Bad>
      );
    },
  }));

export type LimitsBoardProps = {
  readonly board: Output<'limits.board'>;
  readonly shows: BoardShows;
  readonly onShow: (shows: BoardShows) => void;
};

/** The house's limits over the years, the room they commit, what would cure a breach, and the form that sets them. */
export const LimitsBoard = ({ board, shows, onShow }: LimitsBoardProps) => {
  const read = useFigureReader();
  const [asked, setAsked] = useState<Asked>();
  const remove = useCommand('limits.remove', {
    done: () => text('limits.deleted', { name: asked?.what === 'delete' ? asked.row.limit.name : '' }),
  });
  const close = () => setAsked(undefined);

  // whoever is sent here to type a limit, or to one that is there, finds its form open
  const [, navigate] = useLocation();
  const search = useSearch();
  const wanted = new URLSearchParams(search).get('limit');
  useEffect(() => {
    if (wanted === null) return;
    const row = board.rows.find(({ limit }) => limit.id === wanted);
    if (row) setAsked({ what: 'edit', row });
    else if (wanted === 'new') setAsked({ what: 'new' });
    navigate(diversificationRoute(parseView(search), parseBoardShows(search)), { replace: true });
  }, [wanted, search, navigate, board.rows]);

  const { rows, years } = board;
  const money = read.apart({ value: 0, unit: 'usd', decimals: 1 }).unit;
  const columns: readonly SimpleColumn<LimitBoardRow>[] = [
    { key: 'name', label: text('limits.column.limit'), tone: 'key', cell: ({ limit }) => <Name title={limit.why}>{limit.name}</Name> },
    { key: 'scope', label: text('limits.column.scope'), tone: 'context', wideOnly: true, cell: ({ scope }) => scope },
    {
      key: 'level',
      label: text('limits.column.level'),
      unit: '%',
      align: 'right',
      tone: 'context',
      cell: ({ limit, level }) => `${SIGN[limit.direction]} ${read.apart(level).text}`,
    },
    ...yearColumns(years, shows),
    {
      key: 'tonnes',
      label: text('limits.column.room'),
      unit: 'kdmt',
      align: 'right',
      cell: ({ tonnes }) => kdmt(tonnes),
    },
    {
      key: 'value',
      label: text('limits.column.room'),
      unit: money,
      align: 'right',
      cell: ({ value }) => read.apart(value).text,
    },
    {
      key: 'state',
      label: text('limits.column.state'),
      cell: ({ state }) =>
        state === undefined ? <span title={text('limits.unmeasured.why')}>{text('limits.unmeasured')}</span> : <StateMark state={state} />,
    },
    {
      key: 'acts',
      label: text('common.acts'),
      hiddenLabel: true,
      cell: (row) => (
        <MenuButton
          as="icon"
          icon="more"
          label={text('limits.edit', { name: row.limit.name })}
          entries={[
            {
              key: 'edit',
              label: text('limits.edit', { name: row.limit.name }),
              icon: 'pencil',
              onPick: () => setAsked({ what: 'edit', row }),
            },
            {
              key: 'delete',
              label: text('limits.delete', { name: row.limit.name }),
              icon: 'trash',
              onPick: () => setAsked({ what: 'delete', row }),
            },
          ]}
        />
      ),
    },
  ];
  const cured = rows.filter(({ cures }) => cures.length > 0);
  return (
    <Section
      title={text('limits.title')}
      note={rows.length > 0 ? text('limits.note') : undefined}
      span={12}
      tools={
        <>
          {rows.length > 0 ? (
            <MenuButton
              label={`${text('limits.shows')}${colon()}${text(`limits.shows.${shows}`, { unit: money })}`}
              entries={BOARD_SHOWS.map((key) => ({
                key,
                label: text(`limits.shows.${key}`, { unit: money }),
                chosen: key === shows,
                onPick: () => onShow(key),
              }))}
            />
          ) : undefined}
          <QuietButton onClick={() => setAsked({ what: 'new' })}>{text('limits.new')}</QuietButton>
        </>
      }
    >
      {rows.length > 0 ? (
        <SimpleTable tight label={text('limits.title')} columns={columns} rows={rows} rowKey={({ limit }) => limit.id} />
      ) : (
        <EmptyState
          what={text('limits.none')}
          needs={text('limits.noneNeeds')}
          acts={[...bringActs('limits'), { label: text('limits.new'), onAct: () => setAsked({ what: 'new' }) }]}
        />
      )}
      {cured.length > 0 ? (
        <Cures aria-label={text('limits.cures')}>
          {cured.map(({ limit, cures }) => (
            <li key={limit.id}>
              <b>{limit.name}</b>
              <Verdict as="text" sentences={cures} />
              <RouteLink route={allocationRoute({ keep: limit.id })}>{text('limits.cure.allocate')}</RouteLink>
            </li>
          ))}
        </Cures>
      ) : undefined}
      {asked?.what === 'new' ? <LimitDialog products={board.products} onClose={close} /> : undefined}
      {asked?.what === 'edit' ? (
        <LimitDialog products={board.products} stored={{ limit: asked.row.limit, version: asked.row.version }} onClose={close} />
      ) : undefined}
      <Confirm
        open={asked?.what === 'delete'}
        title={asked?.what === 'delete' ? text('limits.delete', { name: asked.row.limit.name }) : ''}
        act={asked?.what === 'delete' ? text('limits.delete', { name: asked.row.limit.name }) : ''}
        onClose={close}
        onConfirm={() => {
          if (asked?.what === 'delete') void remove.run({ id: asked.row.limit.id });
        }}
      >
        {asked?.what === 'delete' ? asked.row.limit.why : ''}
      </Confirm>
    </Section>
  );
};
