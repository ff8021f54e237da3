import { useEffect, useEffectEvent } from 'react';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import { host } from '../api/host.ts';
import { onAction } from '../api/hostNotifications.ts';
import type { ActionHandlers } from './actionHandlers.ts';
import { isOverPage, isTyping } from './useKeys.ts';

/** Keeps the host's menu in step with what can be done now, and does what is chosen there. */
export const useMenu = (available: readonly AvailableAction[], runs: Partial<ActionHandlers>): void => {
  const said = JSON.stringify(available);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the available
  useEffect(() => host.setActions(available), [said]);

  const run = useEffectEvent((action: keyof ActionHandlers) => {
    // as with the keys: what lies over the page comes first, and in a field undo is the field's own
    if (isOverPage(document.activeElement)) return;
    if ((action === 'undo' || action === 'redo') && isTyping(document.activeElement)) document.execCommand(action);
    else runs[action]?.();
  });
  useEffect(() => onAction((action) => run(action)), []);
};
