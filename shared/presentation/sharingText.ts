import type { Output } from '../contract/contract.ts';
import { text } from '../messages/text.ts';

/** The state of a workspace that a team shares. */
export type SharedState = Extract<Output<'team.state'>, { isShared: true }>;

/** Whether the exchange with the team waits for an act of the user. */
export const isExchangeStopped = ({ status }: Pick<SharedState, 'status'>): boolean => status === 'needsPassword' || status === 'stopped';

/** Says in a few words how far this computer and its team agree: conflicts and what stops the exchange, otherwise what waits. */
export const sharingText = (state: Pick<SharedState, 'status' | 'toSend' | 'conflicts'>): string => {
  const { status, toSend, conflicts } = state;
  const statusText = text(`team.status.${status}`);
  if (conflicts > 0) {
    const conflictText = text('team.conflictCount', { count: conflicts });
    return isExchangeStopped(state) ? text('team.statusAndWaiting', { status: statusText, waiting: conflictText }) : conflictText;
  }
  if (toSend === 0) return statusText;
  const waitingText = text('team.toSend', { count: toSend });
  return status === 'upToDate' ? waitingText : text('team.statusAndWaiting', { status: statusText, waiting: waitingText });
};
