import type { ConfirmServerPort } from '#core';

/**
 * Allows the database servers that the environment named at the start, as host (any port) or host:port, separated by commas. A
 * browser page can't be trusted with the question, because it could answer it itself.
 */
export const createServerCheck = (serverNames: string | undefined): ConfirmServerPort => {
  const addresses = new Set(
    (serverNames ?? '')
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ''),
  );
  return async ({ host, port }) => {
    const name = host.toLowerCase();
    return addresses.has(`${name}:${port}`) || addresses.has(name) ? 'allowed' : 'notNamed';
  };
};
