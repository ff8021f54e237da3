/**
 * Shows the first field, of a form or of the page, with a text that means nothing to it; false where every text means something. What is
 * held is what the field meant before, so that an act on it would leave the text out without a word.
 */
export const focusInvalidField = (within: ParentNode = document): boolean => {
  const unread = within.querySelector<HTMLElement>('[data-unread]');
  unread?.focus();
  return unread !== null;
};
