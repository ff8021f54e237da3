import { listNoteEdits, listNotes } from '#db/repositories/notes.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { authorsText } from '#shared/presentation/noteAuthor.ts';
import { formatDate } from '#shared/units/format.ts';
import { memoizePerRevision, type ServiceContext } from '../context.ts';
import { column, heading, table, textCell } from './blockBuilders.ts';
import type { Deal } from './subject.ts';

/** The notes of the workspace, and who edited them. */
export const readNotes = memoizePerRevision(async ({ workspace }) => {
  const db = workspace.db();
  return { edits: await listNoteEdits(db), storedNotes: await listNotes(db) };
});

/** Returns the notes on contracts with author, date and who edited them, latest first: for internal documents only. */
export const noteBlocks = async (ctx: ServiceContext, deals: readonly Deal[]): Promise<readonly SummaryBlock[]> => {
  const codes = new Map<string, string>(deals.map(({ contract }) => [contract.id, contract.code]));
  const { edits, storedNotes } = await readNotes(ctx);
  const dateOf = (at: string): string => formatDate(at.slice(0, 10));
  const rows = storedNotes.flatMap(({ note: { id, subject, body, author, at } }) => {
    const code = subject.kind === 'contract' ? codes.get(subject.contractId) : undefined;
    if (code === undefined) return [];
    const authors = authorsText({ author, edited: edits.get(id) }, dateOf);
    return [[textCell(code), textCell(body), textCell(authors), textCell(dateOf(at))]];
  });
  if (rows.length === 0) return [];
  return [
    heading('summaries.head.notes'),
    ...table(
      [
        column('summaries.column.contract'),
        column('notes.body', { weight: 4 }),
        column('notes.author', { weight: 1.4 }),
        column('notes.at', { weight: 1.2 }),
      ],
      rows,
    ),
  ];
};
