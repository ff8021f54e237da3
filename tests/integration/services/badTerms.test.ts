import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveReference } from '#db/repositories/references.ts';
import { saveVersion } from '#db/repositories/versions.ts';
import type { Finding } from '#shared/contract/health.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { BuyerId, ContractId, ReferenceCode, TenderId, VersionId } from '#shared/domain/ids.ts';
import type { Payable, PriceBasis } from '#shared/domain/terms.ts';
import { monthOf } from '#shared/domain/time.ts';
import { renderLabel, renderMessage } from '#shared/presentation/message.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { guessedChoice, readSheets, sheet } from '../imports/importFiles.ts';

type Concentrate = Extract<PriceBasis, { basis: 'payableMetal' }>;

const HAI_LONG = ContractId.parse('C-014');
const BINYAO = ContractId.parse('C-015');
const UNQUOTED = ReferenceCode.parse('UNQUOTED');

let services: Services;
beforeAll(async () => {
  services = await openServices();
  const copper = (await services.book()).references.get('CU')!;
  await services.ctx.workspace.change({ key: 'history.settings' }, (tx) =>
    saveReference(tx, { ...copper, code: UNQUOTED, name: 'Unquoted', order: 99 }),
  );
});
afterAll(() => services.close());

const readContract = (id: ContractId) => services.ask('contracts.get', { id });

const withPrice = (contract: OfftakeContract, change: (price: Concentrate) => Concentrate): OfftakeContract => ({
  ...contract,
  terms: contract.terms.map((terms) => (terms.price.basis === 'payableMetal' ? { ...terms, price: change(terms.price) } : terms)),
});

const firstPayable =
  (change: Partial<Payable>) =>
  (price: Concentrate): Concentrate => ({
    ...price,
    payables: price.payables.map((payable, i) => (i === 0 ? { ...payable, ...change } : payable)),
  });

/** The entry of a block that gives every field of a contract its value. */
const editedEntry = ({ id, ...fields }: OfftakeContract, version: number) => ({
  id,
  version,
  edits: Object.entries(fields).map(([path, value]) => ({ path, value })),
});

/** Findings of data quality once a contract is stored like this; the change is undone. */
const findingsWith = async (edits: readonly (readonly [ContractId, (contract: OfftakeContract) => OfftakeContract])[]) => {
  const entries = await Promise.all(
    edits.map(async ([id, edit]) => {
      const { contract, version } = await readContract(id);
      return editedEntry(edit(contract), version);
    }),
  );
  await services.ask('contracts.saveMany', { entries });
  const { findings } = await services.ask('health.list', {});
  const { rows } = await services.ask('contracts.list', {});
  const overview = await services.ask('overview.get', {});
  await services.ask('history.undo', {});
  return { findings, rows, overview };
};

const findingsOf = (findings: readonly Finding[], kind: Finding['kind']) => findings.filter((finding) => finding.kind === kind);

/** Every number in an answer. */
const numbers = (value: unknown): readonly number[] => {
  if (typeof value === 'number') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbers) : [];
};

test('a missing price is reported with the reference and, in a batch, listed for every contract that uses it', async () => {
  const { contract } = await readContract(HAI_LONG);
  const answer = await services.call('contracts.preview', { contract: withPrice(contract, firstPayable({ reference: UNQUOTED })) });
  expect(answer).toMatchObject({ ok: false, error: { code: 'MISSING_PRICE', details: { reference: 'UNQUOTED' } } });
  const edit = (deal: OfftakeContract) => withPrice(deal, firstPayable({ reference: UNQUOTED }));
  const { findings, rows } = await findingsWith([
    [HAI_LONG, edit],
    [BINYAO, edit],
  ]);
  expect(findingsOf(findings, 'noPrice').map(({ about }) => renderLabel(about))).toEqual(['C-014', 'C-015']);
  for (const { what } of findingsOf(findings, 'noPrice'))
    expect(renderMessage(what)).toMatch(/^No price for Unquoted in \w+ 20\d\d\. Add it in Market\.$/);
  // no figure is shown where a price is missing
  const row = rows.find(({ id }) => id === HAI_LONG)!;
  expect(row.problem).toBeDefined();
  expect(row.netPrice).toBeUndefined();
});

