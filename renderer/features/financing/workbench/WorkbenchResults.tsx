import { styled } from '@mui/material/styles';
import { memo } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { ReadyWorkbench } from '#shared/contract/financingWorkbench.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatPlainNumber } from '#shared/units/format.ts';
import { ChartSection } from '../../../components/ChartSection.tsx';
import { EmptyState } from '../../../components/EmptyState.tsx';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { FigureRow, LabelledFigure } from '../../../components/LabelledFigure.tsx';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { useFigureReader } from '../../../components/settings.tsx';
import { BalanceTable } from './BalanceTable.tsx';
import { EventsTable } from './EventsTable.tsx';
import { OptionsTable } from './OptionsTable.tsx';

const Results = styled('div')({ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', rowGap: 20, minWidth: 0 });

const textFigure = (label: string): Figure => ({ value: '', label: { name: label }, unit: 'text', decimals: 0 });

/** The cost of the money without and with its price, and the loan that costs the same. */
const Costs = ({ answer }: { readonly answer: ReadyWorkbench }) => {
  const read = useFigureReader();
  const { allInCost, allInCostWithPrice, indifferentRate, concession, averageLife, notRepaid, hasRecourse } = answer;
  const isPremium = allInCostWithPrice !== undefined && Number(allInCostWithPrice.value) < 0;
  const noFigureText = textFigure(text(notRepaid > 0 ? 'financing.notRepaid' : 'financing.noRate'));
  const amount = read.inWords({ value: notRepaid, unit: 'usd', decimals: 1 });
  return (
    <>
      {notRepaid > 0 ? (
        <ErrorNote state="near" text={text(`financing.workbench.notRepaid.${hasRecourse ? 'cash' : 'lapses'}`, { amount })} />
      ) : undefined}
      <FigureRow>
        <LabelledFigure
          label={text('financing.workbench.withPrice')}
          term="allInCost"
          figure={allInCostWithPrice ?? noFigureText}
          basis={isPremium ? text('financing.workbench.premium') : text('financing.workbench.aYear')}
        />
        <LabelledFigure
          label={text('financing.workbench.withoutPrice')}
          term="allInCost"
          figure={allInCost ?? noFigureText}
          basis={text('financing.workbench.aYear')}
        />
        <LabelledFigure
          label={text('financing.workbench.indifferent')}
          figure={indifferentRate ?? noFigureText}
          basis={indifferentRate ? text('financing.workbench.indifferent.note') : undefined}
        />
        <LabelledFigure label={text('financing.workbench.concession')} figure={concession} />
        <LabelledFigure
          label={text('financing.workbench.averageLife')}
          figure={
            averageLife === null
              ? noFigureText
              : textFigure(text('financing.workbench.years', { years: formatPlainNumber(averageLife, { decimals: 1 }) }))
          }
        />
      </FigureRow>
    </>
  );
};

export type WorkbenchResultsProps = {
  readonly answer: Output<'financing.workbench'> | undefined;
  /** Why the last answer is outdated; an error of a field is shown at the field. */
  readonly error: OrebookError | undefined;
  readonly selectedEventId: string;
  readonly onSelectEvent: (id: string) => void;
};

/** The figures of a prepayment, updated while its terms are typed. */
export const WorkbenchResults = memo(({ answer, error, selectedEventId, onSelectEvent }: WorkbenchResultsProps) => {
  const note =
    error === undefined ? undefined : error.code === 'BAD_INPUT' ? (
      <ErrorNote state="near" text={text('economics.stale')} />
    ) : (
      <ErrorNote text={errorText(error)} />
    );
  if (answer === undefined) return note ?? <Skeleton of="rows" rows={6} />;
  if (answer.state === 'leftOut') {
    return (
      <>
        {note}
        <EmptyState
          what={
            answer.reason === 'noContract'
              ? text('financing.workbench.noContract')
              : text(`financing.leftOut.${answer.reason}`, { name: text('place.prepayment') })
          }
          actions={[{ label: text('financing.workbench.back'), route: '/financing' }]}
        />
      </>
    );
  }
  return (
    <Results>
      {note}
      <Costs answer={answer} />
      <OptionsTable options={answer.options} seniorLoan={answer.seniorLoan} />
      <ChartSection view={answer.balance} minHeight={220} />
      <EventsTable events={answer.events} selectedEventId={selectedEventId} onSelectEvent={onSelectEvent} />
      <BalanceTable months={answer.months} contracts={answer.contracts} />
    </Results>
  );
});
