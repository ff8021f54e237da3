import { useCallback, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type {
  ImportChoice,
  ImportFile,
  ImportResult,
  ImportTarget,
  PlacedField,
  SheetChoice,
  SheetView,
} from '#shared/contract/imports.ts';
import type { Job } from '#shared/contract/jobs.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { call } from '../../api/client.ts';
import { host } from '../../api/host.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { type JobEnd, useJob } from '../../api/useJob.ts';

export type Stage = 'file' | 'choice' | 'preview' | 'done';

/** A file on its way in: what it is, what is taken from it, and how far it has come. */
export type Importing = {
  readonly stage: Stage;
  readonly file: ImportFile | undefined;
  readonly choice: ImportChoice | undefined;
  readonly busy: 'reading' | 'importing' | undefined;
  /** The import that is being written; it goes on when this page is left. */
  readonly job: Job | undefined;
  /** What went wrong, or that it was cancelled. */
  readonly problem: string | undefined;
  readonly cancelled: boolean;
  readonly applied: ImportResult | undefined;
  /** Reads a block copied from a spreadsheet; `fields` are its columns where it has no heads. */
  readonly paste: (block: string, target: ImportTarget, fields?: readonly PlacedField[]) => void;
  readonly openFiles: (files: FileList | undefined) => void;
  /** Lets one choose a file and reads it. */
  readonly chooseFile: () => void;
  readonly go: (stage: Stage) => void;
  readonly choose: (choice: ImportChoice) => void;
  /** Takes a sheet for something else, or from another line of heads. */
  readonly retake: (sheet: number, asked: { readonly target?: ImportTarget; readonly head?: number }) => void;
  readonly apply: () => void;
  readonly begin: () => void;
};

/** What is taken unless the user says otherwise. */
const guessOf = (file: ImportFile): ImportChoice => {
  switch (file.kind) {
    case 'tables':
      return { kind: 'tables', sheets: file.sheets.map(({ choice }) => choice) };
    case 'prices':
      return { kind: 'prices', series: file.series.flatMap(({ key, reference }) => (reference ? [{ key, reference }] : [])) };
    case 'bundle':
      return { kind: 'bundle', left: [...file.left] };
    case 'trade':
      return { kind: 'trade', commodities: file.commodities.flatMap(({ key, metal }) => (metal ? [{ key, metal }] : [])) };
  }
};

const faultText = (error: unknown): string => {
  if (!(error instanceof OrebookError) || error.code !== 'BAD_FILE') return errorText(error);
  const limit = typeof error.details.limit === 'number' ? error.details.limit.toLocaleString('en') : '';
  return text(`data.fault.${String(error.details.fault)}` as MessageKey, { limit });
};

const withSheet = (file: ImportFile, place: number, view: SheetView): ImportFile =>
  file.kind === 'tables' ? { ...file, sheets: file.sheets.map((sheet, i) => (i === place ? view : sheet)) } : file;

const withChoice = (choice: ImportChoice | undefined, sheet: SheetChoice): ImportChoice | undefined =>
  choice?.kind === 'tables' ? { ...choice, sheets: choice.sheets.map((one) => (one.sheet === sheet.sheet ? sheet : one)) } : choice;

/** Whether every sheet that is taken has the columns that its rows need. */
const isPlain = (file: ImportFile): boolean =>
  file.kind === 'tables' &&
  file.sheets.every(
    ({ choice, fields }) =>
      choice.target !== undefined && fields.every(({ key, required }) => !required || choice.columns.some(({ field }) => field === key)),
  );

/** An import from file or clipboard to what came of it; `wanted` is what a sheet is when its heads don't tell. */
export const useImport = (wanted?: ImportTarget): Importing => {
  const [stage, setStage] = useState<Stage>('file');
  const [file, setFile] = useState<ImportFile>();
  const [choice, setChoice] = useState<ImportChoice>();
  const [busy, setBusy] = useState<Importing['busy']>();
  const [problem, setProblem] = useState<string>();
  const [applied, setApplied] = useState<ImportResult>();
  const [cancelled, setCancelled] = useState(false);
  const { mutateAsync: read } = useCommandMutation('imports.read');
  const { mutateAsync: readBlock } = useCommandMutation('imports.paste');
  const { mutateAsync: write } = useCommandMutation('imports.apply');

  const { job, running, watch } = useJob('import', text('data.job.cutOff'), (end: JobEnd<'import'>) => {
    setBusy(undefined);
    if (end === 'cancelled') setCancelled(true);
    else if ('problem' in end) setProblem(end.problem);
    else {
      setApplied(end.result);
      setStage('done');
    }
  });

  const attempt = useCallback(async (what: Importing['busy'], action: () => Promise<void>): Promise<void> => {
    setBusy(what);
    setProblem(undefined);
    setCancelled(false);
    try {
      await action();
    } catch (error) {
      setProblem(faultText(error));
    } finally {
      setBusy(undefined);
    }
  }, []);

  const take = (found: ImportFile, next: Stage): void => {
    setFile(found);
    setChoice(guessOf(found));
    setApplied(undefined);
    setStage(next);
  };

  const open = (takeIn: () => Promise<string | undefined>): Promise<void> =>
    attempt('reading', async () => {
      const intake = await takeIn();
      if (intake === undefined) return;
      const found = await read({ intake, ...(wanted ? { target: wanted } : {}) });
      // what a bundle holds is chosen where it is shown
      take(found, found.kind === 'bundle' ? 'preview' : 'choice');
    });

  return {
    stage,
    file,
    choice,
    busy: running ? 'importing' : busy,
    job,
    problem,
    cancelled,
    applied,
    paste: (text, target, fields) =>
      void attempt('reading', async () => {
        const found = await readBlock({ text, target, ...(fields ? { fields } : {}) });
        // what needs no answer goes on to what it would change
        take(found, isPlain(found) ? 'preview' : 'choice');
      }),
    openFiles: (files) => {
      const [first, second] = files ?? [];
      if (!first) setProblem(text('data.import.notAFile'));
      else if (second) setProblem(text('data.import.oneFile'));
      else void open(() => host.takeFile(first));
    },
    chooseFile: () => void open(() => host.pickFile('import')),
    go: setStage,
    choose: setChoice,
    retake: (sheet, asked) => {
      if (!file) return;
      void attempt(undefined, async () => {
        const view = await call('imports.sheet', { id: file.id, sheet, ...asked });
        setFile((was) => was && withSheet(was, sheet, view));
        setChoice((was) => withChoice(was, view.choice));
      });
    },
    apply: () => {
      if (!file || !choice) return;
      void attempt('importing', async () => {
        watch((await write({ id: file.id, choice })).jobId);
      });
    },
    begin: () => {
      setStage('file');
      setFile(undefined);
      setChoice(undefined);
      setProblem(undefined);
      setCancelled(false);
      setApplied(undefined);
    },
  };
};
