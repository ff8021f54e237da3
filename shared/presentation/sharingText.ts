import type { Output } from '../contract/contract.ts';
import { text } from '../messages/text.ts';

/** The state of a workspace that a team shares. */
export type SharedState = Extract<Output<'team.state'>, { isShared: true }>;

/** Says in a few words how far this computer and its team agree: conflicts first, then what prevents the exchange, then what waits. */
export const sharingText = ({ status, toSend, conflicts }: SharedState): string => {
  if (conflicts > 0) return text('team.conflictCount', { count: conflicts });
  if (toSend === 0) return text(`team.status.${status}`);
  const waitingText = text('team.toSend', { count: toSend });
  return status === 'upToDate'
    ? waitingText
    : text('team.statusAndWaiting', { status: text(`team.status.${status}`), waiting: waitingText });
};
