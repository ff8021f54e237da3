import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { AllocationResult } from '#shared/contract/allocation.ts';
import type { LimitId } from '#shared/domain/ids.ts';
import { comma, messageText, text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EffectTable } from '../../components/EffectTable.tsx';
import { ActButton } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { FigureRow, LabelledFigure } from '../../components/LabelledFigure.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { WIDE } from '../../theme/typography.ts';
import { useAct, useTakenName } from '../history/index.ts';
import { PlanDialog } from '../plans/index.ts';

const Said = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0', maxWidth: '90ch', textWrap: 'pretty' }));
const Marks = styled('ul')({
  listStyle: 'none',
  display: 'flex',
  flexWrap: 'wrap',
  columnGap: 16,
  rowGap: 4,
  margin: '0 0 8px',
  padding: 0,
});
const Long = styled('span')({ display: 'block', maxWidth: 250, overflow: 'hidden', textOverflow: 'ellipsis', [WIDE]: { maxWidth: 440 } });
const Parts = styled('ul')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0', paddingLeft: 18, '& > li': { fontWeight: 560 } }));

type Best = Extract<AllocationResult['answer'], { outcome: 'best' }>;

/** dmt a year under which nothing moved. */
const STILL = 1;

const MakePlan = ({ result, best }: { readonly result: AllocationResult; readonly best: Best }) => {
  const [asking, setAsking] = useState(false);
  const { problem, shows, forget } = useTakenName();
  const make = useAct('allocation.makePlan', { done: (_output, { name }) => text('allocation.made', { name }), shows, alone: true });
  const close = () => {
    setAsking(false);
    forget();
  };
  const moved = best.deals.filter(({ before, after }) => Math.abs(after - before) > STILL);
  if (moved.length === 0) return <Said>{text('allocation.result.same')}</Said>;
  return (
    <>
      <ActButton act={{ label: text('allocation.makePlan'), onAct: () => setAsking(true) }} />
      {asking ? (
        <PlanDialog
          title={text('allocation.makePlan.title')}
          act={text('allocation.makePlan')}
          name={text('allocation.makePlan.name', { plan: result.plan })}
          problem={problem}
          onClose={close}
          onSave={(name) =>
            void make
              .run({ name, deals: moved.map(({ contractId, after }) => ({ contractId, tonnesPerYear: after })) })
              .then((made) => made && close())
          }
        />
      ) : undefined}
    </>
  );
};

/** What risk was measured over, in words; nothing where it is none of money. */
const measuredOver = ({ scenarios }: AllocationResult): string | undefined => {
  switch (scenarios.from) {
    case 'simulated':
      return text('allocation.result.over.simulated', { count: scenarios.paths, seed: String(scenarios.seed) });
    case 'library':
      return text('allocation.result.over.library', { count: scenarios.count });
    case 'none':
      return undefined;
  }
};

