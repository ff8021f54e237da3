import { listContractHeads } from '#db/repositories/contracts.ts';
import { getDecision, listDecisions, removeDecision, saveDecision } from '#db/repositories/decisions.ts';
import { listDecks } from '#db/repositories/decks.ts';
import { countChangesSince } from '#db/repositories/history.ts';
import { getSettings } from '#db/repositories/settings.ts';
import { keyBy } from '#shared/collections.ts';
import type { ComparedFigure, Decision, ExpectedFigure } from '#shared/contract/decisions.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import type { Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { type ContractId, DecisionId, type DeckId, type PlanId } from '#shared/domain/ids.ts';
import { isDeepEqual } from '#shared/equality.ts';
import { memoize } from '#shared/memoize.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { planFinancing } from '../financing/planFinancing.ts';
import { notedFigure } from '../portfolio/figureIdentity.ts';
import { deckLabel } from '../portfolio/labels.ts';
import { valueAloneInSteps, type Workbook, workbookOnDeck } from '../portfolio/portfolio.ts';
import { withChosenPlan } from '../portfolio/withChosenPlan.ts';
import { measureIn } from '../sensitivity/sensitivityModel.ts';
import { listTargets, type Scope, type Target } from '../sensitivity/targets.ts';

/** One function per deck, which keeps its workbook. */
const onDeck = memoize(workbookOnDeck);

type Basis = { readonly planId: PlanId; readonly contractId?: ContractId | undefined; readonly deck: DeckId };

type Catalogue = { readonly scope: Scope; readonly targets: readonly Target[] };

/** Opens the catalogue of figures of a plan, or of a contract in it, on a deck. Throws NOT_FOUND. */
const openCatalogue = async (ctx: ServiceContext, { planId, contractId, deck }: Basis): Promise<Catalogue> => {
  const book = withChosenPlan(await onDeck(deck)(ctx), planId);
  const contract = contractId === undefined ? undefined : book.contracts.find(({ id }) => id === contractId);
  if (contractId !== undefined && contract === undefined) throw new OrebookError('NOT_FOUND', { kind: 'contract', id: contractId });
  const select = (of: Workbook) => (contract === undefined ? of.plan(planId) : of.withDraft(contract, planId));
  const plan = select(book);
  await valueAloneInSteps(plan);
  const scope: Scope = { book, plan, contract, financing: () => planFinancing(ctx, select) };
  return { scope, targets: await listTargets(scope) };
};

/** Measures a figure of a catalogue; undefined where there is nothing to measure. */
const measure = async (
  { scope, targets }: Catalogue,
  { target: key, year }: Pick<ExpectedFigure, 'target' | 'year'>,
): Promise<{ readonly target: Target; readonly figure: Figure } | undefined> => {
  const target = targets.find((candidate) => candidate.key === key);
  const measure = target && (await measureIn(scope, target, year));
  return target && measure && { target, figure: measure.figure() };
};

const isSameFigure = (first: FigureIdentity | undefined, second: FigureIdentity | undefined): boolean => isDeepEqual(first, second);

const compareFigure = async (
  catalogue: Catalogue | undefined,
  storedFigure: ExpectedFigure,
  decision: Pick<Decision, 'at'>,
): Promise<ComparedFigure> => {
  const { label, year, value, unit, decimals, identity } = storedFigure;
  const commonFields = { label, expected: notedFigure(storedFigure, decision), ...(year === undefined ? {} : { year }) };
  const measuredFigure = catalogue && (await measure(catalogue, storedFigure));
  if (measuredFigure === undefined) return { ...commonFields, missing: 'notFound' };
  const { figure } = measuredFigure;
  if (!isSameFigure(figure.identity, identity)) return { ...commonFields, missing: 'otherFigure' };
  const today: Figure = { ...figure, unit, decimals };
  const difference: Figure = {
    value: Number(figure.value) - value,
    unit: unit === 'fraction' ? 'points' : unit,
    decimals,
    sign: true,
    between: { value: Number(figure.value), from: value },
    ...(identity && { identity: { ...identity, againstNotedAt: decision.at } }),
  };
  return { ...commonFields, today, difference };
};

