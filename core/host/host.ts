import { existsSync } from 'node:fs';
import { OrebookError } from '#shared/contract/errors.ts';
import type { RevealTarget } from '#shared/contract/host.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';

/** Returns the path of a file that a page names. */
const pathOf = async (what: RevealTarget, { workspace, intake }: ServiceContext): Promise<string> => {
  if ('backup' in what) return workspace.backupPath(what.backup);
  if ('intake' in what) return intake.takePath(what.intake);
  return workspace.path();
};

/** Handlers of the host's capabilities, and of showing a file whose path the page does not know. */
export const hostHandlers: HandlersOf<'host'> = {
  'host.capabilities': (_input, { capabilities }) => capabilities,
  'host.reveal': async (what, ctx) => {
    // pages of a host without the capability have no control for this
    if (!ctx.capabilities.canReveal) throw new OrebookError('UNKNOWN_CALL');
    const path = await pathOf(what, ctx);
    if (!existsSync(path)) throw new OrebookError('NOT_FOUND', { kind: 'file' });
    ctx.reveal(path);
    return { done: true };
  },
};
