/** The scheme of the page's addresses, and their one host. */
export const SCHEME = 'orebook';
const HOST = 'app';

/** The origin of the page, as Chromium writes it. */
export const ORIGIN = `${SCHEME}://${HOST}`;

/** Returns true for an address of the app, with any path. */
export const isAppAddress = (address: string): boolean => {
  const url = URL.parse(address);
  return url?.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
};

/** What an address resolves to: a file of the page, the page itself, or nothing. */
export type AddressTarget = { readonly kind: 'file'; readonly name: string } | { readonly kind: 'page' } | { readonly kind: 'refused' };

/** An address outside of the folder, with a disguised path, or of another origin. */
const REFUSED: AddressTarget = { kind: 'refused' };

/**
 * Resolves an address of the app. A path without an extension is a route of the page; a name with one is a file or nothing. Addresses that
 * another program would read differently (`..`, encoded separators, backslashes, control characters, empty segments) are refused, not
 * normalised.
 */
export const resolveAddress = (address: string, names: { readonly has: (name: string) => boolean }): AddressTarget => {
  if (!isAppAddress(address)) return REFUSED;
  const path = /^[a-z]+:\/\/[^/?#]*([^?#]*)/i.exec(address)?.[1] || '/';
  if (/%(?![0-9a-f]{2})/i.test(path) || /%(?:2f|5c|2e|25|[01][0-9a-f]|7f)/i.test(path)) return REFUSED;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  if (/[\\\u0000-\u001f\u007f]/.test(path) || path.includes('//')) return REFUSED;
  if (path.split('/').some((part) => part === '.' || part === '..')) return REFUSED;
  if (names.has(path)) return { kind: 'file', name: path };
  const last = path.split('/').at(-1) ?? '';
  return path.startsWith('/assets/') || last.includes('.') ? REFUSED : { kind: 'page' };
};

/** Prefixes of addresses that may be opened in the system's browser. Empty, because no page links outside. */
const LINKS: readonly string[] = [];

/** Returns true for an https address without user name and password that begins with an entry of the list. */
export const isAllowedLink = (address: string, links: readonly string[] = LINKS): boolean => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && links.some((link) => url.href.startsWith(link));
};
