import { styled } from '@mui/material/styles';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import type { Output } from '#shared/contract/contract.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import { serial, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { EffectTable } from '../../components/EffectTable.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section, type Span } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { WIDE_WINDOW } from '../../theme/typography.ts';
import {
  aimLabel,
  type BestAllocation,
  CHANGE_TOLERANCE,
  Note,
  PlanValuation,
  revenueLabel,
  riskInSentence,
  riskLabels,
  SaveAsPlan,
} from './AllocationPlan.tsx';
import type { AllocationView } from './diversificationRoutes.ts';
import { Frontier } from './Frontier.tsx';

const WrappedLabel = styled('span')({
  display: 'block',
  maxWidth: 250,
  whiteSpace: 'normal',
  [WIDE_WINDOW]: { maxWidth: 440 },
});
const Parts = styled('ul')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0', paddingLeft: 18, '& > li': { fontWeight: 560 } }));

const Relaxation = styled('span')(({ theme }) => ({ fontWeight: theme.typography.fontWeightRegular, marginLeft: 8 }));

/** States what the risk was measured over; undefined for the HHI, which needs no scenarios. */
const riskScenariosText = ({ scenarios }: AllocationResult): string | undefined => {
  switch (scenarios.from) {
    case 'simulated':
      return text('allocation.result.over.simulated', { count: scenarios.paths, seed: String(scenarios.seed) });
    case 'library':
      return text('allocation.result.over.library', { count: scenarios.count });
    case 'none':
      return undefined;
  }
};

/** The binding limits with their shadow prices. */
const Binding = ({ result, best, span }: { readonly result: AllocationResult; readonly best: BestAllocation; readonly span: Span }) => {
  const money = useFigureReader().format({ value: 0, unit: 'usd' }).unit;
  return (
    <Section
      title={text('allocation.binding.title')}
      note={text(
        best.pricesFrom === 'model' && result.request.aim !== 'revenue'
          ? 'allocation.binding.note.risk'
          : `allocation.binding.note.${best.pricesFrom}`,
      )}
      span={span}
    >
      <SimpleTable
        label={text('allocation.binding.title')}
        columns={[
          {
            key: 'limit',
            label: text('allocation.binding.limit'),
            tone: 'key',
            cell: ({ name }) => <WrappedLabel>{renderMessage(name)}</WrappedLabel>,
          },
          {
            key: 'price',
            label: text('allocation.binding.price'),
            term: 'shadowPrice',
            align: 'right',
            tone: 'value',
            cell: ({ price }) => <FigureLink figure={price} as="cell" />,
          },
          {
            key: 'per',
            label: text('allocation.binding.per'),
            isLabelHidden: true,
            tone: 'context',
            cell: ({ per }) =>
              per === 'ratio' ? text('allocation.binding.per.ratio', { unit: money }) : text(`allocation.binding.per.${per}`),
          },
        ]}
        rows={best.binding}
        rowKey={({ name }) => renderMessage(name)}
        foot={best.binding.length === 0 ? text('allocation.binding.none') : undefined}
      />
    </Section>
  );
};

type BestProps = Pick<AllocationAnswerProps, 'result' | 'jobId' | 'deals' | 'dealsError' | 'offered' | 'point' | 'isZoomed' | 'onShow'> & {
  readonly best: BestAllocation;
};

