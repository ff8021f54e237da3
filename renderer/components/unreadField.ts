/**
 * The first field, of a form or of the page, with a text that means nothing to it. What is held is what the field meant before, so that an
 * act on it would leave the text out without a word.
 */
export const unreadField = (within: ParentNode = document): HTMLElement | undefined =>
  within.querySelector<HTMLElement>('[data-unread]') ?? undefined;