const compareDecision = async (ctx: ServiceContext, { basis, figures, at }: Decision): Promise<readonly ComparedFigure[]> => {
  let catalogue: Catalogue | undefined;
  try {
    catalogue = await openCatalogue(ctx, basis);
  } catch (error) {
    if (!(error instanceof OrebookError && error.code === 'NOT_FOUND')) throw error;
  }
  const comparedFigures: ComparedFigure[] = [];
  for (const figure of figures) comparedFigures.push(await compareFigure(catalogue, figure, { at }));
  return comparedFigures;
};

export const decisionsHandlers: HandlersOf<'decisions'> = {
  'decisions.list': async (_input, ctx) => {
    const db = ctx.workspace.db();
    const { valuationDate } = await getSettings(db);
    const codes = new Map((await listContractHeads(db)).map(({ id, code }) => [id, code]));
    const decks = keyBy(await listDecks(db), ({ id }) => id);
    const decisions = [];
    for (const { decision, version } of await listDecisions(db)) {
      const figures = await compareDecision(ctx, decision);
      // without the change that recorded it
      const changesSince = Math.max(0, (await countChangesSince(db, decision.at)) - 1);
      const { contractId, deck: deckId } = decision.basis;
      const contractCode = contractId && codes.get(contractId);
      const deck = decks.get(deckId);
      decisions.push({
        ...decision,
        version,
        figures,
        changesSince,
        ...(contractCode === undefined ? {} : { contractCode }),
        ...(deck === undefined ? {} : { deckName: deckLabel(deck) }),
      });
    }
    return { valuationDate, decisions };
  },

  'decisions.add': async ({ title, why, decidedOn, contractId, figures }, ctx) => {
    const { workspace, clock } = ctx;
    const { planId, deck, valuationDate } = await getSettings(workspace.db());
    const catalogue = await openCatalogue(ctx, { planId, contractId, deck });
    const expectedFigures: ExpectedFigure[] = [];
    for (const expectedFigure of figures) {
      const measuredFigure = await measure(catalogue, expectedFigure);
      if (measuredFigure === undefined) throw new OrebookError('NOT_FOUND', { kind: 'target', id: expectedFigure.target });
      const { target, figure } = measuredFigure;
      const { label, unit, decimals } = target;
      const year = target.years.length === 0 ? undefined : (expectedFigure.year ?? target.year);
      expectedFigures.push({
        target: target.key,
        label,
        value: Number(figure.value),
        unit,
        decimals,
        ...(year === undefined ? {} : { year }),
        ...(figure.identity ? { identity: figure.identity } : {}),
      });
    }
    const id = DecisionId.parse(ctx.newId());
    const planName = catalogue.scope.plan.plan.name;
    const decision: Decision = {
      id,
      title,
      why,
      decidedOn,
      author: workspace.userName() ?? '',
      at: clock().toISOString(),
      outcome: '',
      basis: { planId, planName, ...(contractId === undefined ? {} : { contractId }), deck, valuationDate },
      figures: expectedFigures,
    };
    return workspace.change(message('history.decisionAdded', { title }), async (tx) => {
      await saveDecision(tx, decision);
      return { id };
    });
  },

  'decisions.edit': async ({ id, version, ...edited }, { workspace }) => {
    const { decision } = await getDecision(workspace.db(), id);
    await workspace.change(message('history.decisionEdited', { title: edited.title }), (tx) =>
      saveDecision(tx, { ...decision, ...edited }, version),
    );
    return { done: true };
  },

  'decisions.remove': async ({ id }, { workspace }) => {
    const { decision } = await getDecision(workspace.db(), id);
    await workspace.change(message('history.decisionDeleted', { title: decision.title }), (tx) => removeDecision(tx, id));
    return { done: true };
  },
};
