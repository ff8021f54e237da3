import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useId, useState } from 'react';
import { useSearch } from 'wouter';
import type { Verdict as Sentences } from '#shared/contract/figure.ts';
import { NameAnswer } from '#shared/contract/importQuestions.ts';
import { type ImportFile, type ImportPreview, ImportTarget } from '#shared/contract/imports.ts';
import { DeckId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { ActionButton } from '../../components/EmptyState.tsx';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { DropHint, useFileDrop } from '../../components/fileDrop.ts';
import { Page } from '../../components/Page.tsx';
import { Skeleton } from '../../components/Skeleton.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { RunningJob } from '../../editing/commands/RunningJob.tsx';
import { useDocument } from '../../editing/commands/useDocument.ts';
import { useUndo } from '../../editing/commands/useUndo.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import { type OpenDraft, WithDraft } from '../../editing/record/useDraft.ts';
import { useInputs } from '../../editing/record/useInputs.ts';
import { BundlePassphraseDialog } from './BundlePassphraseDialog.tsx';
import { BundleStep } from './BundleStep.tsx';
import { FileStep } from './FileStep.tsx';
import { focusOpenQuestion, isOpenQuestion } from './openQuestions.ts';
import { PasteStep } from './PasteStep.tsx';
import { PreviewStep } from './PreviewStep.tsx';
import { SeriesStep, TradeStep } from './PublicStep.tsx';
import { takePendingPaste } from './pendingPaste.ts';
import { Questions } from './Questions.tsx';
import { Steps } from './Steps.tsx';
import { TablesStep } from './TablesStep.tsx';
import { type Importing, useImport } from './useImport.ts';

type Counts = ImportPreview['counts'];

const count = (value: number) => ({ value, unit: 'count' as const, decimals: 0 });

const figures = (counts: Counts) => ({
  added: count(counts.added),
  changed: count(counts.changed),
  same: count(counts.same),
  refused: count(counts.refused),
});

const previewSentences = (counts: Counts): Sentences => [
  counts.added + counts.changed > 0
    ? { key: 'data.preview.sentence', figures: figures(counts) }
    : { key: 'data.preview.nothing', figures: {} },
  ...(counts.refused > 0 ? [{ key: 'data.preview.refused', figures: figures(counts) }] : []),
];

const doneSentences = (counts: Counts): Sentences => [
  { key: 'data.done', figures: figures(counts) },
  ...(counts.refused > 0 ? [{ key: 'data.done.refused', figures: figures(counts) }] : []),
  { key: 'data.done.where', figures: {} },
];

const ChoiceStep = ({ importing, file }: { readonly importing: Importing; readonly file: ImportFile }) => {
  const { choice, choose } = importing;
  if (file.kind === 'tables' && choice?.kind === 'tables') {
    return (
      <TablesStep
        importing={importing}
        sheets={file.sheets}
        choices={choice.sheets}
        onChoose={(sheets) => choose({ ...choice, sheets: [...sheets] })}
      />
    );
  }
  if (file.kind === 'prices' && choice?.kind === 'prices') return <SeriesStep file={file} choice={choice} onChoose={choose} />;
  if (file.kind === 'trade' && choice?.kind === 'trade') return <TradeStep file={file} choice={choice} onChoose={choose} />;
  return undefined;
};

const hasChoice = ({ choice }: Importing): boolean => {
  if (choice?.kind === 'tables') return choice.sheets.some(({ target }) => target !== undefined);
  if (choice?.kind === 'prices') return choice.series.length > 0;
  return choice?.kind === 'trade' && choice.commodities.length > 0;
};

/** The reason beside the button why nothing is imported yet. */
const OpenNote = styled('span')(({ theme }) => ({ ...theme.typography.caption, color: theme.vars.palette.text.secondary }));

/** The steps of the import of a file, from its columns to the result. */
const Import = ({ importing, file }: { readonly importing: Importing; readonly file: ImportFile }) => {
  const { stage, choice, busy, problem, result: importResult } = importing;
  const { undo } = useUndo();
  const openNoteId = useId();
  const [importedPreview, setShown] = useState<ImportPreview>();
  const checkedChoice = choice ?? { kind: 'tables' as const, sheets: [] };
  const check = useCall('imports.check', { id: file.id, choice: checkedChoice }, { enabled: stage === 'preview', keepLast: true });
  const preview = stage === 'preview' ? check.data : undefined;
  const correctedFile = useDocument('imports.corrected', 'data.preview.correctedDone');
  const excludedKeys = checkedChoice.kind === 'bundle' ? checkedChoice.excludedKeys : [];
  const exclude = (key: string, isExcluded: boolean): void => {
    const others = excludedKeys.filter((otherKey) => otherKey !== key);
    importing.choose({ kind: 'bundle', excludedKeys: isExcluded ? [...others, key] : others });
  };
  const openCount = preview?.questions.filter(isOpenQuestion).length ?? 0;
  const isImportable = preview !== undefined && !check.isPlaceholderData && preview.counts.added + preview.counts.changed > 0;
  const actions = (
    <>
      {stage === 'preview' && file.kind === 'tables' && (preview?.counts.refused ?? 0) > 0 ? (
        <Button disabled={correctedFile.isPending} onClick={() => void correctedFile.write({ id: file.id, choice: checkedChoice })}>
          {text('data.preview.corrected')}
        </Button>
      ) : undefined}
      <Button disabled={busy === 'importing'} onClick={importing.startOver}>
        {text('data.action.other')}
      </Button>
      {stage === 'preview' && file.kind !== 'bundle' ? (
        <Button disabled={busy === 'importing'} onClick={() => importing.setStage('choice')}>
          {text('data.action.back')}
        </Button>
      ) : undefined}
      {stage === 'choice' ? (
        <Button variant="contained" color="primary" disabled={!hasChoice(importing)} onClick={() => importing.setStage('preview')}>
          {text('data.action.preview')}
        </Button>
      ) : undefined}
      {openCount > 0 ? <OpenNote id={openNoteId}>{text('data.ask.first', { count: openCount })}</OpenNote> : undefined}
      {stage === 'preview' ? (
        <Button
          variant="contained"
          color="primary"
          disabled={busy !== undefined || (!isImportable && openCount === 0)}
          aria-describedby={openCount > 0 ? openNoteId : undefined}
          onClick={() => {
            if (openCount > 0) {
              focusOpenQuestion();
              return;
            }
            // keeps the preview on the page: a new check would find only unchanged rows
            setShown(preview);
            importing.apply();
          }}
        >
          {text(busy === 'importing' ? 'data.action.importing' : 'data.action.import')}
        </Button>
      ) : undefined}
      {stage === 'done' && importResult && importResult.counts.added + importResult.counts.changed > 0 ? (
        <Button
          onClick={() => {
            void undo();
            importing.startOver();
          }}
        >
          {text('data.action.undo')}
        </Button>
      ) : undefined}
      {stage === 'done' ? <ActionButton isPrimary action={{ label: text('data.action.overview'), route: '/' }} /> : undefined}
    </>
  );
  return (
    <Page
      title={text('place.data')}
      meta={file.name}
      actions={actions}
      verdict={
        preview ? (
          <Verdict sentences={previewSentences(preview.counts)} />
        ) : stage === 'done' && importResult ? (
          <Verdict sentences={doneSentences(importResult.counts)} />
        ) : undefined
      }
    >
      <Steps
        stage={stage}
        kind={file.kind}
        onStage={busy === 'importing' ? undefined : (next) => (next === 'file' ? importing.startOver() : importing.setStage(next))}
      />
      {importing.job ? <RunningJob job={importing.job} stopLabel={text('data.job.cancel')} /> : undefined}
      {problem === undefined ? undefined : <ErrorNote text={problem} />}
      {importing.isCancelled ? <ErrorNote state="near" text={text('data.job.cancelled')} /> : undefined}
      {stage === 'preview' && check.error ? (
        <ErrorNote text={errorText(check.error)} action={{ label: text('data.action.other'), onAction: importing.startOver }} />
      ) : undefined}
      {stage === 'choice' ? <ChoiceStep importing={importing} file={file} /> : undefined}
      {stage === 'preview' && check.isPending && !check.error ? <Skeleton of="rows" rows={10} /> : undefined}
      {preview && file.kind === 'tables' ? <Questions importing={importing} file={file} questions={preview.questions} /> : undefined}
      {preview && file.kind === 'bundle' ? (
        <BundleStep file={file} preview={preview} excluded={excludedKeys} onExclude={exclude} />
      ) : undefined}
      {stage === 'done' && importedPreview && file.kind === 'bundle' ? (
        <BundleStep file={file} preview={importedPreview} excluded={excludedKeys} />
      ) : undefined}
      {preview && file.kind !== 'bundle' ? <PreviewStep kind={file.kind} preview={preview} isImported={false} /> : undefined}
      {stage === 'done' && importedPreview && file.kind !== 'bundle' ? (
        <PreviewStep kind={file.kind} preview={importedPreview} isImported />
      ) : undefined}
    </Page>
  );
};

/** The page that imports and exports files. */
export default function DataPage() {
  return <WithDraft of={{ kind: 'workspace', id: 'paste' }}>{(draft) => <Data draft={draft} />}</WithDraft>;
}

/** What is kept of an import until it is done: the pasted block and the answers about names. */
type Inputs = { readonly block: string; readonly names: readonly NameAnswer[] };
const BLOCK = at(rootOf<Inputs>(), 'block');
const NAMES = at(rootOf<Inputs>(), 'names');

const Data = ({ draft }: { readonly draft: OpenDraft }) => {
  const query = new URLSearchParams(useSearch());
  const pasteTarget = ImportTarget.safeParse(query.get('paste')).data;
  const fileTarget = ImportTarget.safeParse(query.get('sheet')).data;
  const inputs = useInputs<Inputs>(draft, { block: '', names: [] });
  const { setText } = inputs;
  const setBlock = (block: string) => setText(BLOCK, { text: block, isLeft: false, meaning: { value: block } });
  const importing = useImport({
    target: pasteTarget ?? fileTarget,
    deck: DeckId.safeParse(query.get('deck') ?? undefined).data,
    names: NameAnswer.array().safeParse(inputs.typedRecord.names).data ?? [],
    onNames: (names) => setText(NAMES, { text: '', isLeft: false, meaning: { value: names } }),
  });
  const { paste, result: importResult } = importing;
  useEffect(() => {
    if (!importResult) return;
    setText(BLOCK, undefined);
    // rows that were refused come again in a corrected file
    if (importResult.counts.refused === 0) setText(NAMES, undefined);
  }, [importResult, setText]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a block is passed once, before the page is shown
  useEffect(() => {
    const pendingPaste = takePendingPaste();
    if (!pendingPaste) return;
    setBlock(pendingPaste.block);
    paste(pendingPaste.block, pendingPaste.target, pendingPaste.fields);
  }, []);
  const isDraggedOver = useFileDrop(importing.openFiles);
  return (
    <>
      {importing.file ? (
        <Import key={importing.file.id} importing={importing} file={importing.file} />
      ) : (
        <Page
          title={text('place.data')}
          meta={text('data.meta')}
          verdict={importing.result ? <Verdict sentences={doneSentences(importing.result.counts)} /> : undefined}
        >
          {importing.job ? <RunningJob job={importing.job} stopLabel={text('data.job.cancel')} /> : undefined}
          {pasteTarget ? (
            <PasteStep key={pasteTarget} importing={importing} target={pasteTarget} block={inputs.typedRecord.block} onBlock={setBlock} />
          ) : (
            <FileStep importing={importing} target={fileTarget} />
          )}
        </Page>
      )}
      {importing.sealedBundle ? (
        <BundlePassphraseDialog
          key={importing.sealedBundle.id}
          bundle={importing.sealedBundle}
          onOpen={importing.endPassphrase}
          onClose={() => importing.endPassphrase()}
        />
      ) : undefined}
      {isDraggedOver ? <DropHint role="status">{text('data.import.drop')}</DropHint> : undefined}
    </>
  );
};
