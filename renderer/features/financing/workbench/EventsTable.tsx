import { styled } from '@mui/material/styles';
import type { PrepaymentEvent } from '#shared/contract/financingWorkbench.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { formatMonth, formatPercent } from '#shared/units/format.ts';
import { RowNote } from '../../../components/FormRow.tsx';
import { Section } from '../../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { useFigureReader, usePresentation } from '../../../components/settings.tsx';
import { CopyRows } from './CopyRows.tsx';

const AMOUNTS = ['setOff', 'interest', 'dueInCash', 'lapsed'] as const;

const EventName = styled('span')(({ theme }) => ({
  display: 'grid',
  justifyItems: 'start',
  textAlign: 'left',
  padding: '5px 0',
  lineHeight: 1.3,
  whiteSpace: 'normal',
  '& small': { ...theme.typography.caption, color: theme.vars.palette.text.secondary },
}));

export type EventsTableProps = {
  readonly events: readonly PrepaymentEvent[];
  /** The event whose balance is drawn. */
  readonly selectedEventId: string;
  readonly onSelectEvent: (id: string) => void;
};

/** Set-off, interest and cost of the prepayment in events and in the scenarios of the library. */
export const EventsTable = ({ events, selectedEventId, onSelectEvent }: EventsTableProps) => {
  const read = useFigureReader();
  const { label } = usePresentation();
  const money = (value: number): string => read.format({ value: value + 0, unit: 'usd', decimals: 1 }).text;
  const unit = read.format({ value: 0, unit: 'usd' }).unit;
  const costText = ({ allInCost, isRepaid, isBelowZero }: PrepaymentEvent): string => {
    if (!isRepaid) return text('financing.notRepaid');
    if (isBelowZero) return text('financing.belowZero');
    return allInCost === null ? text('financing.noRate') : formatPercent(allInCost, { decimals: 1 });
  };
  const inWords = (value: number): string => read.inWords({ value, unit: 'usd', decimals: 1 });
  const balanceAndOwed = ({ balance, owed }: PrepaymentEvent): string | undefined =>
    balance === undefined || owed === undefined
      ? undefined
      : text('financing.workbench.event.balanceAndOwed', { balance: inWords(balance), owed: inWords(owed) });
  const eventName = (event: PrepaymentEvent) => {
    const balanceText = balanceAndOwed(event);
    return balanceText === undefined ? (
      label(event.label)
    ) : (
      <EventName>
        <span>{label(event.label)}</span>
        <small>{balanceText}</small>
      </EventName>
    );
  };
  const columns: readonly SimpleColumn<PrepaymentEvent>[] = [
    { key: 'event', label: text('financing.workbench.event'), tone: 'key', width: '30%', cell: (event) => eventName(event) },
    ...AMOUNTS.map(
      (key): SimpleColumn<PrepaymentEvent> => ({
        key,
        label: text(`financing.workbench.event.${key}`),
        unit,
        align: 'right',
        cell: (event) => money(event[key]),
      }),
    ),
    {
      key: 'cost',
      label: text('financing.workbench.event.cost'),
      term: 'allInCost',
      align: 'right',
      tone: 'value',
      cell: costText,
    },
    {
      key: 'repaidBy',
      label: text('financing.workbench.event.repaidBy'),
      align: 'right',
      tone: 'context',
      cell: ({ repaidBy }) => (repaidBy === undefined ? '' : formatMonth(repaidBy)),
    },
  ];
  return (
    <Section
      title={text('financing.workbench.events')}
      note={text('financing.workbench.events.note')}
      tools={
        <CopyRows
          heads={[
            text('financing.workbench.event'),
            ...AMOUNTS.map((key) => `${text(`financing.workbench.event.${key}`)} (${unit})`),
            text('financing.workbench.event.cost'),
            text('financing.workbench.event.repaidBy'),
          ]}
          rows={() =>
            events.map((event) => [
              [label(event.label), balanceAndOwed(event)].filter((part) => part !== undefined).join(', '),
              ...AMOUNTS.map((key) => money(event[key])),
              costText(event),
              event.repaidBy === undefined ? '' : formatMonth(event.repaidBy),
            ])
          }
        />
      }
    >
      <SimpleTable
        label={text('financing.workbench.events')}
        columns={columns}
        rows={events}
        rowKey={({ id }) => id}
        rowChoice={({ id }) => ({ isChosen: id === selectedEventId, onChoose: () => onSelectEvent(id) })}
        isTight
      />
      <RowNote>{[text('financing.workbench.event.default.note'), text('financing.workbench.event.cost.note')].join(sentenceGap())}</RowNote>
    </Section>
  );
};
