import { type ReactNode, Suspense, useCallback, useMemo, useState } from 'react';
import type { ContractEffect, ContractOptions, ContractPreview } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Year } from '#shared/domain/time.ts';
import { withLimitEffect } from '#shared/presentation/contractVerdict.ts';
import { call } from '../../../api/client.ts';
import { useCall, useSendCommand, useWhatIf, type WhatIf } from '../../../api/queries.ts';
import { Skeleton } from '../../../components/Skeleton.tsx';
import { Verdict } from '../../../components/Verdict.tsx';
import { type RecordHandle, RecordPage } from '../../../editing/record/RecordPage.tsx';
import type { Opening } from '../../../editing/record/recordState.ts';
import type { DraftKey } from '../../../editing/record/useDraft.ts';
import { useRecordEditor } from '../../../editing/record/useRecordForm.ts';
import { RecordTimeline } from '../../history/index.ts';
import { ContractNotes } from '../../notes/index.ts';
import { contractField } from '../fields/contractField.ts';
import { contractIssues, currentError, isShownAtFields } from './contractIssues.ts';
import { contractRules } from './contractRules.ts';
import { contractTitle } from './contractTexts.ts';
import { Economics } from './Economics.tsx';
import { EditorProvider } from './EditorContext.ts';
import { TermsForm } from './TermsForm.tsx';

/** Saves a deal and returns its version; fetches the stored deal. */
export type DealStore = {
  readonly save: (deal: OfftakeContract, version: number | undefined, requestId: string) => Promise<number>;
  readonly fetch: () => Promise<{ readonly record: OfftakeContract; readonly version: number }>;
};

export type ContractEditorProps = {
  readonly opening: Opening<OfftakeContract>;
  readonly draft: DraftKey;
  readonly options: ContractOptions;
  /** Whether the contract is stored, so that each field is saved when it loses focus. */
  readonly isStored: boolean;
  /** Storage of a deal that is not a contract yet; by default that of contracts. */
  readonly store?: DealStore | undefined;
  /** The contract as stored now. */
  readonly live?: { readonly contract: OfftakeContract; readonly version: number } | undefined;
  /** Error of the last attempt to add an unsaved contract. */
  readonly refusal?: OrebookError | undefined;
  readonly meta: (contract: OfftakeContract) => string;
  readonly actions: (handle: RecordHandle<OfftakeContract>) => ReactNode;
  /** Ctrl+Enter. */
  readonly onSubmit?: ((handle: RecordHandle<OfftakeContract>) => void) | undefined;
  /** A note above the form, as of a restored draft. */
  readonly note?: ReactNode | undefined;
};

const useContractForm = ({ opening, draft, options, isStored, store, live, refusal }: ContractEditorProps) => {
  const send = useSendCommand('contracts.save');
  const expand = useMemo(() => contractRules(options), [options]);
  const { id } = opening.record;
  return useRecordEditor<OfftakeContract>({
    opening,
    draft,
    isAutosaved: isStored,
    expand,
    save:
      store?.save ??
      (async (contract, version, requestId) =>
        (await send({ contract, ...(version === undefined ? {} : { version }) }, { requestId, timeoutMs: 0 })).version),
    fetch:
      store?.fetch ??
      (async () => {
        const { contract, version } = await call('contracts.get', { id });
        return { record: contract, version };
      }),
    live: live && { record: live.contract, version: live.version },
    refusal,
    isShownAtField: isShownAtFields,
  });
};

/** The contract in words; the effect on limits, at the end, takes longer than its value. */
const ContractVerdict = ({ preview, effect }: { readonly preview: WhatIf<ContractPreview>; readonly effect: WhatIf<ContractEffect> }) => {
  if (!preview.value) return preview.error ? undefined : <Skeleton of="verdict" />;
  const { sentence } = preview.value;
  if (effect.error && !preview.error) return <Verdict sentences={sentence} />;
  if (!effect.value) return <Verdict sentences={sentence} isLoading="clause" />;
  return <Verdict sentences={withLimitEffect(sentence, effect.value.result)} />;
};

/** Edits a contract: its terms in a form, and beside them its economics, updated while typing. */
export const ContractEditor = (props: ContractEditorProps) => {
  const { options, meta, actions, onSubmit, note } = props;
  const { form, refusal } = useContractForm(props);
  const { record, typedRecord } = form;

  const workspace = useCall('workspace.state', {});
  const revision = workspace.data?.open ? workspace.data.revision : 0;
  const preview = useWhatIf('contracts.preview', { contract: typedRecord }, revision);
  const effect = useWhatIf('contracts.effect', { contract: typedRecord }, revision);
  const clauses = useWhatIf('contracts.clauses', { contract: typedRecord }, revision);
  const [year, setYear] = useState<Year>();
  const months = useWhatIf('contracts.months', { contract: typedRecord, ...(year === undefined ? {} : { year }) }, revision);
  const currentRefusal = currentError(refusal, typedRecord);
  const issues = useMemo(() => {
    const previewIssues = contractIssues(preview.error, typedRecord, options);
    const refusalIssues = contractIssues(currentRefusal, typedRecord, options);
    return [
      ...previewIssues,
      ...refusalIssues.filter(({ path, rule }) => rule === 'taken' && !previewIssues.some((issue) => issue.path === path)),
    ];
  }, [preview.error, currentRefusal, typedRecord, options]);

  const [selectedSet, setSelectedSet] = useState(0);
  const set = Math.min(selectedSet, record.terms.length - 1);
  const terms = record.terms[set];
  const editor = useMemo(
    () => terms && { contract: record, options, shownSet: set, terms, commit: form.commit },
    [record, options, set, terms, form.commit],
  );
  const specOf = useCallback((path: string) => contractField(path, { contract: record, options }), [record, options]);

  if (!editor) return undefined;
  return (
    <RecordPage
      form={form}
      issues={issues}
      isCurrent
      specOf={specOf}
      title={contractTitle(form.isAutosaved ? form.state.stored : typedRecord, options)}
      meta={meta(form.isAutosaved ? form.state.stored : typedRecord)}
      verdict={<ContractVerdict preview={preview} effect={effect} />}
      actions={actions}
      onSubmit={onSubmit}
      note={note}
      results={
        <Economics
          contract={typedRecord}
          preview={preview.value}
          effect={effect}
          clauses={clauses.value}
          months={months.value}
          onYear={setYear}
          isPreview={form.isAutosaved && form.status !== 'saved'}
          error={preview.error}
        />
      }
      history={
        props.isStored && !props.store ? (
          <Suspense>
            <ContractNotes id={record.id} code={record.code} />
            <RecordTimeline kind="contract" id={record.id} />
          </Suspense>
        ) : undefined
      }
    >
      <EditorProvider value={editor}>
        <TermsForm issues={issues} onShow={setSelectedSet} elapsed={preview.value?.elapsed} />
      </EditorProvider>
    </RecordPage>
  );
};
