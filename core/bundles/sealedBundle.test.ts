import { expect, it } from 'vitest';
import { isSealedBundle, openSealedBundle, sealBundle } from './sealedBundle.ts';

const content = Buffer.from('PK of an archive with 9500 USD');

it('a bundle with a passphrase shows nothing of its content, and opens with the passphrase in any composition', async () => {
  const sealedBytes = await sealBundle(content, 'Schlüssel der Mine');
  expect(isSealedBundle(sealedBytes)).toBe(true);
  expect(isSealedBundle(content)).toBe(false);
  expect(Buffer.from(sealedBytes).includes('9500')).toBe(false);
  expect(Buffer.from(await openSealedBundle(sealedBytes, 'Schlüssel der Mine'.normalize('NFD'))).equals(content)).toBe(true);
});

it('a wrong passphrase is distinguished from damage of the mark, the version, the settings, the content and the end', async () => {
  const sealedBytes = Buffer.from(await sealBundle(content, 'the passphrase'));
  const change = (place: number): Buffer => {
    const copy = Buffer.from(sealedBytes);
    copy[place] = copy[place]! ^ 1;
    return copy;
  };
  const withText = (text: string, replacement: string): Buffer =>
    Buffer.from(sealedBytes.toString('latin1').replace(text, replacement), 'latin1');
  const salt = sealedBytes.indexOf('"salt":"') + 8;
  await expect(openSealedBundle(sealedBytes, 'another passphrase')).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' });
  await expect(openSealedBundle(sealedBytes, '')).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' });
  await expect(openSealedBundle(sealedBytes, 'x'.repeat(100_000))).rejects.toMatchObject({ code: 'WRONG_PASSPHRASE' });
  await expect(openSealedBundle(withText('encrypted 1 ', 'encrypted 2 '), 'the passphrase')).rejects.toMatchObject({
    code: 'BAD_FILE',
    details: { fault: 'bundleNewer' },
  });
  for (const bytes of [
    change(2),
    change(salt),
    withText('"cost":131072', '"cost":1048576'),
    change(sealedBytes.length - 20),
    sealedBytes.subarray(0, -1),
    sealedBytes.subarray(0, 40),
  ])
    await expect(openSealedBundle(bytes, 'the passphrase')).rejects.toMatchObject({ code: 'BAD_FILE', details: { fault: 'damaged' } });
});
