import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { styled } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import { endOfMonth, type Month, monthOfDate } from '#shared/domain/time.ts';
import type { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatMoment } from '#shared/presentation/formatMoment.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import { formatDate, formatMonth } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { MonthField } from '../../components/CodecField.tsx';
import { EditButton } from '../../components/EditButton.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { focusInvalidField } from '../../components/useField.ts';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf, set } from '../../editing/fields/fieldPath.ts';
import { type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { inputDraft, useInputs } from '../../editing/record/useInputs.ts';

export type MoveValuationDateDialogProps = { readonly settings: WorkspaceSettings; readonly open: boolean; readonly onClose: () => void };

const Body = styled(DialogContent)(({ theme }) => ({
  '& > p': { ...theme.typography.body1, margin: '0 0 12px', color: theme.vars.palette.text.secondary, textWrap: 'pretty' },
  '& > h3': { ...theme.typography.section, margin: '12px 0 0' },
}));

type Preview = Output<'workspace.previewValuationDate'>;

const Changes = ({ preview }: { readonly preview: Preview }) => (
  <SimpleTable
    label={text('valuationDate.changes')}
    rows={preview.changes}
    rowKey={({ label }) => renderMessage(label)}
    columns={[
      { key: 'label', label: text('valuationDate.figure'), tone: 'key', cell: ({ label }) => renderMessage(label) },
      {
        key: 'before',
        label: text('valuationDate.at', { month: formatMonth(preview.from) }),
        align: 'right',
        tone: 'context',
        cell: ({ before }) => <FigureLink figure={before} as="plain" />,
      },
      {
        key: 'after',
        label: text('valuationDate.at', { month: formatMonth(preview.to) }),
        align: 'right',
        tone: 'value',
        cell: ({ after }) => <FigureLink figure={after} as="plain" />,
      },
    ]}
    {...(preview.changes.length === 0 ? { foot: text('valuationDate.none') } : {})}
  />
);

const Causes = ({ preview }: { readonly preview: Preview }) => (
  <SimpleTable
    label={text('valuationDate.causes')}
    rows={preview.causes}
    rowKey={({ label }) => renderMessage(label)}
    columns={[
      { key: 'label', label: text('valuationDate.cause'), tone: 'key', cell: ({ label }) => renderMessage(label) },
      {
        key: 'change',
        label: text('valuationDate.change'),
        align: 'right',
        tone: 'value',
        cell: ({ change }) => <FigureLink figure={change} as="plain" />,
      },
    ]}
  />
);

const TO = at(rootOf<{ readonly to: Month }>(), 'to');

const MoveValuationDateForm = ({
  settings,
  onClose,
  titleId,
  draft,
}: Omit<MoveValuationDateDialogProps, 'open'> & { readonly titleId: string; readonly draft: OpenDraft }) => {
  const from = monthOfDate(settings.valuationDate);
  const inputs = useInputs(draft, { to: from + 1 });
  const { to } = inputs.record;
  const closeForm = (): void => {
    inputs.forget();
    onClose();
  };
  const isLater = to > from;
  const preview = useCall('workspace.previewValuationDate', { to }, { keepLast: true, enabled: isLater });
  const move = useCommand('workspace.moveValuationDate', {
    doneText: () => text('toast.valuationDateMoved', { date: formatDate(endOfMonth(to)) }),
  });
  return (
    <>
      <DialogTitle id={titleId}>{text('valuationDate.title', { month: formatMonth(to) })}</DialogTitle>
      <Body>
        <p>{text('valuationDate.body', { from: formatDate(settings.valuationDate), to: formatDate(endOfMonth(to)) })}</p>
        <Form>
          <FormRow label={text('valuationDate.month')}>
            <MonthField
              required
              value={to}
              draft={inputDraft(inputs, TO)}
              onCommit={(month) => month !== undefined && inputs.commit([set(TO, month)])}
              {...(isLater ? {} : { error: text('valuationDate.notLater', { month: formatMonth(from) }) })}
            />
          </FormRow>
        </Form>
        <h3>{text('valuationDate.changes')}</h3>
        {preview.data?.since ? <p>{text('valuationDate.since', { at: formatMoment(preview.data.since) })}</p> : undefined}
        {preview.error && isLater ? <ErrorNote text={errorText(preview.error)} /> : undefined}
        {preview.data ? <Changes preview={preview.data} /> : <Skeleton of="rows" rows={5} />}
        <h3>{text('valuationDate.causes')}</h3>
        {preview.data ? <Causes preview={preview.data} /> : <Skeleton of="rows" rows={2} />}
      </Body>
      <DialogActions>
        <Button onClick={closeForm}>{text('action.cancel')}</Button>
        <EditButton
          autoFocus
          variant="contained"
          color="primary"
          disabled={!isLater || move.isPending}
          onClick={async ({ currentTarget }) => {
            if (focusInvalidField(currentTarget.closest('[role="dialog"]') ?? document)) return;
            if (await move.run({ to })) closeForm();
          }}
        >
          {text('valuationDate.move', { month: formatMonth(to) })}
        </EditButton>
      </DialogActions>
    </>
  );
};

/** Moves the valuation date to a later month, after a preview of the changes. */
export const MoveValuationDateDialog = ({ settings, open, onClose }: MoveValuationDateDialogProps) => {
  const id = useId();
  return (
    <Dialog open={open} onClose={onClose} aria-labelledby={id} maxWidth="sm" fullWidth>
      <WithDraft of={{ kind: 'workspace', id: 'valuationDate' }}>
        {(draft) => <MoveValuationDateForm settings={settings} onClose={onClose} titleId={id} draft={draft} />}
      </WithDraft>
    </Dialog>
  );
};

/** The button that opens the dialog for the month after the valuation date. */
export const MoveValuationDateButton = ({ settings }: { readonly settings: WorkspaceSettings }) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <EditButton onClick={() => setOpen(true)}>
        {text('valuationDate.move', { month: formatMonth(monthOfDate(settings.valuationDate) + 1) })}
      </EditButton>
      <MoveValuationDateDialog settings={settings} open={open} onClose={() => setOpen(false)} />
    </>
  );
};
