import { styled } from '@mui/material/styles';
import { useMemo } from 'react';
import type { AllocationResult, FrontierPoint } from '#shared/contract/allocation.ts';
import type { LinesChart } from '#shared/contract/charts.ts';
import type { LinesView } from '#shared/contract/chartViews.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { joinUnit } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EffectTable } from '../../components/EffectTable.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { MetalSwatch } from '../../components/MetalName.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentedChart } from '../../components/settings.tsx';
import {
  type BestAllocation,
  Note,
  PlanValuation,
  revenueLabel,
  riskInSentence,
  riskLabels,
  SaveAsPlan,
  tonnagesOf,
} from './AllocationPlan.tsx';
import type { AllocationView } from './diversificationRoutes.ts';

/** Two columns: the card has room for no more. */
const Figures = styled(FigureRow)({ display: 'grid', gridTemplateColumns: '1fr 1fr' });

const kdmt = (tonnes: number, sign = false): string => formatNumber(tonnes / 1e3, { decimals: 1, sign });

/** The short name of a point, from 1, which says if it is interpolated. */
const shortName = (number: number, point: FrontierPoint | undefined): string =>
  text(point?.isInterpolated ? 'allocation.point.shortInterpolated' : 'allocation.point.short', { number });

/** A row of the frontier's table: a point of the frontier, or a plan. */
type FrontierRow = { readonly name: string; readonly x: number; readonly y: number; readonly point?: number };

type FrontierTableProps = {
  readonly view: LinesView;
  readonly points: readonly FrontierPoint[];
  readonly chosen: number | undefined;
  readonly onPoint: (point: number) => void;
};

/** The figures of the chart as a table; selecting a row chooses its point. */
const FrontierTable = ({ view, points, chosen, onPoint }: FrontierTableProps) => {
  const rows: readonly FrontierRow[] = [
    ...view.dots.map(({ label, x, y }) => ({ name: label, x, y })),
    ...(view.series[0]?.points ?? []).map(({ x, y }, i) => ({
      name: shortName(i + 1, points[i]),
      x,
      y,
      point: i + 1,
    })),
  ];
  return (
    <SimpleTable
      label={view.title}
      columns={[
        { key: 'name', label: text('allocation.point.column'), tone: 'key', cell: ({ name }) => name },
        { key: 'x', label: view.xUnit, align: 'right', cell: ({ x }) => formatNumber(x, { decimals: view.xDecimals }) },
        { key: 'y', label: view.unit, align: 'right', tone: 'value', cell: ({ y }) => formatNumber(y, { decimals: view.decimals }) },
      ]}
      rows={rows}
      rowKey={({ name }) => name}
      rowChoice={({ point }) => (point === undefined ? undefined : { isChosen: point === chosen, onChoose: () => onPoint(point) })}
    />
  );
};

type Optimum = { readonly result: AllocationResult; readonly jobId: string; readonly best: BestAllocation };

type ChosenPoint = { readonly number: number; readonly count: number; readonly point: FrontierPoint };

/** The deals that change at a point, and the plan with their tonnes, valued. */
const usePointPlan = (jobId: string, { number }: ChosenPoint) => {
  const { data: tonnes, error: tonnesError } = useCall('allocation.tonnes', { job: jobId, point: number });
  const valuation = useCall(
    'allocation.valued',
    { deals: tonnagesOf(tonnes?.deals ?? []) },
    { keepLast: true, enabled: tonnes !== undefined },
  );
  return { tonnes, valuation: tonnes && valuation.data, error: tonnesError ?? valuation.error };
};

/** The figures of the chosen point, and the command that saves it as a plan. */
const PointCard = ({ result, jobId, best, chosen, onClear }: Optimum & { readonly chosen: ChosenPoint; readonly onClear: () => void }) => {
  const read = useFigureReader();
  const { number, count, point } = chosen;
  const { tonnes, valuation, error } = usePointPlan(jobId, chosen);
  return (
    <Section
      title={text('allocation.point.title', { number, count })}
      span={5}
      tools={
        <>
          <QuietButton onClick={onClear}>{text('allocation.point.clear')}</QuietButton>
          {tonnes ? (
            <SaveAsPlan
              deals={tonnes.deals}
              name={text('allocation.point.planName', {
                plan: result.plan,
                number,
                revenue: joinUnit(read.format(point.revenue)).replaceAll('\u00a0', ' '),
              })}
              unchangedNotice={text('allocation.point.same')}
            />
          ) : undefined}
        </>
      }
    >
      <Figures>
        <LabelledFigure label={revenueLabel(best)} figure={point.revenue} />
        <LabelledFigure label={text('allocation.result.change')} figure={point.change} />
        <LabelledFigure
          label={riskLabels(result).label}
          figure={point.risk}
          basis={text('allocation.point.riskBasis', { basis: riskLabels(result).basis, now: joinUnit(read.format(best.riskNow)) })}
        />
        <LabelledFigure label={text('allocation.result.cost')} figure={point.cost} basis={text('allocation.result.costBasis')} />
      </Figures>
      {valuation ? <PlanValuation allocation={valuation} isBeforeDamages={best.deductsDamages} /> : undefined}
      {error ? <Note role="alert">{errorText(error)}</Note> : undefined}
    </Section>
  );
};

