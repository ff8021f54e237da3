import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { CycleGroup } from '#shared/contract/cycles.ts';
import { text } from '#shared/messages/text.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { MenuButton } from '../../components/MenuButton.tsx';
import { MetalName } from '../../components/MetalName.tsx';
import { PlainFigure } from '../../components/PlainFigure.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';

type Groups = Output<'cycles.get'>['groups'];
type By = keyof Groups;

const KINDS: readonly By[] = ['metal', 'buyer', 'year'];

type GroupTableProps = {
  readonly groups: Groups;
  readonly total: Output<'cycles.get'>['total'];
  readonly year: number;
  readonly identities: Output<'cycles.get'>['identities'];
};

/** The effect of the scenario by metal, by buyer and by year; each sums to the plan. */
export const GroupTable = ({ groups, total, year, identities }: GroupTableProps) => {
  const [by, setBy] = useState<By>('metal');
  const read = useFigureReader();
  const { label } = usePresentation();
  const money = (value: number, sign = false) => read.format({ value, unit: 'usd', decimals: 1, sign });
  const rows = groups[by];
  const { unit } = money(0);
  const amount = (key: 'base' | 'stressed' | 'change' | 'saved', sign = false): SimpleColumn<CycleGroup> => ({
    key,
    label: text(`cycles.groups.${key}`),
    unit,
    align: 'right',
    ...(key === 'change' ? { tone: 'value' as const } : {}),
    cell: (row) => (
      <PlainFigure table={identities[`groups.${by}`]} row={row} column={key} unit="usd">
        {money(row[key], sign).text}
      </PlainFigure>
    ),
    total: <FigureLink figure={{ ...total[key], decimals: 1, sign }} as="cell" />,
  });
  const columns: readonly SimpleColumn<CycleGroup>[] = [
    {
      key: 'label',
      label: text(`cycles.groups.${by}`),
      tone: 'key',
      cell: (row) => (row.metal ? <MetalName metal={row.metal} /> : label(row.label)),
      total: text('common.total'),
    },
    amount('base'),
    amount('stressed'),
    amount('change', true),
    amount('saved', true),
  ];
  return (
    <Section
      title={text('cycles.groups.title')}
      note={text('cycles.groups.note', { year })}
      span={12}
      tools={
        <MenuButton
          label={text(`cycles.groups.by.${by}`)}
          entries={KINDS.map((kind) => ({
            key: kind,
            label: text(`cycles.groups.by.${kind}`),
            isChosen: kind === by,
            onPick: () => setBy(kind),
          }))}
        />
      }
    >
      <SimpleTable label={text('cycles.groups.title')} columns={columns} rows={rows} rowKey={(row) => row.key} />
    </Section>
  );
};