test('a grade below the deduction is reported at its term, and listed in a batch', async () => {
  const edit = (deal: OfftakeContract) => withPrice(deal, firstPayable({ rule: 'deduct-then-pay', deduction: 0.4 }));
  const { contract } = await readContract(HAI_LONG);
  const { warnings, ...preview } = await services.ask('contracts.preview', { contract: edit(contract) });
  expect(warnings.map(({ path }) => path)).toContain('terms.0.price.payables.0.deduction');
  expect(numbers(preview).every(Number.isFinite)).toBe(true);
  const { findings } = await findingsWith([
    [HAI_LONG, edit],
    [BINYAO, edit],
  ]);
  const listedFindings = findingsOf(findings, 'terms');
  expect(listedFindings.map(({ about, remedy }) => [renderLabel(about), remedy.route])).toEqual([
    ['C-014', '/contracts/C-014?field=terms.0.price.payables.0.deduction'],
    ['C-015', '/contracts/C-015?field=terms.0.price.payables.0.deduction'],
  ]);
});

test('a reject level and an import limit below the grade are reported at their terms with a remedy, and listed in a batch', async () => {
  const edit = (deal: OfftakeContract) =>
    withPrice(deal, (price) => ({
      ...price,
      penalties: [{ element: 'As', threshold: 0.0001, increment: 0.001, rate: 3, rejectAbove: 0.0002, importLimit: 0.0003 }],
    }));
  const { contract } = await readContract(HAI_LONG);
  const { warnings } = await services.ask('contracts.preview', { contract: edit(contract) });
  expect(warnings.map(({ path }) => path)).toEqual(['terms.0.price.penalties.0.rejectAbove', 'terms.0.price.penalties.0.importLimit']);
  const texts = warnings.map(({ message }) => renderMessage(message));
  expect(texts[0]).toMatch(/rejection level of 0\.02.%\. Agree a higher level/);
  expect(texts[1]).toMatch(/import limit of 0\.03.%\. Sell the product elsewhere/);
  const { findings } = await findingsWith([[HAI_LONG, edit]]);
  expect(findingsOf(findings, 'terms').map(({ what }) => renderMessage(what))).toEqual(texts);
});

test('overlapping bands are refused at the band, one by one and entry by entry in a batch', async () => {
  const edit = (deal: OfftakeContract) =>
    withPrice(deal, (price) => ({
      ...price,
      escalator: {
        basisPrice: 9000,
        bands: [
          { from: 8000, to: 9500, share: 0.1 },
          { from: 9000, share: 0.2 },
        ],
      },
    }));
  const [first, second] = [await readContract(HAI_LONG), await readContract(BINYAO)];
  const at = 'terms.0.price.escalator.bands.1.from';
  expect(await services.call('contracts.preview', { contract: edit(first.contract) })).toMatchObject({
    error: { code: 'BAD_INPUT', details: { issues: [{ path: `contract.${at}`, rule: 'bandsOverlap' }] } },
  });
  const entries = [first, second].map(({ contract, version }) => editedEntry(edit(contract), version));
  expect(await services.call('contracts.saveMany', { entries })).toMatchObject({
    error: {
      code: 'BAD_INPUT',
      details: {
        issues: [
          { path: `entries.0.contract.${at}`, rule: 'bandsOverlap' },
          { path: `entries.1.contract.${at}`, rule: 'bandsOverlap' },
        ],
      },
    },
  });
});

test('an import lists the rows with overlapping bands, and imports none of them', async () => {
  const bands = [
    { from: 8000, to: 9500, share: 0.1 },
    { from: 9000, share: 0.2 },
  ];
  const { buyers, products } = await services.book();
  const withOverlappingBands = async (id: ContractId) => {
    const { contract } = await readContract(id);
    const terms = withPrice(contract, (price) => ({ ...price, escalator: { basisPrice: 9000, bands } })).terms;
    const row = [contract.code, buyers.get(contract.buyerId)!.name, products.get(contract.productId)!.name, '2027-01', '2028-12', 110_000];
    return [...row, JSON.stringify(terms[0])];
  };
  const head = ['Code', 'Buyer', 'Product', 'Start', 'End', 'Tonnes a year', 'Exact terms'];
  const file = await readSheets(services, [
    sheet('Contracts', [head, await withOverlappingBands(HAI_LONG), await withOverlappingBands(BINYAO)]),
  ]);
  const { counts, rows } = await services.ask('imports.check', guessedChoice(file));
  expect(counts).toEqual({ added: 0, changed: 0, same: 0, refused: 2 });
  expect(rows.map(({ issues }) => issues.map(({ message }) => message.key))).toEqual([['issue.bandsOverlap'], ['issue.bandsOverlap']]);
});

