import { ACTION_IDS, type ActionId, actionKeys, actionLabel } from '#shared/contract/actions.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { COMMAND_KEY } from '../components/commandKey.ts';
import type { ShortcutGroup } from '../components/ShortcutsDialog.tsx';
import type { ActionHandlers } from './actionHandlers.ts';
import { PLACES } from './places.ts';
import type { KeyBinding } from './useKeys.ts';

/** Returns the key bindings of the available actions. */
export const actionBindings = (handlers: Partial<ActionHandlers>): readonly KeyBinding[] =>
  ACTION_IDS.flatMap((id) => {
    const run = handlers[id];
    return run ? actionKeys(id).map((key): KeyBinding => ({ ...key, run })) : [];
  });

/** Returns the keys of an action for display: Ctrl K, G O, N. */
export const keyCaps = (id: ActionId): readonly string[] | undefined => {
  const [first] = actionKeys(id);
  if (!first) return undefined;
  const cap = first.key.toUpperCase();
  if (first.with === 'command') return [COMMAND_KEY, cap];
  return first.with === 'afterG' ? ['G', cap] : [cap];
};

const shortcutRow = (id: ActionId, label = actionLabel(id)) => ({ keys: keyCaps(id) ?? [], label });

/** Returns all shortcuts by context, for the list. */
export const shortcutGroups = (): readonly ShortcutGroup[] => [
  {
    title: text('shortcut.everywhere'),
    rows: [
      shortcutRow('find'),
      shortcutRow('undo'),
      shortcutRow('redo'),
      shortcutRow('newContract'),
      shortcutRow('openFile'),
      shortcutRow('hideAmounts'),
      shortcutRow('shortcuts', text('shortcut.list')),
      { keys: ['Esc'], label: text('shortcut.escape') },
    ],
  },
  {
    title: text('shortcut.go'),
    rows: PLACES.map(({ key }) => shortcutRow(`go.${key}`)),
  },
  {
    title: text('shortcut.tables'),
    rows: [
      { keys: [text('shortcut.arrows')], label: text('shortcut.move') },
      { keys: ['Enter'], label: text('shortcut.edit') },
      { keys: ['Tab'], label: text('shortcut.next') },
      { keys: [COMMAND_KEY, 'D'], label: text('shortcut.fill') },
      { keys: [COMMAND_KEY, 'C'], label: text('shortcut.copy') },
      { keys: [COMMAND_KEY, 'V'], label: text('shortcut.paste') },
      { keys: ['Shift', 'F10'], label: componentTexts().figureActions },
    ],
  },
  {
    title: text('shortcut.fields'),
    rows: [
      { keys: ['↑', '↓'], label: text('shortcut.step') },
      { keys: ['Enter'], label: text('shortcut.confirm') },
      { keys: ['F1'], label: text('term.explain') },
      { keys: ['Esc'], label: text('shortcut.back') },
    ],
  },
];
