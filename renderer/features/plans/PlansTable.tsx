import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { PlanRow } from '#shared/contract/plans.ts';
import { colon, text } from '#shared/messages/text.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { ChipFilter } from '../../components/ChipFilter.tsx';
import { ClippedText } from '../../components/ClippedText.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Icon } from '../../components/Icon.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useComponentSettings, useFigureReader } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDuplicateName } from '../../editing/commands/useDuplicateName.ts';
import { ScenarioMenu } from '../cycles/index.ts';
import { summaryRoute } from '../summaries/index.ts';
import { TableViews, useTableAddress } from '../tableViews/index.ts';
import { OversoldMark } from './OversoldProducts.tsx';
import { PlanDialog } from './PlanDialog.tsx';

const ArchivedNote = styled('span')(({ theme }) => ({
  marginLeft: 8,
  verticalAlign: 'middle',
  fontWeight: 420,
  color: theme.vars.palette.ore.tertiary,
}));

// differs from the mark of a limit that is OK in colour and shape
const ChosenMark = styled('span')(({ theme }) => ({
  display: 'inline-flex',
  alignItems: 'center',
  gap: 5,
  verticalAlign: 'middle',
  fontSize: '0.75rem',
  lineHeight: '16px',
  fontWeight: 560,
  color: theme.vars.palette.text.secondary,
}));

const QuietText = styled('span')(({ theme }) => ({ color: theme.vars.palette.ore.tertiary }));

const Limits = ({ row }: { readonly row: PlanRow }) => {
  if (!row.hasLimits) return <QuietText>{text('common.none')}</QuietText>;
  for (const state of ['breached', 'near'] as const) {
    const figure = row[state];
    if (Number(figure.value) > 0)
      return (
        <FigureLink figure={{ ...figure, state: undefined }} as="plain">
          <StateMark state={state}>{text(`plans.page.${state}`, { count: Number(figure.value) })}</StateMark>
        </FigureLink>
      );
  }
  return <StateMark state="holds">{text('plans.page.holds')}</StateMark>;
};

const withScenario = (search: string, scenario: string): string => {
  const query = new URLSearchParams(search);
  query.set('scenario', scenario);
  return query.toString();
};

type OpenDialog = { readonly what: 'branch' | 'rename' | 'delete'; readonly row: PlanRow };

/** Leaves room for all columns in a window of 1280 px, also beside money in thousands. */
const NAME_WIDTH = 'clamp(140px, 100vw - 1140px, 280px)';

/** 34 elements each, on a page of several long tables. */
const MAX_ROWS = 15;

