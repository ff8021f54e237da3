import type { FigureUnit } from '#shared/contract/figure.ts';
import { QUESTION_PERCENTILES, type QuestionMeasure, type QuestionSpread } from '#shared/contract/simulationQuestion.ts';
import { text } from '#shared/messages/text.ts';
import { commonUnit } from '#shared/presentation/message.ts';
import { formatNumber, formatPercent } from '#shared/units/format.ts';
import { type RowChoice, type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useComponentSettings } from '../../../components/settings.tsx';
import type { QuestionView } from './questionView.ts';

const UNIT: Readonly<Record<QuestionMeasure, FigureUnit>> = {
  revenue: 'usd',
  cash: 'usd',
  margin: 'usd',
  tonnes: 'dmt',
  netPrice: 'usdPerDmt',
};

/** The decimals of an outcome, of money at millions. */
const DECIMALS = 1;

/** The unit in which outcomes of a measure are displayed and entered: money at the scale of the workspace, tonnes in kdmt. */
export const useOutcomeUnit = (measure: QuestionMeasure) => {
  const { moneyScale } = useComponentSettings();
  const unit = commonUnit(UNIT[measure], { moneyScale });
  const decimals = unit.decimals(DECIMALS);
  const show = (value: number): string => formatNumber(unit.toDisplayUnit(value), { decimals });
  return {
    unit: unit.text,
    scale: unit.toDisplayUnit(1),
    decimals,
    text: show,
    estimate: ({ value, error }: { readonly value: number; readonly error: number }): string =>
      text('simulation.page.estimate', { value: show(value), error: show(error) }),
  };
};

/** The number of a percentile in its name: 12.5 of P12.5. */
const percentOf = (percentile: number): string => String(Math.round(percentile * 1000) / 10);

/** The rule of three: without an event on n paths, the chance is below 3 / n at 95 % confidence. */
const RULE_OF_THREE = 3;

/** A chance with its standard error; where no path or every path has the event, its bound. */
const chanceText = ({ count, paths, value, error }: NonNullable<QuestionSpread['chance']>): string => {
  const bound = Math.min(1, RULE_OF_THREE / paths);
  if (count === 0) return text('simulation.question.lessThan', { share: formatPercent(bound, { decimals: 2 }) });
  if (count === paths) return text('simulation.question.moreThan', { share: formatPercent(1 - bound, { decimals: 2 }) });
  const decimals = Math.min(value, 1 - value) < 0.01 ? 2 : 1;
  return text('simulation.page.estimate', { value: formatPercent(value, { decimals }), error: formatPercent(error, { decimals }) });
};

export type QuestionTableProps<Row> = {
  readonly label: string;
  readonly view: Pick<QuestionView, 'measure' | 'side' | 'threshold' | 'percentile'>;
  readonly first: Pick<SimpleColumn<Row>, 'label' | 'cell'>;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly rowChoice?: ((row: Row) => RowChoice | undefined) | undefined;
};

/** Percentiles, the worst 5 % average and the chance of years or buyers. */
export const QuestionTable = <Row extends QuestionSpread>({ label, view, first, rows, rowKey, rowChoice }: QuestionTableProps<Row>) => {
  const outcomeUnit = useOutcomeUnit(view.measure);
  const amount = (key: string, name: string, of: (row: Row) => string | undefined, tone?: 'value'): SimpleColumn<Row> => ({
    key,
    label: name,
    unit: outcomeUnit.unit,
    align: 'right',
    ...(tone ? { tone } : {}),
    cell: (row) => of(row) ?? '',
  });
  const percentileName = (p: number) =>
    p === 0.5 ? text('simulation.page.median') : text('simulation.question.percentileColumn', { percent: percentOf(p) });
  const columns: readonly SimpleColumn<Row>[] = [
    { key: 'first', tone: 'key', ...first },
    { ...amount('tail', text('simulation.page.tail'), ({ tailMean }) => outcomeUnit.estimate(tailMean), 'value'), term: 'worstAverage' },
    ...QUESTION_PERCENTILES.map((p, k) => amount(`p ${p}`, percentileName(p), ({ percentiles }) => outcomeUnit.text(percentiles[k]!))),
    ...(view.percentile === undefined
      ? []
      : [amount('own', percentileName(view.percentile), ({ own }) => own && outcomeUnit.estimate(own), 'value')]),
    ...(view.threshold === undefined
      ? []
      : [
          {
            key: 'chance',
            label: text(`simulation.question.chanceColumn.${view.side}`),
            unit: `${outcomeUnit.text(view.threshold)}\u00a0${outcomeUnit.unit}`,
            align: 'right' as const,
            tone: 'value' as const,
            cell: ({ chance }: Row) => chance && chanceText(chance),
          },
        ]),
  ];
  return <SimpleTable label={label} columns={columns} rows={rows} rowKey={rowKey} rowChoice={rowChoice} isTight />;
};
