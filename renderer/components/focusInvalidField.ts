/**
 * Focuses the first field of a form or of the page whose text cannot be parsed, and returns whether there is one. The value of such a
 * field is still the previous one, so that sending it would drop the text silently.
 */
export const focusInvalidField = (within: ParentNode = document): boolean => {
  const field = within.querySelector<HTMLElement>('[data-invalid]');
  field?.focus();
  return field !== null;
};