test('a deck that ends before the contract is extended by rule, noted at the prices, and never counts as zero', async () => {
  const { contract } = await readContract(HAI_LONG);
  const longContract = { ...contract, end: monthOf(2032, 12) };
  const { warnings: _warnings, ...preview } = await services.ask('contracts.preview', { contract: longContract });
  expect(numbers(preview).every(Number.isFinite)).toBe(true);
  const { months } = (await services.book()).alone(longContract).value.contracts[0]!;
  expect(months.length).toBeGreaterThan(70);
  expect(Math.min(...months.map(({ netPrice }) => netPrice))).toBeGreaterThan(1000);
  const filledFindings = findingsOf((await services.ask('health.list', {})).findings, 'filledMonths');
  expect(renderMessage(filledFindings[0]!.what)).toMatch(
    /Forward prices of \d+ references to Dec 20\d\d are estimated as their last three months’ average, held flat/,
  );
  expect(filledFindings[0]!.remedy.route).toBe('/data?paste=prices');
  // and parts beyond the plan are reported in the editor
  const distantPreview = await services.ask('contracts.preview', { contract: { ...contract, end: monthOf(2060, 12) } });
  expect(distantPreview.warnings.find(({ path }) => path === 'end')?.message.key).toBe('warning.beyondHorizon');
});

test('a tender that closed without a winner and a bid without a price are listed, each with its page', async () => {
  const id = TenderId.parse('T-1');
  expect(findingsOf((await services.ask('health.list', {})).findings, 'tenderClosed')).toEqual([]);
  const { tender } = await services.ask('tenders.get', { id });
  await services.ask('tenders.save', { entries: [{ head: { ...tender.head, due: '2026-05-01' }, version: tender.version }] });
  const bid = await services.ask('tenders.bid', { tenderId: id, id: ContractId.parse('T-1-1') });
  const deal = withPrice(bid.deal, firstPayable({ reference: UNQUOTED }));
  await services.ask('tenders.saveBids', { tenderId: id, deals: [deal], version: bid.version });
  const { findings } = await services.ask('health.list', {});
  expect(findingsOf(findings, 'tenderClosed')).toMatchObject([
    { about: { name: 'Copper concentrate 2028–30' }, remedy: { route: '/contracts/tenders/T-1' } },
  ]);
  expect(renderMessage(findingsOf(findings, 'tenderClosed')[0]!.what)).toBe('Closed on 1 May 2026 with 3 bids, none accepted.');
  expect(findingsOf(findings, 'noPrice')).toMatchObject([{ remedy: { route: '/contracts/tenders/T-1/bids/T-1-1' } }]);
  await services.ask('tenders.accept', { tenderId: id, id: ContractId.parse('T-1-2') });
  expect(findingsOf((await services.ask('health.list', {})).findings, 'tenderClosed')).toEqual([]);
  for (let i = 0; i < 3; i += 1) await services.ask('history.undo', {});
});

test('a version with a deleted buyer, and one with invalid terms, are listed', async () => {
  const { contract } = await readContract(HAI_LONG);
  const version = (id: string, deal: OfftakeContract) => ({
    id: VersionId.parse(id),
    contractId: HAI_LONG,
    kind: 'offer' as const,
    side: 'us' as const,
    by: '',
    date: '2026-01-31',
    note: '',
    deal,
  });
  await services.ctx.workspace.change({ key: 'history.settings' }, async (tx) => {
    await saveVersion(tx, version('gone', { ...contract, buyerId: BuyerId.parse('unknown') }));
    await saveVersion(tx, version('bad', { ...contract, end: contract.start - 1 }));
    await saveVersion(tx, version('good', contract));
  });
  const listedFindings = findingsOf((await services.ask('health.list', {})).findings, 'badVersion');
  expect(listedFindings.map(({ key, what, remedy }) => [key, what.key, remedy.route])).toEqual([
    ['version bad', 'health.versionBad', '/contracts/C-014/versions'],
    ['version gone', 'health.versionOfDeleted', '/contracts/C-014/versions'],
  ]);
  await services.ask('history.undo', {});
});