/** The figures of every plan, and commands for each. */
export const PlansTable = ({ list }: { readonly list: Output<'plans.list'> }) => {
  const { rows, year } = list;
  const address = useTableAddress('plans');
  const isArchivedHidden = address.parameters.get('archived') === 'no';
  const visibleRows = isArchivedHidden ? rows.filter(({ archived }) => !archived) : rows;
  const read = useFigureReader();
  const { navigate } = useComponentSettings();
  const [, goTo] = useLocation();
  const [openDialog, setDialog] = useState<OpenDialog>();
  const choose = useCommand('plans.choose', { isUndoable: false });
  const duplicateName = useDuplicateName();
  const { shows } = duplicateName;
  const branch = useCommand('plans.createFrom', {
    isExclusive: true,
    shows,
    doneText: (_output, { name }) => text('plans.page.branched', { name }),
  });
  const save = useCommand('plans.save', {
    isExclusive: true,
    shows,
    doneText: (_output, { name }) => text('plans.page.renamed', { name }),
  });
  const archive = useCommand('plans.save', {
    doneText: (_output, { name, archived }) => text(archived ? 'plans.page.archivedDone' : 'plans.page.restored', { name }),
  });
  const remove = useCommand('plans.remove', { doneText: () => text('plans.page.deleted', { name: openDialog?.row.name ?? '' }) });
  // a new plan starts as a copy of the chosen one
  const basePlan = rows.find(({ isChosen }) => isChosen) ?? rows[0];
  const search = useSearch();
  const isNewPlanLink = new URLSearchParams(search).get('new') === 'plan';
  const dialog = openDialog ?? (isNewPlanLink && basePlan ? { what: 'branch' as const, row: basePlan } : undefined);
  const close = () => {
    if (isNewPlanLink) navigate('/plans');
    setDialog(undefined);
    duplicateName.forget();
  };

  const cell = (figureOf: (row: PlanRow) => Figure) => (row: PlanRow) => <FigureLink figure={figureOf(row)} as="cell" />;
  const numberOf = (figureOf: (row: PlanRow) => Figure) => (row: PlanRow) => {
    const { value } = figureOf(row);
    return typeof value === 'number' ? value : undefined;
  };
  // a plan without a value has a figure without a unit
  const unit = (figureOf: (row: PlanRow) => Figure): string => {
    const numericFigure = rows.map(figureOf).find(({ value }) => typeof value === 'number');
    return numericFigure ? read.format(numericFigure).unit : '';
  };
  const columns: readonly (SimpleColumn<PlanRow> & { readonly label: string })[] = [
    {
      key: 'name',
      label: text('plans.page.plan'),
      tone: 'key',
      sortValue: (row) => row.name,
      cell: (row) => (
        <>
          <ClippedText width={NAME_WIDTH} lines={5}>
            {row.name}
          </ClippedText>
          {row.archived ? <ArchivedNote>{text('plans.page.archived')}</ArchivedNote> : undefined}
          <OversoldMark products={row.oversold} />
        </>
      ),
    },
    {
      key: 'contracts',
      label: text('plans.page.contracts'),
      align: 'right',
      sortValue: (row) => row.contracts,
      cell: (row) => formatPlainNumber(row.contracts, { decimals: 0 }),
    },
    {
      key: 'revenue',
      label: text('plans.page.revenue', { year }),
      unit: unit((row) => row.revenue),
      align: 'right',
      sortValue: numberOf((row) => row.revenue),
      cell: cell((row) => row.revenue),
    },
    {
      key: 'expectedNpv',
      label: text('plans.page.expectedNpv'),
      term: 'expectedNpv',
      unit: unit((row) => row.expectedNpv),
      align: 'right',
      tone: 'value',
      sortValue: numberOf((row) => row.expectedNpv),
      cell: cell((row) => row.expectedNpv),
    },
    {
      key: 'npv',
      label: text('plans.page.npv'),
      term: 'npv',
      unit: unit((row) => row.npv),
      align: 'right',
      sortValue: numberOf((row) => row.npv),
      cell: cell((row) => row.npv),
    },
    {
      key: 'china',
      label: text('plans.page.china'),
      unit: unit((row) => row.chinaShare),
      align: 'right',
      sortValue: numberOf((row) => row.chinaShare),
      cell: cell((row) => row.chinaShare),
    },
    {
      key: 'hhi',
      label: text('plans.page.hhi'),
      term: 'hhi',
      align: 'right',
      sortValue: numberOf((row) => row.hhi),
      cell: cell((row) => row.hhi),
    },
    {
      key: 'committedShare',
      label: text('plans.page.contractedShare'),
      unit: unit((row) => row.contractedShare),
      align: 'right',
      sortValue: numberOf((row) => row.contractedShare),
      cell: cell((row) => row.contractedShare),
    },
    {
      key: 'scenarioCost',
      label: text('plans.page.scenarioCost'),
      term: 'scenario',
      unit: unit((row) => row.scenarioCost),
      align: 'right',
      sortValue: numberOf((row) => row.scenarioCost),
      cell: cell((row) => row.scenarioCost),
    },
    { key: 'limits', label: text('plans.page.limits'), term: 'limit', cell: (row) => <Limits row={row} /> },
    {
      key: 'chosen',
      label: text('plans.page.chosen'),
      isLabelHidden: true,
      cell: (row) =>
        row.isChosen ? (
          <ChosenMark>
            <Icon name="check" size={14} />
            {text('plans.page.chosen')}
          </ChosenMark>
        ) : (
          <QuietButton onClick={() => void choose.run({ id: row.id })}>{text('plans.page.action.choose')}</QuietButton>
        ),
    },
    {
      key: 'actions',
      label: text('common.actions'),
      isLabelHidden: true,
      cell: (row) => (
        <MenuButton
          as="icon"
          icon="more"
          label={`${row.name}${colon()}${text('plans.page.more')}`}
          entries={[
            { key: 'branch', isEdit: true, label: text('plans.page.action.branch'), onPick: () => setDialog({ what: 'branch', row }) },
            { key: 'rename', isEdit: true, label: text('plans.page.action.rename'), onPick: () => setDialog({ what: 'rename', row }) },
            {
              key: 'board',
              label: text('summaries.page.board'),
              onPick: () =>
                navigate(
                  summaryRoute({
                    subject: { boardOf: row.id, ...(list.scenario === undefined ? {} : { scenario: list.scenario }) },
                    view: 'internal',
                  }),
                ),
            },
            {
              key: 'archive',
              isEdit: true,
              label: text(row.archived ? 'plans.page.action.restore' : 'plans.page.action.archive'),
              disabled: row.isChosen,
              onPick: () => void archive.run({ id: row.id, name: row.name, note: row.note, archived: !row.archived }),
            },
            {
              key: 'delete',
              isEdit: true,
              label: text('plans.page.action.delete'),
              disabled: row.isChosen,
              onPick: () => setDialog({ what: 'delete', row }),
            },
          ]}
        />
      ),
    },
  ];
  return (
    <Section
      title={text('plans.page.tableTitle')}
      span={12}
      tools={
        <>
          {rows.some(({ archived }) => archived) ? (
            <ChipFilter<'no'>
              label={text('plans.page.archivedFilter')}
              choices={[{ value: 'no', label: text('plans.page.archivedHidden') }]}
              chosenValues={isArchivedHidden ? ['no'] : []}
              onChange={([value]) => address.setFilters(value === undefined ? '' : `archived=${value}`, { replacesEntry: true })}
            />
          ) : undefined}
          <TableViews address={address} columns={columns.filter(({ key }) => key !== 'actions' && key !== 'chosen')} hasOrderMenu />
          <ScenarioMenu choice={list} onChoose={(scenario) => goTo(`/plans?${withScenario(search, scenario)}`, { replace: true })} />
          <EditButton
            variant="contained"
            color="primary"
            size="small"
            onClick={() => basePlan && setDialog({ what: 'branch', row: basePlan })}
          >
            {text('palette.newPlan')}
          </EditButton>
        </>
      }
    >
      <SimpleTable
        isTight
        label={text('plans.page.table')}
        columns={columns}
        hiddenColumns={address.hiddenColumns}
        sort={address.sort}
        rows={visibleRows}
        rowKey={(row) => row.id}
        maxRows={MAX_ROWS}
      />
      {dialog?.what === 'branch' ? (
        <PlanDialog
          title={text('plans.page.branch.title', { plan: dialog.row.name })}
          action={text('plans.page.action.branch')}
          draftId={`branch.${dialog.row.id}`}
          names={{ name: '' }}
          isStored={false}
          problem={duplicateName.problem}
          onEdit={duplicateName.forget}
          onClose={close}
          onSubmit={async ({ name }) => (await branch.run({ from: dialog.row.id, name })) !== undefined}
        />
      ) : undefined}
      {dialog?.what === 'rename' ? (
        <PlanDialog
          title={text('plans.page.rename.title', { plan: dialog.row.name })}
          action={text('plans.page.save')}
          draftId={`rename.${dialog.row.id}`}
          names={{ name: dialog.row.name, note: dialog.row.note }}
          isStored
          problem={duplicateName.problem}
          onEdit={duplicateName.forget}
          onClose={close}
          onSubmit={async ({ name, note = '' }) =>
            (await save.run({ id: dialog.row.id, name, note, archived: dialog.row.archived })) !== undefined
          }
        />
      ) : undefined}
      <Confirm
        open={dialog?.what === 'delete'}
        title={text('plans.page.delete.title', { plan: dialog?.row.name ?? '' })}
        action={text('plans.page.action.delete')}
        onClose={close}
        onConfirm={() => {
          if (dialog) void remove.run({ id: dialog.row.id }).then(close);
        }}
      >
        {text('plans.page.delete.body', { plan: dialog?.row.name ?? '' })}
      </Confirm>
    </Section>
  );
};
