/** Texts of every form that edits a record. */
export const recordsMessages = {
  'records.notASeries': 'Type numbers in {unit}, parted by semicolons: 50; 75; 100.',
  'records.notAYear': 'Type a year such as 2027.',
  'records.overtaken': 'This was changed elsewhere while you edited it.',
  'records.takeTheirs': 'Take theirs',
  'records.keepMine': 'Save mine',
  'records.unsaved': 'not stored yet',
  'records.kept': 'Kept from before, not stored yet.',
  'records.startAfresh': 'Start afresh',
  'records.gone': 'This was deleted. Undo brings it back.',
} as const;
