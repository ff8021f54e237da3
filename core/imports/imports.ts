import { listFacts } from '#db/repositories/facts.ts';
import { listChanges } from '#db/repositories/history.ts';
import { getSettings } from '#db/repositories/settings.ts';
import type { Db, Tx } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { ImportChoice, ImportFile, ImportRow } from '#shared/contract/imports.ts';
import type { JobResult } from '#shared/contract/jobs.ts';
import { monthOfDate, yearOf } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import type { Bundle } from '../bundles/bundleRecords.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { correctedFileName, templateFileName } from '../documents/exportFiles.ts';
import { templateSheets, yearFields } from '../exports/exportSheets.ts';
import { storeArtefact } from '../exports/exports.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { pastedName } from '../recordTexts.ts';
import { loadImportContext } from '../sheets/importContext.ts';
import { mapColumn } from '../sheets/mapping.ts';
import { sheetSpec } from '../sheets/sheets.ts';
import { createYielder, runWithYielding } from '../yielding.ts';
import { checkBundle, writeBundle } from './checkBundle.ts';
import {
  type ImportedFile,
  readBlock,
  readFile,
  rememberChoices,
  requireImportedFile,
  requireSheet,
  type SheetRequest,
  saveMapping,
  sheetFields,
  sheetView,
  unlockBundle,
} from './importFile.ts';
import { type PriceFile, readPriceFile } from './priceFile.ts';
import { checkPrices, checkTrade, loadPrices, pricesView, tradeView, writePrices, writeTrade } from './publicFiles.ts';
import { checkTables, correctedSheets, countsOf, createPreview, createTablesPreview, type PreviewAt } from './tablesPreview.ts';
import { readTradeFile, type TradeFile } from './tradeFile.ts';
import { type ReportProgress, writeChecked } from './writeImport.ts';

const pricesIn = (file: ImportedFile): PriceFile => {
  const prices = readPriceFile(file.sheets);
  if (!prices) throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
  return prices;
};

const tradeIn = (file: ImportedFile): TradeFile => {
  const trade = readTradeFile(file.sheets);
  if (!trade) throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
  return trade;
};

const bundleIn = ({ bundle }: ImportedFile): Bundle => {
  if (!bundle) throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
  return bundle;
};

const describeFile = async (ctx: ServiceContext, file: ImportedFile, fallback?: SheetRequest['fallback']): Promise<ImportFile> => {
  if (file.bundle) {
    const { title, app, made } = file.bundle.manifest;
    const { excluded } = checkBundle(await loadImportContext(ctx.workspace.db()), file.bundle, []);
    return { kind: 'bundle', id: file.id, name: file.name, title, app, createdAt: made, excludedKeys: excluded };
  }
  const prices = readPriceFile(file.sheets);
  if (prices) return pricesView(ctx.workspace.db(), file, prices);
  const trade = readTradeFile(file.sheets);
  if (trade) return tradeView(file, trade);
  const sheets = [];
  // the requested kind applies if the file has one sheet whose headers do not determine the kind
  const request = file.sheets.length === 1 && fallback ? { fallback } : {};
  for (const place of file.sheets.keys()) sheets.push(await sheetView(ctx, file, place, request));
  return { kind: 'tables', id: file.id, name: file.name, sheets };
};

/** The changes that an import makes to a workspace at a revision. */
type ImportPlan = {
  /** Identifies the workspace and revision that were checked. */
  readonly stamp: string;
  readonly revision: number;
  readonly preview: PreviewAt;
  readonly rows: readonly Pick<ImportRow, 'outcome' | 'isExcluded'>[];
  readonly write: (tx: Tx, report: ReportProgress) => Promise<void>;
};

type Steps = Pick<ImportPlan, 'preview' | 'rows' | 'write'>;

