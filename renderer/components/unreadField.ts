/**
 * The first field of a form with a text that means nothing to it. The form holds what the field meant before, so that one who sends it
 * would have the text left out without a word.
 */
export const unreadField = (form: HTMLElement): HTMLElement | undefined => form.querySelector<HTMLElement>('[data-unread]') ?? undefined;
