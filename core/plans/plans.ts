import { getContract, listContracts } from '#db/repositories/contracts.ts';
import { getPlan, listPlans, removePlan, savePlan } from '#db/repositories/plans.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import type { ParsedInput } from '#shared/contract/contract.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/figure.ts';
import { LIST_PAGE_ROWS } from '#shared/contract/listPages.ts';
import type { PlanDifference } from '#shared/contract/plans.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import { type ContractId, PlanId } from '#shared/domain/ids.ts';
import type { Plan, PlanOverride } from '#shared/domain/plan.ts';
import { type IsoDate, monthOfDate } from '#shared/domain/time.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import { type HandlersOf, memoizeLastAnswer, type ServiceContext } from '../context.ts';
import { endOfDay } from '../history/history.ts';
import { requireFreeName } from '../portfolio/planName.ts';
import { valueInSteps, type Workbook, withRecords, workbook } from '../portfolio/portfolio.ts';
import { readDealRecords } from '../portfolio/records.ts';
import { loadImportContext } from '../sheets/importContext.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { planDifference } from './difference.ts';
import { withOverridesInSteps } from './overrides.ts';
import { planDetails, planList } from './planList.ts';

/** The overrides with a contract included or excluded; an override that repeats the baseline is removed. */
const withIncluded = (
  overrides: Plan['overrides'],
  contractId: ContractId,
  isIncluded: boolean,
  isInBaseline: boolean,
): Plan['overrides'] => {
  const others = overrides.filter((override) => override.contractId !== contractId);
  const { included: _before, ...override } = overrides.find((override) => override.contractId === contractId) ?? { contractId };
  const nextOverride: PlanOverride = isIncluded === isInBaseline ? override : { ...override, included: isIncluded };
  return Object.keys(nextOverride).length > 1 ? [...others, nextOverride] : others;
};

/**
 * The contracts, buyers, products and plans as they were at the end of a day, valued with today's valuation date, prices and rate. Chooses
 * `planId`, since the plan chosen today may not have existed. Throws NO_SUCH_PAST where `planId` did not exist either.
 */
const bookOn = async ({ workspace }: ServiceContext, book: Workbook, date: IsoDate, planId: PlanId): Promise<Workbook> => {
  const moment = await endOfDay(workspace.db(), date);
  if (moment.revision === workspace.revision()) return book;
  return workspace.readAt(moment, async (db) => {
    const dealRecords = await readDealRecords(db);
    if (!dealRecords.plans.some(({ id }) => id === planId)) throw new OrebookError('NO_SUCH_PAST');
    return withRecords({ ...book, settings: { ...book.settings, planId } }, dealRecords);
  });
};

/** The name of the baseline; where no plan is free of overrides, that of the signed contracts. */
const baselineLabel = (book: Workbook): Label => {
  const { name } = book.baseline().plan;
  return name === '' ? message('plans.signed') : { name };
};

type Comparison = Omit<ParsedInput<'plans.difference'>, 'first'>;

/** Compares a plan with another one, or with one as it was at the end of a day. */
const comparePlans = async ({ id, against, on }: Comparison, ctx: ServiceContext): Promise<PlanDifference> => {
  const book = await workbook(ctx);
  await yieldIfDue();
  const plan = book.plan(id);
  await yieldIfDue();
  for (const valuedPlan of [plan, against === undefined ? book.baseline() : book.plan(against)])
    await runWithYielding(valuedPlan.inSteps.value());
  const context = await loadImportContext(ctx.workspace.db());
  if (on !== undefined) {
    const { id: pastId } = book.plan(against ?? id).plan;
    const pastBook = await bookOn(ctx, book, on, pastId);
    const pastPlan = pastBook.plan(pastId);
    await valueInSteps(pastPlan);
    const otherName = message('plans.asOf', { plan: pastPlan.plan.name, date: { value: on, unit: 'date' } });
    const { contracts: otherContracts, facilities: otherFacilities } = pastBook;
    return runWithYielding(planDifference(book, plan, pastPlan, { otherName, context, otherContracts, otherFacilities }));
  }
  const otherPlan = against === undefined ? book.baseline() : book.plan(against);
  const otherName = against === undefined ? baselineLabel(book) : { name: otherPlan.plan.name };
  return runWithYielding(planDifference(book, plan, otherPlan, { otherName, context }));
};

