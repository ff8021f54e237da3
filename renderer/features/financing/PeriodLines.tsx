import type { CashLines, FacilityPeriod, FinancingOverview, WaterfallPeriod } from '#shared/contract/financing.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';

type Line = { readonly key: string; readonly label: string; readonly amount: number; readonly isSum?: true };

const CASH: readonly (readonly [keyof CashLines, 1 | -1])[] = [
  ['contractRevenue', 1],
  ['spotRevenue', 1],
  ['haircut', -1],
  ['operatingCost', -1],
  ['fixedCost', -1],
  ['sustainingCapital', -1],
  ['closureCost', -1],
  ['royalty', -1],
  ['tax', -1],
];
/** Of a facility: what it brings, what falls due, what is paid and what is left. */
const FACILITY = [
  'draw',
  'fees',
  'interest',
  'interestOnArrears',
  'capitalised',
  'principal',
  'setOff',
  'recourse',
  'lapsed',
  'paid',
  'sweep',
  'arrears',
  'closing',
  'reserve',
] as const satisfies readonly (keyof FacilityPeriod)[];

const linesOf = (period: WaterfallPeriod, facilities: FinancingOverview['facilities']): readonly Line[] => [
  ...CASH.map(([key, sign]) => ({ key, label: text(`financing.cash.${key}`), amount: sign * period.cash[key] + 0 })),
  { key: 'cfads', label: text('financing.cash.cfads'), amount: period.cfads, isSum: true },
  ...period.facilities.flatMap((row) => {
    const name = facilities.find(({ facilityId }) => facilityId === row.facilityId)?.name ?? row.facilityId;
    return FACILITY.map((key) => ({
      key: `${row.facilityId} ${key}`,
      label: text('financing.waterfall.ofFacility', { name, line: text(`financing.waterfall.${key}`) }),
      amount: row[key] + 0,
    }));
  }),
  { key: 'distribution', label: text('financing.line.of.distribution'), amount: -period.distribution + 0 },
  { key: 'closingCash', label: text('financing.line.of.closingCash'), amount: period.closingCash, isSum: true },
];

/** The lines of one period of the waterfall: revenue and costs, then each facility. Lines of zero are left out. */
export const PeriodLines = ({
  period,
  facilities,
}: {
  readonly period: WaterfallPeriod;
  readonly facilities: FinancingOverview['facilities'];
}) => {
  const read = useFigureReader();
  const money = (value: number) => read.format({ value, unit: 'usd', decimals: 2 });
  const title = text('financing.waterfall.lines', { month: formatMonth(period.to) });
  const columns: readonly SimpleColumn<Line>[] = [
    { key: 'line', label: text('financing.waterfall.line'), width: '60%', cell: ({ label, isSum }) => (isSum ? <b>{label}</b> : label) },
    {
      key: 'amount',
      label: text('financing.amount'),
      unit: money(0).unit,
      align: 'right',
      cell: ({ amount, isSum }) => (isSum ? <b>{money(amount).text}</b> : money(amount).text),
    },
  ];
  return (
    <Section title={title}>
      <SimpleTable
        label={title}
        columns={columns}
        rows={linesOf(period, facilities).filter(({ amount, isSum }) => isSum || amount !== 0)}
        rowKey={({ key }) => key}
        tight
      />
    </Section>
  );
};