const BestAnswer = ({ result, best }: { readonly result: AllocationResult; readonly best: Best }) => {
  const read = useFigureReader();
  const { checked, binding, fresh, frontier, rounded } = best;
  const kind = result.aim === 'revenue' ? 'shortfall' : result.aim;
  const over = measuredOver(result);
  return (
    <>
      <Section
        title={text('allocation.result.title')}
        note={text(`allocation.aim.${result.aim}`)}
        span={12}
        tools={<MakePlan result={result} best={best} />}
      >
        <FigureRow>
          <LabelledFigure label={text('allocation.result.revenue')} figure={best.revenue} />
          <LabelledFigure label={text('allocation.result.change')} figure={best.change} />
          <LabelledFigure label={text('allocation.result.risk')} figure={best.risk} basis={text(`allocation.risk.${kind}`)} />
          <LabelledFigure label={text('allocation.result.riskNow')} figure={best.riskNow} />
          <LabelledFigure label={text('allocation.result.cost')} figure={best.cost} basis={text('allocation.result.costBasis')} />
        </FigureRow>
        <Said>{text('allocation.result.checked', { revenue: read.inWords(checked.revenue) })}</Said>
        <Marks aria-label={text('limits.title')}>
          {checked.limits.map(({ name, state }) => (
            <li key={name}>
              <StateMark state={state}>{name}</StateMark>
            </li>
          ))}
        </Marks>
        {over === undefined && !fresh ? undefined : (
          <Said>
            {over}
            {fresh
              ? ` ${text('allocation.result.fresh', {
                  paths: formatNumber(fresh.paths, { decimals: 0 }),
                  risk: text(`allocation.risk.${kind}`),
                  after: read.inWords(fresh.after),
                  afterError: read.inWords(fresh.afterError),
                  before: read.inWords(fresh.before),
                  beforeError: read.inWords(fresh.beforeError),
                })}`
              : undefined}
          </Said>
        )}
        {checked.violations > 0 ? <Said>{text('allocation.result.violated', { count: checked.violations })}</Said> : undefined}
        {rounded ? <Said>{text('allocation.result.rounded', { gap: read.inWords(rounded) })}</Said> : undefined}
        {result.unmodelled.length > 0 ? (
          <Said>{text('allocation.result.unmodelled', { list: result.unmodelled.join(comma()) })}</Said>
        ) : undefined}
      </Section>
      <EffectTable effect={best.effect} span={12} title={text('allocation.effect')} then={text('allocation.effect.then')} />
      {frontier ? <ChartSection view={frontier} span={7} minHeight={280} /> : undefined}
      <Section
        title={text('allocation.binding.title')}
        note={text(
          best.pricesFrom === 'model' && result.aim !== 'revenue'
            ? 'allocation.binding.note.risk'
            : `allocation.binding.note.${best.pricesFrom}`,
        )}
        span={frontier ? 5 : 12}
      >
        <SimpleTable
          label={text('allocation.binding.title')}
          columns={[
            {
              key: 'limit',
              label: text('allocation.binding.limit'),
              tone: 'key',
              cell: ({ name }) => <Long title={messageText(name)}>{messageText(name)}</Long>,
            },
            {
              key: 'price',
              label: text('allocation.binding.price'),
              align: 'right',
              tone: 'value',
              cell: ({ price }) => <FigureLink figure={price} as="cell" />,
            },
            {
              key: 'per',
              label: text('allocation.binding.per'),
              unseenLabel: true,
              tone: 'context',
              cell: ({ per }) => text(`allocation.binding.per.${per}`),
            },
          ]}
          rows={binding}
          rowKey={({ name }) => messageText(name)}
          foot={binding.length === 0 ? text('allocation.binding.none') : undefined}
        />
      </Section>
    </>
  );
};

export type AllocationAnswerProps = {
  readonly result: AllocationResult;
  /** The ways out of a conflict: a limit is not kept this time, signed deals may move. */
  readonly onLeaveOut: (limit: LimitId) => void;
  readonly onLoosen: () => void;
};

/** What the solver found, the plan that comes of it measured again, or what stands in the way. */
export const AllocationAnswer = ({ result, onLeaveOut, onLoosen }: AllocationAnswerProps) => {
  const { answer } = result;
  if (answer.outcome === 'best') return <BestAnswer result={result} best={answer} />;
  return (
    <Section title={text('allocation.result.title')} note={text(`allocation.aim.${result.aim}`)} span={12}>
      {answer.outcome === 'stopped' ? <Said>{text('allocation.result.stopped')}</Said> : undefined}
      {answer.outcome === 'conflict' ? (
        <>
          <Said role="alert">{text('allocation.result.conflict')}</Said>
          <Parts>
            {answer.parts.map(({ name, limit }) => {
              const said = messageText(name);
              return (
                <li key={said}>
                  {said}
                  {limit === undefined ? undefined : (
                    <QuietButton aria-label={text('allocation.result.leaveOutNamed', { part: said })} onClick={() => onLeaveOut(limit)}>
                      {text('allocation.result.leaveOut')}
                    </QuietButton>
                  )}
                </li>
              );
            })}
          </Parts>
          <Said>
            {text(answer.smallest ? 'allocation.result.conflictSmallest' : 'allocation.result.conflictSome')}{' '}
            <QuietButton onClick={onLoosen}>{text('allocation.deals.free')}</QuietButton>
          </Said>
        </>
      ) : undefined}
    </Section>
  );
};
