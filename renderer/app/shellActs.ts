import type { ActId } from '#shared/contract/acts.ts';
import type { Offer } from '#shared/contract/desktop.ts';
import { LANGUAGES } from '#shared/domain/workspace.ts';
import { text } from '#shared/messages/text.ts';
import { renderChange } from '#shared/presentation/message.ts';
import type { Steps } from '../components/pageSteps.ts';
import type { Acts } from './acts.ts';
import { PLACES } from './places.ts';
import type { OpenWorkspace } from './useWorkspace.ts';

/** What each act of the list does. */
export type Runs = Readonly<Record<ActId, () => void>>;

export const runsOf = (acts: Acts): Runs => ({
  find: acts.find,
  newContract: () => acts.go('/contracts/new'),
  newBuyer: () => acts.go('/buyers/new'),
  newProduct: () => acts.go('/products/new'),
  summary: () => acts.go('/summary'),
  openPricing: () => acts.go('/open-pricing'),
  dates: () => acts.go('/dates'),
  print: () => window.print(),
  savePdf: () => acts.savePdf?.(),
  roll: acts.roll,
  undo: acts.undo,
  redo: acts.redo,
  'scale.k': () => acts.setScale('k'),
  'scale.m': () => acts.setScale('m'),
  'scale.bn': () => acts.setScale('bn'),
  'theme.system': () => acts.setTheme('system'),
  'theme.light': () => acts.setTheme('light'),
  'theme.dark': () => acts.setTheme('dark'),
  'language.en': () => acts.setLanguage('en'),
  'language.zh-CN': () => acts.setLanguage('zh-CN'),
  startNew: () => acts.go('/start'),
  openFile: acts.openFile,
  reveal: () => acts.reveal?.(),
  reset: acts.reset,
  close: acts.close,
  shortcuts: acts.shortcuts,
  ...goRuns(acts),
});

type GoId = Extract<ActId, `go.${string}`>;

const goRuns = (acts: Acts): Readonly<Record<GoId, () => void>> =>
  Object.fromEntries(PLACES.map(({ key, path }) => [`go.${key}`, () => acts.go(path)])) as Record<GoId, () => void>;

const PLACE_OFFERS: readonly Offer[] = PLACES.map(({ key }) => ({ act: `go.${key}` }));

/** The last change of the workspace, and the last that was taken back. */
export const storedSteps = (
  { undo, redo }: Pick<OpenWorkspace, 'undo' | 'redo'>,
  acts: { readonly undo: () => void; readonly redo: () => void },
): Steps => ({
  undo: undo && { what: renderChange(undo), run: acts.undo },
  redo: redo && { what: renderChange(redo), run: acts.redo },
});

export type OfferFacts = {
  readonly steps: Steps;
  /** The page that is shown is made for paper. */
  readonly forPaper: boolean;
  /** The host can save the page as a PDF. */
  readonly canSavePdf: boolean;
  /** The host can show a file in its folder. */
  readonly canReveal: boolean;
};

/** What can be done in a workspace as it is now. */
export const offersOf = (
  { settings }: Pick<OpenWorkspace, 'settings'>,
  { steps: { undo, redo }, forPaper, canSavePdf, canReveal }: OfferFacts,
): readonly Offer[] => [
  ...PLACE_OFFERS,
  { act: 'find' },
  { act: 'newContract' },
  { act: 'newBuyer' },
  { act: 'newProduct' },
  { act: 'summary' },
  { act: 'openPricing' },
  { act: 'dates' },
  ...(forPaper ? [{ act: 'print' as const }] : []),
  ...(forPaper && canSavePdf ? [{ act: 'savePdf' as const }] : []),
  { act: 'roll' },
  ...(undo ? [{ act: 'undo' as const, label: text('act.undoWhat', { what: undo.what }) }] : []),
  ...(redo ? [{ act: 'redo' as const, label: text('act.redoWhat', { what: redo.what }) }] : []),
  ...(['k', 'm', 'bn'] as const).map((scale) => ({ act: `scale.${scale}` as const, checked: scale === settings.moneyScale })),
  ...(['system', 'light', 'dark'] as const).map((theme) => ({ act: `theme.${theme}` as const, checked: theme === settings.theme })),
  ...LANGUAGES.map((language) => ({ act: `language.${language}` as const, checked: language === settings.language })),
  { act: 'startNew' },
  { act: 'openFile' },
  ...(canReveal ? [{ act: 'reveal' as const }] : []),
  ...(settings.sample ? [{ act: 'reset' as const }] : []),
  { act: 'close' },
  { act: 'shortcuts' },
];
