import { styled } from '@mui/material/styles';
import { type ReactNode, useDeferredValue, useRef } from 'react';
import { text } from '#shared/messages/text.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { WIDE_WINDOW } from '../../theme/typography.ts';
import type { RecordForm } from './useRecordForm.ts';
import { useStickyTop } from './useStickyTop.ts';

const STACKED = '@media (max-width: 899px)';

const SplitLayout = styled('div')({
  display: 'grid',
  gridTemplateColumns: '364px minmax(0, 1fr)',
  columnGap: 32,
  rowGap: 20,
  flex: '1 0 auto',
  alignItems: 'start',
  [WIDE_WINDOW]: { gridTemplateColumns: '420px minmax(0, 1fr)', columnGap: 40 },
  [STACKED]: { gridTemplateColumns: 'minmax(0, 1fr)' },
});

const Results = styled('div')({ position: 'sticky', minWidth: 0, [STACKED]: { position: 'static' } });

export type RecordSplitProps = {
  readonly form: ReactNode;
  /** The results of the record; they stay visible while the form scrolls. */
  readonly results: ReactNode;
};

/**
 * Shows a form on the left and its results on the right; on a narrow page one below the other. The results are first rendered after the
 * form is shown, in parts between which the page accepts input: both at once take over 100 ms for a record with many contracts.
 */
export const RecordSplit = ({ form, results }: RecordSplitProps) => {
  const column = useRef<HTMLDivElement>(null);
  const top = useStickyTop(column);
  const showsResults = useDeferredValue(true, false);
  return (
    <SplitLayout>
      {form}
      <Results ref={column} style={{ top }}>
        {showsResults ? results : <Skeleton of="rows" rows={3} />}
      </Results>
    </SplitLayout>
  );
};

/** Shows that the record was changed elsewhere meanwhile, and asks which version to keep. */
export const ConflictNote = ({ form }: { readonly form: Pick<RecordForm<unknown>, 'state' | 'keepMine' | 'takeTheirs'> }) =>
  form.state.conflict ? (
    <ErrorNote
      state="near"
      text={text('records.overtaken')}
      action={{ label: text('records.saveMine'), onAction: form.keepMine }}
      secondAction={{ label: text('records.takeTheirs'), onAction: form.takeTheirs }}
    />
  ) : undefined;
