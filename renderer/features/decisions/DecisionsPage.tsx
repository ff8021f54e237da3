import { styled } from '@mui/material/styles';
import { useState } from 'react';
import type { ComparedDecision, ComparedFigure } from '#shared/contract/decisions.ts';
import type { IsoDate } from '#shared/domain/time.ts';
import { comma, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { figureText, joinUnit, renderLabel } from '#shared/presentation/message.ts';
import { authorName } from '#shared/presentation/noteAuthor.ts';
import { formatDate } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { EditButton, QuietEditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Columns, Section } from '../../components/Section.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { type Presentation, usePresentation } from '../../components/settings.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { WrappingText } from '../../components/WrappingText.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { DecisionDialog } from './DecisionDialog.tsx';

const Prose = styled('p')({ margin: '6px 0', maxWidth: '80ch', whiteSpace: 'pre-line', overflowWrap: 'anywhere' });

const columnsOf = ({ label }: Presentation, { at }: Pick<ComparedDecision, 'at'>): readonly SimpleColumn<ComparedFigure>[] => [
  {
    key: 'figure',
    label: text('decisions.figure'),
    tone: 'key',
    width: '40%',
    cell: ({ label: figure, year }) => (
      <WrappingText>{year === undefined ? label(figure) : text('decisions.figureInYear', { figure: label(figure), year })}</WrappingText>
    ),
  },
  {
    key: 'expected',
    label: text('decisions.expectedOn', { date: formatDate(at.slice(0, 10)) }),
    align: 'right',
    cell: ({ expected }) => joinUnit(figureText(expected, 'auto')),
  },
  {
    key: 'today',
    label: text('decisions.today'),
    align: 'right',
    tone: 'value',
    cell: ({ today, missing }) => (today ? <FigureLink as="plain" figure={today} /> : text(`decisions.missing.${missing ?? 'notFound'}`)),
  },
  {
    key: 'difference',
    label: text('decisions.difference'),
    align: 'right',
    cell: ({ difference }) => (difference ? joinUnit(figureText(difference, 'auto')) : text('common.dash')),
  },
];

const scopeText = (decision: ComparedDecision): string => {
  const { basis, decidedOn } = decision;
  const values = { date: formatDate(decidedOn), author: authorName(decision.author), plan: basis.planName };
  const scope =
    basis.contractId === undefined
      ? text('decisions.scope', values)
      : text('decisions.scopeOfContract', { ...values, contract: decision.contractCode ?? basis.contractId });
  return decision.deckName ? `${scope}${comma()}${text('simulation.page.deck', { deck: renderLabel(decision.deckName) })}` : scope;
};

const sinceText = ({ basis, changesSince: count }: ComparedDecision, valuationDate: IsoDate): string => {
  const to = formatDate(valuationDate);
  if (basis.valuationDate !== valuationDate) {
    return text('decisions.since.moved', { count, from: formatDate(basis.valuationDate), to });
  }
  return count === 0 ? text('decisions.since.unchanged', { to }) : text('decisions.since.changed', { count, to });
};

type DecisionSectionProps = {
  readonly decision: ComparedDecision;
  readonly valuationDate: IsoDate;
  readonly onEdit: () => void;
  readonly onDelete: () => void;
};

const DecisionSection = ({ decision, valuationDate, onEdit, onDelete }: DecisionSectionProps) => {
  const presentation = usePresentation();
  const { title, why, outcome, figures } = decision;
  return (
    <Section
      title={title}
      note={scopeText(decision)}
      span={12}
      tools={
        <>
          <QuietEditButton onClick={onEdit}>{text('decisions.edit')}</QuietEditButton>
          <QuietEditButton onClick={onDelete}>{text('decisions.delete')}</QuietEditButton>
        </>
      }
    >
      {why === '' ? undefined : <Prose>{text('decisions.why', { why })}</Prose>}
      {figures.length === 0 ? (
        <Prose>{text('decisions.noFigures')}</Prose>
      ) : (
        <SimpleTable<ComparedFigure>
          label={title}
          columns={columnsOf(presentation, decision)}
          rows={figures}
          rowKey={(figure) => figures.indexOf(figure)}
        />
      )}
      <Prose>{outcome === '' ? text('decisions.noOutcome') : text('decisions.outcome', { outcome })}</Prose>
      <Prose>
        {sinceText(decision, valuationDate)} <RouteLink route="/data">{text('decisions.showChanges')}</RouteLink>
      </Prose>
    </Section>
  );
};

/** Decisions with their reasons, what was expected of them, and the same figures today. */
export default function DecisionsPage() {
  const list = useCall('decisions.list', {}, { keepLast: true });
  const options = useCall('sensitivity.options', {}, { keepLast: true });
  const [editedDecision, setEdited] = useState<ComparedDecision | 'new'>();
  const [deleted, setDeleted] = useState<ComparedDecision>();
  const remove = useCommand('decisions.remove', { doneText: () => text('toast.decisionDeleted') });
  const title = text('place.decisions');
  if (!list.data) {
    return <WaitingPage title={title} error={list.error ? errorText(list.error) : undefined} onRetry={() => void list.refetch()} />;
  }
  const { decisions, valuationDate } = list.data;
  const record = { label: text('decisions.record'), isEdit: true, onAction: () => setEdited('new') };
  const count = { value: decisions.length, unit: 'count' as const, decimals: 0 };
  return (
    <Page
      title={title}
      {...(decisions.length === 0
        ? {}
        : {
            actions: (
              <EditButton variant="contained" color="primary" onClick={record.onAction}>
                {record.label}
              </EditButton>
            ),
            verdict: <Verdict sentences={[{ key: 'decisions.verdict', figures: { count } }]} />,
          })}
    >
      {decisions.length === 0 ? (
        <EmptyState what={text('decisions.none', { plan: options.data?.plan ?? '' })} actions={[record]} />
      ) : (
        <Columns>
          {decisions.map((decision) => (
            <DecisionSection
              key={decision.id}
              decision={decision}
              valuationDate={valuationDate}
              onEdit={() => setEdited(decision)}
              onDelete={() => setDeleted(decision)}
            />
          ))}
        </Columns>
      )}
      {editedDecision ? (
        <DecisionDialog decision={editedDecision === 'new' ? undefined : editedDecision} onClose={() => setEdited(undefined)} />
      ) : undefined}
      <Confirm
        open={deleted !== undefined}
        title={text('decisions.deleteTitle', { title: deleted?.title ?? '' })}
        action={text('decisions.delete')}
        onConfirm={() => deleted && void remove.run({ id: deleted.id })}
        onClose={() => setDeleted(undefined)}
      >
        {text('decisions.deleteBody')}
      </Confirm>
    </Page>
  );
}
