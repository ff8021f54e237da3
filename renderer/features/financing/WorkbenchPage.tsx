import Button from '@mui/material/Button';
import { useCallback, useMemo, useState } from 'react';
import { useParams } from 'wouter';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { Facility } from '#shared/domain/financing.ts';
import type { FacilityId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall, useWhatIf } from '../../api/queries.ts';
import { EditButton } from '../../components/EditButton.tsx';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Form, FormGroup } from '../../components/FormRow.tsx';
import { Page } from '../../components/Page.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { RecordPage } from '../../editing/record/RecordPage.tsx';
import { serverIssues } from '../../editing/record/serverIssues.ts';
import { type DraftFields, type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { useFollowedForm, useInputs } from '../../editing/record/useInputs.ts';
import { FacilityRows } from './FacilityDialog.tsx';
import { facilityField, facilityRules } from './facilityFields.ts';
import { CompareRows, type Comparison } from './workbench/CompareRows.tsx';
import { PlanNote } from './workbench/PlanNote.tsx';
import { WorkbenchResults } from './workbench/WorkbenchResults.tsx';

const DEFAULT_COMPARISON: Comparison = { caseId: 'base', alternative: { kind: 'spot' }, bankRate: undefined, eventMonth: undefined };
const DEFAULT_EVENT = 'default';

type WorkbenchProps = {
  readonly stored: Facility;
  readonly version: number;
  readonly draft: OpenDraft;
  readonly comparison: OpenDraft;
  /** Opens the form again with the stored record. */
  readonly onRestart: () => void;
};

/** A prepayment as typed, its figures beside it. */
const Workbench = ({ stored, version, draft, comparison, onRestart }: WorkbenchProps) => {
  const form = useFollowedForm<Facility>(stored, draft, facilityRules);
  const inputs = useInputs<Comparison>(comparison, DEFAULT_COMPARISON);
  const [eventId, chooseEvent] = useState(DEFAULT_EVENT);
  const [refusal, setRefusal] = useState<OrebookError>();
  const workspace = useCall('workspace.state', {});
  const revision = workspace.data?.open ? workspace.data.revision : 0;
  const { typedRecord, record } = form;
  const { kind } = record;
  const specOf = useCallback((path: string) => facilityField(path, { kind }), [kind]);
  const { caseId, alternative, bankRate, eventMonth } = inputs.typedRecord;
  const preview = useWhatIf(
    'financing.workbench',
    {
      facility: typedRecord,
      caseId,
      alternative,
      eventId,
      ...(bankRate !== undefined && { bankRate }),
      ...(eventMonth !== undefined && { eventMonth }),
    },
    revision,
  );
  const save = useCommand('financing.save', {
    doneText: (_output, { facility }) => text('financing.workbench.stored', { name: facility.name }),
    isExclusive: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  const issues = useMemo(() => serverIssues(preview.error ?? refusal, 'facility'), [preview.error, refusal]);
  const isChanged = form.state.edits.length > 0 || Object.keys(form.state.texts).length > 0;
  const answer = preview.value;
  const readyAnswer = answer?.state === 'ready' ? answer : undefined;
  const buyers = useCall('buyers.list', {});
  const lender = buyers.data?.rows.find(({ id }) => id === record.buyerId)?.name ?? record.lender;
  return (
    <RecordPage
      form={form}
      issues={issues}
      specOf={specOf}
      title={stored.name}
      meta={[text('financing.workbench.meta'), lender, isChanged ? text('financing.workbench.preview') : '']
        .filter((part) => part !== '')
        .join(' · ')}
      verdict={readyAnswer ? <Verdict sentences={readyAnswer.verdict} /> : answer || preview.error ? undefined : <Skeleton of="verdict" />}
      actions={({ focusInvalid }) => (
        <>
          <Button size="small" component={RouteLink} route="/financing">
            {text('financing.workbench.back')}
          </Button>
          <Button
            size="small"
            disabled={!isChanged}
            onClick={() => {
              form.forget();
              onRestart();
            }}
          >
            {text('financing.workbench.discard')}
          </Button>
          <EditButton
            size="small"
            variant="contained"
            color="primary"
            disabled={!isChanged || save.isPending}
            onClick={() => {
              if (focusInvalid()) return;
              void save.run({ facility: form.latest(), version }).then((isSaved) => {
                if (!isSaved) return;
                form.forget();
                onRestart();
              });
            }}
          >
            {text('financing.workbench.store')}
          </EditButton>
        </>
      )}
      results={<WorkbenchResults answer={answer} error={preview.error} selectedEventId={eventId} onSelectEvent={chooseEvent} />}
    >
      <div>
        {readyAnswer ? <PlanNote inPlan={readyAnswer.inPlan} facilityId={stored.id} /> : undefined}
        <CompareRows inputs={inputs} contractIds={record.contractIds} answer={readyAnswer} />
        <Form>
          <FormGroup title={text('financing.workbench.group.terms')} />
          <FacilityRows facility={record} />
        </Form>
      </div>
    </RecordPage>
  );
};

const NO_FIELDS: DraftFields = undefined;

/** The workbench of one prepayment: its cost, its balance in events, and the alternatives to it. */
export default function WorkbenchPage() {
  const { id = '' } = useParams<{ id?: string }>();
  const facility = useCall('financing.facility', { id: id as FacilityId });
  // a new key opens the form again after its record was saved
  const [saveCount, setSaveCount] = useState(0);
  const { data, error } = facility;
  if (error?.code === 'NOT_FOUND') {
    return (
      <Page title={text('place.prepayment')}>
        <EmptyState
          what={text('financing.workbench.notFound')}
          actions={[{ label: text('financing.workbench.back'), route: '/financing' }]}
        />
      </Page>
    );
  }
  if (!data) {
    return (
      <WaitingPage title={text('place.prepayment')} error={error ? errorText(error) : undefined} onRetry={() => void facility.refetch()} />
    );
  }
  const facilityRecord = data.facility as Facility;
  if (facilityRecord.kind === 'loan') {
    return (
      <Page title={facilityRecord.name}>
        <EmptyState
          what={text('financing.workbench.isLoan', { name: facilityRecord.name })}
          actions={[{ label: text('financing.workbench.back'), route: '/financing' }]}
        />
      </Page>
    );
  }
  return (
    <WithDraft of={{ kind: 'facility', id }}>
      {(draft) => (
        <WithDraft of={{ kind: 'facility', id: `compare ${id}`.slice(0, 64) }}>
          {(comparison) => (
            <Workbench
              key={`${id} ${saveCount}`}
              stored={facilityRecord}
              version={data.version}
              draft={saveCount === 0 ? draft : { ...draft, fields: NO_FIELDS }}
              comparison={comparison}
              onRestart={() => setSaveCount(saveCount + 1)}
            />
          )}
        </WithDraft>
      )}
    </WithDraft>
  );
}
