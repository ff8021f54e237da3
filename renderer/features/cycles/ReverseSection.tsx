import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { localizeReverseStress } from '#shared/presentation/scenario.ts';
import { formatPercent, formatPlainNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import { type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { inputDraft, useInputs } from '../../editing/record/useInputs.ts';
import { CureTable } from './CureTable.tsx';

type ReverseStress = Output<'cycles.reverse'>;
type Driver = ReverseStress['drivers'][number];

const MIN_SHARE = 0.01;
const MAX_SHARE = 0.9;

/** The share of net revenue that is lost. */
const LOST = at(rootOf<{ readonly lost: number }>(), 'lost');

const QuestionRow = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 8,
  padding: '4px 0 8px',
  '& > div': { width: 110 },
}));
const AnswerText = styled('p')(({ theme }) => ({ ...theme.typography.body1, margin: '4px 0 8px', maxWidth: '96ch', textWrap: 'pretty' }));

const columns = (): readonly SimpleColumn<Driver>[] => [
  {
    key: 'driver',
    label: text('cycles.reverse.driver'),
    tone: 'key',
    cell: ({ metal }) => (metal ? <MetalName metal={metal} /> : text('cycles.reverse.demand')),
  },
  {
    key: 'shift',
    label: text('cycles.reverse.shift'),
    unit: text('cycles.reverse.deviations'),
    align: 'right',
    tone: 'value',
    cell: ({ shift }) => formatPlainNumber(shift, { decimals: 2, sign: true }),
  },
  {
    key: 'multiplier',
    label: text('cycles.reverse.afterAYear'),
    unit: text('cycles.reverse.ofDeck'),
    align: 'right',
    cell: ({ multiplier }) => formatPercent(multiplier),
  },
];

/** The nearest shift of prices and of China's demand that costs a share of net revenue. */
export const ReverseSection = () => (
  <WithDraft of={{ kind: 'scenario', id: 'reverse' }}>{(draft) => <ReverseStress draft={draft} />}</WithDraft>
);

const ReverseStress = ({ draft }: { readonly draft: OpenDraft }) => {
  const [, navigate] = useLocation();
  const inputs = useInputs(draft, { lost: 0.3 });
  const { lost } = inputs.record;
  const [askedShare, ask] = useState<number>();
  const answer = useCall('cycles.reverse', { lost: askedShare ?? lost }, { enabled: askedShare !== undefined });
  const create = useCommand('scenarios.create', {
    isExclusive: true,
    doneText: (_output, { name }) => text('scenarios.created', { name }),
  });
  const stress = askedShare === undefined ? undefined : answer.data;
  const share = formatPercent(askedShare ?? lost);
  return (
    <Section title={text('cycles.reverse.title')} note={text('cycles.reverse.about')} span={12}>
      <QuestionRow>
        <span>{text('cycles.reverse.lose')}</span>
        <div>
          <NumberField
            label={text('cycles.reverse.share')}
            value={lost}
            decimals={0}
            scale={100}
            unit="%"
            min={MIN_SHARE}
            max={MAX_SHARE}
            required
            draft={inputDraft(inputs, LOST)}
            onCommit={(value) => value !== undefined && inputs.commit([set(LOST, value)])}
          />
        </div>
        <Button disabled={answer.isFetching} onClick={() => ask(lost)}>
          {text('cycles.reverse.find')}
        </Button>
        {stress ? (
          <EditButton
            onClick={() =>
              void create
                .run({ name: text('cycles.reverse.name', { share }), shocks: localizeReverseStress(stress.shocks) })
                .then((createdScenario) => createdScenario && navigate(`/cycles/scenarios/${createdScenario.id}`))
            }
          >
            {text('cycles.reverse.saveAsScenario')}
          </EditButton>
        ) : undefined}
      </QuestionRow>
      {answer.error ? <ErrorNote text={errorText(answer.error)} /> : undefined}
      {askedShare !== undefined && !stress && !answer.error ? <Skeleton of="rows" rows={6} /> : undefined}
      {stress ? (
        <>
          <AnswerText>
            {stress.isReached
              ? text('cycles.reverse.found', { share, distance: formatPlainNumber(stress.distance, { decimals: 1 }) })
              : text('cycles.reverse.outOfReach', { share, reach: formatPlainNumber(stress.reach, { decimals: 0 }) })}
          </AnswerText>
          <SimpleTable
            label={text('cycles.reverse.title')}
            columns={columns()}
            rows={stress.drivers}
            rowKey={({ metal = 'demand' }) => metal}
            isTight
          />
          {/* another share has other cures */}
          <CureTable key={askedShare} shocks={stress.shocks} />
        </>
      ) : undefined}
    </Section>
  );
};
