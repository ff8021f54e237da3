/** The places in renderer/index.html that a host fills for every load. */
const NONCE = '%OREBOOK_NONCE%';
const TOKEN = '%OREBOOK_TOKEN%';

/** The page with its nonce and its token. Both are base64url: nothing in them needs escaping. Throws when a place is missing. */
export const fillPage = (html: string, nonce: string, token: string): string => {
  if (!html.includes(NONCE) || !html.includes(TOKEN)) throw new Error('renderer/index.html lacks the places for nonce and token');
  return html.replaceAll(NONCE, nonce).replaceAll(TOKEN, token);
};
