/**
 * Schema 371: the images of an update in history have the key of the row and the columns that changed, no longer the whole row. Images of
 * before stay as they are. Programs of before would refuse to undo the new ones, and so refuse the file.
 */
export const changedColumns = { version: 371, keepsUndo: true, sql: 'SELECT 1' } as const;
