import { type ActionId, actionKeywords, actionLabel } from '#shared/contract/actions.ts';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import type { RecordHit } from '#shared/contract/host.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { glossaryEntry, glossaryTerms } from '#shared/messages/glossary.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import type { PaletteItem } from '../components/CommandPalette.tsx';
import type { IconName } from '../components/Icon.tsx';
import { type ActionHandlers, createActionHandlers } from './actionHandlers.ts';
import { PAGES } from './places.ts';
import { keyCaps } from './shortcuts.ts';
import type { ShellActions } from './useShellActions.ts';
import type { OpenWorkspace } from './useWorkspace.ts';

const RECORD_ICON: Readonly<Record<RecordHit['kind'], IconName>> = {
  buyer: 'buyers',
  group: 'buyers',
  contract: 'contracts',
  facility: 'financing',
  plan: 'plans',
  product: 'table',
  limit: 'overview',
  tender: 'contracts',
  scenario: 'cycles',
  decision: 'check',
  reference: 'market',
};

const ACTION_ICON: Readonly<Record<ActionId, IconName>> = {
  find: 'search',
  newContract: 'plus',
  newBuyer: 'plus',
  newProduct: 'plus',
  newPlan: 'plus',
  goalSeek: 'search',
  sensitivityTable: 'table',
  openPricing: 'contracts',
  dates: 'calendar',
  decisions: 'check',
  notes: 'note',
  summary: 'document',
  print: 'document',
  savePdf: 'document',
  moveValuationDate: 'calendar',
  undo: 'undo',
  redo: 'redo',
  'scale.k': 'settings',
  'scale.m': 'settings',
  'scale.bn': 'settings',
  'theme.system': 'eye',
  'theme.light': 'eye',
  'theme.dark': 'eye',
  'language.en': 'eye',
  'language.zh-CN': 'eye',
  startNew: 'plus',
  openFile: 'document',
  openReadOnly: 'eye',
  reveal: 'document',
  reset: 'undo',
  hideAmounts: 'eyeOff',
  lock: 'lock',
  close: 'close',
  tour: 'play',
  glossary: 'document',
  news: 'document',
  shortcuts: 'table',
  'go.overview': 'overview',
  'go.market': 'market',
  'go.china': 'china',
  'go.buyers': 'buyers',
  'go.contracts': 'contracts',
  'go.plans': 'plans',
  'go.diversification': 'diversification',
  'go.cycles': 'cycles',
  'go.financing': 'financing',
  'go.compare': 'compare',
  'go.data': 'data',
  'go.settings': 'settings',
};

/** Returns the available actions that would change something, without the one that opens the palette. */
const actionItems = (availableActions: readonly AvailableAction[], handlers: ActionHandlers): readonly PaletteItem[] =>
  availableActions
    .filter(({ action, checked }) => action !== 'find' && checked !== true)
    .map(({ action }) => ({
      id: action,
      group: text(action.startsWith('go.') ? 'palette.places' : 'palette.commands'),
      label: actionLabel(action),
      keywords: actionKeywords(action),
      icon: ACTION_ICON[action],
      shortcut: keyCaps(action),
      run: handlers[action],
    }));

const planItems = ({ plans, settings }: OpenWorkspace, actions: ShellActions): readonly PaletteItem[] =>
  plans
    .filter((plan) => plan.id !== settings.planId)
    .map((plan) => ({
      id: `choose ${plan.id}`,
      group: text('palette.commands'),
      label: text('palette.choosePlan', { name: plan.name }),
      hint: text('count.contracts', { count: plan.contracts }),
      icon: 'plans',
      run: () => actions.choosePlan(plan),
    }));

const deckItems = ({ decks, settings }: OpenWorkspace, actions: ShellActions): readonly PaletteItem[] =>
  decks
    .filter(({ id }) => id !== settings.deck)
    .map(({ id, name }) => ({
      id: `deck ${id}`,
      group: text('palette.commands'),
      label: text('palette.chooseDeck', { name: renderLabel(name) }),
      icon: 'market',
      run: () => actions.chooseDeck(id),
    }));

const recordItems = (hits: readonly RecordHit[], actions: ShellActions): readonly PaletteItem[] =>
  hits.map(({ kind, id, label, hint, route }) => ({
    id: `${kind} ${id}`,
    group: text(`palette.group.${kind}`),
    label: renderLabel(label),
    hint: renderLabel(hint),
    icon: RECORD_ICON[kind],
    run: () => actions.go(route),
  }));

/** Pages inside a place; a page of a place and one with an action of its own are found as such. */
const INNER_PAGES: Readonly<Record<string, MessageKey>> = {
  '/contracts/tenders': 'palette.keywords.tenders',
  '/diversification/what-if': 'palette.keywords.whatIf',
  '/diversification/allocation': 'palette.keywords.allocation',
  '/cycles/simulation': 'palette.keywords.simulation',
  '/health': 'palette.keywords.health',
};

const pageItems = (actions: ShellActions): readonly PaletteItem[] =>
  PAGES.flatMap(({ path, title }) => {
    const keywords = INNER_PAGES[path];
    if (keywords === undefined) return [];
    return [
      {
        id: path,
        group: text('palette.places'),
        label: text(title),
        keywords: text(keywords),
        icon: 'table' as const,
        run: () => actions.go(path),
      },
    ];
  });

const boardItem = ({ settings }: OpenWorkspace, actions: ShellActions): PaletteItem => ({
  id: 'board pack',
  group: text('palette.commands'),
  label: text('summaries.page.board'),
  keywords: text('palette.keywords.board'),
  icon: 'document',
  run: () => actions.go(`/summary?board=${encodeURIComponent(settings.planId)}`),
});

/** The terms of the glossary, after everything that opens or does something; none before their texts are loaded. */
const termItems = (openTerm: (name: string) => void): readonly PaletteItem[] =>
  glossaryTerms().map((term) => {
    const { name, text: explanation } = glossaryEntry(term);
    return {
      id: `term ${term}`,
      group: text('guides.glossary'),
      label: name,
      hint: explanation,
      icon: 'document',
      isReference: true,
      run: () => openTerm(name),
    };
  });

/** Returns the items of the palette: places, actions, found records and terms. */
export const paletteItems = (
  state: OpenWorkspace,
  availableActions: readonly AvailableAction[],
  hits: readonly RecordHit[],
  actions: ShellActions,
  openTerm: (name: string) => void,
): readonly PaletteItem[] => [
  ...actionItems(availableActions, createActionHandlers(actions)),
  ...pageItems(actions),
  boardItem(state, actions),
  ...planItems(state, actions),
  ...deckItems(state, actions),
  ...recordItems(hits, actions),
  ...termItems(openTerm),
];
