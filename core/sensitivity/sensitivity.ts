import { getContract, saveContract } from '#db/repositories/contracts.ts';
import { getHouseStyle } from '#db/repositories/houseStyle.ts';
import { getPlan, savePlan } from '#db/repositories/plans.ts';
import { findRunPart } from '#db/repositories/runs.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { saveTender } from '#db/repositories/tenders.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { fieldIssues } from '#shared/contract/issues.ts';
import type { PageFigure, SensitivityDriver, SensitivityTarget } from '#shared/contract/sensitivity.ts';
import { OfftakeContract } from '#shared/domain/contract.ts';
import type { Year } from '#shared/domain/time.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { contractEditLabel } from '../contracts/editLabels.ts';
import { sensitivityFileName, sensitivitySheet } from '../documents/sensitivitySheet.ts';
import { storeArtefact } from '../exports/exports.ts';
import { facilityOverrideLabel } from '../financing/editLabels.ts';
import { emptyFigure } from '../portfolio/figures.ts';
import { withFacilityOverride } from '../portfolio/planFacilities.ts';
import { SIMULATION_RUNS } from '../simulation/runFormat.ts';
import { newestRunIfCurrent } from '../simulation/storedRun.ts';
import { sensitivityTableBlocks } from '../summaries/sensitivityTable.ts';
import { requireOpenBids } from '../tenders/assessBids.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { contractToOpen, createDefaultDrivers } from './defaultDriver.ts';
import { answerGoalSeek, roundAsEntered, startGoalSeek } from './goalSeek.ts';
import { readPathSettings } from './pathOutcomes.ts';
import { measureAt, type SensitivityModel, sensitivityModel } from './sensitivityModel.ts';
import { startSensitivityTable } from './table.ts';
import type { Target } from './targets.ts';
import { listOpenBids } from './tenderBids.ts';

/** In a workspace of more contracts a goal seek takes seconds: it runs as a job, and first drivers are not tried. */
const LARGE_BOOK = 300;

const driverFacts = (driver: SensitivityModel['drivers'][number]): SensitivityDriver => {
  const { key, group, label, unit, decimals, now, low, high, min, max, canApply } = driver;
  return {
    key,
    group,
    label,
    unit,
    decimals,
    ...(now === undefined ? {} : { now }),
    low: roundAsEntered(driver, low),
    high: roundAsEntered(driver, high),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    canApply,
  };
};

/** The share of a figure by which it must change to count as moved. */
const LEAST_CHANGE = 1e-9;

/** Finds the first driver that moves a figure at an end of its range; undefined where none does. */
const findMovingDriver = async (
  model: SensitivityModel,
  drivers: SensitivityModel['drivers'],
  target: Target,
  year: Year | undefined,
): Promise<SensitivityModel['drivers'][number] | undefined> => {
  const today = (await measureAt(model, [], target, year))?.value;
  for (const driver of drivers)
    for (const value of [driver.high, driver.low]) {
      await yieldIfDue();
      const changedValue = (await measureAt(model, [{ driver, value }], target, year))?.value;
      if (changedValue !== undefined && (today === undefined || Math.abs(changedValue - today) > LEAST_CHANGE * Math.abs(today)))
        return driver;
    }
  return undefined;
};

/** The driver that is offered first for a target: one, or one of each year where the terms of the contract change. */
const firstDrivers = async (
  driversOf: ReturnType<typeof createDefaultDrivers<SensitivityModel['drivers'][number]>>,
  model: SensitivityModel,
  target: Target,
  figure: PageFigure | undefined,
): Promise<readonly string[]> => {
  const { book, contract } = model;
  const movedFigure = { ...target, identity: target.group === 'page' ? figure?.identity : undefined };
  // the whole catalogue would take seconds
  const isTried = target.group === 'page' && book.contracts.length <= LARGE_BOOK;
  const { years, year } = target;
  const keys: string[] = [];
  for (const listedYear of years.length > 0 && contract !== undefined && contract.terms.length > 1 ? years : [year]) {
    const drivers = await runWithYielding(driversOf(movedFigure, listedYear));
    const movingDriver = isTried ? await findMovingDriver(model, drivers, target, listedYear) : undefined;
    keys.push((movingDriver ?? drivers[0])?.key ?? '');
  }
  return keys;
};

const targetFacts = ({ key, group, label, unit, decimals, years, year, bound }: Target, drivers: readonly string[]): SensitivityTarget => ({
  key,
  group,
  label,
  unit,
  decimals,
  years,
  ...(year === undefined ? {} : { year }),
  drivers,
  ...(bound === undefined ? {} : { bound }),
});

/** Whether the plan of a model has the contract with the terms that the model changes; so has a plan without a contract to change. */
const hasStoredTerms = ({ book, contract }: SensitivityModel): boolean =>
  contract === undefined ||
  isDeepEqual(book.plan().portfolio.contracts.find((entry) => entry.contract.id === contract.id)?.contract, contract);

/** Measures a figure as it is today. One over paths is that of the newest run, where a simulation would repeat it; else it does not exist. */
const measureToday = async (ctx: ServiceContext, model: SensitivityModel, target: Target, year: Year | undefined) => {
  if (target.group !== 'paths') return measureAt(model, [], target, year);
  if (target.inRun === undefined || !hasStoredTerms(model)) return undefined;
  const run = await newestRunIfCurrent(ctx, model.book);
  const outcome = run && (await findRunPart(ctx.workspace.db(), SIMULATION_RUNS, run.id, 'outcome', yieldIfDue));
  return outcome?.state === 'readable' ? target.inRun(outcome.value, year ?? target.year ?? model.book.year) : undefined;
};

