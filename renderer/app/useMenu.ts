import { useEffect, useEffectEvent } from 'react';
import type { AvailableAction } from '#shared/contract/desktop.ts';
import { host } from '../api/host.ts';
import { onAction } from '../api/hostNotifications.ts';
import type { ActionHandlers } from './actionHandlers.ts';
import { isOverPage, isTyping } from './useKeys.ts';

/** Sets the available actions of the host's menu, and runs the action chosen there. */
export const useMenu = (availableActions: readonly AvailableAction[], handlers: Partial<ActionHandlers>): void => {
  const json = JSON.stringify(availableActions);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the JSON text stands for the actions
  useEffect(() => host.setActions(availableActions), [json]);

  const run = useEffectEvent((action: keyof ActionHandlers) => {
    // as for shortcuts: in a text field undo belongs to the field, also in a dialog, and dialogs come before the page
    if ((action === 'undo' || action === 'redo') && isTyping(document.activeElement)) document.execCommand(action);
    else if (!isOverPage(document.activeElement)) handlers[action]?.();
  });
  useEffect(() => onAction((action) => run(action)), []);
};
