/** Texts of every form that edits a record. */
export const recordsMessages = {
  'records.notASeries': 'Enter numbers in {unit}, separated by semicolons: 50; 75; 100.',
  'records.notAYear': 'Enter a year such as 2027.',
  'records.overtaken': 'This record was changed elsewhere while you were editing it. Your entries are not saved yet.',
  'records.takeTheirs': 'Use other version',
  'records.keepMine': 'Save my version',
  'records.unsaved': 'not saved',
  'records.kept': 'Restored from your last session, not saved yet.',
  'records.startAfresh': 'Start over',
  'records.gone': 'This record was deleted. Use Undo to restore it.',
} as const;
