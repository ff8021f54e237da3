import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { QuietButton } from '../../components/QuietButton.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import type { SaveStatus } from './recordState.ts';
import type { RecordForm } from './useRecordForm.ts';

const CALM: ReadonlySet<SaveStatus> = new Set(['saved', 'saving', 'typing']);

const Calm = styled('span')({ marginLeft: 8 });
const Alarm = styled('span')({ display: 'inline-flex', alignItems: 'center', gap: 8, marginLeft: 8 });

export type SaveMarkProps = {
  readonly form: Pick<RecordForm<unknown>, 'status' | 'retry'>;
  /** Shows nothing while the form is stored: for another form of a page that already says so. */
  readonly isSavedHidden?: boolean | undefined;
};

/** Shows whether the form is stored, and why not. */
export const SaveMark = ({ form: { status, retry }, isSavedHidden = false }: SaveMarkProps) => {
  const label = text(`records.status.${status}`);
  if (CALM.has(status)) return <Calm role="status">{isSavedHidden && status === 'saved' ? '' : label}</Calm>;
  return (
    <Alarm role="status">
      <StateMark state="near">{label}</StateMark>
      {status === 'failed' ? <QuietButton onClick={retry}>{text('records.retry')}</QuietButton> : undefined}
    </Alarm>
  );
};

/** Marks figures that include unsaved input. */
export const PreviewMark = () => <StateMark state="info">{text('records.preview')}</StateMark>;
