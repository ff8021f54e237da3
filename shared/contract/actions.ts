import type { MessageKey } from '../messages/en.ts';
import { text } from '../messages/text.ts';

/** A shortcut: a key alone, with Ctrl or Cmd, or after G. */
export type ActionKey = {
  readonly key: string;
  readonly with?: 'command' | 'commandShift' | 'afterG';
  /** Works while something is being typed, too. */
  readonly whileTyping?: true;
};

type ActionSpec = {
  readonly label: MessageKey;
  /** The value of the label's slot. */
  readonly slot?: { readonly name: string; readonly key: MessageKey };
  /** Other words that find the action. */
  readonly keywords?: MessageKey;
  /** Lists show the first one. */
  readonly keys?: readonly ActionKey[];
};

const scale = (key: MessageKey) => ({ label: 'palette.scale', slot: { name: 'unit', key }, keywords: 'palette.keywords.scale' }) as const;
const theme = (key: MessageKey) => ({ label: 'palette.theme', slot: { name: 'theme', key }, keywords: 'palette.keywords.theme' }) as const;
const language = (key: MessageKey) =>
  ({ label: 'palette.language', slot: { name: 'language', key }, keywords: 'palette.keywords.language' }) as const;
const place = (label: MessageKey, letter: string, keywords?: MessageKey) =>
  ({ label, keys: [{ key: letter, with: 'afterG' }], ...(keywords === undefined ? {} : { keywords }) }) as const;

/** The actions that are available on every page. The command palette, the shortcuts and the desktop's menu use this list. */
export const ACTIONS = {
  find: { label: 'header.find', keys: [{ key: 'k', with: 'command', whileTyping: true }] },
  newContract: { label: 'palette.newContract', keys: [{ key: 'n' }] },
  newBuyer: { label: 'palette.newBuyer' },
  newProduct: { label: 'palette.newProduct', keywords: 'palette.keywords.products' },
  newPlan: { label: 'palette.newPlan' },
  summary: { label: 'palette.summary', keywords: 'palette.keywords.summary' },
  goalSeek: { label: 'place.goalSeek', keywords: 'palette.keywords.goalSeek' },
  sensitivityTable: { label: 'place.sensitivityTable', keywords: 'palette.keywords.sensitivityTable' },
  openPricing: { label: 'place.openPricing', keywords: 'palette.keywords.openPricing' },
  dates: { label: 'place.dates', keywords: 'palette.keywords.dates' },
  decisions: { label: 'place.decisions', keywords: 'palette.keywords.decisions' },
  notes: { label: 'place.notes', keywords: 'palette.keywords.notes' },
  print: { label: 'palette.print', keywords: 'palette.keywords.print', keys: [{ key: 'p', with: 'command', whileTyping: true }] },
  savePdf: { label: 'palette.savePdf', keywords: 'palette.keywords.print' },
  moveValuationDate: { label: 'palette.moveValuationDate', keywords: 'palette.keywords.valuationDate' },
  undo: { label: 'action.undo', keywords: 'palette.keywords.undo', keys: [{ key: 'z', with: 'command' }] },
  redo: {
    label: 'action.redo',
    keywords: 'palette.keywords.redo',
    keys: [
      { key: 'y', with: 'command' },
      { key: 'z', with: 'commandShift' },
    ],
  },
  'scale.k': scale('scale.k'),
  'scale.m': scale('scale.m'),
  'scale.bn': scale('scale.bn'),
  'theme.system': theme('theme.system'),
  'theme.light': theme('theme.light'),
  'theme.dark': theme('theme.dark'),
  'language.en': language('language.en'),
  'language.zh-CN': language('language.zh-CN'),
  startNew: { label: 'palette.startNew', keywords: 'palette.keywords.startNew' },
  openFile: { label: 'palette.openFile', keywords: 'palette.keywords.openFile', keys: [{ key: 'o', with: 'command', whileTyping: true }] },
  openReadOnly: { label: 'readOnly.open' },
  reveal: { label: 'palette.reveal', keywords: 'palette.keywords.reveal' },
  reset: { label: 'palette.reset' },
  hideAmounts: {
    label: 'palette.hideAmounts',
    keywords: 'palette.keywords.hideAmounts',
    keys: [{ key: 'h', with: 'commandShift', whileTyping: true }],
  },
  lock: { label: 'passphrase.lock', keywords: 'palette.keywords.lock' },
  close: { label: 'palette.close', keywords: 'palette.keywords.close' },
  tour: { label: 'guides.tour', keywords: 'palette.keywords.tour' },
  glossary: { label: 'guides.glossary', keywords: 'palette.keywords.glossary' },
  news: { label: 'guides.news', keywords: 'palette.keywords.news' },
  shortcuts: { label: 'palette.shortcuts', keywords: 'palette.keywords.shortcuts', keys: [{ key: '?' }] },
  'go.overview': place('place.overview', 'o', 'palette.keywords.overview'),
  'go.market': place('place.market', 'm', 'palette.keywords.market'),
  'go.china': place('place.china', 'h', 'palette.keywords.china'),
  'go.buyers': place('place.buyers', 'b', 'palette.keywords.buyers'),
  'go.contracts': place('place.contracts', 'c', 'palette.keywords.contracts'),
  'go.plans': place('place.plans', 'p', 'palette.keywords.plans'),
  'go.diversification': place('place.diversification', 'v', 'palette.keywords.diversification'),
  'go.cycles': place('place.cycles', 'd', 'palette.keywords.cycles'),
  'go.financing': place('place.financing', 'f', 'palette.keywords.financing'),
  'go.compare': place('place.compare', 'e', 'palette.keywords.compare'),
  'go.data': place('place.data', 'a', 'palette.keywords.data'),
  'go.settings': place('place.settings', 's', 'palette.keywords.settings'),
} as const satisfies Readonly<Record<string, ActionSpec>>;

export type ActionId = keyof typeof ACTIONS;

export const ACTION_IDS = Object.keys(ACTIONS) as readonly ActionId[];

const spec = (id: ActionId): ActionSpec => ACTIONS[id];

/** The label of an action in a list. */
export const actionLabel = (id: ActionId): string => {
  const { label, slot } = spec(id);
  return text(label, slot ? { [slot.name]: text(slot.key) } : {});
};

/** Other words that find an action; most have none. */
export const actionKeywords = (id: ActionId): string | undefined => {
  const { keywords } = spec(id);
  return keywords && text(keywords);
};

/** The shortcuts of an action; most have none. */
export const actionKeys = (id: ActionId): readonly ActionKey[] => spec(id).keys ?? [];
