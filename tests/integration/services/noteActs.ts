import { listContracts } from '#db/repositories/contracts.ts';
import { listNotes } from '#db/repositories/notes.ts';
import type { Services } from '../../helpers/services.ts';
import type { Pick } from './financingActs.ts';

const dbOf = ({ ctx }: Services) => ctx.workspace.db();

/** The commands of notes, with inputs that fit the present records. */
export const NOTE_ACTS = {
  'notes.add': async (services: Services, { one, text }: Pick) => {
    const { id: contractId } = one(await listContracts(dbOf(services)));
    return { subject: { kind: 'contract' as const, contractId }, body: text };
  },
  'notes.edit': async (services: Services, { one, text }: Pick) => {
    const { note, version } = one(await listNotes(dbOf(services)));
    return { id: note.id, body: text, version };
  },
  'notes.remove': async (services: Services, { one }: Pick) => ({ id: one(await listNotes(dbOf(services))).note.id }),
};
