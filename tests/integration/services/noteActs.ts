import { listContracts } from '#db/repositories/contracts.ts';
import { listDecisions } from '#db/repositories/decisions.ts';
import { listNotes } from '#db/repositories/notes.ts';
import { listTableViews } from '#db/repositories/tableViews.ts';
import type { Services } from '../../helpers/services.ts';
import type { Pick } from './financingActs.ts';

const dbOf = ({ ctx }: Services) => ctx.workspace.db();

/** The commands of notes, decisions and saved views, with inputs that fit the present records. */
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
  'tableViews.add': async (_services: Services, { one, text }: Pick) => ({
    table: one(['contracts', 'plans'] as const),
    name: text,
    query: 'hide=cap&sort=-share',
  }),
  'tableViews.edit': async (services: Services, { one, text, flag }: Pick) => {
    const { view, version } = one(await listTableViews(dbOf(services)));
    return { id: view.id, name: flag ? view.name : text, query: 'zone=china', version };
  },
  'tableViews.remove': async (services: Services, { one }: Pick) => ({ id: one(await listTableViews(dbOf(services))).view.id }),
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