/** Checks a choice. The lock is held only while the records to compare with are loaded. */
const checkChoice = async (ctx: ServiceContext, file: ImportedFile, choice: ImportChoice, report: ReportProgress): Promise<ImportPlan> => {
  const { workspace } = ctx;
  const load = async <T>(read: (db: Db) => Promise<T>, check: (loadedRecords: T) => Steps | Promise<Steps>): Promise<ImportPlan> => {
    const { loaded, ...at } = await ctx.readShared(async () => ({
      stamp: workspace.stamp(),
      revision: workspace.revision(),
      loaded: await read(workspace.db()),
    }));
    return { ...at, ...(await check(loaded)) };
  };
  switch (choice.kind) {
    case 'tables':
      return load(loadImportContext, async (context) => {
        const checkedFile = await checkTables(context, ctx, file, choice, report);
        return {
          preview: createTablesPreview(file, choice, context, checkedFile),
          rows: checkedFile.rows,
          write: (tx, reportWritten) => writeChecked(tx, checkedFile, reportWritten),
        };
      });
    case 'prices':
      return load(loadPrices, async (pricesBefore) => {
        const checkedPrices = await checkPrices(pricesBefore, pricesIn(file), choice);
        return {
          preview: createPreview(checkedPrices.rows),
          rows: checkedPrices.rows,
          write: (tx, reportWritten) => writePrices(tx, checkedPrices, reportWritten),
        };
      });
    case 'bundle':
      return load(loadImportContext, (context) => {
        const checkedBundle = checkBundle(context, bundleIn(file), choice.excludedKeys);
        return {
          preview: createPreview(checkedBundle.rows),
          rows: checkedBundle.rows,
          write: (tx, reportWritten) => writeBundle(tx, checkedBundle, reportWritten),
        };
      });
    case 'trade':
      return load(listFacts, (facts) => {
        const checkedTrade = checkTrade(facts, tradeIn(file), choice);
        return {
          preview: createPreview(checkedTrade.rows),
          rows: checkedTrade.rows,
          write: (tx, reportWritten) => writeTrade(tx, checkedTrade, reportWritten),
        };
      });
  }
};

/** Yields to other requests without reporting progress. */
const yieldOnly = (): ReportProgress => {
  const yieldToOthers = createYielder();
  return () => yieldToOthers();
};

/** The last plan of each file. An import writes what its preview showed unless the workspace has changed. */
const lastPlans = new WeakMap<ImportedFile, { readonly choice: string; readonly plan: ImportPlan }>();

const findOrCheckPlan = async (
  ctx: ServiceContext,
  file: ImportedFile,
  choice: ImportChoice,
  report: ReportProgress,
): Promise<ImportPlan> => {
  const choiceJson = JSON.stringify(choice);
  const lastPlan = lastPlans.get(file);
  if (lastPlan?.choice === choiceJson && lastPlan.plan.stamp === ctx.workspace.stamp()) return lastPlan.plan;
  const plan = await checkChoice(ctx, file, choice, report);
  lastPlans.set(file, { choice: choiceJson, plan });
  return plan;
};

/** Maximum number of checks of an import; it is checked again if the workspace was changed meanwhile. */
const MAX_CHECKS = 3;
/** Maximum number of changes in the error of a refused import. */
const MAX_NAMED_CHANGES = 3;

/** Lists the labels of the changes after a revision, newest first. */
const changesSince = async (ctx: ServiceContext, revision: number): Promise<Label> => {
  const changes = await ctx.readShared(() => listChanges(ctx.workspace.db(), { limit: MAX_NAMED_CHANGES }));
  return { list: changes.filter((change) => change.revision > revision).map(({ label }) => label), by: 'semicolon' };
};

/**
 * Imports a file in one change and returns its counts. The lock is held only while records are written: other requests are served while
 * the file is checked and the workspace backed up. If they change the workspace, the file is checked again. Throws CHANGED_MEANWHILE if a
 * row then has another outcome, CANCELLED if the workspace was closed.
 */
