import { getLimit, listLimits, listVersionedLimits, removeLimit, saveLimit } from '#db/repositories/limits.ts';
import { getPlan, listPlans, savePlan } from '#db/repositories/plans.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { LimitId, PlanId } from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Plan } from '#shared/domain/plan.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf } from '../context.ts';
import { partialFirstYear } from '../portfolio/countedYear.ts';
import { requireFreeName } from '../portfolio/planName.ts';
import { valuedWorkbook, type Workbook, workbook } from '../portfolio/portfolio.ts';
import { withChosenPlan } from '../portfolio/withChosenPlan.ts';
import { curedPlanNote, newLimitName } from '../recordTexts.ts';
import { runWithYielding, yieldIfDue } from '../yielding.ts';
import { findCure } from './cure.ts';
import { boardRows, boardYears } from './limitBoard.ts';
import { limitDetails } from './limitDetails.ts';

/** Levels of a new limit: default assumptions. */
const DEFAULT_LEVELS = { warn: 0.5, breach: 0.55 } as const;

const createBlankLimit = (book: Workbook, id: string, today: string): Limit => ({
  id: LimitId.parse(id),
  name: newLimitName(),
  measure: { kind: 'zoneShare', zone: 'china' },
  denominator: 'plannedProduction',
  from: book.year,
  to: Math.max(book.year, book.settings.horizonYear),
  direction: 'atMost',
  ...DEFAULT_LEVELS,
  owner: '',
  why: '',
  setOn: today,
  order: Math.max(-1, ...book.limits.map(({ order }) => order)) + 1,
});

/** Whether no plan can keep both limits: the same measure, scope and years with levels that exclude each other. */
const isContradiction = (limit: Limit, otherLimit: Limit): boolean =>
  otherLimit.id !== limit.id &&
  isJsonEqual(otherLimit.measure, limit.measure) &&
  otherLimit.metal === limit.metal &&
  otherLimit.productId === limit.productId &&
  otherLimit.denominator === limit.denominator &&
  otherLimit.from <= limit.to &&
  limit.from <= otherLimit.to &&
  otherLimit.direction !== limit.direction &&
  (limit.direction === 'atMost' ? otherLimit.breach > limit.breach : otherLimit.breach < limit.breach);

/** Whether no plan can reach the level: shares run from 0 to 1, and a number of buyers is at least one. */
const isUnreachable = ({ measure, direction, breach }: Limit): boolean =>
  measure.kind === 'effectiveNumber'
    ? direction === 'atMost' && breach < 1
    : direction === 'atLeast' && breach > 1 && measure.kind !== 'coverage' && measure.kind !== 'minimumDscr';

export const limitsHandlers: HandlersOf<'limits'> = {
  'limits.get': async ({ id, planId, first }, ctx) => {
    const book = await valuedWorkbook(ctx);
    const storedLimits = await listVersionedLimits(ctx.workspace.db());
    const details = await runWithYielding(limitDetails(withChosenPlan(book, planId), storedLimits, id, first));
    return { ...details, isChosen: (planId ?? book.settings.planId) === book.settings.planId };
  },

  'limits.cure': async (request, ctx) => (await findCure(ctx, request)).facts,

  'limits.makePlan': async ({ id, planId, mayBreak, name }, ctx) => {
    const { workspace, newId } = ctx;
    const { facts, overrides } = await findCure(ctx, { id, planId, mayBreak });
    if (facts.steps.length === 0) throw new OrebookError('NOT_FOUND', { kind: 'limit', id });
    const db = workspace.db();
    const { plan } = await getPlan(db, planId ?? (await getSettings(db)).planId);
    requireFreeName(name, await listPlans(db));
    const { limit } = await getLimit(db, id);
    const damages = { value: Number(facts.damages.value), unit: 'usd', decimals: 1 } as const;
    const newPlan: Plan = {
      ...plan,
      id: PlanId.parse(newId()),
      name,
      note: curedPlanNote(plan.name, limit.name, damages, damages.value > 0),
      archived: false,
      overrides,
    };
    return workspace.change(message('history.planCured', { name, from: plan.name, limit: limit.name }), async (tx) => {
      await savePlan(tx, newPlan, undefined, yieldIfDue);
      return { id: newPlan.id };
    });
  },

  'limits.board': async (_input, ctx) => {
    const book = await valuedWorkbook(ctx);
    const plan = book.plan();
    const storedLimits = await listVersionedLimits(ctx.workspace.db());
    return {
      years: boardYears(book, plan),
      ...partialFirstYear(book),
      rows: boardRows(book, plan, storedLimits),
      products: [...book.products.values()].map(({ id, name, metal }) => ({ id, name, metal })),
    };
  },

  'limits.blank': async (_input, ctx) => ({
    limit: createBlankLimit(await workbook(ctx), ctx.newId(), ctx.clock().toISOString().slice(0, 10)),
  }),

  'limits.save': async ({ limit, version }, { workspace }) => {
    const contradictedLimit = (await listLimits(workspace.db())).find((otherLimit) => isContradiction(limit, otherLimit));
    if (isUnreachable(limit)) throwIfIssues([issue('limit.breach', 'limitUnreachable')]);
    if (contradictedLimit) throwIfIssues([issue('limit.breach', 'limitContradicts', contradictedLimit.name)]);
    const label = message(version === undefined ? 'history.limitAdded' : 'history.limitEdited', { name: limit.name });
    return workspace.change(label, async (tx) => ({ version: await saveLimit(tx, limit, version) }));
  },

  'limits.remove': async ({ id }, { workspace }) => {
    const { limit } = await getLimit(workspace.db(), id);
    await workspace.change(message('history.limitDeleted', { name: limit.name }), (tx) => removeLimit(tx, id));
    return { done: true };
  },
};
