/** The scheme that the page is served under, and its one host. */
export const SCHEME = 'orebook';
const HOST = 'app';

/** The origin of the page, as Chromium writes it. */
export const ORIGIN = `${SCHEME}://${HOST}`;

/** True for an address of ours, whatever its path. */
export const isAppAddress = (address: string): boolean => {
  const url = URL.parse(address);
  return url?.protocol === `${SCHEME}:` && url.host === HOST && url.username === '' && url.password === '';
};

/** What an address asks for: a file by its name, the page itself, or nothing that there is. */
export type AddressTarget = { readonly kind: 'file'; readonly name: string } | { readonly kind: 'page' } | { readonly kind: 'refused' };

/** An address that leads out of the folder, hides where it leads, or belongs to somebody else. */
const REFUSED: AddressTarget = { kind: 'refused' };

/**
 * What is served at an address. Routes of the page have no extension and are all the page; a name with an extension is a file or nothing.
 * The address is taken as it was written: one that another program would read otherwise (`..`, encoded separators, backslashes,
 * control characters, an empty segment) is refused rather than mended.
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

/** Addresses that the system's browser may be sent to: what an entry begins. None yet, since no page leads outside. */
const LINKS: readonly string[] = [];

/** True for an https address that begins with an entry of the list, and carries no name or password. */
export const isAllowedLink = (address: string, links: readonly string[] = LINKS): boolean => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && links.some((link) => url.href.startsWith(link));
};