const importFile = async (
  ctx: ServiceContext,
  file: ImportedFile,
  choice: ImportChoice,
  label: Message,
  db: Db,
  job: JobContext,
): Promise<JobResult> => {
  const { workspace } = ctx;
  const step =
    (key: 'check' | 'copy' | 'write'): ReportProgress =>
    (doneCount, total) =>
      job.reportAndYield(message(`imports.job.${key}`), doneCount, total);
  const requireSameWorkspace = (): void => {
    if (workspace.openWorkspace()?.db !== db) throw new OrebookError('CANCELLED');
    workspace.requireWritable();
  };
  /** Writes a plan; returns false if the workspace has changed since the check. */
  const write = (plan: ImportPlan): Promise<boolean> =>
    job.exclusive(async () => {
      requireSameWorkspace();
      if (plan.stamp !== workspace.stamp()) return false;
      await workspace.change(label, (tx) => plan.write(tx, step('write')), { origin: 'import' });
      if (choice.kind === 'tables') {
        for (const sheet of choice.sheets) {
          const source = file.sheets[sheet.sheet];
          if (source && sheet.target) await saveMapping(db, source, sheet);
        }
      }
      return true;
    });
  let firstPlan: ImportPlan | undefined;
  for (let checks = 0; checks < MAX_CHECKS; checks += 1) {
    requireSameWorkspace();
    const plan = await findOrCheckPlan(ctx, file, choice, step('check'));
    firstPlan ??= plan;
    if (!isDeepEqual(plan.rows, firstPlan.rows)) break;
    requireSameWorkspace();
    await workspace.backUp('import', (doneCount, total) => job.report(message('imports.job.copy'), doneCount, total));
    if (await write(plan)) return { kind: 'import', counts: countsOf(plan.rows), label };
  }
  throw new OrebookError('CHANGED_MEANWHILE', { changes: await changesSince(ctx, firstPlan?.revision ?? 0) });
};

export const importsHandlers: HandlersOf<'imports'> = {
  'imports.read': async ({ intake, target }, ctx) => {
    const file = await readFile(ctx, intake);
    return ctx.readShared(() => describeFile(ctx, file, target && { target }));
  },

  'imports.unlockBundle': async ({ id, passphrase }, ctx) => {
    const file = await unlockBundle(ctx, id, passphrase);
    return ctx.readShared(() => describeFile(ctx, file));
  },

  'imports.paste': async ({ text: block, target, fields }, ctx) => {
    const file = await readBlock(ctx, pastedName(target), block);
    return ctx.readShared(async () => {
      const { valuationDate } = await getSettings(ctx.workspace.db());
      const order = fields ?? yearFields(target, yearOf(monthOfDate(valuationDate)));
      return describeFile(ctx, file, { target, fields: order, isInTableOrder: fields !== undefined });
    });
  },

  'imports.fields': ({ target }) => ({ fields: sheetFields(target) }),

  'imports.sheet': ({ id, sheet, target, headerRow }, ctx) => sheetView(ctx, requireImportedFile(ctx, id), sheet, { target, headerRow }),

  'imports.column': ({ id, sheet, target, headerRow, index, field }, ctx) =>
    mapColumn(sheetSpec(target), requireSheet(requireImportedFile(ctx, id), sheet), headerRow, index, field),

  'imports.check': async ({ id, choice, first }, ctx) => {
    const file = requireImportedFile(ctx, id);
    const { preview } = await findOrCheckPlan(ctx, file, choice, yieldOnly());
    if (choice.kind === 'tables' && first === 0) await rememberChoices(ctx.workspace, file, choice.sheets);
    return runWithYielding(preview(first));
  },

  'imports.apply': ({ id, choice }, ctx) => {
    const file = requireImportedFile(ctx, id);
    ctx.workspace.requireWritable();
    const db = ctx.workspace.db();
    const label = message('history.imported', { name: file.name.slice(0, 120) });
    return { jobId: ctx.jobs.start('import', label, (job) => importFile(ctx, file, choice, label, db, job)) };
  },

  'imports.corrected': async ({ id, choice }, ctx) => {
    const file = requireImportedFile(ctx, id);
    if (choice.kind !== 'tables') throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
    const context = await ctx.readShared(() => loadImportContext(ctx.workspace.db()));
    const sheets = correctedSheets(file, await checkTables(context, ctx, file, choice, yieldOnly()));
    return storeArtefact(ctx, correctedFileName(file.name), 'xlsx', await ctx.tables.write('xlsx', sheets));
  },

  'imports.template': async ({ format }, ctx) => {
    const context = await loadImportContext(ctx.workspace.db());
    const sheets = templateSheets(context, yearOf(monthOfDate(context.settings.valuationDate)));
    const name = templateFileName();
    if (format === 'xlsx') return storeArtefact(ctx, name, 'xlsx', await ctx.tables.write('xlsx', sheets));
    return storeArtefact(ctx, name, 'zip', await ctx.tables.write('zip', sheets.slice(1)));
  },
};
