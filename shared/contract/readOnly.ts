import type { CALLS, CallName } from './names.ts';

type CommandName = { [K in CallName]: (typeof CALLS)[K] extends 'command' ? K : never }[CallName];

/**
 * The commands that run while a workspace is open read-only: they open another one, choose what is shown, compute, or write documents. All others
 * are refused with OPENED_READ_ONLY, as are settings that are no choice of what is shown.
 */
const READ_ONLY_COMMANDS: ReadonlySet<string> = new Set([
  ...(['workspace.openSample', 'workspace.create', 'workspace.open', 'workspace.unlock', 'workspace.lock', 'workspace.close'] as const),
  ...([
    'workspace.setAutoLock',
    'workspace.setUserName',
    'workspace.hideAmounts',
    'workspace.setGuides',
    'workspace.noteActivity',
    'team.listWorkspaces',
    'team.join',
  ] as const),
  ...(['plans.choose', 'settings.save', 'history.openSnapshot', 'history.closeSnapshot', 'drafts.save', 'drafts.discard'] as const),
  ...(['summaries.export', 'exports.write', 'exports.picture', 'dates.export', 'imports.template', 'host.reveal'] as const),
  ...(['sensitivity.table', 'sensitivity.goalSeekInJob', 'sensitivity.export', 'contracts.simulateClauses'] as const),
  ...(['allocation.start', 'simulation.export', 'simulation.exportPaths'] as const),
  'jobs.cancel',
] satisfies readonly CommandName[]);

/** Whether a command may run while a workspace is open read-only. */
export const isAllowedReadOnly = (command: string): boolean => READ_ONLY_COMMANDS.has(command);
