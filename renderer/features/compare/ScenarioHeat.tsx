import { styled } from '@mui/material/styles';
import type { Output } from '#shared/contract/contract.ts';
import { text } from '#shared/messages/text.ts';
import { markBestFigures } from '#shared/presentation/compare.ts';
import { useCall } from '../../api/queries.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useComponentSettings, useFigureReader, usePresentation } from '../../components/settings.tsx';
import { WaitingPart } from '../../components/WaitingPart.tsx';
import type { ComparisonInput } from './compareAddress.ts';
import { PlanMark } from './PlanMark.tsx';

type Costs = Output<'compare.scenarios'>['scenarios'][number];

/** The step of the sequential colours for the largest loss: the darkest that keeps the text's contrast in both themes. */
const STRONGEST_STEP = 2;

const Cell = styled('span', { shouldForwardProp: (prop) => prop !== 'heat' && prop !== 'isBest' })<{ heat: number; isBest: boolean }>(
  ({ theme, heat, isBest }) => ({
    display: 'inline-block',
    minWidth: 132,
    padding: '4px 10px',
    textAlign: 'right',
    fontVariantNumeric: 'tabular-nums',
    fontWeight: isBest ? theme.typography.fontWeightBold : 'inherit',
    backgroundColor: `color-mix(in srgb, ${theme.vars.palette.ore.sequential[STRONGEST_STEP]} ${Math.round(Math.max(0, heat) * 100)}%, transparent)`,
  }),
);

const Name = styled('span')({ whiteSpace: 'normal' });

/** The loss of each plan in each scenario of the workspace, the largest first. */
export const ScenarioHeat = ({ planIds }: Pick<ComparisonInput, 'planIds'>) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const { moneyScale } = useComponentSettings();
  const costs = useCall('compare.scenarios', planIds === undefined ? {} : { planIds }, { keepLast: true });
  const { unit } = read.format({ value: 0, unit: 'usd', decimals: 1 });
  const columns: readonly SimpleColumn<Costs>[] = [
    { key: 'name', label: text('compare.page.heat.scenario'), tone: 'key', cell: ({ name }) => <Name>{label(name)}</Name> },
    ...(costs.data?.plans ?? []).map(
      ({ id, name, letter, mark }, i): SimpleColumn<Costs> => ({
        key: id,
        label: (
          <span title={name}>
            <PlanMark mark={mark} />
            {letter}
          </span>
        ),
        unit,
        align: 'right',
        cell: ({ cells }) => {
          const cell = cells[i];
          const bestFlags = markBestFigures(
            cells.map(({ cost }) => cost),
            'less',
            { moneyScale },
          );
          return cell ? (
            <Cell heat={cell.heat} isBest={bestFlags[i] ?? false}>
              <FigureLink figure={cell.cost} as="cell" />
            </Cell>
          ) : undefined;
        },
      }),
    ),
  ];
  return (
    <Section title={text('compare.page.heat')} note={text('compare.page.heat.note', { unit })} span={12}>
      {costs.data ? (
        <SimpleTable
          label={text('compare.page.heat')}
          columns={columns}
          rows={costs.data.scenarios}
          rowKey={({ id }) => id}
          foot={costs.data.scenarios.length === 0 ? text('compare.page.heat.none') : undefined}
        />
      ) : (
        <WaitingPart query={costs} rows={4} />
      )}
    </Section>
  );
};
