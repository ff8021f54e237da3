import { styled } from '@mui/material/styles';
import type { CashLines, FacilityPeriod, FinancingOverview, WaterfallPeriod } from '#shared/contract/financing.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import { WrappingText } from '../../components/WrappingText.tsx';

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
/** The lines of a facility in their order: draw and fees, dues, payments, balances. */
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

type Group = { readonly key: string; readonly name: string; readonly lines: readonly Line[] };

const groupsOf = (period: WaterfallPeriod, facilities: FinancingOverview['facilities']): readonly Group[] =>
  [
    {
      key: 'cash',
      name: text('financing.cash.title'),
      lines: [
        ...CASH.map(([key, sign]) => ({ key, label: text(`financing.cash.${key}`), amount: sign * period.cash[key] + 0 })),
        { key: 'cfads', label: text('financing.cash.cfads'), amount: period.cfads, isSum: true as const },
      ],
    },
    ...period.facilities.map((row) => {
      const name = facilities.find(({ facilityId }) => facilityId === row.facilityId)?.name ?? row.facilityId;
      return {
        key: row.facilityId,
        name,
        lines: FACILITY.map((key) => ({ key, label: text(`financing.waterfall.${key}`), amount: row[key] + 0 })),
      };
    }),
  ]
    .map(({ lines, ...group }) => ({ ...group, lines: lines.filter((line) => line.amount !== 0 || 'isSum' in line) }))
    .filter(({ lines }) => lines.length > 0);

/** The texts of a facility's lines are lower case, since labels of exports contain them. */
const LineName = styled(WrappingText)({ '&::first-letter': { textTransform: 'uppercase' } });

const Groups = styled('div')({
  display: 'grid',
  gridTemplateColumns: 'repeat(auto-fit, minmax(280px, 1fr))',
  columnGap: 32,
  rowGap: 12,
  alignItems: 'start',
  maxWidth: 1080,
});

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
  const columnsOf = (name: string): readonly SimpleColumn<Line>[] => [
    {
      key: 'line',
      label: <WrappingText>{name}</WrappingText>,
      width: '60%',
      cell: ({ label, isSum }) => <LineName>{isSum ? <b>{label}</b> : label}</LineName>,
    },
    {
      key: 'amount',
      label: text('financing.amount'),
      unit: money(0).unit,
      align: 'right',
      cell: ({ amount, isSum }) => (isSum ? <b>{money(amount).text}</b> : money(amount).text),
    },
  ];
  return (
    <Groups>
      {groupsOf(period, facilities).map(({ key, name, lines }) => (
        <SimpleTable
          key={key}
          label={text('financing.waterfall.ofFacility', { name: title, line: name })}
          columns={columnsOf(name)}
          rows={lines}
          rowKey={(line) => line.key}
          isTight
        />
      ))}
    </Groups>
  );
};
