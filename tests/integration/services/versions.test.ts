import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getVersion } from '#db/repositories/versions.ts';
import type { Label } from '#shared/contract/figure.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, VersionId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { compareVersions } from '../../../core/versions/compareVersions.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { digestWorkspace } from '../../helpers/workspaceDigest.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const contractId = ContractId.parse('C-042');
const id = (text: string) => VersionId.parse(text);
const list = () => services.ask('versions.list', { contractId });
const compare = (from: string, to: string) => services.ask('versions.compare', { contractId, from: id(from), to: id(to) });
const readContract = () => services.ask('contracts.get', { id: contractId });
const amountOf = (figure: { readonly value: number | string } | undefined): number => Number(figure?.value);

describe('versions of a deal', () => {
  it('list who changed what and when, each with the value that the editor shows for the same terms', async () => {
    const { rows } = await list();
    expect(rows.map(({ date, kind, side, by, changedParts }) => ({ date, kind, side, by, changedParts }))).toEqual([
      { date: '2026-03-12', kind: 'offer', side: 'us', by: 'Marta Quiroga', changedParts: [] },
      { date: '2026-04-09', kind: 'counter', side: 'buyer', by: 'Shen Yulan', changedParts: ['quantity', 'price', 'quotation', 'collar'] },
      { date: '2026-05-14', kind: 'counter', side: 'us', by: 'Marta Quiroga', changedParts: ['quantity', 'price', 'quotation', 'collar'] },
    ]);
    const { contract } = await readContract();
    const { figures } = await services.ask('contracts.preview', { contract });
    expect(amountOf(rows.at(-1)?.npv)).toBe(amountOf(figures.find(({ key }) => key === 'npv')?.figure));
  });

  it('differ by a value that equals the sum of its explained parts', async () => {
    const { rows } = await list();
    for (const [i, { npv, change }] of rows.entries()) {
      if (i === 0) continue;
      expect(amountOf(change)).toBeCloseTo(amountOf(npv) - amountOf(rows[i - 1]?.npv), 4);
      const { lines, total } = change!.explanation!;
      expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(total.amount, 4);
      expect(total.amount).toBe(amountOf(change));
    }
  });

  it('are compared term by term, with the value of each part at its first term', async () => {
    const { terms, change, before, after, steps } = await compare('C-042-1', 'C-042-3');
    const read = (label: Label | undefined) => (label ? renderLabel(label).replaceAll(/[\u00a0\u202f]/g, ' ') : undefined);
    expect(terms.map(({ part, term, before: was, after: is }) => [part, read(term), read(was), read(is)])).toEqual([
      ['quantity', 'Quantity', '110 kdmt per contract year', '120 kdmt per contract year'],
      ['quantity', 'Take-or-pay', '90 % of the annual quantity, at full price', '80 % of the annual quantity, at full price'],
      ['price', 'Treatment charge', 'Copper TC, annual benchmark for the year, −6 USD/dmt', 'Copper TC, annual benchmark for the year'],
      ['collar', 'Floor', '10,200 USD/t on Copper, LME cash', '9,500 USD/t on Copper, LME cash'],
      ['collar', 'Cap', 'none', '16,000 USD/t on Copper, LME cash'],
    ]);
    expect(amountOf(change)).toBeCloseTo(amountOf(after) - amountOf(before), 4);
    expect(terms.reduce((sum, { value }) => sum + (value ? amountOf(value) : 0), 0)).toBeCloseTo(amountOf(change), 4);
    expect(steps?.lines).toHaveLength(4);
  });

  it('show the effect of their difference on the plan, and none where they are equal', async () => {
    const { effect } = await compare('C-042-1', 'C-042-3');
    const row = (key: string) => effect!.rows.find((candidate) => candidate.key === key)!;
    // the effect of signing either deal, against the plan without it
    const signedWith = async (version: string) => {
      const { contract } = await readContract();
      const { dealVersion } = await getVersion(services.ctx.workspace.db(), id(version));
      expect(dealVersion.deal.id).toBe(contract.id);
      return (await services.ask('contracts.effect', { contract: dealVersion.deal })).rows.find(({ key }) => key === 'hhi')!.signed.value;
    };
    expect(row('hhi').now.value).toBe(await signedWith('C-042-1'));
    expect(row('hhi').signed.value).toBe(await signedWith('C-042-3'));
    expect(amountOf(row('committedShare').change)).toBeGreaterThan(0);
    expect((await compare('C-042-3', 'C-042-3')).effect).toBeUndefined();
  });
});

/** A change of one part of the deal that a negotiator could make. */
const edits: readonly ((deal: OfftakeContract) => OfftakeContract)[] = [
  (deal) => ({ ...deal, end: deal.end - 12 }),
  (deal) => ({ ...deal, start: deal.start + 1 }),
  (deal) => ({ ...deal, law: 'Swiss law' }),
  (deal) => ({ ...deal, dates: [] }),
  (deal) => ({ ...deal, renewal: { kind: 'evergreen', noticeMonths: 6 } }),
  (deal) => ({ ...deal, terms: deal.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear: 90_000 } })) }),
  (deal) => ({
    ...deal,
    terms: deal.terms.map((terms) => ({ ...terms, quantity: { ...terms.quantity, monthWeights: [2, ...Array(11).fill(1)] } })),
  }),
  (deal) => ({ ...deal, terms: deal.terms.map((terms) => ({ ...terms, collar: { level: 'reference', floor: 9_000 } })) }),
  (deal) => ({ ...deal, terms: deal.terms.map(({ collar: _collar, ...terms }) => terms) }),
  (deal) => ({ ...deal, terms: deal.terms.map((terms) => ({ ...terms, payment: { ...terms.payment, provisionalShare: 0.8 } })) }),
  (deal) => ({ ...deal, terms: deal.terms.map((terms) => ({ ...terms, delivery: { ...terms.delivery, freightUsdPerWmt: 51 } })) }),
  (deal) => ({ ...deal, terms: [...deal.terms, { ...deal.terms[0]!, from: monthOf(2029, 8) }] }),
  (deal) => ({ ...deal, deliveryPriority: 2 }),
  (deal) => ({ ...deal, damagesShare: 0.1 }),
];

