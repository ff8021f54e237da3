import Checkbox from '@mui/material/Checkbox';
import { styled } from '@mui/material/styles';
import { useId } from 'react';
import type { SimulationSettings } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { FormLine, RowNote } from '../../../components/FormRow.tsx';
import { OriginMark } from '../../../components/OriginMark.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { at } from '../../../editing/fields/fieldPath.ts';
import { formatField } from '../../../editing/fields/fieldSpec.ts';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { isNumberKey, parameterSpec, type SimulationParameter } from './simulationField.ts';
import { SETTINGS } from './useSimulationSettings.ts';

const Line = styled('div')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'grid',
  gridTemplateColumns: '24px minmax(0, 1fr) 128px 92px',
  columnGap: 8,
  alignItems: 'center',
  minHeight: 32,
  // separates a label of two lines from its neighbours
  '& > label': { padding: '3px 0', lineHeight: '16px', color: theme.vars.palette.text.secondary },
  '& .MuiCheckbox-root': { padding: 4, marginLeft: -4 },
}));

type NumberLineProps = {
  readonly parameter: SimulationParameter;
  readonly settings: SimulationSettings;
  readonly change: (part: Partial<SimulationSettings>) => void;
};

/** One number: its switch, its field, a way to restore the default, and what is known about the default. */
const NumberLine = ({ parameter, settings, change }: NumberLineProps) => {
  const id = useId();
  const { key } = parameter;
  if (!isNumberKey(key)) return undefined;
  const spec = parameterSpec(parameter);
  const { label } = spec;
  const value = settings[key];
  const defaultText = formatField(spec, parameter.value);
  return (
    <FormLine label={label}>
      <Line>
        {parameter.off === undefined ? (
          <span />
        ) : (
          <Checkbox
            id={id}
            checked={value !== parameter.off}
            onChange={(_event, on) => change({ [key]: on ? parameter.value : parameter.off })}
          />
        )}
        {parameter.off === undefined ? <span>{label}</span> : <label htmlFor={id}>{label}</label>}
        <RecordField path={at(SETTINGS, key)} label={text('simulation.page.value')} />
        {value === parameter.value ? (
          <span>
            <OriginMark origin={parameter.origin} />
          </span>
        ) : (
          <QuietButton
            aria-label={text('simulation.page.backTo', { label, value: defaultText })}
            onClick={() => change({ [key]: parameter.value })}
          >
            {text('simulation.page.house', { value: defaultText })}
          </QuietButton>
        )}
        <RowNote>{renderLabel(parameter.source)}</RowNote>
      </Line>
    </FormLine>
  );
};

/** The numbers of a run, each with its switch and its source. */
export const SettingsNumbers = ({
  parameters,
  ...rest
}: Omit<NumberLineProps, 'parameter'> & { readonly parameters: readonly SimulationParameter[] }) => (
  <>
    {parameters.map((parameter) => (
      <NumberLine key={parameter.key} parameter={parameter} {...rest} />
    ))}
  </>
);
