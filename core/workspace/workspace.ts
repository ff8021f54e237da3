import { countBuyers } from '#db/repositories/buyers.ts';
import { listContractHeads } from '#db/repositories/contracts.ts';
import { listDecks } from '#db/repositories/decks.ts';
import { getHistoryState } from '#db/repositories/history.ts';
import { listPlans, savePlan } from '#db/repositories/plans.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { getSettings, saveSettings } from '#db/repositories/settings.ts';
import { sampleName, seedSample } from '#db/seeds/sample/index.ts';
import { SEED_VALUATION_DATE } from '#db/seeds/seedWorkspace.ts';
import { OrebookError } from '#shared/contract/errors.ts';
import { PlanId, ProductId } from '#shared/domain/ids.ts';
import { isInPlan } from '#shared/domain/plan.ts';
import { endOfMonth, FIRST_MONTH, monthOfDate, yearOf } from '#shared/domain/time.ts';
import type { Language, WorkspaceSettings } from '#shared/domain/workspace.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf } from '../context.ts';
import { withLocale } from '../locale.ts';
import { listDeckSeries } from '../portfolio/deckSeries.ts';
import { deckLabel } from '../portfolio/labels.ts';
import { newProduct } from '../products/productDefaults.ts';
import { basePlanName } from '../recordTexts.ts';
import type { NewWorkspace, WorkspaceSession } from '../session/workspaceSession.ts';
import { previewValuationDate } from './previewValuationDate.ts';
import { translateSample } from './translateSample.ts';

/** Number of years in the plan of a new workspace. */
const HORIZON_YEARS = 6;

const sampleIn = (language: Language = 'en'): NewWorkspace => ({
  name: sampleName,
  label: message('history.openSample'),
  fill: async (tx) => {
    await seedSample(tx);
    await saveSettings(tx, { ...(await getSettings(tx)), language });
    if (language !== 'en') await withLocale(language, () => translateSample(tx));
  },
});

/** Returns the last month of actual prices (a year before the valuation date if there is none since), and how many references have an estimated price at the valuation date. */
const readPriceState = async (workspace: WorkspaceSession, settings: WorkspaceSettings) => {
  const month = monthOfDate(settings.valuationDate);
  const points = await listDeckSeries(workspace.db(), { deck: settings.deck, from: month - 12, to: month });
  const latestPrices = new Map<string, { month: number; isEstimated: boolean }>();
  for (const point of points) {
    latestPrices.set(point.reference, {
      month: point.month,
      isEstimated: point.month < month || point.origin === 'filled' || point.origin === 'house',
    });
  }
  const fixings = points.filter((point) => point.origin === 'source' || point.origin === 'user' || point.origin === 'sample');
  return {
    to: fixings.reduce((last, point) => Math.max(last, point.month), Math.max(month - 12, FIRST_MONTH)),
    filled: [...latestPrices.values()].filter((entry) => entry.isEstimated).length,
    of: latestPrices.size,
  };
};

/** Settings of the display, which change no number. */
const DISPLAY_SETTINGS: ReadonlySet<string> = new Set(['language', 'moneyScale', 'theme']);
/** Settings that choose what is shown, also where nothing can be changed. */
const CHOSEN_SETTINGS: ReadonlySet<string> = new Set([...DISPLAY_SETTINGS, 'deck']);

const changeSettings = async (workspace: WorkspaceSession, change: Partial<WorkspaceSettings>): Promise<void> => {
  const settings = await getSettings(workspace.db());
  const keys = Object.keys(change);
  const isUnchangeable = workspace.isReadOnly() || workspace.pastMoment() !== undefined;
  if (isUnchangeable && keys.every((key) => CHOSEN_SETTINGS.has(key))) {
    await workspace.saveDisplaySetting(message('history.settings'), (tx) => saveSettings(tx, { ...settings, ...change }));
    return;
  }
  const isDisplay = keys.every((key) => DISPLAY_SETTINGS.has(key));
  await workspace.change(
    message('history.settings'),
    (tx) => saveSettings(tx, { ...settings, ...change }),
    isDisplay ? { touchedKind: 'display' } : {},
  );
};

