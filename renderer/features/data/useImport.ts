import { useCallback, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { NameAnswer } from '#shared/contract/importQuestions.ts';
import type {
  ImportChoice,
  ImportColumn,
  ImportFile,
  ImportResult,
  ImportTarget,
  PlacedField,
  SheetChoice,
  SheetView,
} from '#shared/contract/imports.ts';
import type { Job } from '#shared/contract/jobs.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { call } from '../../api/client.ts';
import { host } from '../../api/host.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { type JobEnd, useJob } from '../../api/useJob.ts';
import { useComponentSettings } from '../../components/settings.tsx';

export type Stage = 'file' | 'choice' | 'preview' | 'done';

/** A bundle that waits for its passphrase. */
export type SealedBundle = { readonly id: string; readonly name: string };

/** The state of an import: the file, the choices and the step. */
export type Importing = {
  readonly stage: Stage;
  readonly file: ImportFile | undefined;
  readonly choice: ImportChoice | undefined;
  readonly busy: 'reading' | 'importing' | undefined;
  /** The running import job, which continues when the user leaves the page. */
  readonly job: Job | undefined;
  /** The text of an error. */
  readonly problem: string | undefined;
  readonly isCancelled: boolean;
  readonly result: ImportResult | undefined;
  /** Reads a block copied from a spreadsheet; `fields` are its columns if it has no headers. */
  readonly paste: (block: string, target: ImportTarget, fields?: readonly PlacedField[]) => void;
  readonly openFiles: (files: FileList | undefined) => void;
  /** Opens a dialog to choose a file, and reads it. */
  readonly chooseFile: () => void;
  readonly sealedBundle: SealedBundle | undefined;
  /** Shows the bundle after its passphrase was entered; without a file, gives it up. */
  readonly endPassphrase: (file?: ImportFile) => void;
  readonly setStage: (stage: Stage) => void;
  readonly choose: (choice: ImportChoice) => void;
  /** Maps a sheet to another kind of record or header row. */
  readonly remap: (sheet: number, change: { readonly target?: ImportTarget; readonly headerRow?: number }) => void;
  /** Maps a column of a sheet to a field, with the unit that its header and values suggest. */
  readonly mapColumn: (sheet: SheetChoice, index: number, field: string) => void;
  readonly apply: () => void;
  readonly startOver: () => void;
};

/** The default choices of a file. */
const defaultChoice = (file: ImportFile): ImportChoice => {
  switch (file.kind) {
    case 'tables':
      return { kind: 'tables', sheets: file.sheets.map(({ choice }) => choice) };
    case 'prices':
      return { kind: 'prices', series: file.series.flatMap(({ key, reference }) => (reference ? [{ key, reference }] : [])) };
    case 'bundle':
      return { kind: 'bundle', excludedKeys: [...file.excludedKeys] };
    case 'trade':
      return { kind: 'trade', commodities: file.commodities.flatMap(({ key, metal }) => (metal ? [{ key, metal }] : [])) };
  }
};

/** Prices without a deck of their own go to the deck that the user came from. */
const withDeck = (choice: ImportChoice, deck: DeckId | undefined): ImportChoice =>
  choice.kind === 'tables' && deck !== undefined
    ? { ...choice, sheets: choice.sheets.map((sheet) => (sheet.target === 'prices' ? { ...sheet, deck } : sheet)) }
    : choice;

export const faultText = (error: unknown): string => {
  if (!(error instanceof OrebookError) || error.code !== 'BAD_FILE') return errorText(error);
  const limit = typeof error.details.limit === 'number' ? error.details.limit.toLocaleString('en') : '';
  return text(`data.fault.${String(error.details.fault)}` as MessageKey, { limit });
};

const withSheet = (file: ImportFile, place: number, view: SheetView): ImportFile =>
  file.kind === 'tables' ? { ...file, sheets: file.sheets.map((sheet, i) => (i === place ? view : sheet)) } : file;

const withChoice = (choice: ImportChoice | undefined, sheet: SheetChoice): ImportChoice | undefined =>
  choice?.kind === 'tables'
    ? { ...choice, sheets: choice.sheets.map((otherSheet) => (otherSheet.sheet === sheet.sheet ? sheet : otherSheet)) }
    : choice;

/** A choice in which a column has a field, which no other column then has. */
const withColumn = (choice: ImportChoice | undefined, place: number, column: ImportColumn): ImportChoice | undefined => {
  const sheet = choice?.kind === 'tables' ? choice.sheets.find((sheetChoice) => sheetChoice.sheet === place) : undefined;
  if (!sheet) return choice;
  const { index, field } = column;
  const others = sheet.columns.filter((otherColumn) => otherColumn.index !== index && otherColumn.field !== field);
  return withChoice(choice, {
    ...sheet,
    columns: [...others, column].sort((a, b) => a.index - b.index),
    ignored: (sheet.ignored ?? []).filter((ignoredIndex) => ignoredIndex !== index),
  });
};

/** Whether every sheet has a kind and its required columns. */
const hasRequiredColumns = (file: ImportFile): boolean =>
  file.kind === 'tables' &&
  file.sheets.every(
    ({ choice, fields }) =>
      choice.target !== undefined && fields.every(({ key, required }) => !required || choice.columns.some(({ field }) => field === key)),
  );

type ImportOptions = {
  /** The kind of a sheet whose headers do not determine it. */
  readonly target: ImportTarget | undefined;
  /** The deck of prices without one of their own. */
  readonly deck: DeckId | undefined;
  /** Earlier answers about names, and what keeps new ones. */
  readonly names: readonly NameAnswer[];
  readonly onNames: (names: readonly NameAnswer[]) => void;
};

/** Manages an import from file or clipboard. */
export const useImport = ({ target, deck, names, onNames }: ImportOptions): Importing => {
  const [stage, setStage] = useState<Stage>('file');
  const [file, setFile] = useState<ImportFile>();
  const [choice, setChoice] = useState<ImportChoice>();
  const [busyState, setBusyState] = useState<Importing['busy']>();
  const [problem, setProblem] = useState<string>();
  const [result, setResult] = useState<ImportResult>();
  const [isCancelled, setCancelled] = useState(false);
  const [sealedBundle, setSealedBundle] = useState<SealedBundle>();
  const { mutateAsync: read } = useCommandMutation('imports.read');
  const { mutateAsync: readBlock } = useCommandMutation('imports.paste');
  const { mutateAsync: write } = useCommandMutation('imports.apply');

  const { job, isRunning, watch } = useJob('import', text('data.job.cutOff'), (end: JobEnd<'import'>) => {
    setBusyState(undefined);
    if (end === 'cancelled') setCancelled(true);
    else if ('problem' in end) setProblem(end.problem);
    else {
      setResult(end.result);
      setStage('done');
    }
  });

  const { isReadOnly } = useComponentSettings();
  const attempt = useCallback(
    async (what: Importing['busy'], action: () => Promise<void>): Promise<void> => {
      // a file can be dropped and cells pasted where no button is
      if (isReadOnly) return setProblem(text('common.locked'));
      setBusyState(what);
      setProblem(undefined);
      setCancelled(false);
      try {
        await action();
      } catch (error) {
        if (error instanceof OrebookError && error.code === 'PASSPHRASE_NEEDED')
          setSealedBundle({ id: String(error.details.pending), name: String(error.details.name) });
        else setProblem(faultText(error));
      } finally {
        setBusyState(undefined);
      }
    },
    [isReadOnly],
  );

  const showFile = (file: ImportFile, next: Stage): void => {
    setFile(file);
    const choiceWithDeck = withDeck(defaultChoice(file), deck);
    // answers about names hold for a corrected copy of the same file too
    setChoice(choiceWithDeck.kind === 'tables' && names.length > 0 ? { ...choiceWithDeck, names } : choiceWithDeck);
    setResult(undefined);
    setStage(next);
  };

  const open = (chooseIntake: () => Promise<string | undefined>): Promise<void> =>
    attempt('reading', async () => {
      const intake = await chooseIntake();
      if (intake === undefined) return;
      const fileView = await read({ intake, ...(target ? { target } : {}) });
      // the records of a bundle are chosen in the preview
      showFile(fileView, fileView.kind === 'bundle' ? 'preview' : 'choice');
    });

  return {
    stage,
    file,
    choice,
    busy: isRunning ? 'importing' : busyState,
    job,
    problem,
    isCancelled,
    result,
    paste: (text, pasteTarget, fields) =>
      void attempt('reading', async () => {
        const fileView = await readBlock({ text, target: pasteTarget, ...(fields ? { fields } : {}) });
        // without missing columns the preview follows immediately
        showFile(fileView, hasRequiredColumns(fileView) ? 'preview' : 'choice');
      }),
    openFiles: (files) => {
      const [first, second] = files ?? [];
      if (!first) setProblem(text('data.import.notAFile'));
      else if (second) setProblem(text('data.import.oneFile'));
      else void open(() => host.takeFile(first));
    },
    chooseFile: () => void open(() => host.pickFile('import')),
    sealedBundle,
    endPassphrase: (openedFile) => {
      setSealedBundle(undefined);
      if (openedFile) showFile(openedFile, 'preview');
    },
    setStage: setStage,
    choose: (next) => {
      if (next.kind === 'tables' && choice?.kind === 'tables' && next.names !== choice.names) onNames(next.names ?? []);
      setChoice(next);
    },
    remap: (sheet, change) => {
      if (!file) return;
      void attempt(undefined, async () => {
        const view = await call('imports.sheet', { id: file.id, sheet, ...change });
        setFile((previous) => previous && withSheet(previous, sheet, view));
        setChoice((previous) => withChoice(previous, view.choice));
      });
    },
    mapColumn: ({ sheet, target, headerRow }, index, field) => {
      if (!file || !target) return;
      void attempt(undefined, async () => {
        const column = await call('imports.column', { id: file.id, sheet, target, headerRow, index, field });
        setChoice((previous) => withColumn(previous, sheet, column));
      });
    },
    apply: () => {
      if (!file || !choice) return;
      void attempt('importing', async () => {
        watch((await write({ id: file.id, choice })).jobId);
      });
    },
    startOver: () => {
      setStage('file');
      setFile(undefined);
      setChoice(undefined);
      setProblem(undefined);
      setCancelled(false);
      setResult(undefined);
    },
  };
};
