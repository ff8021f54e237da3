import { listContracts } from '#db/repositories/contracts.ts';
import { listDecisions } from '#db/repositories/decisions.ts';
import { listNotes } from '#db/repositories/notes.ts';
import type { Services } from '../../helpers/services.ts';
import type { Pick } from './financingActs.ts';

const dbOf = ({ ctx }: Services) => ctx.workspace.db();

/** The commands of notes and decisions, with inputs that fit the present records. */
export const NOTE_ACTS = {
  'decisions.add': async (_services: Services, { one, text }: Pick) => ({
    title: text,
    why: text,
    decidedOn: '2026-06-02',
    figures: one([[], [{ target: 'plan.npv' }]]),
  }),
  'decisions.edit': async (services: Services, { one, text }: Pick) => {
    const { decision, version } = one(await listDecisions(dbOf(services)));
    return { id: decision.id, title: decision.title, why: decision.why, decidedOn: decision.decidedOn, outcome: text, version };
  },
  'decisions.remove': async (services: Services, { one }: Pick) => ({ id: one(await listDecisions(dbOf(services))).decision.id }),
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
