import { expect, it } from 'vitest';
import { saveBuyer } from '#db/repositories/buyers.ts';
import { saveContract } from '#db/repositories/contracts.ts';
import { findMomentAfterLast } from '#db/repositories/history.ts';
import { saveProduct } from '#db/repositories/products.ts';
import { SUMMARY_FORMATS } from '#shared/contract/summaries.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { createPng } from '../../helpers/pictures.ts';
import { createPlainFileWatch } from '../../helpers/plainFiles.ts';
import { openServices } from '../../helpers/services.ts';
import { buyer, contract, product } from '../db/records.ts';
import { deals } from '../imports/bundleFiles.ts';
import { guessedChoice, read } from '../imports/importFiles.ts';

/** The name of a buyer, which no file may show. */
const SECRET = 'Zinnober Smelting of the secret tonnes';
it('no operation of an encrypted workspace leaves its data readable in a file of the data or temp folder, during or after it', async () => {
  const services = await openServices(seedEmptyWorkspace());
  const { dataFolder, ctx } = services;
  const { findPlainFiles, filesRead, watch } = createPlainFileWatch(dataFolder, SECRET);
  try {
    // the check finds a plain workspace
    expect(findPlainFiles()).not.toEqual([]);
    await services.ask('workspace.changePassphrase', { next: 'a passphrase', shouldDeletePlainBackups: true });
    expect(findPlainFiles()).toEqual([]);

    await watch('edit', () =>
      ctx.workspace.change({ key: 'history.create' }, async (tx) => {
        await saveProduct(tx, product('p1'));
        await saveBuyer(tx, buyer('b1', { name: SECRET }));
        await saveContract(tx, contract('c1', { buyerId: 'b1', productId: 'p1' }));
      }),
    );
    const csv = `Name;Country;Type\r\n${SECRET} 2;CN;Smelter`;
    const file = await watch('upload', () => read(services, 'buyers.csv', csv));
    await watch('import', async () => services.waitForJob(await services.ask('imports.apply', guessedChoice(file))));
    await watch('upload that is not imported', () => services.uploadFile('more.csv', Buffer.from(csv)));
    await watch('logo', async () =>
      services.ask('houseStyle.setLogo', { logo: await services.uploadFile('logo.png', createPng(20, 10, [10, 20, 30, 255])) }),
    );
    for (const format of ['xlsx', 'csv', 'json'] as const) await watch(`export ${format}`, () => services.ask('exports.write', { format }));
    for (const format of SUMMARY_FORMATS)
      await watch(`document ${format}`, async () => {
        const request = { ...deals('c1'), format, allowsPlain: true };
        const { artefact } = await services.waitForJob(await services.ask('summaries.export', request), 'document');
        // one in two is fetched, the others wait
        if (format.length % 2 === 0) await services.readArtefact(artefact);
      });
    await watch('backup', () => ctx.workspace.backUp('user'));
    await watch('restore', () => ctx.workspace.restore(ctx.workspace.backups().copies[0]!.id));
    const moment = await findMomentAfterLast(ctx.workspace.db(), 'history.create');
    await watch('snapshot of a past moment', () => ctx.workspace.openSnapshot(moment!));
    await watch('end of the snapshot', () => ctx.workspace.closeSnapshot());
    await watch('another passphrase', () =>
      services.ask('workspace.changePassphrase', { current: 'a passphrase', next: 'another passphrase' }),
    );
    await watch('lock', () => ctx.workspace.lock());
    expect(filesRead()).toBeGreaterThan(500);
  } finally {
    await services.close();
  }
});