/** Its contracts are asked for in pages. */
const comparePlansOnce = memoizeLastAnswer(comparePlans);

export const plansHandlers: HandlersOf<'plans'> = {
  'plans.list': ({ scenario }, ctx) => planList(ctx, scenario),

  'plans.get': async ({ id, first }, ctx) => {
    const { plan, version } = await getPlan(ctx.workspace.db(), id);
    return { id, name: plan.name, note: plan.note, archived: plan.archived, version, ...(await planDetails(ctx, id, first)) };
  },

  'plans.difference': async ({ first, ...comparison }, ctx) => {
    const { contracts, ...difference } = await comparePlansOnce(comparison, ctx);
    return { ...difference, contracts: contracts.slice(first, first + LIST_PAGE_ROWS), count: contracts.length };
  },

  'plans.choose': async ({ id }, { workspace }) => {
    const db = workspace.db();
    const { plan } = await getPlan(db, id);
    const settings = await getSettings(db);
    await workspace.saveDisplaySetting(message('history.planChosen', { name: plan.name }), (tx) =>
      saveSettings(tx, { ...settings, planId: id }),
    );
    return { done: true };
  },

  'plans.createFrom': async ({ from, name }, { workspace, newId }) => {
    const db = workspace.db();
    const { plan } = await getPlan(db, from);
    requireFreeName(name, await listPlans(db));
    const branch: Plan = { ...plan, id: PlanId.parse(newId()), name, archived: false };
    return workspace.change(message('history.planBranched', { name, from: plan.name }), async (tx) => {
      await savePlan(tx, branch, undefined, yieldIfDue);
      return { id: branch.id };
    });
  },

  'plans.save': async ({ id, name, note, archived }, { workspace }) => {
    const db = workspace.db();
    const { plan, version } = await getPlan(db, id);
    requireFreeName(name, await listPlans(db), id);
    if (archived && (await getSettings(db)).planId === id) throwIfIssues([issue('archived', 'chosenPlan')]);
    await workspace.change(message('history.planEdited', { name }), (tx) =>
      savePlan(tx, { ...plan, name, note, archived }, version, yieldIfDue),
    );
    return { done: true };
  },

  'plans.remove': async ({ id }, { workspace }) => {
    const db = workspace.db();
    const { plan } = await getPlan(db, id);
    const isSelectedPlan = (await getSettings(db)).planId === id;
    const last = (await listPlans(db)).length === 1;
    if (isSelectedPlan || last) throw new OrebookError('IN_USE', { kind: 'plan', id, by: 'workspace', count: 1 });
    await workspace.change(message('history.planDeleted', { name: plan.name }), (tx) => removePlan(tx, id));
    return { done: true };
  },

  'plans.include': async ({ id, contractId, included }, { workspace }) => {
    const db = workspace.db();
    const { plan, version } = await getPlan(db, id);
    const { contract } = await getContract(db, contractId);
    if (included && contract.status === 'ended') throwIfIssues([issue('included', 'contractEnded')]);
    const overrides = withIncluded(plan.overrides, contractId, included, isCommitted(contract.status));
    const label = message(included ? 'history.planContractIn' : 'history.planContractOut', { code: contract.code, plan: plan.name });
    await workspace.change(label, (tx) => savePlan(tx, { ...plan, overrides }, version, yieldIfDue));
    return { done: true };
  },

  'plans.override': async ({ id, edits }, { workspace }) => {
    const db = workspace.db();
    const { plan, version } = await getPlan(db, id);
    const { valuationDate } = await getSettings(db);
    const contracts = await listContracts(db, yieldIfDue);
    const { overrides, refused, codes } = await runWithYielding(withOverridesInSteps(plan, edits, contracts, monthOfDate(valuationDate)));
    const [code] = codes;
    if (code === undefined) return { refused };
    return workspace.change(message('history.planOverridden', { count: codes.length, code, plan: plan.name }), async (tx) => {
      await savePlan(tx, { ...plan, overrides }, version, yieldIfDue);
      return { refused };
    });
  },
};
