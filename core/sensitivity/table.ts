import { contourLines } from '#engine';
import type { LinesChart } from '#shared/contract/charts.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { SensitivityTable, SensitivityTableRequest, TableAxisValues } from '#shared/contract/sensitivity.ts';
import { message } from '#shared/messages/text.ts';
import { roundTicks } from '#shared/roundTicks.ts';
import type { ServiceContext } from '../context.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { chosenDeck } from '../portfolio/labels.ts';
import { axisDecimals, axisLabel, labelOfMeasure, roundAsEntered, sentencePart } from './goalSeek.ts';
import { preparePathSimulation, readPathSettings } from './pathOutcomes.ts';
import { type DriverValue, measureIn, type ScopeOptions, type SensitivityModel, sensitivityModel } from './sensitivityModel.ts';

type Driver = SensitivityModel['drivers'][number];
type Axis = NonNullable<SensitivityTableRequest['columns']>;
type AxisOfDriver = TableAxisValues & { readonly driver: Driver };

/** Most lines of equal value beside today's, at round values. */
const LINES = 4;

const axisOf = (model: SensitivityModel, { driver: key, low, high, steps }: Axis): AxisOfDriver => {
  const driver = model.driverOf(key);
  const values = Array.from({ length: steps + 1 }, (_, i) => roundAsEntered(driver, i === steps ? high : low + ((high - low) * i) / steps));
  const { label, unit, decimals, now } = driver;
  return { driver, label, unit, decimals, values, ...(now === undefined ? {} : { now }) };
};

type Computed = Pick<SensitivityTable, 'figure' | 'cells' | 'today'> & {
  readonly rows: AxisOfDriver;
  readonly columns: AxisOfDriver | undefined;
};

/** The figure along the driver of a table of one driver. */
const curveChart = ({ figure, rows, cells, today }: Computed): LinesChart => ({
  kind: 'lines',
  title: message('sensitivity.chart.title', { figure: figure.label, driver: sentencePart(rows.label) }),
  summary: message('sensitivity.table.curveSummary', { figure: figure.label, driver: rows.label }),
  unit: figure.unit,
  decimals: figure.decimals,
  xKind: 'number',
  xUnit: rows.unit,
  xLabel: axisLabel(rows),
  xDecimals: axisDecimals(rows.driver, { low: rows.values[0]!, high: rows.values.at(-1)! }),
  series: [
    {
      label: figure.label,
      role: 'ink',
      style: 'solid',
      points: rows.values.flatMap((x, i) => (cells[i]![0] === null ? [] : [{ x, y: cells[i]![0]! }])),
      identity: { none: 'assumed' },
      endLabel: false,
    },
  ],
  dots:
    rows.now === undefined || today === undefined || rows.now < rows.values[0]! || rows.now > rows.values.at(-1)!
      ? []
      : [{ x: rows.now, y: Number(today.value), label: message('sensitivity.chart.today'), role: 'accent', hollow: true }],
});

/** Terms worth the same: lines of equal value through today's value and at round levels, with today's terms as a point. */
const contourChart = ({ figure, rows, columns: columnAxis, cells, today }: Computed): LinesChart | undefined => {
  const columns = columnAxis!;
  const knownValues = cells.flat().filter((value) => value !== null);
  const [low, high] = [Math.min(...knownValues), Math.max(...knownValues)];
  if (!(high > low)) return undefined;
  const grid = { xs: columns.values, ys: rows.values, values: cells.map((row) => row.map((value) => value ?? undefined)) };
  const levels = roundTicks(low, high, LINES + 1).filter((level) => level > low && level < high);
  const currentValue = today === undefined ? undefined : Number(today.value);
  const amount = (value: number): Label => ({ value, unit: figure.unit, decimals: figure.decimals });
  const lineSeries = (level: number, label: Label, isToday: boolean): LinesChart['series'] =>
    contourLines(grid, level).map((points) => ({
      label,
      role: isToday ? ('accent' as const) : ('context' as const),
      style: isToday ? ('solid' as const) : ('context' as const),
      points,
      identity: { none: 'assumed' as const },
      endLabel: true,
    }));
  const isInside = columns.now !== undefined && rows.now !== undefined;
  return {
    kind: 'lines',
    title: message('sensitivity.table.contourTitle', { figure: figure.label }),
    summary: message('sensitivity.table.contourSummary', { figure: figure.label, rows: rows.label, columns: columns.label }),
    unit: rows.unit,
    decimals: axisDecimals(rows.driver, { low: rows.values[0]!, high: rows.values.at(-1)! }),
    unitLabel: axisLabel(rows),
    xKind: 'number',
    xUnit: columns.unit,
    xLabel: axisLabel(columns),
    xDecimals: axisDecimals(columns.driver, { low: columns.values[0]!, high: columns.values.at(-1)! }),
    series: [
      ...levels.flatMap((level) => lineSeries(level, amount(level), false)),
      ...(currentValue === undefined ? [] : lineSeries(currentValue, message('sensitivity.table.asToday'), true)),
    ],
    dots: isInside ? [{ x: columns.now, y: rows.now, label: message('sensitivity.chart.today'), role: 'accent', hollow: true }] : [],
    axis: { min: rows.values[0]!, max: rows.values.at(-1)! },
    xAxis: { min: columns.values[0]!, max: columns.values.at(-1)! },
  };
};

