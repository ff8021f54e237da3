import type { ReactNode } from 'react';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { ClippedText } from '../../components/ClippedText.tsx';
import { Page } from '../../components/Page.tsx';
import type { Path } from '../fields/fieldPath.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { focusField, useRequestedField, useSubmitKey } from './focusField.ts';
import { RecordFields } from './RecordField.tsx';
import { ConflictNote, RecordSplit } from './RecordSplit.tsx';
import { SaveMark } from './SaveMark.tsx';
import type { RecordForm } from './useRecordForm.ts';

/** What the buttons and keys of the page can do with the record. */
export type RecordHandle<T> = {
  readonly form: RecordForm<T>;
  /** Focuses the first invalid field; returns false when there is none. */
  readonly focusInvalid: () => boolean;
};

export type RecordPageProps<T> = {
  readonly form: RecordForm<T>;
  /** The issues that the core found, by path of the record. */
  readonly issues: readonly FieldIssue[];
  /** Whether the issues are those of the current input, not of the last save: then submitting waits until they are corrected. */
  readonly isCurrent?: boolean | undefined;
  readonly specOf: (path: Path) => FieldSpec | undefined;
  readonly title: string;
  readonly meta: string;
  readonly verdict?: ReactNode | undefined;
  readonly actions: (handle: RecordHandle<T>) => ReactNode;
  /** Ctrl+Enter. */
  readonly onSubmit?: ((handle: RecordHandle<T>) => void) | undefined;
  /** A message at the top. */
  readonly note?: ReactNode | undefined;
  /** The groups of the form. */
  readonly children: ReactNode;
  /** The results of the record. */
  readonly results: ReactNode;
  /** The changes of a stored record, shown below the form. */
  readonly history?: ReactNode | undefined;
};

/** The page of a record: its form on the left, its results on the right, and the choice of a version in a conflict. */
export const RecordPage = <T extends object>(props: RecordPageProps<T>) => {
  const { form, issues, isCurrent = false, specOf, title, meta, verdict, actions, onSubmit, note, children, results, history } = props;
  const { texts } = form.state;
  const focusInvalid = (): boolean => {
    const unparsedPath = Object.entries(texts).find(([, { meaning }]) => !meaning)?.[0];
    const invalidPath = unparsedPath ?? (isCurrent ? issues[0]?.path : undefined);
    if (invalidPath === undefined) return false;
    focusField(invalidPath);
    return true;
  };
  const handle: RecordHandle<T> = { form, focusInvalid };
  useRequestedField();
  useSubmitKey(() => onSubmit?.(handle));
  return (
    <Page
      title={<ClippedText width="min(560px, 70vw)">{title}</ClippedText>}
      meta={
        <>
          {meta}
          {form.isAutosaved ? <SaveMark form={form} /> : undefined}
        </>
      }
      actions={actions(handle)}
      verdict={verdict}
    >
      {note}
      <ConflictNote form={form} />
      <RecordSplit
        form={
          <RecordFields form={form} issues={issues} specOf={specOf}>
            {children}
          </RecordFields>
        }
        results={results}
      />
      {history}
    </Page>
  );
};
