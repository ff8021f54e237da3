import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { app, safeStorage } from 'electron';
import { z } from 'zod';
import { errorFields, type Log, newLogId, type SecretAnswer, type SecretRequest } from '#core';

/** Secrets by name, encrypted with a key of the system's key store, in base64. */
const SecretFile = z.record(z.string(), z.string());

/**
 * Creates the store of secrets that a user asked this computer to remember. Electron encrypts them with a key that the system keeps for the
 * user: Keychain, DPAPI, or the Secret Service or KWallet of Linux. Where Linux has none, Electron would use a key that is the same on every
 * computer (`basic_text`); nothing is stored then.
 */
export const createSecretFile = (path: string, log: Log): ((request: SecretRequest) => Promise<SecretAnswer>) => {
  const isAvailable = async (): Promise<boolean> =>
    !(process.platform === 'linux' && ['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())) &&
    (await safeStorage.isAsyncEncryptionAvailable());

  const readAll = (): Record<string, string> => {
    try {
      return SecretFile.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // absent or damaged: the user enters the secret again
      return {};
    }
  };
  const writeAll = (secrets: Record<string, string>): void => {
    const partialFile = `${path}.part`;
    writeFileSync(partialFile, JSON.stringify(secrets), { mode: 0o600 });
    renameSync(partialFile, path);
  };

  const save = async (name: string, secret: string): Promise<void> => {
    const ciphertext = (await safeStorage.encryptStringAsync(secret)).toString('base64');
    writeAll({ ...readAll(), [name]: ciphertext });
  };

  const answer = async (request: SecretRequest): Promise<SecretAnswer> => {
    if (request.kind === 'forget') {
      const { [request.name]: forgotten, ...others } = readAll();
      if (forgotten !== undefined) writeAll(others);
      return { isDone: true };
    }
    const ciphertext = request.kind === 'read' ? readAll()[request.name] : undefined;
    if (request.kind === 'read' && ciphertext === undefined) return { isDone: false };
    if (!(await isAvailable())) return { isDone: false };
    if (request.kind === 'save') await save(request.name, request.secret);
    if (request.kind !== 'read' || ciphertext === undefined) return { isDone: true };
    const { result: secret, shouldReEncrypt } = await safeStorage.decryptStringAsync(Buffer.from(ciphertext, 'base64'));
    if (shouldReEncrypt) await save(request.name, secret);
    return { isDone: true, secret };
  };

  return async (request) => {
    try {
      // the key store is available once the app is ready
      await app.whenReady();
      return await answer(request);
    } catch (error) {
      // the user denied access to the key store, or the file can't be written
      log.write({ event: 'secretNotUsed', id: newLogId(), request: request.kind, ...errorFields(error) });
      return { isDone: false };
    }
  };
};
