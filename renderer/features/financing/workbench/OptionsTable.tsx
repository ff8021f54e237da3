import { styled } from '@mui/material/styles';
import type { Figure } from '#shared/contract/figure.ts';
import type { FinancingOption, ReadyWorkbench } from '#shared/contract/financingWorkbench.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { FigureLink } from '../../../components/FigureLink.tsx';
import { RowNote } from '../../../components/FormRow.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../../components/settings.tsx';
import { WrappingText } from '../../../components/WrappingText.tsx';
import { CopyRows } from './CopyRows.tsx';

const DateText = styled('span')(({ theme }) => ({
  display: 'grid',
  padding: '3px 0',
  lineHeight: 1.3,
  '& small': { ...theme.typography.caption, color: theme.vars.palette.text.secondary },
}));

const figureCell = (figure: Figure | undefined, month?: number) =>
  figure === undefined ? (
    text('common.none')
  ) : (
    <DateText>
      <FigureLink figure={figure} as="cell" />
      {month === undefined ? undefined : <small>{text('financing.workbench.inMonth', { month: formatMonth(month) })}</small>}
    </DateText>
  );

/** The prepayment, a bank loan of the same amount, and neither, side by side. */
export const OptionsTable = ({ options, seniorLoan }: Pick<ReadyWorkbench, 'options' | 'seniorLoan'>) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const usd = read.format({ value: 0, unit: 'usd' }).unit;
  const capacity = text('financing.workbench.capacityOf', { name: label(seniorLoan) });
  const columns: readonly SimpleColumn<FinancingOption>[] = [
    {
      key: 'option',
      label: text('financing.workbench.option'),
      tone: 'key',
      width: '34%',
      cell: ({ key }) => text(`financing.workbench.option.${key}`),
    },
    { key: 'npv', label: text('financing.workbench.npv'), unit: usd, align: 'right', tone: 'value', cell: ({ npv }) => figureCell(npv) },
    {
      key: 'dscr',
      label: text('financing.minimumDscr'),
      term: 'dscr',
      align: 'right',
      cell: ({ minimumDscr, minimumMonth }) => figureCell(minimumDscr, minimumMonth),
    },
    {
      key: 'capacity',
      label: <WrappingText>{capacity}</WrappingText>,
      term: 'debtCapacity',
      unit: usd,
      align: 'right',
      cell: ({ capacity: figure, capacityMonth }) => figureCell(figure, capacityMonth),
    },
    {
      key: 'cost',
      label: text('financing.workbench.allInCost'),
      unit: text('formUnit.percentAYear'),
      term: 'allInCost',
      align: 'right',
      cell: ({ allInCost }) => figureCell(allInCost),
    },
  ];
  const figureText = (figure: Figure | undefined): string => (figure === undefined ? text('common.none') : read.format(figure).text);
  return (
    <Section
      title={text('financing.workbench.options')}
      tools={
        <CopyRows
          heads={[
            text('financing.workbench.option'),
            `${text('financing.workbench.npv')} (${usd})`,
            text('financing.minimumDscr'),
            `${capacity} (${usd})`,
            text('financing.workbench.allInCost'),
          ]}
          rows={() =>
            options.map(({ key, npv, minimumDscr, capacity: figure, allInCost }) => [
              text(`financing.workbench.option.${key}`),
              figureText(npv),
              figureText(minimumDscr),
              figureText(figure),
              allInCost === undefined ? text('common.none') : read.inWords(allInCost),
            ])
          }
        />
      }
    >
      <SimpleTable label={text('financing.workbench.options')} columns={columns} rows={options} rowKey={({ key }) => key} isTight />
      <RowNote>{text('financing.workbench.options.note')}</RowNote>
    </Section>
  );
};
