import { styled } from '@mui/material/styles';
import type { LimitToHold, SensitivityTarget } from '#shared/contract/sensitivity.ts';
import { text } from '#shared/messages/text.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { FormLine } from '../../components/FormRow.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { usePresentation } from '../../components/settings.tsx';
import type { FieldDraft } from '../../components/useField.ts';
import { targetChoices } from './TargetRows.tsx';
import { useAmountRule } from './useAmountRule.ts';

const MOST_LIMITS = 4;

const Line = styled('div')({
  display: 'grid',
  gridTemplateColumns: '104px minmax(0, 1fr) auto',
  columnGap: 6,
  rowGap: 4,
  '& > div:first-of-type': { gridColumn: '1 / -1' },
  alignItems: 'center',
});
const YearRow = styled('div')({ gridColumn: '1 / -1' });
const Add = styled('div')({ gridColumn: '1 / -1', marginLeft: -6 });

/** What a figure is held to at first: its level if it is a limit of the workspace. */
const firstBound = ({ key, bound = { direction: 'atMost', level: 0 } }: SensitivityTarget): LimitToHold => ({ target: key, ...bound });

export type LimitsToHoldProps = {
  readonly targets: readonly SensitivityTarget[];
  readonly hold: readonly LimitToHold[];
  readonly draftOf: (index: number) => FieldDraft<number>;
  readonly onChange: (hold: readonly LimitToHold[]) => void;
};

/** The limits that an answer must hold: figures with a level each. */
export const LimitsToHold = ({ targets, hold, draftOf, onChange }: LimitsToHoldProps) => {
  const { label } = usePresentation();
  const ruleOf = useAmountRule();
  const offeredTargets = targets.filter(({ group }) => group !== 'deal');
  const change = (index: number, part: Partial<LimitToHold>) =>
    onChange(hold.map((heldLimit, i) => (i === index ? { ...heldLimit, ...part } : heldLimit)));
  const first = offeredTargets.find(({ bound }) => bound !== undefined) ?? offeredTargets[0];
  return (
    <>
      {hold.map((heldLimit, index) => {
        const target = offeredTargets.find(({ key }) => key === heldLimit.target);
        if (target === undefined) return undefined;
        const name = text('sensitivity.limitNumber', { number: index + 1 });
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a limit is its place in the list
          <FormLine key={index} label={name}>
            <Line>
              <SelectField
                label={`${name} ${text('sensitivity.figure')}`}
                value={target.key}
                choices={targetChoices(offeredTargets, label)}
                onCommit={(key) =>
                  change(index, { year: undefined, ...firstBound(offeredTargets.find((offeredTarget) => offeredTarget.key === key)!) })
                }
              />
              {target.years.length > 0 ? (
                <YearRow>
                  <SelectField
                    label={`${name} ${text('sensitivity.year')}`}
                    value={String(heldLimit.year ?? target.year)}
                    choices={target.years.map((listedYear) => ({ value: String(listedYear), label: String(listedYear) }))}
                    onCommit={(selectedText) => change(index, { year: Number(selectedText) })}
                  />
                </YearRow>
              ) : undefined}
              <SelectField
                label={`${name} ${text('sensitivity.direction')}`}
                value={heldLimit.direction}
                choices={(['atMost', 'atLeast'] as const).map((value) => ({ value, label: text(`sensitivity.${value}`) }))}
                onCommit={(direction) => change(index, { direction })}
              />
              <NumberField
                label={`${name} ${text('sensitivity.level')}`}
                {...ruleOf(target)}
                required
                value={heldLimit.level}
                draft={draftOf(index)}
                onCommit={(level) => level !== undefined && change(index, { level })}
              />
              <QuietButton
                aria-label={text('sensitivity.removeLimit', { number: index + 1 })}
                onClick={() => onChange(hold.filter((_, i) => i !== index))}
              >
                {text('sensitivity.remove')}
              </QuietButton>
            </Line>
          </FormLine>
        );
      })}
      {first !== undefined && hold.length < MOST_LIMITS ? (
        <Add>
          <QuietButton onClick={() => onChange([...hold, firstBound(first)])}>{text('sensitivity.addLimit')}</QuietButton>
        </Add>
      ) : undefined}
    </>
  );
};