export const sensitivityHandlers: HandlersOf<'sensitivity'> = {
  'sensitivity.options': async (input, ctx) => {
    const { contractId, figure } = input;
    const model = await sensitivityModel(ctx, input);
    const { book, contract, drivers, targets } = model;
    const plan = book.plan();
    const { paths, seed } = await readPathSettings(ctx, book);
    const run = await newestRunIfCurrent(ctx, book);
    const driversOf = createDefaultDrivers(book, contract, drivers);
    const toOpen = contractId === undefined && figure !== undefined ? await runWithYielding(contractToOpen(book, figure)) : undefined;
    const targetRows: SensitivityTarget[] = [];
    for (const target of drivers.length === 0 ? [] : targets) {
      await yieldIfDue();
      targetRows.push(targetFacts(target, await firstDrivers(driversOf, model, target, figure)));
    }
    const plannedContract = plan.portfolio.contracts.find((entry) => entry.contract.id === contractId)?.contract;
    return {
      revision: ctx.workspace.revision(),
      plan: plan.plan.name,
      hasOtherTerms: plannedContract !== undefined && !isDeepEqual(plannedContract, contract),
      contracts: book.contracts.flatMap(({ id, code, name, status }) => (status === 'ended' ? [] : [{ id, code, name }])),
      bids: await listOpenBids(ctx, book),
      isLarge: book.contracts.length > LARGE_BOOK,
      simulation: { paths, seed },
      ...(run && { run: run.head.resultDigest }),
      ...(toOpen && { contractToOpen: toOpen }),
      drivers: drivers.map(driverFacts),
      targets: targetRows,
    };
  },

  'sensitivity.figure': async ({ target, year, ...input }, ctx) => {
    const model = await sensitivityModel(ctx, input);
    const measuredFigure = await measureToday(ctx, model, model.targetOf(target), year);
    return { figure: measuredFigure === undefined ? emptyFigure() : measuredFigure.figure() };
  },

  'sensitivity.goalSeek': (request, ctx) => answerGoalSeek(ctx, request),

  'sensitivity.goalSeekInJob': async (request, ctx) => ({ jobId: await startGoalSeek(ctx, request) }),

  'sensitivity.table': async (request, ctx) => ({ jobId: await startSensitivityTable(ctx, request) }),

  'sensitivity.export': async ({ jobId, format }, ctx) => {
    const { at } = ctx.jobs.get(jobId);
    if (at.state !== 'done' || at.result.kind !== 'sensitivity') throw new OrebookError('NOT_FOUND', { kind: 'job', id: jobId });
    const settings = await getSettings(ctx.workspace.db());
    const name = sensitivityFileName(at.result);
    if (format === 'xlsx') {
      const sheet = sensitivitySheet(at.result, settings.moneyScale);
      return storeArtefact(ctx, name, format, await ctx.tables.write('xlsx', [sheet]));
    }
    const printedDocument = { title: name, subject: name, house: await getHouseStyle(ctx.workspace.db()), created: ctx.clock() };
    const blocks = sensitivityTableBlocks(at.result, settings);
    return storeArtefact(ctx, name, format, await ctx.documents.write(format, printedDocument, blocks, settings.moneyScale));
  },

  'sensitivity.apply': async ({ contractId, driver: key, value }, ctx) => {
    const { workspace } = ctx;
    const { driverOf, book, contract: deal, bid } = await sensitivityModel(ctx, { contractId });
    const driver = driverOf(key);
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = driver;
    throwIfIssues([...(value < min ? [issue('value', 'tooSmall', min)] : []), ...(value > max ? [issue('value', 'tooBig', max)] : [])]);
    if ('change' in driver && deal !== undefined) {
      const parsedDeal = OfftakeContract.safeParse(driver.change(deal, value));
      if (!parsedDeal.success) throw new OrebookError('BAD_INPUT', { issues: fieldIssues(parsedDeal.error) });
      if (bid === undefined) {
        const { version } = await getContract(workspace.db(), deal.id);
        const label = message(contractEditLabel(deal, parsedDeal.data), { code: deal.code });
        await workspace.change(label, (tx) => saveContract(tx, parsedDeal.data, version));
      } else {
        const { tender, version } = bid;
        await requireOpenBids(
          workspace.db(),
          tender.bids.filter((entry) => entry.deal.id === deal.id),
        );
        const bids = tender.bids.map((entry) => (entry.deal.id === deal.id ? { ...entry, deal: parsedDeal.data } : entry));
        const label = message('history.bidsEdited', { name: tender.name, count: 1 });
        await workspace.change(label, (tx) => saveTender(tx, { ...tender, bids }, version));
      }
    } else if ('facilityId' in driver) {
      const { plan, version } = await getPlan(workspace.db(), book.settings.planId);
      const { facilityId } = driver;
      const overrideBefore = plan.facilities?.find((candidate) => candidate.facilityId === facilityId) ?? { facilityId };
      const override = { ...overrideBefore, commitment: value };
      const name = book.facilities.find(({ id }) => id === facilityId)?.name ?? facilityId;
      const label = message(facilityOverrideLabel(overrideBefore, override), { name, plan: plan.name });
      await workspace.change(label, (tx) => savePlan(tx, withFacilityOverride(plan, override), version, yieldIfDue));
    } else throw new OrebookError('BAD_INPUT', { issues: [issue('driver', 'notOffered')] });
    return { done: true };
  },
};
