import { styled } from '@mui/material/styles';
import { useEffect, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { LimitBoardRow } from '#shared/contract/limits.ts';
import { colon, text } from '#shared/messages/text.ts';
import { formatCountedYear, formatTonnes } from '#shared/units/format.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { QuietEditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { LimitLink } from '../../components/LimitLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { STATE_TOKEN, StateMark, StateShape } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { importActions } from '../data/index.ts';
import { BOARD_SHOWS, type BoardShows, diversificationRoute, parseBoardShows, parseView } from './diversificationRoutes.ts';
import { LimitDialog } from './LimitDialog.tsx';

const SIGN = { atMost: '≤', atLeast: '≥' } as const;

const Name = styled('span')({
  display: 'inline-block',
  maxWidth: 190,
  overflow: 'hidden',
  textOverflow: 'ellipsis',
  verticalAlign: 'bottom',
});

const LimitValue = styled('span', { shouldForwardProp: (prop) => prop !== 'state' })<{ state: 'holds' | 'near' | 'breached' }>(
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

type OpenDialog = { readonly what: 'edit' | 'delete'; readonly row: LimitBoardRow } | { readonly what: 'new' };

type BoardYear = LimitBoardRow['years'][number];

/** Headroom in kdmt; a limit without headroom has a text in its place. */
export const HeadroomTonnes = ({ figure }: { readonly figure: Figure }) => (
  <FigureLink figure={figure} as="cell">
    {typeof figure.value === 'number' ? formatTonnes(figure.value, 'kdmt', 1, true).text : undefined}
  </FigureLink>
);

/** A limit in a year: its measured value, or its headroom. */
const YearCell = ({ year, shows }: { readonly year: BoardYear; readonly shows: BoardShows }) => {
  if (shows === 'measured') return <FigureLink figure={year.value} as="cell" />;
  return shows === 'tonnes' ? <HeadroomTonnes figure={year.tonnes} /> : <FigureLink figure={year.usd} as="cell" />;
};

const yearColumns = ({ years, firstYear }: Output<'limits.board'>, shows: BoardShows): readonly SimpleColumn<LimitBoardRow>[] =>
  years.map((year) => ({
    key: String(year),
    label: formatCountedYear(year, firstYear),
    align: 'right',
    cell: ({ years: boardYears }) => {
      const boardYear = boardYears.find((candidate) => candidate.year === year);
      if (boardYear === undefined) return '–';
      return (
        <LimitValue state={boardYear.state}>
          {boardYear.state === 'holds' ? undefined : (
            <StateShape state={boardYear.state} size={11} label={text(`state.${boardYear.state}`)} />
          )}
          <YearCell year={boardYear} shows={shows} />
        </LimitValue>
      );
    },
  }));

export type LimitsBoardProps = {
  readonly board: Output<'limits.board'>;
  readonly shows: BoardShows;
  readonly onShow: (shows: BoardShows) => void;
};

/** The limits over the years with their headroom, links to what cures a breach, and the form that edits them. */
export const LimitsBoard = ({ board, shows, onShow }: LimitsBoardProps) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const [dialog, setDialog] = useState<OpenDialog>();
  const remove = useCommand('limits.remove', {
    doneText: () => text('limits.deleted', { name: dialog?.what === 'delete' ? dialog.row.limit.name : '' }),
  });
  const close = () => setDialog(undefined);

  // a link to a limit, or to a new one, opens its form
  const [, navigate] = useLocation();
  const search = useSearch();
  const linkedId = new URLSearchParams(search).get('limit');
  useEffect(() => {
    if (linkedId === null) return;
    const row = board.rows.find(({ limit }) => limit.id === linkedId);
    if (row) setDialog({ what: 'edit', row });
    else if (linkedId === 'new') setDialog({ what: 'new' });
    navigate(diversificationRoute(parseView(search), parseBoardShows(search)), { replace: true });
  }, [linkedId, search, navigate, board.rows]);

  const { rows } = board;
  const money = read.format({ value: 0, unit: 'usd', decimals: 1 }).unit;
  const columns: readonly SimpleColumn<LimitBoardRow>[] = [
    {
      key: 'name',
      label: text('limits.column.limit'),
      term: 'limit',
      tone: 'key',
      cell: ({ limit }) => (
        <Name>
          <LimitLink id={limit.id} title={limit.why}>
            {limit.name}
          </LimitLink>
        </Name>
      ),
    },
    { key: 'scope', label: text('limits.column.scope'), tone: 'context', isWideOnly: true, cell: ({ scope }) => label(scope) },
    {
      key: 'level',
      label: text('limits.column.level'),
      unit: '%',
      align: 'right',
      tone: 'context',
      cell: ({ limit, level }) => `${SIGN[limit.direction]} ${read.format(level).text}`,
    },
    ...yearColumns(board, shows),
    {
      key: 'tonnes',
      label: text('limits.column.headroom'),
      term: 'headroom',
      unit: 'kdmt',
      align: 'right',
      cell: ({ tonnes }) => <HeadroomTonnes figure={tonnes} />,
    },
    {
      key: 'value',
      label: text('limits.column.headroom'),
      unit: money,
      align: 'right',
      cell: ({ value }) => <FigureLink figure={value} as="cell" />,
    },
    {
      key: 'state',
      label: text('limits.column.state'),
      cell: ({ state }) =>
        state === undefined ? <span title={text('limits.unmeasured.why')}>{text('limits.unmeasured')}</span> : <StateMark state={state} />,
    },
    {
      key: 'actions',
      label: text('common.actions'),
      isLabelHidden: true,
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
              onPick: () => setDialog({ what: 'edit', row }),
            },
            {
              key: 'delete',
              isEdit: true,
              label: text('limits.delete', { name: row.limit.name }),
              icon: 'trash',
              onPick: () => setDialog({ what: 'delete', row }),
            },
          ]}
        />
      ),
    },
  ];
  const breachedRows = rows.filter(({ gap }) => gap.length > 0);
  // the stored row, so that what is typed is saved against the newest version
  const editedRow = dialog?.what === 'edit' ? (rows.find(({ limit }) => limit.id === dialog.row.limit.id) ?? dialog.row) : undefined;
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
                isChosen: key === shows,
                onPick: () => onShow(key),
              }))}
            />
          ) : undefined}
          <QuietEditButton onClick={() => setDialog({ what: 'new' })}>{text('limits.new')}</QuietEditButton>
        </>
      }
    >
      {rows.length > 0 ? (
        <SimpleTable isTight label={text('limits.title')} columns={columns} rows={rows} rowKey={({ limit }) => limit.id} />
      ) : (
        <EmptyState
          what={text('limits.none')}
          needs={text('limits.noneNeeds')}
          actions={[...importActions('limits'), { label: text('limits.new'), isEdit: true, onAction: () => setDialog({ what: 'new' }) }]}
        />
      )}
      {breachedRows.length > 0 ? (
        <Cures aria-label={text('limits.cures')}>
          {breachedRows.map(({ limit, gap }) => (
            <li key={limit.id}>
              <b>{limit.name}</b>
              <Verdict as="text" sentences={gap} />
              <LimitLink id={limit.id}>{text('limits.cure.open')}</LimitLink>
            </li>
          ))}
        </Cures>
      ) : undefined}
      {dialog?.what === 'new' ? <LimitDialog products={board.products} onClose={close} /> : undefined}
      {editedRow ? <LimitDialog products={board.products} stored={editedRow} onClose={close} /> : undefined}
      <Confirm
        open={dialog?.what === 'delete'}
        title={dialog?.what === 'delete' ? text('limits.delete', { name: dialog.row.limit.name }) : ''}
        action={dialog?.what === 'delete' ? text('limits.delete', { name: dialog.row.limit.name }) : ''}
        onClose={close}
        onConfirm={() => {
          if (dialog?.what === 'delete') void remove.run({ id: dialog.row.limit.id });
        }}
      >
        {dialog?.what === 'delete' ? dialog.row.limit.why : ''}
      </Confirm>
    </Section>
  );
};
