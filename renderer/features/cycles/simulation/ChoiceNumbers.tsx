import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { SimulationChoice } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { FormLine } from '../../../components/FormRow.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { OriginMark } from '../../../components/OriginMark.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import type { KeptChoice } from './useKeptChoice.ts';

type Parameter = Output<'simulation.options'>['parameters'][number];
type NumberKey = { [K in keyof SimulationChoice]-?: SimulationChoice[K] extends number ? K : never }[keyof SimulationChoice];

/** Bounds of a number of a choice, as the contract has them. */
const BOUNDS: Readonly<Partial<Record<NumberKey, readonly [min: number, max: number]>>> = {
  zoneCorrelation: [0, 1],
  demandSpeed: [0.01, 1],
  expansionDemand: [1, 1.5],
  slumpDemand: [0.3, 1],
  slumpVolatility: [1, 3],
  volatilityFactor: [0.5, 3],
  performanceHazard: [0, 1],
  gap: [0, 20],
  slack: [0, 20],
  recovery: [0, 1],
};

const isNumberKey = (key: string): key is NumberKey => key in BOUNDS;

const Line = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateColumns: '24px minmax(0, 1fr) 128px 92px',
  columnGap: 8,
  alignItems: 'center',
  minHeight: 32,
  // a label of two lines keeps apart from its neighbours
  '& > label': { padding: '3px 0', lineHeight: '16px', color: theme.vars.palette.text.secondary },
  '& .MuiCheckbox-root': { padding: 4, marginLeft: -4 },
}));

/** How a number is shown: the field's value, its unit and decimals. Months are one over the value. */
const shownOf = ({ unit }: Parameter) =>
  unit === 'months'
    ? ({ decimals: 1, unit: text('simulation.page.months'), turned: true } as const)
    : unit === 'perYear'
      ? ({ decimals: 1, unit: text('simulation.page.percentAYear'), scale: 100 } as const)
      : unit === 'fraction'
        ? ({ decimals: 1, unit: '%', scale: 100 } as const)
        : ({ decimals: 2 } as const);

type NumberLineProps = { readonly parameter: Parameter; readonly kept: KeptChoice };

/** One number: its switch, its field, and where it comes from or the way back to that. */
const NumberLine = ({ parameter, kept: { choice, texts, change, type, reset } }: NumberLineProps) => {
  const id = useId();
  const { key } = parameter;
  if (!isNumberKey(key)) return undefined;
  const { turned = false, ...shown } = { turned: false, ...shownOf(parameter) };
  const turn = (value: number) => (turned ? 1 / value : value);
  const [low, high] = BOUNDS[key] ?? [0, 1];
  const [min, max] = turned ? [1 / high, 1 / low] : [low, high];
  const label = renderMessage(parameter.label);
  const value = choice[key];
  const scale = 'scale' in shown ? shown.scale : 1;
  const house = formatNumber(turn(parameter.value) * scale, { decimals: shown.decimals });
  return (
    <FormLine label={label}>
      <Line>
        <Checkbox
          id={id}
          checked={value !== parameter.off}
          onChange={(_event, on) => change({ [key]: on ? parameter.value : parameter.off })}
        />
        <label htmlFor={id}>{label}</label>
        <NumberField
          label={text('simulation.page.value')}
          name={key}
          value={turn(value)}
          typed={texts[key]}
          min={min}
          max={max}
          required
          {...shown}
          onType={(typed, meant) => type(key, typed, meant)}
          onCommit={(next) => next !== undefined && change({ [key]: turn(next) })}
        />
        {value === parameter.value ? (
          <span>
            <OriginMark origin={parameter.origin} />
          </span>
        ) : (
          <QuietButton
            aria-label={text('simulation.page.backTo', { label, value: house })}
            onClick={() => reset({ [key]: parameter.value }, key)}
          >
            {text('simulation.page.house', { value: house })}
          </QuietButton>
        )}
      </Line>
    </FormLine>
  );
};

/** The numbers of a run, each with its switch and its source. */
export const ChoiceNumbers = ({ parameters, kept }: { readonly parameters: readonly Parameter[]; readonly kept: KeptChoice }) => (
  <>
    {parameters.map((parameter) => (
      <NumberLine key={`${kept.epoch} ${parameter.key}`} parameter={parameter} kept={kept} />
    ))}
  </>
);
