/** Addresses that the system's browser may be sent to: what an entry begins. None yet, since no page leads outside. */
const LINKS: readonly string[] = [];

/** True for an https address that begins with an entry of the list, and carries no name or password. */
export const isAllowedLink = (address: string, links: readonly string[] = LINKS): boolean => {
  const url = URL.parse(address);
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && links.some((link) => url.href.startsWith(link));
};
