import type { TableIdentities } from '#shared/contract/figure.ts';
import type { CashYear } from '#shared/contract/financing.ts';
import { sumBy } from '#shared/math.ts';
import { text } from '#shared/messages/text.ts';
import { PlainFigure } from '../../components/PlainFigure.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';

const COSTS = ['haircut', 'operatingCost', 'fixedCost', 'sustainingCapital', 'closureCost', 'royalty', 'tax'] as const;

/** The cash flow available for debt service by calendar year: net revenue less costs. */
export const CashTable = ({
  years,
  identities,
}: {
  readonly years: readonly CashYear[];
  readonly identities: TableIdentities | undefined;
}) => {
  const read = useFigureReader();
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 1 });
  const amount = (key: 'revenue' | 'cfads' | (typeof COSTS)[number]): SimpleColumn<CashYear> => {
    const sign = key === 'revenue' || key === 'cfads' ? 1 : -1;
    return {
      key,
      label: text(`financing.cash.${key}`),
      unit: money(0).unit,
      align: 'right',
      ...(key === 'cfads' && { tone: 'value' as const, term: 'cfads' as const }),
      cell: (row) => (
        <PlainFigure table={identities?.years} row={row} column={key} unit="usd">
          {money(sign * row[key] + 0).text}
        </PlainFigure>
      ),
      total: money(sign * sumBy(years, (row) => row[key]) + 0).text,
    };
  };
  return (
    <Section title={text('financing.cash.title')} note={text('financing.cash.note')}>
      <SimpleTable
        label={text('financing.cash.title')}
        columns={[
          { key: 'year', label: text('financing.cash.year'), tone: 'key', cell: ({ year }) => String(year), total: text('common.total') },
          amount('revenue'),
          ...COSTS.filter((key) => key === 'operatingCost' || years.some((row) => row[key] !== 0)).map(amount),
          amount('cfads'),
        ]}
        rows={years}
        rowKey={({ year }) => year}
      />
    </Section>
  );
};
