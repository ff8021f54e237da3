import type { ActionId } from '#shared/contract/actions.ts';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { renderChange } from '#shared/presentation/message.ts';
import type { Steps } from '../components/pageSteps.ts';
import { PLACES } from './places.ts';
import type { ShellActions } from './useShellActions.ts';
import type { OpenWorkspace } from './useWorkspace.ts';

/** The function of each action. */
export type ActionHandlers = Readonly<Record<ActionId, () => void>>;

export const createActionHandlers = (actions: ShellActions): ActionHandlers => ({
  find: actions.find,
  newContract: () => actions.go('/contracts/new'),
  newBuyer: () => actions.go('/buyers/new'),
  newProduct: () => actions.go('/products/new'),
  newPlan: () => actions.go('/plans?new=plan'),
  summary: () => actions.go('/summary'),
  goalSeek: () => actions.go('/goal-seek'),
  sensitivityTable: () => actions.go('/sensitivity-table'),
  openPricing: () => actions.go('/open-pricing'),
  dates: () => actions.go('/dates'),
  decisions: () => actions.go('/decisions'),
  notes: () => actions.go('/notes'),
  print: () => window.print(),
  savePdf: () => actions.savePdf?.(),
  moveValuationDate: actions.moveValuationDate,
  undo: actions.undo,
  redo: actions.redo,
  'scale.k': () => actions.setScale('k'),
  'scale.m': () => actions.setScale('m'),
  'scale.bn': () => actions.setScale('bn'),
  'theme.system': () => actions.setTheme('system'),
  'theme.light': () => actions.setTheme('light'),
  'theme.dark': () => actions.setTheme('dark'),
  'language.en': () => actions.setLanguage('en'),
  'language.zh-CN': () => actions.setLanguage('zh-CN'),
  startNew: () => actions.go('/start'),
  openFile: () => actions.openFile(),
  openReadOnly: () => actions.openFile({ isReadOnly: true }),
  reveal: () => actions.reveal?.(),
  reset: actions.reset,
  hideAmounts: actions.hideAmounts,
  lock: actions.lock,
  close: actions.close,
  tour: actions.tour,
  glossary: actions.glossary,
  news: actions.news,
  shortcuts: actions.shortcuts,
  ...createGoHandlers(actions),
});

type GoId = Extract<ActionId, `go.${string}`>;

const createGoHandlers = (actions: ShellActions): Readonly<Record<GoId, () => void>> =>
  Object.fromEntries(PLACES.map(({ key, path }) => [`go.${key}`, () => actions.go(path)])) as Record<GoId, () => void>;

const PLACE_ACTIONS: readonly AvailableAction[] = PLACES.map(({ key }) => ({ action: `go.${key}` }));

/** Returns the steps of undo and redo of the workspace. */
export const undoStepsOf = (
  { undo, redo }: Pick<OpenWorkspace, 'undo' | 'redo'>,
  actions: { readonly undo: () => void; readonly redo: () => void },
): Steps => ({
  undo: undo && { what: renderChange(undo), run: actions.undo },
  redo: redo && { what: renderChange(redo), run: actions.redo },
});

export type AvailabilityFacts = {
  readonly steps: Steps;
  /** The current page can be printed. */
  readonly isPrintable: boolean;
  /** The host can save the page as a PDF. */
  readonly canSavePdf: boolean;
  /** The host can show a file in its folder. */
  readonly canReveal: boolean;
};

/** Actions that change the workspace: not available while it is open read-only or shown as it was. */
const EDITS: ReadonlySet<ActionId> = new Set(['newContract', 'newBuyer', 'newProduct', 'newPlan', 'moveValuationDate', 'reset']);

type ListedState = Pick<OpenWorkspace, 'settings' | 'encrypted' | 'readOnly' | 'past'>;

/** Lists the actions available in the current state of a workspace. */
export const listAvailableActions = (state: ListedState, facts: AvailabilityFacts): readonly AvailableAction[] => {
  const canEdit = state.readOnly === undefined && state.past === undefined;
  return listActions(state, facts).filter(({ action }) => canEdit || !EDITS.has(action));
};

const listActions = (
  { settings, encrypted }: ListedState,
  { steps: { undo, redo }, isPrintable, canSavePdf, canReveal }: AvailabilityFacts,
): readonly AvailableAction[] => [
  ...PLACE_ACTIONS,
  { action: 'find' },
  { action: 'newContract' },
  { action: 'newBuyer' },
  { action: 'newProduct' },
  { action: 'newPlan' },
  { action: 'summary' },
  { action: 'goalSeek' },
  { action: 'sensitivityTable' },
  { action: 'openPricing' },
  { action: 'dates' },
  { action: 'decisions' },
  { action: 'notes' },
  ...(isPrintable ? [{ action: 'print' as const }] : []),
  ...(isPrintable && canSavePdf ? [{ action: 'savePdf' as const }] : []),
  { action: 'moveValuationDate' },
  ...(undo ? [{ action: 'undo' as const, label: text('action.undoWhat', { what: undo.what }) }] : []),
  ...(redo ? [{ action: 'redo' as const, label: text('action.redoWhat', { what: redo.what }) }] : []),
  ...(['k', 'm', 'bn'] as const).map((scale) => ({ action: `scale.${scale}` as const, checked: scale === settings.moneyScale })),
  ...(['system', 'light', 'dark'] as const).map((theme) => ({ action: `theme.${theme}` as const, checked: theme === settings.theme })),
  ...LANGUAGES.map((language) => ({ action: `language.${language}` as const, checked: language === settings.language })),
  { action: 'startNew' },
  { action: 'openFile' },
  { action: 'openReadOnly' },
  ...(canReveal ? [{ action: 'reveal' as const }] : []),
  ...(settings.sample ? [{ action: 'reset' as const }] : []),
  { action: 'hideAmounts' },
  ...(encrypted ? [{ action: 'lock' as const }] : []),
  { action: 'close' },
  ...(settings.sample ? [{ action: 'tour' as const }] : []),
  { action: 'glossary' },
  { action: 'news' },
  { action: 'shortcuts' },
];