const BestAnswer = ({ result, best, deals, dealsError, offered, ...frontierProps }: BestProps) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const { checked, fresh, frontier, rounded } = best;
  const { aim, confidence } = result.request;
  const scenarios = riskScenariosText(result);
  const currentTonnes = new Map(offered.map((deal) => [deal.contractId, deal.currentTonnes]));
  const hasChanged = deals?.some(({ contractId, before }) => Math.abs(before - (currentTonnes.get(contractId) ?? 0)) > CHANGE_TOLERANCE);
  return (
    <>
      <Section
        title={text('allocation.result.title')}
        note={aimLabel(aim, confidence)}
        span={12}
        tools={
          deals ? (
            <SaveAsPlan
              deals={deals}
              name={text('allocation.makePlan.name', { plan: result.plan })}
              unchangedNotice={text('allocation.result.same')}
            />
          ) : undefined
        }
      >
        {dealsError ? <Note role="alert">{errorText(dealsError)}</Note> : undefined}
        {hasChanged ? <Note role="status">{text('allocation.result.changed')}</Note> : undefined}
        <FigureRow>
          <LabelledFigure
            label={revenueLabel(best)}
            figure={best.revenue}
            basis={text('allocation.result.revenueBasis', { deck: label(result.deck) })}
          />
          <LabelledFigure label={text('allocation.result.change')} figure={best.change} />
          {Number(best.damages.value) > 0 ? (
            <LabelledFigure
              label={text('allocation.result.damages')}
              figure={best.damages}
              basis={text('allocation.result.damagesBasis')}
            />
          ) : undefined}
          <LabelledFigure {...riskLabels(result)} figure={best.risk} />
          <LabelledFigure label={text('allocation.result.riskNow')} figure={best.riskNow} basis={riskLabels(result).label} />
          <LabelledFigure label={text('allocation.result.cost')} figure={best.cost} basis={text('allocation.result.costBasis')} />
        </FigureRow>
        {best.isMaterial ? undefined : <Note>{text('allocation.result.notMaterial')}</Note>}
        <PlanValuation allocation={checked} isBeforeDamages={Number(best.damages.value) > 0} />
        {scenarios === undefined && !fresh ? undefined : (
          <Note>
            {scenarios}
            {fresh
              ? ` ${text('allocation.result.fresh', {
                  paths: formatPlainNumber(fresh.paths, { decimals: 0 }),
                  risk: riskInSentence(result),
                  after: read.inWords(fresh.after),
                  afterError: read.inWords(fresh.afterError),
                  before: read.inWords(fresh.before),
                  beforeError: read.inWords(fresh.beforeError),
                })}`
              : undefined}
          </Note>
        )}
        {checked.violations > 0 ? <Note>{text('allocation.result.violated', { count: checked.violations })}</Note> : undefined}
        {rounded ? <Note>{text('allocation.result.rounded', { gap: read.inWords(rounded) })}</Note> : undefined}
        {result.unmodelled.length > 0 ? (
          <Note>{text('allocation.result.unmodelled', { list: result.unmodelled.join(serial()) })}</Note>
        ) : undefined}
      </Section>
      <EffectTable effect={checked.effect} span={12} title={text('allocation.effect')} afterLabel={text('allocation.effect.then')} />
      {frontier ? <Frontier {...frontierProps} result={result} best={best} chart={frontier} /> : undefined}
      <Binding result={result} best={best} span={12} />
    </>
  );
};

export type AllocationAnswerProps = {
  readonly result: AllocationResult;
  /** The job of the result, which has the tonnes of its deals. */
  readonly jobId: string;
  /** Every deal with its optimised tonnes; undefined until they are loaded. */
  readonly deals: Output<'allocation.tonnes'>['deals'] | undefined;
  /** Why they can't be loaded. */
  readonly dealsError: OrebookError | undefined;
  /** The deals as they are now. */
  readonly offered: Output<'allocation.deals'>['deals'];
  /** The chosen point of the frontier, from 1. */
  readonly point: number | undefined;
  /** Whether the frontier fills its chart. */
  readonly isZoomed: boolean;
  readonly onShow: (part: Pick<AllocationView, 'point' | 'close'>) => void;
  /** Two ways to resolve a conflict: exclude a limit, or allow signed contracts to change. */
  readonly onExclude: (limit: LimitId) => void;
  readonly onRelax: () => void;
};

/** The optimised allocation with the resulting plan valued, or the requirements in conflict. */
export const AllocationAnswer = ({ result, onExclude, onRelax, ...rest }: AllocationAnswerProps) => {
  const read = useFigureReader();
  const { answer } = result;
  if (answer.outcome === 'best') return <BestAnswer {...rest} result={result} best={answer} />;
  return (
    <Section title={text('allocation.result.title')} note={aimLabel(result.request.aim, result.request.confidence)} span={12}>
      {answer.outcome === 'stopped' ? <Note>{text('allocation.result.stopped')}</Note> : undefined}
      {answer.outcome === 'conflict' ? (
        <>
          <Note role="alert">{text('allocation.result.conflict')}</Note>
          {answer.reached ? (
            <Note>
              {text('allocation.result.reached', {
                name: answer.reached.name,
                level: read.inWords(answer.reached.level),
                dscr: read.inWords(answer.reached.dscr),
                month: read.inWords(answer.reached.month),
              })}
            </Note>
          ) : undefined}
          <Parts>
            {answer.parts.map(({ name, limit, level, relaxedLevel, isEnough }) => {
              const part = renderMessage(name);
              return (
                <li key={part}>
                  {part}
                  {level && relaxedLevel ? (
                    <Relaxation>
                      {text(isEnough ? 'allocation.result.relaxed' : 'allocation.result.relaxedMore', {
                        level: read.inWords(level),
                        relaxed: read.inWords(relaxedLevel),
                      })}
                    </Relaxation>
                  ) : undefined}
                  {limit === undefined ? undefined : (
                    <QuietButton aria-label={text('allocation.result.leaveOutNamed', { part })} onClick={() => onExclude(limit)}>
                      {text('allocation.result.leaveOut')}
                    </QuietButton>
                  )}
                </li>
              );
            })}
          </Parts>
          <Note>
            {text(answer.isSmallest ? 'allocation.result.conflictSmallest' : 'allocation.result.conflictSome')}{' '}
            <QuietButton onClick={onRelax}>{text('allocation.deals.free')}</QuietButton>
          </Note>
        </>
      ) : undefined}
    </Section>
  );
};
