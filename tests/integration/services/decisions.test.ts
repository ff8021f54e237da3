import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const listDecisions = async () => (await services.ask('decisions.list', {})).decisions;

describe('a recorded decision', () => {
  it('keeps the figures of its day, which are compared with the same figures of today', async () => {
    const npv = Number((await services.ask('sensitivity.figure', { target: 'plan.npv' })).figure.value);
    const enteredDecision = { title: 'Sign Hai Long', why: 'Highest netback.', decidedOn: '2026-06-02' };
    await services.ask('decisions.add', {
      ...enteredDecision,
      contractId: ContractId.parse('C-042'),
      figures: [{ target: 'deal.npv' }, { target: 'plan.china' }],
    });
    const { id } = await services.ask('decisions.add', { ...enteredDecision, figures: [{ target: 'plan.npv' }, { target: 'plan.china' }] });
    const recordedDecision = (await listDecisions()).find((decision) => decision.id === id)!;
    expect(recordedDecision).toMatchObject({ ...enteredDecision, at: '2026-06-03T09:00:00.000Z', outcome: '', basis: { deck: 'base' } });
    expect(recordedDecision.figures[0]).toMatchObject({ expected: { value: npv }, today: { value: npv }, difference: { value: 0 } });

    await services.ask('settings.save', { discountRate: 0.12 });
    const laterNpv = Number((await services.ask('sensitivity.figure', { target: 'plan.npv' })).figure.value);
    const [changedDecision] = (await listDecisions()).filter((decision) => decision.id === id);
    expect(laterNpv).not.toBe(npv);
    expect(changedDecision!.figures[0]).toMatchObject({
      expected: { value: npv },
      today: { value: laterNpv },
      difference: { value: laterNpv - npv },
    });

    // another plan and deck are chosen: the decision is still about its own
    await services.ask('settings.save', { deck: 'low' });
    await services.ask('plans.choose', { id: PlanId.parse('spread-three-ways') });
    const [unmovedDecision] = (await listDecisions()).filter((decision) => decision.id === id);
    expect(unmovedDecision!.figures[0]).toMatchObject({ today: { value: laterNpv } });
    expect(unmovedDecision!.deckName && renderLabel(unmovedDecision!.deckName)).toBe('Base');
  });

  it('can be reviewed, refuses a review of an older version, and is undone', async () => {
    const [first] = await listDecisions();
    const { id, version, title, why, decidedOn } = first!;
    await services.ask('decisions.edit', { id, version, title, why, decidedOn, outcome: 'The rate rose.' });
    expect((await listDecisions()).find((candidate) => candidate.id === id)).toMatchObject({
      outcome: 'The rate rose.',
      figures: first!.figures,
    });
    expect(await services.call('decisions.edit', { id, version, title, why, decidedOn, outcome: '' })).toMatchObject({
      error: { code: 'STALE' },
    });
    await services.ask('history.undo', {});
    expect((await listDecisions()).find((candidate) => candidate.id === id)).toMatchObject({ outcome: '' });
    await services.ask('decisions.remove', { id });
    expect((await listDecisions()).some((candidate) => candidate.id === id)).toBe(false);
    await services.ask('history.undo', {});
    expect((await listDecisions()).some((candidate) => candidate.id === id)).toBe(true);
  });

  it('is in the internal documents of its plan with reasons and expected figures, and names its contract', async () => {
    const [ofContract] = (await listDecisions()).filter(({ basis }) => basis.contractId === 'C-042');
    expect(ofContract!.contractCode).toBe('C-042');
    const { planId } = ofContract!.basis;
    for (const subject of [{ planId }, { boardOf: planId }]) {
      const { artefact } = await services.waitForJob(
        await services.ask('summaries.export', { subject, view: 'internal', format: 'md' }),
        'document',
      );
      const document = (await services.readArtefact(artefact)).toString();
      expect(document).toContain('Decisions');
      expect(document).toMatch(/Sign Hai Long \(figures at base deck prices\).*Highest netback\./);
    }
  });

  it('counts all changes since, however many', async () => {
    const [before] = await listDecisions();
    const { revision } = (await services.ctx.workspace
      .db()
      .selectFrom('history_change')
      .select('revision')
      .orderBy('revision', 'desc')
      .executeTakeFirst())!;
    const changes = Array.from({ length: 600 }, (_, i) => ({
      revision: revision + 1 + i,
      at: '2027-01-01T00:00:00.000Z',
      origin: 'user' as const,
      label: '{"key":"history.settings"}',
      json_version: 1,
    }));
    await services.ctx.workspace.db().insertInto('history_change').values(changes).execute();
    const [after] = await listDecisions();
    expect(after!.changesSince - before!.changesSince).toBe(600);
    await services.ctx.workspace.db().deleteFrom('history_change').where('revision', '>', revision).execute();
  });

  it('reports that a figure is gone with its contract, and refuses an unknown figure and an empty title', async () => {
    await services.ask('contracts.remove', { ids: [ContractId.parse('C-042')] });
    const ofContract = (await listDecisions()).find(({ basis }) => basis.contractId !== undefined)!;
    expect(ofContract.figures.map(({ missing }) => missing)).toEqual(['notFound', 'notFound']);
    const enteredDecision = { title: 'X', why: '', decidedOn: '2026-06-02' };
    expect(await services.call('decisions.add', { ...enteredDecision, figures: [{ target: 'plan.unknown' }] })).toMatchObject({
      error: { code: 'NOT_FOUND' },
    });
    expect(await services.call('decisions.add', { ...enteredDecision, title: ' ', figures: [] })).toMatchObject({
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'title' }] } },
    });
  });
});
