import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { LibraryRow as ScenarioRow } from '#shared/contract/scenarios.ts';
import type { ScenarioId } from '#shared/domain/ids.ts';
import { ScenarioFamily } from '#shared/domain/scenario.ts';
import { colon, compareNames, text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { ClippedText } from '../../components/ClippedText.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDuplicateName } from '../../editing/commands/useDuplicateName.ts';
import { ScenarioDialog } from './ScenarioDialog.tsx';

const ShownMark = styled('span')(({ theme }) => ({
  marginLeft: 8,
  verticalAlign: 'middle',
  fontWeight: 420,
  color: theme.vars.palette.ore.tertiary,
}));

/** The darkest shade of a cell, per cent of the colour. */
const DARKEST_PERCENT = 45;

/** A number whose background is shaded by its share of net revenue: in the colour of a scenario for a loss, of the base for a gain. */
const Heat = styled('span', { shouldForwardProp: (prop) => prop !== 'share' })<{ readonly share: number }>(({ theme, share }) => {
  const { scenario } = theme.vars.palette.ore;
  const depth = Math.round(Math.min(1, Math.abs(share) * 1.5) * DARKEST_PERCENT);
  return {
    display: 'block',
    margin: '0 -6px',
    padding: '5px 6px',
    backgroundColor: `color-mix(in srgb, ${share > 0 ? scenario.stressed : scenario.base} ${depth}%, transparent)`,
  };
});

/** A row with its texts in the current locale. */
type LibraryRow = Omit<ScenarioRow, 'name' | 'note'> & { readonly name: string; readonly note: string };

type OpenDialog = { readonly what: 'create' | 'scale' | 'combine' | 'delete'; readonly row?: LibraryRow | undefined };

export type LibraryTableProps = {
  readonly library: Output<'scenarios.list'>;
  readonly chosenId: ScenarioId;
  readonly onChoose: (id: ScenarioId) => void;
};

/** The loss of each plan in each scenario: the user's scenarios, then built-in ones by family, with their actions. */
export const LibraryTable = ({ library: { plans, rows: scenarios }, chosenId, onChoose }: LibraryTableProps) => {
  const [, navigate] = useLocation();
  const read = useFigureReader();
  const { label } = usePresentation();
  const rows = scenarios.map((row): LibraryRow => ({ ...row, name: label(row.name), note: label(row.note) }));
  const [openDialog, setOpenDialog] = useState<OpenDialog>();
  const duplicateName = useDuplicateName();
  const { shows } = duplicateName;
  const close = () => {
    setOpenDialog(undefined);
    duplicateName.forget();
  };
  const create = useCommand('scenarios.create', {
    isExclusive: true,
    shows,
    doneText: (_output, { name }) => text('scenarios.created', { name }),
  });
  const copy = useCommand('scenarios.copy', { isExclusive: true, doneText: () => text('scenarios.copied') });
  const combine = useCommand('scenarios.combine', {
    isExclusive: true,
    shows,
    doneText: (_output, { name }) => text('scenarios.created', { name }),
  });
  const scale = useCommand('scenarios.scale', {
    isExclusive: true,
    shows,
    doneText: (_output, { name }) => text('scenarios.created', { name }),
  });
  const remove = useCommand('scenarios.remove', { doneText: () => text('scenarios.deleted') });
  type CreatedScenario = { readonly id: ScenarioId } | undefined;
  const edit = (createdScenario: CreatedScenario) => createdScenario && navigate(`/cycles/scenarios/${createdScenario.id}`);
  /** Selects an added scenario; resolves to whether there is one. */
  const chooseCreated = (createdScenario: CreatedScenario): boolean => {
    if (createdScenario) onChoose(createdScenario.id);
    return createdScenario !== undefined;
  };

  const unit = read.format(rows[0]?.costs[0] ?? { value: 0, unit: 'usd', decimals: 0 }).unit;
  const columns: readonly SimpleColumn<LibraryRow>[] = [
    {
      key: 'name',
      label: text('scenarios.scenario'),
      tone: 'key',
      cell: (row) => (
        <>
          <ClippedText width="300px" lines={3} hint={row.note === '' ? row.name : row.note}>
            {row.name}
          </ClippedText>
          {row.id === chosenId ? <ShownMark>{text('scenarios.shown')}</ShownMark> : undefined}
        </>
      ),
    },
    { key: 'family', label: text('scenarios.family'), tone: 'context', cell: (row) => text(`scenarios.family.${row.family}`) },
    { key: 'begins', label: text('scenarios.begins'), tone: 'context', cell: (row) => formatMonth(row.begins) },
    ...plans.map(
      ({ name, isChosen: isFollowed }, i): SimpleColumn<LibraryRow> => ({
        key: `plan ${name}`,
        label: (
          <ClippedText width="130px" lines={4}>
            {name}
          </ClippedText>
        ),
        unit,
        align: 'right',
        ...(isFollowed ? { tone: 'value' as const } : {}),
        cell: (row) => (
          <Heat share={row.shares[i] ?? 0}>
            <FigureLink figure={row.costs[i]!} as="cell" />
          </Heat>
        ),
      }),
    ),
    {
      key: 'actions',
      label: text('common.actions'),
      isLabelHidden: true,
      cell: (row) => (
        <MenuButton
          as="icon"
          icon="more"
          label={`${row.name}${colon()}${text('scenarios.more')}`}
          entries={[
            { key: 'choose', label: text('scenarios.action.choose'), onPick: () => onChoose(row.id) },
            row.shipped
              ? { key: 'open', label: text('scenarios.action.open'), onPick: () => edit(row) }
              : { key: 'edit', label: text('scenarios.action.edit'), onPick: () => edit(row) },
            { key: 'copy', isEdit: true, label: text('scenarios.action.copy'), onPick: () => void copy.run({ id: row.id }).then(edit) },
            { key: 'scale', isEdit: true, label: text('scenarios.action.scale'), onPick: () => setOpenDialog({ what: 'scale', row }) },
            {
              key: 'combine',
              isEdit: true,
              label: text('scenarios.action.combine'),
              onPick: () => setOpenDialog({ what: 'combine', row }),
            },
            ...(row.shipped
              ? []
              : [
                  {
                    key: 'delete',
                    isEdit: true,
                    label: text('scenarios.action.delete'),
                    onPick: () => setOpenDialog({ what: 'delete', row }),
                  },
                ]),
          ]}
        />
      ),
    },
  ];
  const families = ScenarioFamily.options;
  const shippedRows = rows
    .filter((row) => row.shipped)
    .toSorted((a, b) => families.indexOf(a.family) - families.indexOf(b.family) || compareNames(a.name, b.name));
  const ownRows = rows.filter((row) => !row.shipped);
  const table = (title: string, of: readonly LibraryRow[], foot?: string) => (
    <SimpleTable
      label={title}
      columns={columns}
      rows={of}
      rowKey={(row) => row.id}
      rowRoute={(row) => `/cycles?scenario=${row.id}`}
      {...(foot === undefined ? {} : { foot })}
      isTight
    />
  );
  return (
    <>
      <Section
        title={text('scenarios.own')}
        note={text('scenarios.heatNote')}
        span={12}
        tools={
          <>
            <EditButton onClick={() => setOpenDialog({ what: 'combine' })}>{text('scenarios.action.combineMany')}</EditButton>
            <EditButton onClick={() => setOpenDialog({ what: 'create' })}>{text('scenarios.action.create')}</EditButton>
          </>
        }
      >
        {ownRows.length > 0 ? table(text('scenarios.own'), ownRows) : table(text('scenarios.own'), [], text('scenarios.ownNone'))}
      </Section>
      <Section title={text('scenarios.shipped')} note={text('scenarios.heatNote')} span={12}>
        {table(text('scenarios.shipped'), shippedRows)}
      </Section>
      {openDialog?.what === 'create' ? (
        <ScenarioDialog
          title={text('scenarios.action.create')}
          action={text('scenarios.action.create')}
          draftId="new"
          initial={{ name: '' }}
          problem={duplicateName.problem}
          onEdit={duplicateName.forget}
          onClose={close}
          onSubmit={async ({ name }) => {
            const createdScenario = await create.run({ name });
            edit(createdScenario);
            return createdScenario !== undefined;
          }}
        />
      ) : undefined}
      {openDialog?.what === 'scale' && openDialog.row ? (
        <ScenarioDialog
          title={text('scenarios.scale.title', { name: openDialog.row.name })}
          action={text('scenarios.action.scale')}
          draftId={`scale.${openDialog.row.id}`}
          initial={{ name: text('scenarios.scale.name', { name: openDialog.row.name }), factor: 0.5 }}
          problem={duplicateName.problem}
          onEdit={duplicateName.forget}
          onClose={close}
          onSubmit={async ({ name, factor = 1 }) => {
            const { row } = openDialog;
            return row !== undefined && chooseCreated(await scale.run({ id: row.id, by: factor, name }));
          }}
        />
      ) : undefined}
      {openDialog?.what === 'combine' ? (
        <ScenarioDialog
          title={text('scenarios.combine.title')}
          action={text('scenarios.action.combineMany')}
          draftId="combine"
          initial={{ name: text('scenarios.combine.name'), ids: openDialog.row ? [openDialog.row.id] : [] }}
          choices={[...ownRows, ...shippedRows]}
          problem={duplicateName.problem}
          onEdit={duplicateName.forget}
          onClose={close}
          onSubmit={async ({ name, ids = [] }) => chooseCreated(await combine.run({ ids: [...ids], name }))}
        />
      ) : undefined}
      <Confirm
        open={openDialog?.what === 'delete'}
        title={text('scenarios.delete.title', { name: openDialog?.row?.name ?? '' })}
        action={text('scenarios.action.delete')}
        onClose={close}
        onConfirm={() => {
          if (openDialog?.row) void remove.run({ id: openDialog.row.id });
        }}
      >
        {text('scenarios.delete.body')}
      </Confirm>
    </>
  );
};
