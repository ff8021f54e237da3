import { expect, it } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { saveContract } from '#db/repositories/contracts.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { unpackBundle } from '../../../core/bundles/bundleFile.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { openServices } from '../../helpers/services.ts';
import { buyer, contract, product } from '../db/records.ts';
import { deals } from './bundleFiles.ts';

it('a bundle has a passphrase of its own, unless it is exported without one on request', async () => {
  const [from, to] = [await openServices(seedEmptyWorkspace()), await openServices(seedEmptyWorkspace())];
  try {
    await from.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
      await saveProduct(tx, product('p-sent'));
      await saveBuyer(tx, buyer('b-sent'));
      await saveContract(tx, contract('c-sent', { buyerId: 'b-sent', productId: 'p-sent' }));
    });
    const request = { ...deals('c-sent'), format: 'orebundle' } as const;
    expect(await from.call('summaries.export', request, 'export-plain')).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'passphrase', rule: 'plainBundle' }] } },
    });
    await from.ask('workspace.changePassphrase', { next: 'of the workspace' });
    const write = async (protection: { readonly passphrase: string } | { readonly allowsPlain: true }): Promise<Uint8Array> => {
      const { artefact } = await from.waitForJob(await from.ask('summaries.export', { ...request, ...protection }), 'document');
      return from.readArtefact(artefact);
    };
    expect((await unpackBundle(await write({ allowsPlain: true }))).records.contract.map(({ id }) => id)).toEqual(['c-sent']);
    const sealedBytes = await write({ passphrase: 'of the bundle' });
    expect(Buffer.from(sealedBytes).includes('c-sent')).toBe(false);

    const intake = await to.uploadFile('deal.orebundle', sealedBytes);
    const refusedAnswer = await to.call('imports.read', { intake });
    expect(refusedAnswer).toMatchObject({ error: { code: 'PASSPHRASE_NEEDED', details: { name: 'deal.orebundle' } } });
    const id = refusedAnswer.ok ? '' : String(refusedAnswer.error.details.pending);
    expect(await to.call('imports.unlockBundle', { id, passphrase: 'of the workspace' })).toMatchObject({
      error: { code: 'WRONG_PASSPHRASE' },
    });
    expect(await to.ask('imports.unlockBundle', { id, passphrase: 'of the bundle' })).toMatchObject({ kind: 'bundle' });
    // it waits no longer
    expect(await to.call('imports.unlockBundle', { id, passphrase: 'of the bundle' })).toMatchObject({
      error: { code: 'INTAKE_EXPIRED' },
    });
  } finally {
    await from.close();
    await to.close();
  }
});
