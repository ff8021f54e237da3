import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { DeckSummary } from '#shared/contract/decks.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMonth } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MenuButton, type MenuEntry } from '../../components/MenuButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { type Presentation, useComponentSettings, usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { deckPasteRoute } from '../data/index.ts';
import { DeckDialog } from './DeckDialog.tsx';

/** Most gaps that are listed one by one. */
const MOST_GAPS = 3;

const Lines = styled('span')(({ theme }) => ({
  display: 'grid',
  padding: '6px 0',
  whiteSpace: 'normal',
  textWrap: 'pretty',
  '& > small': { ...theme.typography.caption, color: theme.vars.palette.text.secondary },
}));

const gapText = ({ rule, gaps }: DeckSummary, label: Presentation['label']): readonly string[] => [
  ...gaps
    .slice(0, MOST_GAPS)
    .map(({ reference, from, to }) =>
      from === to
        ? text(`market.deckList.gapMonth.${rule}`, { reference: label(reference), month: formatMonth(from) })
        : text(`market.deckList.gap.${rule}`, { reference: label(reference), from: formatMonth(from), to: formatMonth(to) }),
    ),
  ...(gaps.length > MOST_GAPS ? [text('market.deckList.moreGaps', { count: gaps.length - MOST_GAPS })] : []),
];

const ruleText = ({ kind, rule }: DeckSummary): string =>
  kind === 'own' ? text('market.deckList.ownRule', { rule: text(`deckRule.${rule}`) }) : text(`deckKind.${kind}`);

const RuleCell = ({ row }: { readonly row: DeckSummary }) => {
  const { label } = usePresentation();
  const isEmpty = row.kind === 'own' && row.prices === 0;
  return (
    <Lines>
      {ruleText(row)}
      {isEmpty ? <small>{text('market.deckList.empty')}</small> : undefined}
      {gapText(row, label).map((gap) => (
        <small key={gap}>{gap}</small>
      ))}
    </Lines>
  );
};

/** The source that was entered for a deck; of one that ships, the one that most of its prices have. */
const SourceCell = ({ row: { source, commonSource } }: { readonly row: DeckSummary }) => {
  const { label } = usePresentation();
  if (commonSource === undefined) return <Lines>{source === '' ? text('common.none') : source}</Lines>;
  const { references, of } = commonSource;
  return (
    <Lines>
      {label(commonSource.source)}
      <small>{text(references === of ? 'market.deckList.sourceOfAll' : 'market.deckList.sourceOf', { count: references, of })}</small>
    </Lines>
  );
};

type DeckListProps = {
  readonly chosenDeck: DeckId;
  /** The deck whose prices the table below shows. */
  readonly shownDeck: DeckId;
  readonly onShow: (id: DeckId) => void;
};

/** The decks of the workspace: rule, entered prices and source, and what can be done with each. */
export const DeckList = ({ chosenDeck, shownDeck, onShow }: DeckListProps) => {
  const { data, error, refetch } = useCall('decks.list', {}, { keepLast: true });
  const { navigate } = useComponentSettings();
  const { label } = usePresentation();
  const [dialog, setDialog] = useState<{ readonly action: 'add' | 'edit' | 'remove'; readonly row?: DeckSummary }>();
  const choose = useCommand('settings.save', { isUndoable: false });
  const copy = useCommand('decks.copy', {
    isExclusive: true,
    doneText: ({ name }) => text('market.deckDialog.copied', { name }),
  });
  const remove = useCommand('decks.remove', {
    doneText: () => text('market.deckDialog.removed', { name: dialog?.row ? label(dialog.row.name) : '' }),
  });
  const title = text('market.deckList.title');
  if (error) return <ErrorNote text={errorText(error)} action={{ label: text('action.retry'), onAction: () => void refetch() }} />;
  const close = () => setDialog(undefined);
  const entriesOf = (row: DeckSummary): readonly MenuEntry[] => {
    const { id, kind } = row;
    return [
      {
        key: 'choose',
        label: text('market.deckList.choose'),
        disabled: id === chosenDeck,
        onPick: () => void choose.run({ deck: id }),
      },
      { key: 'paste', isEdit: true, label: text('market.deckList.paste'), onPick: () => navigate(deckPasteRoute(id)) },
      {
        key: 'copy',
        isEdit: true,
        label: text('market.deckList.copy'),
        onPick: () => void copy.run({ id }).then((copiedDeck) => copiedDeck && onShow(copiedDeck.id)),
      },
      ...(kind === 'own'
        ? [
            { key: 'edit', isEdit: true, label: text('market.deckList.edit'), onPick: () => setDialog({ action: 'edit', row }) },
            { key: 'remove', isEdit: true, label: text('market.deckList.remove'), onPick: () => setDialog({ action: 'remove', row }) },
          ]
        : []),
    ];
  };
  const columns: readonly SimpleColumn<DeckSummary>[] = [
    {
      key: 'name',
      label: text('market.deckList.name'),
      tone: 'key',
      cell: ({ id, name }) => (
        <Lines>
          {label(name)}
          {id === chosenDeck ? <small>{text('market.deckList.chosen')}</small> : undefined}
        </Lines>
      ),
    },
    { key: 'rule', label: text('market.deckList.rule'), width: '32%', cell: (row) => <RuleCell row={row} /> },
    {
      key: 'prices',
      label: text('market.deckList.prices'),
      align: 'right',
      tone: 'value',
      cell: ({ prices, from, to }) => (
        <Lines>
          {prices}
          {from === undefined || to === undefined ? undefined : (
            <small>{text('market.deckList.period', { from: formatMonth(from), to: formatMonth(to) })}</small>
          )}
        </Lines>
      ),
    },
    { key: 'source', label: text('market.deckList.source'), tone: 'context', width: '26%', cell: (row) => <SourceCell row={row} /> },
    {
      key: 'actions',
      label: text('market.deckList.actions', { name: '' }),
      isLabelHidden: true,
      align: 'right',
      cell: (row) => (
        <MenuButton as="icon" icon="more" label={text('market.deckList.actions', { name: label(row.name) })} entries={entriesOf(row)} />
      ),
    },
  ];
  const deckToRemove = dialog?.action === 'remove' ? dialog.row : undefined;
  return (
    <Section
      title={title}
      term="priceDeck"
      note={text('market.deckList.note')}
      tools={<EditButton onClick={() => setDialog({ action: 'add' })}>{text('market.deckList.add')}</EditButton>}
      span={12}
    >
      {data ? (
        <SimpleTable
          label={title}
          columns={columns}
          rows={data.rows}
          rowKey={({ id }) => id}
          rowChoice={({ id }) => ({ isChosen: id === shownDeck, onChoose: () => onShow(id) })}
        />
      ) : (
        <Skeleton of="rows" rows={4} />
      )}
      {dialog?.action === 'add' || dialog?.action === 'edit' ? (
        <DeckDialog decks={data?.rows ?? []} edited={dialog.row} onSaved={onShow} onClose={close} />
      ) : undefined}
      <Confirm
        open={deckToRemove !== undefined}
        title={text('market.deckDialog.removeTitle', { name: deckToRemove ? label(deckToRemove.name) : '' })}
        action={text('market.deckList.remove')}
        onConfirm={() => deckToRemove && void remove.run({ id: deckToRemove.id })}
        onClose={close}
      >
        {text('market.deckDialog.removeBody', { count: deckToRemove?.prices ?? 0 })}
        {deckToRemove?.id === chosenDeck ? ` ${text('market.deckDialog.removeChosen')}` : ''}
      </Confirm>
    </Section>
  );
};
