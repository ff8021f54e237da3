import { getSettings } from '#db/repositories/settings.ts';
import type { Tx } from '#db/schema.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { ImportChoice, ImportFile, ImportPreview, ImportRow } from '#shared/contract/imports.ts';
import { monthOfDate, yearOf } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { checkBundle, writeBundle } from '../bundles/check.ts';
import type { Bundle } from '../bundles/records.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { correctedFileName, templateFileName } from '../documents/exportFiles.ts';
import { templateSheets, yearFields } from '../exports/exportSheets.ts';
import { keepFile } from '../exports/exports.ts';
import type { JobContext } from '../jobs/jobRunner.ts';
import { pastedName } from '../recordTexts.ts';
import { createYielder } from '../yielding.ts';
import { type Pace, writeChecked } from './apply.ts';
import { type HeldFile, heldFile, readBlock, readFile, remember, type SheetAsked, sheetFields, sheetView } from './file.ts';
import { checkTables, correctedSheets, countsOf, previewOf, tablesPreview } from './preview.ts';
import { type PriceFile, priceFileOf } from './prices.ts';
import { checkPrices, checkTrade, pricesView, tradeView, writePrices, writeTrade } from './public.ts';
import { type TradeFile, tradeFileOf } from './trade.ts';
import { loadWorld } from './world.ts';

const pricesIn = (file: HeldFile): PriceFile => {
  const found = priceFileOf(file.sheets);
  if (!found) throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
  return found;
};

const tradeIn = (file: HeldFile): TradeFile => {
  const found = tradeFileOf(file.sheets);
  if (!found) throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
  return found;
};

const bundleIn = ({ bundle }: HeldFile): Bundle => {
  if (!bundle) throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
  return bundle;
};

const viewOf = async (ctx: ServiceContext, file: HeldFile, unless?: SheetAsked['unless']): Promise<ImportFile> => {
  if (file.bundle) {
    const { title, app, made } = file.bundle.manifest;
    const { left } = checkBundle(await loadWorld(ctx.workspace.db()), file.bundle, []);
    return { kind: 'bundle', id: file.id, name: file.name, title, app, made, left };
  }
  const prices = priceFileOf(file.sheets);
  if (prices) return pricesView(ctx.workspace.db(), file, prices);
  const trade = tradeFileOf(file.sheets);
  if (trade) return tradeView(file, trade);
  const sheets = [];
  // what was asked for is what the one sheet of the file holds, when it does not say so itself
  const asked = file.sheets.length === 1 && unless ? { unless } : {};
  for (const place of file.sheets.keys()) sheets.push(await sheetView(ctx, file, place, asked));
  return { kind: 'tables', id: file.id, name: file.name, sheets };
};

/** What a choice would do, and how it is done. */
type Plan = {
  readonly preview: () => ImportPreview;
  readonly rows: readonly Pick<ImportRow, 'outcome' | 'left'>[];
  readonly write: (tx: Tx, pace: Pace) => Promise<void>;
};

const planFor = async (ctx: ServiceContext, file: HeldFile, choice: ImportChoice, pace: Pace): Promise<Plan> => {
  const db = ctx.workspace.db();
  if (choice.kind === 'tables') {
    const checked = await checkTables(ctx, file, choice, pace);
    return {
      preview: () => tablesPreview(file, choice, checked),
      rows: checked.rows,
      write: (tx, told) => writeChecked(tx, checked, told),
    };
  }
  if (choice.kind === 'prices') {
    const taken = await checkPrices(db, pricesIn(file), choice);
    return { preview: () => previewOf(taken.rows), rows: taken.rows, write: (tx, told) => writePrices(tx, taken, told) };
  }
  if (choice.kind === 'bundle') {
    const found = checkBundle(await loadWorld(db), bundleIn(file), choice.left);
    return { preview: () => previewOf(found.rows), rows: found.rows, write: (tx, told) => writeBundle(tx, found, told) };
  }
  const taken = await checkTrade(db, tradeIn(file), choice);
  return { preview: () => previewOf(taken.rows), rows: taken.rows, write: (tx, told) => writeTrade(tx, taken, told) };
};

