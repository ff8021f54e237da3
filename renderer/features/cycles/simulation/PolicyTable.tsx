import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { METALS } from '#shared/domain/metal.ts';
import type { PolicyOverride, SimulationSettings } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { Icon } from '../../../components/Icon.tsx';
import { Section } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { at } from '../../../editing/fields/fieldPath.ts';
import { formatField } from '../../../editing/fields/fieldSpec.ts';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { POLICY_KEYS, type PolicyKey, policySpec } from './simulationField.ts';
import { SETTINGS } from './useSimulationSettings.ts';

type Row = { readonly index?: number; readonly own?: PolicyOverride };

export type PolicyTableProps = {
  readonly settings: SimulationSettings;
  readonly change: (part: Partial<SimulationSettings>) => void;
};

/** Policy closures by metal: the values for all metals, and rows for metals with their own values. An empty field takes the value for all metals. */
export const PolicyTable = ({ settings, change }: PolicyTableProps) => {
  const { policyByMetal } = settings;
  const freeMetals = METALS.filter((metal) => policyByMetal.every((row) => row.metal !== metal));
  const replace = (rows: readonly PolicyOverride[]) => change({ policyByMetal: rows });
  const number = (key: PolicyKey): SimpleColumn<Row> => {
    const spec = policySpec(key);
    return {
      key,
      label: spec.label,
      unit: spec.unit,
      align: 'right',
      width: '15%',
      cell: ({ index, own }) =>
        index === undefined || own === undefined ? (
          formatField(spec, settings[POLICY_KEYS[key]])
        ) : (
          <RecordField
            path={at(SETTINGS, 'policyByMetal', index, key)}
            label={text('simulation.policy.of', { what: spec.label, metal: text(`metal.${own.metal}`) })}
            hidesUnit
          />
        ),
    };
  };
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'metal',
      label: text('simulation.policy.metal'),
      tone: 'key',
      cell: ({ index, own }) =>
        own === undefined ? (
          text('simulation.policy.others')
        ) : (
          <SelectField
            label={text('simulation.policy.metalOf', { number: (index ?? 0) + 1 })}
            value={own.metal}
            choices={METALS.filter((metal) => metal === own.metal || freeMetals.includes(metal)).map((metal) => ({
              value: metal,
              label: text(`metal.${metal}`),
            }))}
            onCommit={(metal) => replace(policyByMetal.map((row, i) => (i === index ? { ...row, metal } : row)))}
          />
        ),
    },
    ...(Object.keys(POLICY_KEYS) as PolicyKey[]).map(number),
    {
      key: 'remove',
      label: text('common.actions'),
      isLabelHidden: true,
      cell: ({ index, own }) =>
        own && (
          <IconButton
            aria-label={text('simulation.policy.removeOf', { metal: text(`metal.${own.metal}`) })}
            onClick={() => replace(policyByMetal.filter((_, i) => i !== index))}
          >
            <Icon name="trash" size={14} />
          </IconButton>
        ),
    },
  ];
  const rows: readonly Row[] = [{}, ...policyByMetal.map((ownPolicy, index) => ({ own: ownPolicy, index }))];
  return (
    <Section
      title={text('simulation.policy.title')}
      note={text('simulation.policy.note')}
      span={12}
      tools={
        freeMetals[0] === undefined ? undefined : (
          <Button onClick={() => freeMetals[0] && replace([...policyByMetal, { metal: freeMetals[0] }])}>
            {text('simulation.policy.add')}
          </Button>
        )
      }
    >
      <SimpleTable isTight label={text('simulation.policy.title')} columns={columns} rows={rows} rowKey={({ index }) => index ?? 'all'} />
    </Section>
  );
};