/** The deals that change at the chosen point, and the effect of the resulting plan. */
const PointTonnes = ({ jobId, chosen }: Pick<Optimum, 'jobId'> & { readonly chosen: ChosenPoint }) => {
  const { tonnes, valuation } = usePointPlan(jobId, chosen);
  if (tonnes === undefined) return;
  const unchangedCount = tonnes.allocated - tonnes.count;
  const title = text('allocation.point.tonnes', { number: chosen.number });
  return (
    <>
      <Section title={title} note={text('allocation.point.tonnesNote')} span={12}>
        <SimpleTable
          label={title}
          columns={[
            { key: 'buyer', label: text('allocation.deals.buyer'), tone: 'key', cell: ({ buyer }) => buyer },
            {
              key: 'code',
              label: text('allocation.deals.deal'),
              cell: ({ code, contractId, metal }) => (
                <>
                  <MetalSwatch metal={metal} />
                  <RouteLink route={`/contracts/${contractId}`}>{code}</RouteLink>
                </>
              ),
            },
            { key: 'before', label: text('allocation.deals.now'), unit: 'kdmt', align: 'right', cell: ({ before }) => kdmt(before) },
            {
              key: 'after',
              label: text('allocation.point.after'),
              unit: 'kdmt',
              align: 'right',
              tone: 'value',
              cell: ({ after }) => kdmt(after),
            },
            {
              key: 'change',
              label: text('allocation.point.change'),
              unit: 'kdmt',
              align: 'right',
              cell: ({ before, after }) => kdmt(after - before, true),
            },
            {
              key: 'margin',
              label: text('allocation.deals.margin'),
              unit: 'USD/dmt',
              align: 'right',
              tone: 'context',
              cell: ({ margin }) => <FigureLink figure={margin} as="cell" />,
            },
          ]}
          rows={tonnes.deals}
          rowKey={({ contractId }) => contractId}
          foot={[
            text('allocation.point.sums', { added: kdmt(tonnes.added), removed: kdmt(tonnes.removed) }),
            ...(unchangedCount === 0 ? [] : [text('allocation.point.still', { count: unchangedCount })]),
          ].join(sentenceGap())}
        />
      </Section>
      {valuation ? (
        <EffectTable
          effect={valuation.effect}
          span={12}
          title={text('allocation.point.effect', { number: chosen.number })}
          afterLabel={text('allocation.effect.then')}
        />
      ) : undefined}
    </>
  );
};

export type FrontierProps = Optimum & {
  readonly chart: LinesChart;
  /** The chosen point, from 1. */
  readonly point: number | undefined;
  /** Whether the frontier fills the chart. */
  readonly isZoomed: boolean;
  readonly onShow: (part: Pick<AllocationView, 'point' | 'close'>) => void;
};

/** The chart zoomed to the frontier: plans outside the range of its points are left out. */
const zoomToFrontier = (view: LinesView): LinesView => {
  const points = view.series[0]?.points ?? [];
  const isInRange = (dot: { readonly x: number; readonly y: number }): boolean =>
    (['x', 'y'] as const).every((axis) => {
      const values = points.map((point) => point[axis]);
      return dot[axis] >= Math.min(...values) && dot[axis] <= Math.max(...values);
    });
  return { ...view, dots: view.dots.filter(isInRange) };
};

/** The frontier; any of its points can be chosen, examined and saved as a plan. */
export const Frontier = ({ result, jobId, best, chart, point: number, isZoomed, onShow }: FrontierProps) => {
  const view = usePresentedChart(chart);
  const onPoint = (next: number | undefined) => onShow({ point: next });
  const read = useFigureReader();
  const { points } = best;
  const point = number === undefined ? undefined : points[number - 1];
  const selectedPoint = number === undefined || point === undefined ? undefined : { number, count: points.length, point };
  const linePoints = view.series[0]?.points ?? [];
  const chosenPlace = selectedPoint && linePoints[selectedPoint.number - 1];
  // the chart shows the chosen point, also in a copied picture
  const chartView = useMemo((): LinesView => {
    const zoomed = isZoomed ? zoomToFrontier(view) : view;
    if (!chosenPlace) return zoomed;
    const label = shortName(number ?? 0, point);
    return { ...zoomed, dots: [...zoomed.dots, { ...chosenPlace, label, role: 'ink', hollow: false }] };
  }, [view, isZoomed, chosenPlace, number, point]);
  const risk = riskInSentence(result);
  const interpolated = points.filter(({ isInterpolated }) => isInterpolated).length;
  return (
    <>
      <ChartSection
        view={chartView}
        span={7}
        minHeight={340}
        note={interpolated === 0 ? undefined : text('allocation.point.interpolated', { count: interpolated })}
        tools={
          <QuietButton onClick={() => onShow({ close: isZoomed ? undefined : true })}>
            {text(isZoomed ? 'allocation.point.allPlans' : 'allocation.point.closeUp')}
          </QuietButton>
        }
        choice={{
          label: text('allocation.point.list'),
          points: linePoints.map((at, i) => ({
            ...at,
            name: text(best.deductsDamages ? 'allocation.point.nameLessDamages' : 'allocation.point.name', {
              number: i + 1,
              count: points.length,
              revenue: points[i] ? joinUnit(read.format(points[i].revenue)) : '',
              risk,
              amount: points[i] ? joinUnit(read.format(points[i].risk)) : '',
            }),
          })),
          chosenIndex: selectedPoint && selectedPoint.number - 1,
          onChoose: (index) => onPoint(index + 1),
          table: <FrontierTable view={view} points={points} chosen={selectedPoint?.number} onPoint={onPoint} />,
        }}
      />
      {selectedPoint ? (
        <>
          <PointCard result={result} jobId={jobId} best={best} chosen={selectedPoint} onClear={() => onPoint(undefined)} />
          <PointTonnes jobId={jobId} chosen={selectedPoint} />
        </>
      ) : (
        <Section title={text('allocation.point.none')} span={5}>
          <Note>{text('allocation.point.how')}</Note>
        </Section>
      )}
    </>
  );
};
