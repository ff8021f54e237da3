import { styled } from '@mui/material/styles';
import { memo } from 'react';
import type { ContractClauses, TradeRow } from '#shared/contract/contractClauses.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { FigureLink } from '../../../components/FigureLink.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { StateMark } from '../../../components/StateMark.tsx';
import { useFigureReader } from '../../../components/settings.tsx';
import { RunningJob } from '../../../editing/commands/RunningJob.tsx';
import { SimulatedClausesTable } from './SimulatedClausesTable.tsx';
import { useSimulatedClauses } from './useSimulatedClauses.ts';

const TermText = styled('span')({ display: 'block', whiteSpace: 'normal', overflowWrap: 'anywhere', lineHeight: '16px', padding: '4px 0' });
const WarningLine = styled('span')({ display: 'block', '& .warning': { whiteSpace: 'normal' } });

const Term = ({ row }: { readonly row: TradeRow }) => (
  <TermText>
    {renderMessage(row.label)}
    {row.warning ? (
      <WarningLine>
        <StateMark state="near">
          <span className="warning">{renderMessage(row.warning)}</span>
        </StateMark>
      </WarningLine>
    ) : undefined}
  </TermText>
);

export type ClausesTableProps = { readonly clauses: ContractClauses; readonly contract: OfftakeContract };

/** Lists the value of each clause and of one unit of each trade term, with equivalents; simulates the clauses on request. */
export const ClausesTable = memo(({ clauses, contract }: ClausesTableProps) => {
  const read = useFigureReader();
  const { result, isOutdated, job, problem, start } = useSimulatedClauses(contract, clauses);
  const rows = [...clauses.clauses, ...clauses.trades];
  const moneyUnit = rows[0] ? read.format(rows[0].value).unit : '';
  const columns: readonly SimpleColumn<TradeRow>[] = [
    { key: 'term', label: text('clauses.item'), tone: 'key', cell: (row) => <Term row={row} /> },
    {
      key: 'worth',
      label: text('clauses.worth'),
      unit: moneyUnit,
      align: 'right',
      tone: 'value',
      cell: (row) => <FigureLink as="cell" figure={row.value} />,
    },
    {
      key: 'perTonne',
      label: text('clauses.perTonne'),
      unit: text('contracts.table.usdPerDmt'),
      align: 'right',
      cell: (row) => <FigureLink as="cell" figure={row.perTonne} />,
    },
    ...clauses.units.map(
      (unit, i): SimpleColumn<TradeRow> => ({
        key: unit,
        label: text(`clauses.unit.${unit}`),
        unit: text(`clauses.unitHead.${unit}`),
        align: 'right',
        cell: (row) => {
          const value = row.equivalents[i];
          return value ? <FigureLink as="cell" figure={value} /> : undefined;
        },
      }),
    ),
  ];
  return (
    <Section
      title={text('clauses.title')}
      note={text('clauses.note')}
      span={12}
      tools={
        <QuietButton disabled={start === undefined} onClick={start}>
          {text('clauses.simulate')}
        </QuietButton>
      }
    >
      <SimpleTable
        isTight
        label={text('clauses.title')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.key}
        foot={text(clauses.clauses.length === 0 ? 'clauses.empty' : 'clauses.moves')}
      />
      {job ? <RunningJob job={job} stopLabel={text('clauses.simulateStop')} isCounted={false} /> : undefined}
      {problem === undefined ? undefined : <ErrorNote text={problem} />}
      {result ? <SimulatedClausesTable simulated={result} isOutdated={isOutdated} /> : undefined}
    </Section>
  );
});
