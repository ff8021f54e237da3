import { OrebookError } from '#shared/contract/errors.ts';
import { openSealedBundle } from '../bundles/sealedBundle.ts';
import type { ServiceContext } from '../context.ts';
import type { WorkspaceSession } from '../session/workspaceSession.ts';

type SealedBundle = { readonly id: string; readonly name: string; readonly content: Uint8Array };

/** The last bundle of a session that waits for its passphrase, encrypted in memory. */
const sealedBundles = new WeakMap<WorkspaceSession, SealedBundle>();

/** Keeps a bundle until its passphrase is entered, and returns the error that asks for it. */
export const requestPassphrase = (ctx: ServiceContext, name: string, content: Uint8Array): OrebookError => {
  const id = ctx.newId();
  sealedBundles.set(ctx.workspace, { id, name, content });
  return new OrebookError('PASSPHRASE_NEEDED', { pending: id, name, canRemember: false });
};

/**
 * Decrypts the bundle that waits for its passphrase, and lets `store` read it. Throws WRONG_PASSPHRASE, after which it still waits, BAD_FILE
 * and INTAKE_EXPIRED.
 */
export const openWaitingBundle = async <T>(
  { workspace }: ServiceContext,
  { id, passphrase }: { readonly id: string; readonly passphrase: string },
  store: (name: string, content: Uint8Array) => Promise<T>,
): Promise<T> => {
  const sealedBundle = sealedBundles.get(workspace);
  if (sealedBundle?.id !== id) throw new OrebookError('INTAKE_EXPIRED');
  const file = await store(sealedBundle.name, await openSealedBundle(sealedBundle.content, passphrase));
  sealedBundles.delete(workspace);
  return file;
};