/** Computes the cells; reports each cell and yields to other requests. Throws CANCELLED when the workspace has changed. */
const computeCells = async (
  ctx: ServiceContext,
  {
    model,
    request,
    rows,
    columns,
    options,
  }: {
    model: SensitivityModel;
    request: SensitivityTableRequest;
    rows: AxisOfDriver;
    columns: AxisOfDriver | undefined;
    options: ScopeOptions;
  },
  job: JobContext,
): Promise<SensitivityTable['cells']> => {
  const target = model.targetOf(request.target);
  const stamp = ctx.workspace.stamp();
  const cells: (number | null)[][] = rows.values.map(() => []);
  const places = rows.values.flatMap((_, row) => (columns?.values ?? [0]).map((__, column) => ({ row, column })));
  // a workbook at another price or facility takes longest: its cells come one after another
  if (rows.driver.group === 'term' && columns !== undefined && columns.driver.group !== 'term') places.sort((a, b) => a.column - b.column);
  for (const [doneCount, { row, column }] of places.entries()) {
    await job.reportAndYield(message('sensitivity.table.step'), doneCount, places.length);
    if (ctx.workspace.stamp() !== stamp) throw new OrebookError('CANCELLED');
    const values: readonly DriverValue[] = [
      { driver: rows.driver, value: rows.values[row]! },
      ...(columns === undefined ? [] : [{ driver: columns.driver, value: columns.values[column]! }]),
    ];
    const measuredFigure = await measureIn(await model.at(values, options), target, request.year);
    cells[row]![column] = measuredFigure?.value ?? null;
  }
  return cells;
};

const plainAxis = ({ driver: _driver, ...axis }: AxisOfDriver): TableAxisValues => axis;

/** Starts a job that computes a figure over values of one or two drivers; returns its id. Throws NOT_FOUND. */
export const startSensitivityTable = async (ctx: ServiceContext, request: SensitivityTableRequest): Promise<string> => {
  const model = await sensitivityModel(ctx, request);
  const target = model.targetOf(request.target);
  const rows = axisOf(model, request.rows);
  const columns = request.columns && axisOf(model, request.columns);
  const label = labelOfMeasure({ target, year: request.year });
  const settings = target.group === 'paths' ? await readPathSettings(ctx, model.book) : undefined;
  const prepareSimulation = settings && (await preparePathSimulation(ctx, model.book, settings));
  const revision = ctx.workspace.revision();
  return ctx.jobs.start('sensitivity', message('sensitivity.table.job', { figure: label }), async (job) => {
    const { unit, decimals } = target;
    const figure = { label, unit, decimals };
    const options: ScopeOptions = { isDealOnly: target.group === 'deal', simulate: prepareSimulation?.(job) };
    const currentFigure = await measureIn(await model.at([], { ...options, isDealOnly: false }), target, request.year);
    const cells = await computeCells(ctx, { model, request, rows, columns, options }, job);
    const computedTable: Computed = { figure, rows, columns, cells, ...(currentFigure && { today: currentFigure.figure() }) };
    const chart = columns === undefined ? curveChart(computedTable) : contourChart(computedTable);
    return {
      kind: 'sensitivity',
      request,
      revision,
      plan: model.book.plan().plan.name,
      deck: chosenDeck(model.book, 'inSentence'),
      ...(settings && { simulation: { paths: settings.paths, seed: settings.seed } }),
      figure,
      rows: plainAxis(rows),
      ...(columns && { columns: plainAxis(columns) }),
      cells,
      ...(currentFigure && { today: currentFigure.figure() }),
      ...(chart && { chart }),
    };
  });
};