/** Nobody waits for a number. */
const unsaid = (): Pace => {
  const rest = createYielder();
  return () => rest();
};

// what a preview showed is what is then written, unless the workspace moved on
const previewed = new WeakMap<HeldFile, { readonly of: string; readonly plan: Plan }>();

const checkedPlan = async (ctx: ServiceContext, file: HeldFile, choice: ImportChoice, pace: Pace): Promise<Plan> => {
  const of = `${ctx.workspace.stamp()} ${JSON.stringify(choice)}`;
  const before = previewed.get(file);
  if (before?.of === of) return before.plan;
  const plan = await planFor(ctx, file, choice, pace);
  previewed.set(file, { of, plan });
  return plan;
};

/** Writes what the choice would do now, in one change, and answers its counts. */
const apply = async (ctx: ServiceContext, file: HeldFile, choice: ImportChoice, label: Message, job: JobContext) => {
  const { workspace } = ctx;
  const step =
    (key: 'check' | 'copy' | 'write'): Pace =>
    (done, total) =>
      job.reportAndYield(message(`imports.job.${key}`), done, total);
  const plan = await checkedPlan(ctx, file, choice, step('check'));
  await workspace.backUp('import', (done, total) => job.report(message('imports.job.copy'), done, total));
  await workspace.change(label, (tx) => plan.write(tx, step('write')), { origin: 'import' });
  if (choice.kind === 'tables') {
    for (const sheet of choice.sheets) {
      const source = file.sheets[sheet.sheet];
      if (source && sheet.target) await remember(workspace.db(), source, sheet);
    }
  }
  return { kind: 'import' as const, counts: countsOf(plan.rows), label };
};

export const importsHandlers: HandlersOf<'imports'> = {
  'imports.read': async ({ intake, target }, ctx) => viewOf(ctx, await readFile(ctx, intake), target && { target }),

  'imports.paste': async ({ text: block, target, fields }, ctx) => {
    const file = await readBlock(ctx, pastedName(target), block);
    const { valuationDate } = await getSettings(ctx.workspace.db());
    return viewOf(ctx, file, { target, fields: fields ?? yearFields(target, yearOf(monthOfDate(valuationDate))) });
  },

  'imports.fields': ({ target }) => ({ fields: sheetFields(target) }),

  'imports.sheet': ({ id, sheet, target, head }, ctx) => sheetView(ctx, heldFile(ctx, id), sheet, { target, head }),

  'imports.check': async ({ id, choice }, ctx) => (await checkedPlan(ctx, heldFile(ctx, id), choice, unsaid())).preview(),

  'imports.apply': ({ id, choice }, ctx) => {
    const file = heldFile(ctx, id);
    ctx.workspace.requireWritable();
    const label = message('history.imported', { name: file.name.slice(0, 120) });
    return { jobId: ctx.jobs.start('import', label, (job) => job.exclusive(() => apply(ctx, file, choice, label, job))) };
  },

  'imports.corrected': async ({ id, choice }, ctx) => {
    const file = heldFile(ctx, id);
    if (choice.kind !== 'tables') throw new OrebookError('BAD_INPUT', { issues: [{ path: 'choice', rule: 'notOffered' }] });
    const sheets = correctedSheets(file, await checkTables(ctx, file, choice, unsaid()));
    return keepFile(ctx, correctedFileName(file.name), 'xlsx', await ctx.tables.write('xlsx', sheets));
  },

  'imports.template': async ({ format }, ctx) => {
    const world = await loadWorld(ctx.workspace.db());
    const sheets = templateSheets(world, yearOf(monthOfDate(world.settings.valuationDate)));
    const name = templateFileName();
    if (format === 'xlsx') return keepFile(ctx, name, 'xlsx', await ctx.tables.write('xlsx', sheets));
    return keepFile(ctx, name, 'zip', await ctx.tables.write('zip', sheets.slice(1)));
  },
};
