import { existsSync } from 'node:fs';
import { OrebookError } from '#shared/contract/errors.ts';
import type { RevealTarget } from '#shared/contract/host.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';

/** Where on the disk that is which a page names. */
const pathOf = async (what: RevealTarget, { workspace, intake }: ServiceContext): Promise<string> => {
  if ('backup' in what) return workspace.backupPath(what.backup);
  if ('intake' in what) return (await intake.take(what.intake)).path;
  return workspace.path();
};

/** What the host can do, and has done for a page that may not know where a file is. */
export const hostHandlers: HandlersOf<'host'> = {
  'host.capabilities': (_input, { capabilities }) => capabilities,
  'host.reveal': async (what, ctx) => {
    // no page of this host shows a control that leads here
    if (!ctx.capabilities.reveal) throw new OrebookError('UNKNOWN_CALL');
    const path = await pathOf(what, ctx);
    if (!existsSync(path)) throw new OrebookError('NOT_FOUND', { kind: 'file' });
    ctx.reveal(path);
    return { done: true };
  },
};
