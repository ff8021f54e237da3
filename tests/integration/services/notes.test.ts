import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { NoteSubject } from '#shared/contract/notes.ts';
import type { SummaryFormat, SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import { noteSubjectKey } from '#shared/presentation/noteSubjectKey.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const C042 = ContractId.parse('C-042');
const ON_CONTRACT: NoteSubject = { kind: 'contract', contractId: C042 };

const listNotes = async () => (await services.ask('notes.list', {})).notes;

const documentText = async (request: SummaryRequest, format: SummaryFormat): Promise<string> => {
  const input = { ...request, format, allowsPlain: true };
  const { artefact } = await services.waitForJob(await services.ask('summaries.export', input), 'document');
  const file = await services.readArtefact(artefact);
  return format === 'orebundle'
    ? Object.values(unzipSync(file))
        .map((part) => strFromU8(part))
        .join('\n')
    : file.toString();
};

describe('notes', () => {
  it('carry author and date, have history, and go and return with their contract', async () => {
    await services.ask('workspace.setUserName', { name: 'Shen Yulan' });
    const { id } = await services.ask('notes.add', { subject: ON_CONTRACT, body: '  Ask for the 2027 quota. ' });
    const [note] = await listNotes();
    expect(note).toMatchObject({
      id,
      body: 'Ask for the 2027 quota.',
      author: 'Shen Yulan',
      at: '2026-06-03T09:00:00.000Z',
      about: { name: 'C-042' },
      route: '/contracts/C-042',
    });
    const [change] = (await services.ask('history.list', { limit: 1 })).changes;
    expect(change).toMatchObject({ author: 'Shen Yulan', label: { key: 'history.noteAdded' } });

    await services.ask('notes.edit', { id, body: 'Quota asked for.', version: note!.version });
    expect(await services.call('notes.edit', { id, body: 'Older', version: note!.version })).toMatchObject({ error: { code: 'STALE' } });
    await services.ask('history.undo', {});
    expect((await listNotes()).map(({ body }) => body)).toEqual(['Ask for the 2027 quota.']);

    await services.ask('contracts.remove', { ids: [C042] });
    expect(await listNotes()).toEqual([]);
    await services.ask('history.undo', {});
    expect((await listNotes()).map(({ id: restoredId }) => restoredId)).toEqual([id]);
  });

  it('keep their author and date when another person edits them, and say who did', async () => {
    await services.ask('workspace.setUserName', { name: 'Shen Yulan' });
    const { id } = await services.ask('notes.add', { subject: ON_CONTRACT, body: 'Call the port.' });
    const readNote = async () => (await listNotes()).find((note) => note.id === id)!;
    const writtenNote = await readNote();
    expect(writtenNote).not.toHaveProperty('edited');

    await services.ask('workspace.setUserName', { name: 'Ana Ruiz' });
    await services.ask('notes.edit', { id, body: 'The port was called.', version: writtenNote.version });
    const [change] = (await services.ask('history.list', { limit: 1 })).changes;
    const editedNote = await readNote();
    expect(editedNote).toMatchObject({ author: 'Shen Yulan', at: writtenNote.at, edited: { author: 'Ana Ruiz', at: change!.at } });
    expect(await documentText({ subject: { contractIds: [C042] }, view: 'internal' }, 'md')).toContain(
      'Shen Yulan, edited by Ana Ruiz on ',
    );

    await services.ask('workspace.setUserName', { name: 'Li Wei' });
    await services.ask('notes.edit', { id, body: 'The port answered.', version: editedNote.version });
    expect((await readNote()).edited).toMatchObject({ author: 'Li Wei' });
    // whoever undoes an edit has not written the text that returns
    await services.ask('history.undo', {});
    expect((await readNote()).edited).toEqual(editedNote.edited);
    await services.ask('history.undo', {});
    expect(await readNote()).not.toHaveProperty('edited');
    await services.ask('history.redo', {});
    await services.ask('notes.remove', { id });
    await services.ask('history.undo', {});
    expect((await readNote()).edited).toEqual(editedNote.edited);
    await services.ask('notes.remove', { id });
  });

  it('are found by the identity of their figure, whatever the order of its fields', async () => {
    const [figure] = (await services.ask('contracts.get', { id: C042 }).then(() => services.ask('overview.get', {}))).verdict.flatMap(
      ({ figures }) => Object.values(figures).filter(({ identity, explanation }) => identity && explanation),
    );
    const { identity, explanation } = figure!;
    const { value, unit } = { value: explanation!.total.amount, unit: explanation!.total.unit };
    const title = explanation!.title;
    await services.ask('notes.add', {
      subject: { kind: 'figure', identity: identity!, title, route: '/', amount: { value, unit } },
      body: 'Too high',
    });
    const reorderedIdentity = Object.fromEntries(Object.entries(identity!).reverse()) as typeof identity & object;
    const keys = (await listNotes()).map(({ subject }) => noteSubjectKey(subject));
    expect(keys).toContain(noteSubjectKey({ kind: 'figure', identity: reorderedIdentity }));
    expect(keys).not.toContain(noteSubjectKey({ kind: 'figure', identity: { ...reorderedIdentity, deck: 'low' } }));
  });

  it('refuse an empty text, a foreign address and a missing contract', async () => {
    expect(await services.call('notes.add', { subject: ON_CONTRACT, body: '  ' })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'body' }] } },
    });
    const chart = { kind: 'chart', title: message('place.china'), route: '//evil.example' };
    expect(await services.call('notes.add', { subject: chart, body: 'x' })).toMatchObject({ error: { code: 'BAD_INPUT' } });
    const missingRecord = { kind: 'contract', contractId: 'C-999' };
    expect(await services.call('notes.add', { subject: missingRecord, body: 'x' })).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });

  it('stand in internal documents, never in those for a counterparty or in a bundle', async () => {
    const deal = { contractIds: [C042] };
    expect(await documentText({ subject: deal, view: 'internal' }, 'md')).toContain('Ask for the 2027 quota.');
    expect(await documentText({ subject: deal, view: 'counterparty' }, 'md')).not.toContain('the 2027 quota');
    expect(await documentText({ subject: deal, view: 'internal' }, 'orebundle')).not.toContain('the 2027 quota');
  });
});
