/**
 * The pause of work that does not yield: of a small change, in a test, and of the changes of a pull, which are one transaction, so that a
 * page can't read between them.
 */
export const noYield = async (): Promise<void> => undefined;
