import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import type { GoalSeekAnswer, GoalSeekPoint, SensitivityDriver, SensitivityTarget } from '#shared/contract/sensitivity.ts';
import { text } from '#shared/messages/text.ts';
import { ChartSection } from '../../components/ChartSection.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

const Buttons = styled('span')({ display: 'inline-flex', gap: 8, padding: '3px 0' });
const Held = styled('span')({ display: 'inline-flex', gap: 6, alignItems: 'center' });

export type GoalSeekAnswerSectionsProps = {
  readonly answer: GoalSeekAnswer;
  readonly driver: SensitivityDriver;
  readonly target: SensitivityTarget;
  /** Stores the value; undefined while one is stored. */
  readonly onApply: ((point: GoalSeekPoint) => void) | undefined;
  readonly onDiscard: () => void;
};

/** What a goal seek found: the values to apply or discard, the curve, and other figures at these values. */
export const GoalSeekAnswerSections = ({ answer, driver, target, onApply, onDiscard }: GoalSeekAnswerSectionsProps) => {
  const { label } = usePresentation();
  const read = useFigureReader();
  const { points, others, chart, state } = answer;
  // the nearest value is no answer to what was asked
  const isAnswer = state === 'solved' || state === 'limited';
  const pointsTitle = text(state === 'solved' ? 'sensitivity.found' : 'sensitivity.nearest');
  return (
    <>
      {points.length > 0 ? (
        <Section title={pointsTitle} note={driver.canApply ? text('sensitivity.foundNote') : text('sensitivity.priceNote')}>
          <SimpleTable
            isTight
            label={pointsTitle}
            columns={[
              { key: 'driver', label: label(driver.label), tone: 'key', cell: (point) => read.inWords(point.driver) },
              {
                key: 'target',
                label: label(target.label),
                unit: points[0] && read.format(points[0].target).unit,
                align: 'right',
                tone: 'value',
                cell: (point) => <FigureLink as="cell" figure={point.target} />,
              },
              ...(points[0]?.held ?? []).map(({ label: name }, index) => ({
                key: `held ${index}`,
                label: label(name),
                align: 'right' as const,
                cell: ({ held }: GoalSeekPoint) => {
                  const heldLimit = held[index];
                  return heldLimit === undefined ? undefined : (
                    <Held>
                      <FigureLink as="plain" figure={heldLimit.figure} />
                      <StateMark state={heldLimit.holds ? 'holds' : 'breached'}>
                        {text(heldLimit.holds ? 'sensitivity.holds' : 'sensitivity.breached')}
                      </StateMark>
                    </Held>
                  );
                },
              })),
              {
                key: 'act',
                label: text('common.actions'),
                isLabelHidden: true,
                align: 'right',
                cell: (point) =>
                  driver.canApply ? (
                    <Buttons>
                      <EditButton
                        {...(isAnswer ? { variant: 'contained', color: 'primary' } : {})}
                        disabled={onApply === undefined}
                        onClick={() => onApply?.(point)}
                      >
                        {text('sensitivity.apply')}
                      </EditButton>
                      <Button onClick={onDiscard}>{text('sensitivity.discard')}</Button>
                    </Buttons>
                  ) : undefined,
              },
            ]}
            rows={points}
            rowKey={({ x }) => x}
          />
        </Section>
      ) : undefined}
      {chart ? <ChartSection view={chart} isWhatIf minHeight={280} /> : undefined}
      {others.length > 0 ? (
        <Section title={text('sensitivity.others')}>
          <SimpleTable
            isTight
            label={text('sensitivity.others')}
            columns={[
              { key: 'figure', label: text('sensitivity.figure'), tone: 'key', cell: (row) => label(row.label) },
              { key: 'unit', label: text('sensitivity.unit'), tone: 'context', cell: ({ now }) => read.format(now).unit },
              {
                key: 'now',
                label: text('sensitivity.chart.today'),
                align: 'right',
                tone: 'context',
                cell: ({ now }) => <FigureLink as="cell" figure={now} />,
              },
              ...points.map(({ x, driver: value }, index) => ({
                key: `at ${x}`,
                label: read.inWords(value),
                align: 'right' as const,
                tone: 'value' as const,
                cell: ({ found }: GoalSeekAnswer['others'][number]) => {
                  const figure = found[index];
                  return figure && <FigureLink as="cell" figure={figure} />;
                },
              })),
            ]}
            rows={others}
            rowKey={(row) => label(row.label)}
          />
        </Section>
      ) : undefined}
    </>
  );
};
