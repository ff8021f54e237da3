import { rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { seedSample } from '#db/seeds/sample/index.ts';
import { openServices } from '../../helpers/services.ts';

const open = async (reveal: boolean) => {
  const services = await openServices(seedSample, { canReveal: reveal });
  onTestFinished(services.close);
  return services;
};

it('the workspace, a backup of it and a saved file with a token are shown in their folder; the page learns no path', async () => {
  const { ask, call, uploadFile, referFile, ctx, revealed } = await open(true);
  await ask('backups.take', {});
  const [copy] = (await ask('backups.list', {})).copies;
  const savedFile = join(ctx.workspace.path(), '..', 'summary.pdf');
  await writeFile(savedFile, 'pages');
  const token = await referFile(savedFile);

  expect(await call('host.reveal', { workspace: true })).toMatchObject({ ok: true, value: { done: true } });
  await ask('host.reveal', { backup: copy?.id ?? '' });
  await ask('host.reveal', { intake: token });
  expect(revealed).toEqual([ctx.workspace.path(), ctx.workspace.backupPath(copy?.id ?? ''), savedFile]);
  // a copy in the temp folder is encrypted, and nobody's file
  const upload = { intake: await uploadFile('summary.pdf', 'pages') };
  expect(await call('host.reveal', upload)).toMatchObject({ ok: false, error: { code: 'INTAKE_EXPIRED' } });

  await rm(dirname(revealed[1] ?? ''), { recursive: true });
  const notFound = { ok: false, error: { code: 'NOT_FOUND' } };
  expect(await call('host.reveal', { backup: copy?.id ?? '' })).toMatchObject(notFound);
  expect(await call('host.reveal', { backup: '../../orebook' })).toMatchObject(notFound);
  await rm(ctx.workspace.path());
  expect(await call('host.reveal', { workspace: true })).toMatchObject(notFound);
  expect(await call('host.reveal', { intake: token })).toMatchObject({ ok: false, error: { code: 'INTAKE_EXPIRED' } });
  expect(await call('host.reveal', { path: '/etc/passwd' })).toMatchObject({ ok: false, error: { code: 'BAD_INPUT' } });
  expect(revealed).toHaveLength(3);
});

it('a host that can’t show a folder is never asked to', async () => {
  const { call, revealed } = await open(false);
  expect(await call('host.reveal', { workspace: true })).toMatchObject({ ok: false, error: { code: 'UNKNOWN_CALL' } });
  expect(revealed).toEqual([]);
});
