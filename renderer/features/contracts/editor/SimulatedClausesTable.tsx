import { styled } from '@mui/material/styles';
import { memo } from 'react';
import type { SimulatedClause, SimulatedClauses } from '#shared/contract/contractClauses.ts';
import type { Figure } from '#shared/contract/figure.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { FigureLink } from '../../../components/FigureLink.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { StateMark } from '../../../components/StateMark.tsx';
import { useFigureReader } from '../../../components/settings.tsx';

const Block = styled('div')({ marginTop: 16 });
const Foot = styled('span')({ whiteSpace: 'normal' });

const COLUMNS = [
  ['formula', 'formulaHead', 'context'],
  ['alone', 'alone', 'value'],
  ['aloneError', 'error', 'context'],
  ['difference', 'difference', undefined],
  ['differenceErrors', 'errors', 'context'],
  ['run', 'run', 'value'],
  ['runError', 'error', 'context'],
  ['nonPriceEffects', 'nonPriceEffects', undefined],
] as const satisfies readonly (readonly [Exclude<keyof SimulatedClause, 'key' | 'label'>, string, 'context' | 'value' | undefined])[];

const figureCell = (figure: Figure) => <FigureLink as="cell" figure={figure} />;

/** Lists the value of each clause by formula, on simulated prices alone, and in the full simulation, with standard errors. */
export const SimulatedClausesTable = memo(
  ({ simulated, isOutdated }: { readonly simulated: SimulatedClauses; readonly isOutdated: boolean }) => {
    const read = useFigureReader();
    const unit = simulated.rows[0] ? read.format(simulated.rows[0].run).unit : '';
    const columns: readonly SimpleColumn<SimulatedClause>[] = [
      { key: 'term', label: text('clauses.simulated.title'), tone: 'key', cell: (row) => renderMessage(row.label) },
      ...COLUMNS.map(
        ([key, head, tone]): SimpleColumn<SimulatedClause> => ({
          key,
          label: text(`clauses.simulated.${head}`),
          unit: key === 'differenceErrors' ? text('clauses.simulated.errorsUnit') : unit,
          align: 'right',
          tone,
          cell: (row) => figureCell(row[key]),
        }),
      ),
    ];
    return (
      <Block>
        {isOutdated ? (
          <StateMark state="near">
            <span>{text('clauses.simulated.stale')}</span>
          </StateMark>
        ) : undefined}
        <SimpleTable
          isTight
          label={text('clauses.simulated.title')}
          columns={columns}
          rows={simulated.rows}
          rowKey={(row) => row.key}
          foot={
            <Foot>
              {text('clauses.simulated.foot', {
                paths: formatPlainNumber(simulated.paths, { decimals: 0 }),
                seed: String(simulated.seed),
              })}
            </Foot>
          }
        />
      </Block>
    );
  },
);
