import { RUN_CONTRACT_ROWS } from '#shared/contract/listPages.ts';
import type { ShownOutcome } from '#shared/contract/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { formatKdmt, formatNumber, type MassUnit } from '#shared/units/format.ts';
import { MetalSwatch } from '../../../components/MetalName.tsx';
import { PlainFigure } from '../../../components/PlainFigure.tsx';
import { RowsPager } from '../../../components/RowsPager.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useMoney } from './useMoney.ts';

type Contract = ShownOutcome['contracts'][number];

type SimulatedContractsProps = Pick<ShownOutcome, 'contracts' | 'contractsPage' | 'identities'> & {
  readonly onPage: (first: number) => void;
};

/** Average deliveries and revenue of each contract over the paths, the largest part of the shortfall first. */
export const SimulatedContracts = ({ contracts, contractsPage, identities, onPage }: SimulatedContractsProps) => {
  const money = useMoney();
  const rare = (value: number) => formatNumber(value, { decimals: 2 });
  const amount = (key: string, label: string, unit: string, of: (row: Contract) => string): SimpleColumn<Contract> => ({
    key,
    label,
    unit,
    align: 'right',
    cell: (row) => (
      <PlainFigure table={identities?.contracts} row={row} column={key} unit="usd">
        {of(row)}
      </PlainFigure>
    ),
  });
  const massUnit: MassUnit = 'kdmt';
  const columns: readonly SimpleColumn<Contract>[] = [
    {
      key: 'buyer',
      label: text('simulation.page.buyer'),
      tone: 'key',
      cell: ({ buyer, metal }) => (
        <>
          <MetalSwatch metal={metal} />
          {buyer}
        </>
      ),
    },
    { key: 'code', label: text('simulation.page.code'), tone: 'context', cell: ({ code }) => code },
    amount('deterministic', text('simulation.page.without'), money.unit, (row) => money.text(row.deterministic)),
    amount('mean', text('simulation.page.mean'), money.unit, (row) => money.estimate(row.mean)),
    amount('shortfall', text('simulation.page.part'), money.unit, (row) => money.text(row.shortfall)),
    amount('delivered', text('simulation.page.delivered'), massUnit, (row) => formatKdmt(row.delivered)),
    amount('refused', text('simulation.page.refused'), massUnit, (row) => formatKdmt(row.refused)),
    amount('deferred', text('simulation.page.deferred'), massUnit, (row) => formatKdmt(row.deferred)),
    amount('deficiency', text('simulation.page.deficiency'), money.unit, (row) => money.text(row.deficiency)),
    amount('defaults', text('simulation.page.defaults'), text('simulation.page.aPath'), (row) => rare(row.defaults)),
    amount('events', text('simulation.page.events'), text('simulation.page.aPath'), (row) =>
      rare(row.refusals + row.deferrals + row.renegotiations),
    ),
  ];
  return (
    <Section title={text('simulation.page.contracts')} note={text('simulation.page.contractsNote')} span={12}>
      <SimpleTable
        label={text('simulation.page.contracts')}
        columns={columns}
        rows={contracts}
        rowKey={({ contractId }) => contractId}
        rowRoute={({ contractId }) => `/contracts/${contractId}`}
        isTight
      />
      <RowsPager label={text('simulation.page.contracts')} {...contractsPage} pageRows={RUN_CONTRACT_ROWS} onChange={onPage} />
    </Section>
  );
};