it('any two states of a deal list a difference exactly where their terms differ, and the parts sum to the difference in value', async () => {
  const book = await services.book();
  const { contract } = await readContract();
  const [from, to] = [{ name: 'a' }, { name: 'b' }];
  const names = { from, to, shortFrom: from, shortTo: to };
  await fc.assert(
    fc.asyncProperty(fc.subarray([...edits]), fc.subarray([...edits]), async (firstEdits, secondEdits) => {
      const [a, b] = [firstEdits.reduce((deal, edit) => edit(deal), contract), secondEdits.reduce((deal, edit) => edit(deal), contract)];
      const { terms, before, after, change, problem } = await compareVersions(
        book,
        { ...a, prepayment: null },
        { ...b, prepayment: null },
        names,
      );
      expect(problem).toBeUndefined();
      expect(terms.length === 0).toBe(JSON.stringify(a) === JSON.stringify(b));
      expect(terms.reduce((sum, { value }) => sum + (value ? amountOf(value) : 0), 0)).toBeCloseTo(amountOf(change), 3);
      expect(amountOf(change)).toBeCloseTo(amountOf(after) - amountOf(before), 3);
    }),
    { numRuns: 60, seed: 5 },
  );
});

describe('a version', () => {
  it('has the value of its clauses per tonne, as a bid of the same terms has, explained by clause; a floor adds to it', async () => {
    const { contract, version } = await readContract();
    const withFloor = { ...contract, terms: contract.terms.map((terms) => ({ ...terms, collar: { level: 'reference', floor: 9_000 } })) };
    await services.ask('contracts.save', { contract: withFloor as typeof contract, version });
    await services.ask('versions.create', { contractId, kind: 'offer', side: 'us' });
    const { rows } = await list();
    const { clauses } = rows.at(-1)!;
    expect(amountOf(clauses)).toBeGreaterThan(amountOf(rows.at(-2)!.clauses));
    const { lines } = clauses!.explanation!;
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.reduce((sum, { amount }) => sum + amount, 0)).toBeCloseTo(amountOf(clauses), 6);
    for (const _ of ['version', 'floor']) await services.ask('history.undo', {});
  });

  it('saves the contract as it is; a signed version also marks the contract signed, and one undo reverts both', async () => {
    const before = await digestWorkspace(services.ctx.workspace.db());
    const { id: createdId } = await services.ask('versions.create', { contractId, kind: 'signed', side: 'us' });
    expect((await readContract()).contract).toMatchObject({ status: 'signed', probability: 1 });
    expect((await list()).rows.at(-1)).toMatchObject({ id: createdId, kind: 'signed', date: '2026-06-03', changedParts: [] });
    await services.ask('history.undo', {});
    expect(await digestWorkspace(services.ctx.workspace.db())).toBe(before);
  });

  it('shows the parts of the contract that changed since, and restores its terms', async () => {
    const { contract, version } = await readContract();
    await services.ask('contracts.save', { contract: edits[5]!(contract), version });
    expect((await list()).sinceLast).toEqual(['quantity']);
    expect((await list()).verdict.at(-1)?.key).toBe('versions.verdict.moved');
    expect((await list()).verdict[0]!.figures).toHaveProperty('deck');
    await services.ask('versions.restore', { id: id('C-042-3') });
    expect((await readContract()).contract).toEqual(contract);
    expect((await list()).sinceLast).toEqual([]);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });

  it('is edited in cells, refuses an outdated edit, and is deleted with its contract', async () => {
    const [row] = (await list()).rows;
    const entry = { ...row!, by: 'Ines Prado', note: 'By phone.' };
    const { id: of, kind, side, by, date, note, version } = entry;
    await services.ask('versions.saveMany', { entries: [{ id: of, kind, side, by, date, note, version }] });
    expect((await list()).rows[0]).toMatchObject({ by: 'Ines Prado', note: 'By phone.' });
    expect(await services.call('versions.saveMany', { entries: [{ id: of, kind, side, by, date, note, version }] })).toMatchObject({
      ok: false,
      error: { code: 'STALE' },
    });
    const before = await digestWorkspace(services.ctx.workspace.db());
    await services.ask('contracts.remove', { ids: [contractId] });
    expect(await services.call('versions.list', { contractId })).toMatchObject({ ok: false, error: { code: 'NOT_FOUND' } });
    await services.ask('history.undo', {});
    expect(await digestWorkspace(services.ctx.workspace.db())).toBe(before);
    await services.ask('versions.remove', { ids: [of] });
    expect((await list()).rows).toHaveLength(2);
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
  });

  it('is missing where none was saved, and the verdict states it', async () => {
    const emptyAnswer = await services.ask('versions.list', { contractId: ContractId.parse('C-016') });
    expect(emptyAnswer).toMatchObject({ rows: [], verdict: [{ key: 'versions.verdict.none' }] });
  });
});