export const workspaceHandlers: HandlersOf<'workspace' | 'settings'> = {
  'workspace.state': async (_input, { workspace, capabilities }) => {
    const programFacts = { version: capabilities.version, newValuationDate: SEED_VALUATION_DATE };
    if (!workspace.isOpen()) {
      const notOpened = workspace.notOpened();
      return { open: false, ...programFacts, recents: workspace.recents(), ...(notOpened ? { notOpened } : {}) };
    }
    const db = workspace.db();
    const settings = await getSettings(db);
    const [plans, contracts, buyerCount, history] = [
      await listPlans(db),
      await listContractHeads(db),
      await countBuyers(db),
      await getHistoryState(db),
    ];
    const pastMoment = workspace.pastMoment();
    const isReadOnly = workspace.isReadOnly();
    const isEditable = !pastMoment && !isReadOnly;
    const recentHandle = workspace.readOnlyRecent();
    const userName = workspace.userName();
    const passphraseMemory = await workspace.passphraseMemory();
    const activePlans = plans.filter((plan) => !plan.archived);
    const selectedPlan = plans.find(({ id }) => id === settings.planId);
    const contractsInPlan = new Set(selectedPlan ? contracts.filter((contract) => isInPlan(selectedPlan, contract)) : []);
    // as many as the page of contracts lists by default: those of the plan and open deals, or all if the plan has none
    const listedContracts =
      contractsInPlan.size === 0
        ? contracts
        : contracts.filter(
            (candidate) => contractsInPlan.has(candidate) || candidate.status === 'prospect' || candidate.status === 'negotiating',
          );
    return {
      open: true,
      ...programFacts,
      revision: workspace.revision(),
      encrypted: workspace.isEncrypted(),
      autoLock: workspace.autoLock(),
      ...(passphraseMemory === undefined ? {} : { passphraseMemory }),
      ...(userName === undefined ? {} : { userName }),
      isHidingAmounts: workspace.isHidingAmounts(),
      guides: workspace.guides(),
      settings,
      prices: await readPriceState(workspace, settings),
      decks: (await listDecks(db)).map((deck) => ({ id: deck.id, name: deckLabel(deck) })),
      plans: activePlans.map((plan) => ({
        id: plan.id,
        name: plan.name,
        contracts: contracts.filter((contract) => isInPlan(plan, contract)).length,
      })),
      counts: { buyers: buyerCount, contracts: listedContracts.length, plans: activePlans.length },
      ...(pastMoment ? { past: { at: pastMoment.at } } : {}),
      ...(isReadOnly ? { readOnly: { ...(recentHandle === undefined ? {} : { recent: recentHandle }) } } : {}),
      ...(history.undo && isEditable ? { undo: history.undo.label } : {}),
      ...(history.redo && isEditable ? { redo: history.redo.label } : {}),
    };
  },

  'workspace.openSample': async ({ language }, { workspace }) => {
    await workspace.openSample(sampleIn(language));
    return { done: true };
  },

  'workspace.create': async ({ name, discountRate, language = 'en', passphrase, products }, { workspace, newId }) => {
    const planId = PlanId.parse(newId());
    await workspace.create({
      name,
      passphrase,
      label: message('history.create'),
      fill: async (tx) => {
        await savePlan(tx, { id: planId, name: withLocale(language, basePlanName), note: '', archived: false, overrides: [] });
        for (const { name, metal, tonnes } of products) {
          await saveProduct(tx, newProduct({ id: ProductId.parse(newId()), name, metal, production: tonnes }));
        }
        await saveSettings(tx, {
          name,
          valuationDate: SEED_VALUATION_DATE,
          discountRate,
          deck: 'base',
          planId,
          horizonYear: yearOf(monthOfDate(SEED_VALUATION_DATE)) + HORIZON_YEARS - 1,
          moneyScale: 'm',
          theme: 'system',
          language,
          budget: [],
          sample: false,
        });
      },
    });
    return { done: true };
  },

  'workspace.open': async (input, { workspace, intake }) => {
    if ('recent' in input) await workspace.openRecent(input.recent, input);
    else await workspace.openIncoming(await intake.take(input.intake), input);
    return { done: true };
  },

  'workspace.unlock': async ({ pending, passphrase, shouldRemember = false }, { workspace }) => {
    await workspace.unlock(pending, passphrase, shouldRemember);
    return { done: true };
  },

  'workspace.forgetPassphrase': async (_input, { workspace }) => {
    await workspace.forgetPassphrase();
    return { done: true };
  },

  'workspace.lock': async (_input, { workspace }) => {
    await workspace.lock();
    return { done: true };
  },

  'workspace.setAutoLock': async ({ minutes }, { workspace }) => {
    workspace.setAutoLock(minutes);
    return { done: true };
  },

  'workspace.setUserName': async ({ name }, { workspace }) => {
    workspace.setUserName(name);
    return { done: true };
  },

  'workspace.hideAmounts': async ({ isHiding }, { workspace }) => {
    workspace.setHidingAmounts(isHiding);
    return { done: true };
  },

  'workspace.setGuides': async (guides, { workspace }) => {
    workspace.setGuides(guides);
    return { done: true };
  },

  'workspace.noteActivity': (_input, { workspace }) => {
    workspace.noteActivity();
    return { done: true };
  },

  'workspace.changePassphrase': async (change, { workspace }) => {
    await workspace.changePassphrase(change);
    return { done: true };
  },

  'workspace.reset': async (_input, { workspace }) => {
    // only the sample can be reset: the user's own records would be lost
    const { sample, language } = await getSettings(workspace.db());
    if (!sample) throw new OrebookError('FORBIDDEN');
    await workspace.resetWorkspace(sampleIn(language));
    return { done: true };
  },

  'workspace.close': async (_input, { workspace }) => {
    await workspace.close();
    return { done: true };
  },

  'workspace.previewValuationDate': ({ to }, ctx) => previewValuationDate(ctx, to),

  'workspace.moveValuationDate': async ({ to }, { workspace }) => {
    const settings = await getSettings(workspace.db());
    await workspace.change(message('history.roll', { date: endOfMonth(to) }), (tx) =>
      saveSettings(tx, { ...settings, valuationDate: endOfMonth(to) }),
    );
    return { done: true };
  },

  'settings.save': async (input, { workspace }) => {
    const changes = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
    await changeSettings(workspace, changes);
    return { done: true };
  },
};
