import { Redirect, useLocation, useSearch } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { SensitivityDriver } from '#shared/contract/sensitivity.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { sensitivityBasis } from '#shared/presentation/sensitivity.ts';
import { useCall } from '../../api/queries.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { ActionButton, EmptyState } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Form, FormGroup, FormRow } from '../../components/FormRow.tsx';
import { Page } from '../../components/Page.tsx';
import { Columns, Section, Stack } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { usePresentation } from '../../components/settings.tsx';
import { focusInvalidField } from '../../components/useField.ts';
import { RunningJob } from '../../editing/commands/RunningJob.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { useDocument } from '../../editing/commands/useDocument.ts';
import { at, editAt, rootOf } from '../../editing/fields/fieldPath.ts';
import { type OpenDraft, parseDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { inputDraft, useUnstoredForm } from '../../editing/record/useInputs.ts';
import { modelInput, SensitivityOptions } from './SensitivityOptions.tsx';
import { ContractRow, driverChoices, firstDriverOf, tableRange } from './SensitivityRows.tsx';
import { type AxisView, goalSeekRoute, parseTableView, planFigureOf, type TableView, tableRoute } from './sensitivityRoutes.ts';
import { TableAnswer } from './TableAnswer.tsx';
import { TargetRows } from './TargetRows.tsx';
import { useAmountRule } from './useAmountRule.ts';
import { useLastQuestion } from './useLastQuestion.ts';
import { useSensitivityJob } from './useSensitivityJob.ts';

type Options = Output<'sensitivity.options'>;
type AxisName = 'rows' | 'columns';
type AxisAmounts = { readonly low: number | undefined; readonly high: number | undefined; readonly steps: number | undefined };

const DRAFT = { kind: 'workspace', id: 'sensitivity-table' } as const;
const DEFAULT_STEPS = 8;
const MOST_STEPS = 40;
/** The choice of a table of one driver. */
const NONE = 'none';
const AMOUNTS = rootOf<Readonly<Record<AxisName, AxisAmounts>>>();

type TableProps = { readonly options: Options; readonly view: TableView; readonly draft: OpenDraft };

const Table = ({ options, view, draft: { draft, fields } }: TableProps) => {
  const [, navigate] = useLocation();
  const { label } = usePresentation();
  const ruleOf = useAmountRule();
  const { drivers, targets } = options;
  const target = targets.find(({ key }) => key === view.target) ?? targets[0]!;
  const year = target.years.includes(view.year ?? 0) ? view.year : target.year;
  const driverOf = (key: string | undefined): SensitivityDriver | undefined => drivers.find((candidate) => candidate.key === key);
  const firstDriver = firstDriverOf(drivers, target, year);
  const rowDriver = driverOf(view.rows.driver) ?? firstDriver;
  const axisOf = ({ low, high, steps }: AxisView, driver: SensitivityDriver) => {
    const range = tableRange(driver);
    return { driver: driver.key, low: low ?? range.low, high: high ?? range.high, steps: steps ?? DEFAULT_STEPS };
  };
  const columnDriver = driverOf(view.columns.driver);
  const rows = axisOf(view.rows, rowDriver);
  const columns = columnDriver && columnDriver.key !== rowDriver.key ? axisOf(view.columns, columnDriver) : undefined;
  const amountsOf = ({ low, high, steps }: AxisAmounts): AxisAmounts => ({ low, high, steps });
  // the address has the values, the draft what is typed and not complete
  const form = useUnstoredForm(
    {
      record: { rows: amountsOf(rows), columns: amountsOf(columns ?? rows) },
      unsaved: { edits: [], texts: parseDraft(fields)?.texts ?? {} },
    },
    draft,
  );
  const show = (part: Partial<TableView>) =>
    navigate(tableRoute({ ...view, target: target.key, rows: { ...view.rows, driver: rowDriver.key }, ...part }), { replace: true });
  // the driver that was offered follows the figure, one that was chosen stays
  const resetDriver = rowDriver === firstDriver ? { rows: { steps: view.rows.steps } } : {};
  const request = {
    ...modelInput(view),
    target: target.key,
    ...(year === undefined ? {} : { year }),
    rows,
    ...(columns === undefined ? {} : { columns }),
  };
  const {
    running,
    result: table,
    problem,
  } = useSensitivityJob('sensitivity', view.job, {
    cutOff: text('sensitivity.table.cutOff'),
    cancelled: text('sensitivity.table.cancelled'),
  });
  const start = useCommand('sensitivity.table', { isUndoable: false, isExclusive: true });
  const document = useDocument('sensitivity.export', 'sensitivity.table.exported');
  const isAscending = rows.low < rows.high && (columns === undefined || columns.low < columns.high);
  const compute = async () => {
    if (focusInvalidField() || !isAscending) return;
    const startedJob = await start.run(request);
    if (startedJob) show({ job: startedJob.jobId });
  };
  const axisRows = (name: AxisName, axis: ReturnType<typeof axisOf>, driver: SensitivityDriver) => {
    const change = (part: Partial<AxisAmounts>) => {
      form.commit(Object.entries(part).map(([key, value]) => editAt(at(AMOUNTS, name, key as keyof AxisAmounts), value)));
      show({ [name]: { ...view[name], driver: driver.key, ...part } });
    };
    const bound = (key: 'low' | 'high') => (
      <NumberField
        {...ruleOf(driver)}
        min={driver.min}
        max={driver.max}
        required
        value={axis[key]}
        draft={inputDraft(form, at(AMOUNTS, name, key))}
        error={key === 'high' && axis.low >= axis.high ? text('sensitivity.notAscending') : undefined}
        onCommit={(value) => change({ [key]: value })}
      />
    );
    return (
      <>
        <FormRow label={text('sensitivity.from')}>{bound('low')}</FormRow>
        <FormRow label={text('sensitivity.to')}>{bound('high')}</FormRow>
        <FormRow label={text('sensitivity.table.steps')}>
          <NumberField
            decimals={0}
            isWhole
            min={1}
            max={MOST_STEPS}
            required
            value={axis.steps}
            draft={inputDraft(form, at(AMOUNTS, name, 'steps'))}
            onCommit={(steps) => change({ steps })}
          />
        </FormRow>
      </>
    );
  };
  const isOnPaths = targets.find(({ key }) => key === table?.request.target)?.group === 'paths';
  const today = useCall(
    'sensitivity.figure',
    {
      ...(table ? modelInput({ contract: table.request.contractId, figure: table.request.figure }) : {}),
      target: table?.request.target ?? target.key,
      ...(table?.request.year === undefined ? {} : { year: table.request.year }),
    },
    // over paths it would be a simulation
    { enabled: !isOnPaths },
  );
  const isOfAnotherState = isOnPaths
    ? table !== undefined && table.revision < options.revision
    : today.data !== undefined && table?.today !== undefined && today.data.figure.value !== table.today.value;
  const isOutdated = table !== undefined && (isOfAnotherState || !isJsonEqual(table.request, request));
  return (
    <Page
      title={text('place.sensitivityTable')}
      meta={renderMessage(sensitivityBasis(options.plan, target.group === 'paths' ? options.simulation : undefined))}
      actions={
        <>
          <ActionButton
            action={{
              label: text('place.goalSeek'),
              route: goalSeekRoute({
                contract: view.contract,
                figure: view.figure,
                target: target.key,
                year,
                driver: rowDriver.key,
                hold: [],
              }),
            }}
          />
          <ActionButton isPrimary action={{ label: text('sensitivity.table.compute'), onAction: () => void compute() }} />
        </>
      }
    >
      <Columns>
        <Section title={text('sensitivity.ask')} span={4}>
          <Form>
            <ContractRow
              options={options}
              contract={view.contract}
              onContract={(contract) =>
                navigate(
                  tableRoute({
                    contract,
                    ...planFigureOf(view, target),
                    rows: contract === undefined ? { driver: rowDriver.key } : {},
                    columns: {},
                  }),
                  { replace: true },
                )
              }
            />
            <TargetRows
              options={options}
              target={target}
              year={year}
              openedRun={view.run}
              onTarget={(key) => show({ target: key, year: undefined, run: undefined, ...resetDriver })}
              onYear={(selectedYear) => show({ year: selectedYear, ...resetDriver })}
            />
            <FormGroup title={text('sensitivity.table.rows')} />
            <FormRow label={text('sensitivity.driver')}>
              <SelectField
                value={rowDriver.key}
                choices={driverChoices(drivers, label)}
                onCommit={(driver) => show({ rows: { driver, steps: view.rows.steps } })}
              />
            </FormRow>
            {axisRows('rows', rows, rowDriver)}
            <FormGroup title={text('sensitivity.table.columns')} />
            <FormRow label={text('sensitivity.driver')}>
              <SelectField
                value={columns === undefined ? NONE : columns.driver}
                choices={[
                  { value: NONE, label: text('sensitivity.table.noColumns') },
                  ...driverChoices(
                    drivers.filter(({ key }) => key !== rowDriver.key),
                    label,
                  ),
                ]}
                onCommit={(driver) => show({ columns: driver === NONE ? {} : { driver, steps: view.columns.steps } })}
              />
            </FormRow>
            {columns && columnDriver ? axisRows('columns', columns, columnDriver) : undefined}
          </Form>
        </Section>
        <Stack span={8}>
          {running ? <RunningJob job={running} stopLabel={text('sensitivity.table.stop')} /> : undefined}
          {problem === undefined ? undefined : <ErrorNote state="near" text={problem} />}
          {table ? (
            <TableAnswer
              table={table}
              note={isOutdated ? text('sensitivity.table.outdated') : undefined}
              onExport={
                document.isPending || view.job === undefined ? undefined : (format) => void document.write({ jobId: view.job!, format })
              }
            />
          ) : running ? undefined : (
            <EmptyState what={text('sensitivity.table.empty')} needs={text('sensitivity.table.emptyNeeds')} />
          )}
        </Stack>
      </Columns>
    </Page>
  );
};

/** A figure over values of one or two drivers: table, heat map and lines of equal value. */
export default function TablePage() {
  const search = useSearch();
  const lastQuestion = useLastQuestion('/sensitivity-table', search);
  if (lastQuestion !== undefined) return <Redirect to={lastQuestion} replace />;
  const view = parseTableView(search);
  return (
    <SensitivityOptions
      title={text('place.sensitivityTable')}
      contract={view.contract}
      figure={view.figure}
      planRoute={tableRoute({ rows: {}, columns: {} })}
      openRoute={(contract) => (view.rows.driver === undefined ? tableRoute({ ...view, contract }) : undefined)}
    >
      {(options) => (
        <WithDraft of={DRAFT}>
          {(draft) => (
            <Table
              key={`${view.contract} ${view.target} ${view.rows.driver} ${view.columns.driver}`}
              options={options}
              view={view}
              draft={draft}
            />
          )}
        </WithDraft>
      )}
    </SensitivityOptions>
  );
}
