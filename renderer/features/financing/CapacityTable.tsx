import { styled } from '@mui/material/styles';
import type { Message } from '#shared/contract/figure.ts';
import type { FinancingCaseFacts, SizedLoan } from '#shared/contract/financing.ts';
import { colon, text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { VisuallyHidden } from '../../components/VisuallyHidden.tsx';
import { WrappingText } from '../../components/WrappingText.tsx';

const Breach = styled('span')(({ theme }) => ({
  display: 'grid',
  padding: '3px 0',
  lineHeight: 1.3,
  '& small': theme.typography.caption,
}));

const Terms = styled('p')(({ theme }) => ({
  ...theme.typography.caption,
  margin: '6px 0 0',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));

type Row = { readonly facts: FinancingCaseFacts; readonly loan: SizedLoan; readonly isFirst: boolean };

export type CapacityTableProps = {
  readonly cases: readonly FinancingCaseFacts[];
  /** The terms of the loan that is sized while the plan has none. */
  readonly terms: Message | undefined;
  readonly selectedCaseId: string | undefined;
  readonly onSelectCase: (id: string) => void;
};

/** The capacity of each loan by case, what binds and when, and the lowest coverage of the debt as entered. A row chooses the case shown. */
export const CapacityTable = ({ cases, terms, selectedCaseId, onSelectCase }: CapacityTableProps) => {
  const read = useFigureReader();
  const { label, message } = usePresentation();
  const rows = cases.flatMap((facts) => facts.loans.map((loan, i): Row => ({ facts, loan, isFirst: i === 0 })));
  const hasSeveralLoans = cases.some(({ loans }) => loans.length > 1);
  // only of the selected case: up to twenty cases have a reason
  const reasons = rows.flatMap(({ facts, loan: { capacity, reason } }) =>
    facts.id === selectedCaseId && reason !== undefined && capacity !== undefined && Number(capacity.value) <= 0
      ? [`${label(facts.label)}${colon()}${message({ key: reason.key, values: reason.figures })}`]
      : [],
  );
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'case',
      label: text('financing.case'),
      tone: 'key',
      width: '30%',
      // each row chooses its case, so that each has a name
      cell: ({ facts, loan, isFirst }) =>
        isFirst ? (
          <WrappingText>{label(facts.label)}</WrappingText>
        ) : (
          <VisuallyHidden>{`${label(facts.label)}${colon()}${label(loan.name)}`}</VisuallyHidden>
        ),
    },
    ...(hasSeveralLoans
      ? [{ key: 'loan', label: text('financing.loan'), cell: ({ loan }: Row) => <WrappingText>{label(loan.name)}</WrappingText> }]
      : []),
    {
      key: 'capacity',
      label: text('financing.capacity'),
      term: 'debtCapacity',
      unit: read.format({ value: 0, unit: 'usd' }).unit,
      align: 'right',
      tone: 'value',
      cell: ({ loan }) => (loan.capacity ? <FigureLink figure={loan.capacity} as="cell" /> : text('common.none')),
    },
    {
      key: 'binding',
      label: text('financing.binding'),
      tone: 'context',
      cell: ({ loan: { binding, month, capacity, reason } }) => {
        if (binding === undefined || month === undefined || reason === undefined) return '';
        const bindingText = text('financing.bindsIn', { target: text(`financing.target.${binding}`), month: formatMonth(month) });
        const carriesDebt = Number(capacity?.value) > 0;
        return (
          <WrappingText>
            {carriesDebt ? bindingText : message({ key: reason.key.replace('reason', 'bindsShort'), values: reason.figures })}
          </WrappingText>
        );
      },
    },
    {
      key: 'dscr',
      label: text('financing.minimumDscr'),
      term: 'dscr',
      align: 'right',
      cell: ({ facts: { minimumDscr }, isFirst }) => {
        if (!isFirst) return '';
        return minimumDscr ? <FigureLink figure={minimumDscr} as="cell" /> : text('common.none');
      },
    },
    {
      key: 'breach',
      label: text('financing.firstBreach'),
      tone: 'context',
      cell: ({ facts: { breaches }, isFirst }) => {
        const [first] = breaches.toSorted((a, b) => a.month - b.month);
        if (!isFirst || first === undefined) return '';
        return (
          <Breach>
            <span>{formatMonth(first.month)}</span>
            <small>{text(`financing.covenant.${first.covenant}`)}</small>
          </Breach>
        );
      },
    },
  ];
  return (
    <Section title={text('financing.capacity.title')} note={text('financing.capacity.note')}>
      <SimpleTable
        label={text('financing.capacity.title')}
        columns={columns}
        rows={rows}
        rowKey={({ facts, loan }) => `${facts.id} ${loan.facilityId ?? ''}`}
        rowChoice={({ facts }) => ({ isChosen: facts.id === selectedCaseId, onChoose: () => onSelectCase(facts.id) })}
        isTight
      />
      {reasons.map((reason) => (
        <Terms key={reason}>{reason}</Terms>
      ))}
      {terms ? <Terms>{message(terms)}</Terms> : undefined}
    </Section>
  );
};
