import { useEffect, useEffectEvent } from 'react';
import type { Offer } from '#shared/contract/desktop.ts';
import { host } from '../api/host.ts';
import { onAct } from '../api/told.ts';
import type { Runs } from './shellActs.ts';
import { isOverPage, isTyping } from './useKeys.ts';

/** Keeps the host's menu in step with what can be done now, and does what is chosen there. */
export const useMenu = (offers: readonly Offer[], runs: Partial<Runs>): void => {
  const said = JSON.stringify(offers);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the offers
  useEffect(() => host.offer(offers), [said]);

  const run = useEffectEvent((act: keyof Runs) => {
    // as with the keys: what lies over the page comes first, and in a field undo is the field's own
    if (isOverPage(document.activeElement)) return;
    if ((act === 'undo' || act === 'redo') && isTyping(document.activeElement)) document.execCommand(act);
    else runs[act]?.();
  });
  useEffect(() => onAct((act) => run(act)), []);
};
