import { type ReactNode, useEffect } from 'react';
import { useSearch } from 'wouter';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { Clipped } from '../../components/Clipped.tsx';
import { Page } from '../../components/Page.tsx';
import type { Path } from '../fields/fieldPath.ts';
import type { FieldSpec } from '../fields/fieldSpec.ts';
import { focusField, useSubmitKey } from './focusField.ts';
import { RecordFields } from './RecordField.tsx';
import { ConflictNote, RecordSplit } from './RecordSplit.tsx';
import { SaveMark } from './SaveMark.tsx';
import type { RecordForm } from './useRecordForm.ts';

/** What actions and keys of the page can do with the record in it. */
export type RecordHandle<T> = {
  readonly form: RecordForm<T>;
  /** Puts the focus where something is wrong; false when nothing is. */
  readonly showFault: () => boolean;
};

export type RecordPageProps<T> = {
  readonly form: RecordForm<T>;
  /** What the door finds wrong, by the form's own paths. */
  readonly issues: readonly FieldIssue[];
  /** Whether the issues are of what is typed now, not of what was last tried: they are faults until they are mended. */
  readonly fresh?: boolean | undefined;
  readonly specOf: (path: Path) => FieldSpec | undefined;
  readonly title: string;
  readonly meta: string;
  readonly verdict?: ReactNode | undefined;
  readonly actions: (handle: RecordHandle<T>) => ReactNode;
  /** Ctrl+Enter. */
  readonly onSubmit?: ((handle: RecordHandle<T>) => void) | undefined;
  /** A line above everything. */
  readonly note?: ReactNode | undefined;
  /** The groups of the form. */
  readonly children: ReactNode;
  /** What the record comes to. */
  readonly beside: ReactNode;
  /** The changes of a stored record, shown below the form. */
  readonly history?: ReactNode | undefined;
};

/** The page of a record: its form at left, what comes of it at right, and whose version stays when two were stored. */
export const RecordPage = <T extends object>(props: RecordPageProps<T>) => {
  const { form, issues, fresh = false, specOf, title, meta, verdict, actions, onSubmit, note, children, beside, history } = props;
  const { texts } = form.state;
  const showFault = (): boolean => {
    const unread = Object.entries(texts).find(([, { meaning }]) => !meaning)?.[0];
    const wrong = unread ?? (fresh ? issues[0]?.path : undefined);
    if (wrong === undefined) return false;
    focusField(wrong);
    return true;
  };
  const handle: RecordHandle<T> = { form, showFault };
  const wanted = new URLSearchParams(useSearch()).get('field');
  useEffect(() => {
    if (wanted !== null) focusField(wanted);
  }, [wanted]);
  useSubmitKey(() => onSubmit?.(handle));
  return (
    <Page
      title={<Clipped width="min(560px, 70vw)">{title}</Clipped>}
      meta={
        <>
          {meta}
          {form.autosave ? <SaveMark form={form} /> : undefined}
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
        beside={beside}
      />
      {history}
    </Page>
  );
};
