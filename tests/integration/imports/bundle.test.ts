import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listBuyers, saveBuyer } from '#db/repositories/buyers.ts';
import { getContract, listContracts, saveContract } from '#db/repositories/contracts.ts';
import { listPlans } from '#db/repositories/plans.ts';
import { listProducts, saveProduct } from '#db/repositories/products.ts';
import { listReferences, saveReference } from '#db/repositories/references.ts';
import { listVersions } from '#db/repositories/versions.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { ContractId, PlanId, ReferenceCode } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import { unpackBundle } from '../../../core/bundles/bundleFile.ts';
import { seedEmptyWorkspace } from '../../helpers/emptyWorkspace.ts';
import { readFields } from '../../helpers/renderAnswer.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { buyer, contract, fullTerms, opening, product } from '../db/records.ts';
import { dbOf, deals, exportBundle, importBundle, openBundle, previewBundle } from './bundleFiles.ts';
import { readEverything } from './importFiles.ts';

const PLAN: SummaryRequest = { subject: { planId: PlanId.parse('renew-hai-long') }, view: 'internal' };

let sender: Services;
let bundle: Uint8Array;

/** Changes the parts of a bundle. */
const alterBundle = (bytes: Uint8Array, change: (parts: Record<string, Uint8Array>) => void): Uint8Array => {
  const parts = { ...unzipSync(bytes) };
  change(parts);
  return zipSync(parts);
};

beforeAll(async () => {
  sender = await openServices();
  bundle = await exportBundle(sender, PLAN);
});
afterAll(() => sender.close());

describe('a bundle of a plan', () => {
  it('creates the same plan, contracts, versions, buyers and products in an empty workspace, in one change', async () => {
    const to = await openServices(seedEmptyWorkspace());
    try {
      const before = await readEverything(to);
      const file = await openBundle(to, bundle);
      const preview = await previewBundle(to, file);
      expect(preview.counts).toMatchObject({ changed: 0, refused: 0 });
      const { counts } = await importBundle(to, file);
      expect(counts.added).toBe(preview.counts.added);
      const { records } = await unpackBundle(bundle);
      for (const [list, part] of [
        [listContracts, 'contract'],
        [listBuyers, 'buyer'],
        [listProducts, 'product'],
        [listVersions, 'version'],
        [listPlans, 'plan'],
      ] as const) {
        const sentRecords = new Map((await list(dbOf(sender))).map((record) => [String(record.id), record]));
        const importedRecords = new Map((await list(dbOf(to))).map((record) => [String(record.id), record]));
        expect(records[part].length).toBeGreaterThan(0);
        for (const { id } of records[part]) expect(importedRecords.get(id)).toEqual(sentRecords.get(id));
      }
      await to.ask('history.undo', {});
      expect(await readEverything(to)).toEqual(before);
    } finally {
      await to.close();
    }
  });

  it('changes nothing where it came from', async () => {
    const { counts } = await previewBundle(sender, await openBundle(sender, bundle));
    expect(counts).toMatchObject({ added: 0, changed: 0, refused: 0 });
    expect(counts.same).toBeGreaterThan(40);
  });
});

describe('a bundle of a deal', () => {
  it('contains that contract, what it needs, and nothing of any other', async () => {
    const bytes = await exportBundle(sender, deals('C-042'));
    const { manifest, records } = await unpackBundle(bytes);
    expect(records.contract.map(({ code }) => code)).toEqual(['C-042']);
    expect(records.plan).toEqual([]);
    expect(records.buyer.map(({ name }) => name)).toContain('Hai Long Smelting');
    expect(records.version.every(({ contractId }) => contractId === 'C-042')).toBe(true);
    expect(manifest).toMatchObject({ format: 'orebundle', version: 3, made: '2026-06-03T09:00:00.000Z' });
    const contents = Object.values(unzipSync(bytes))
      .map((part) => strFromU8(part))
      .join('\n');
    for (const { id, code, note } of await listContracts(dbOf(sender))) {
      if (id === 'C-042' || note === '' || records.version.some(({ deal }) => deal.note === note)) continue;
      expect([code, contents.includes(JSON.stringify(note))]).toEqual([code, false]);
    }
    for (const { name } of await listPlans(dbOf(sender))) expect(contents).not.toContain(JSON.stringify(name));
  });

  it('is for internal use: counterparties and lenders are given none', async () => {
    for (const view of ['counterparty', 'lender'] as const) {
      expect(await sender.call('summaries.export', { ...deals('C-042'), view, format: 'orebundle' })).toMatchObject({
        ok: false,
        error: { code: 'BAD_INPUT', details: { issues: [{ path: 'view', rule: 'bundleInside' }] } },
      });
    }
  });
});

describe('a bundle in a workspace that has changed since', () => {
  let to: Services;
  beforeEach(async () => {
    to = await openServices();
  });
  afterEach(() => to.close());

  it('lists changes field by field and excludes those that the user excludes', async () => {
    const { contract: importedContract } = await getContract(dbOf(to), ContractId.parse('C-042'));
    const [terms, ...laterTerms] = importedContract.terms;
    const changedContract: OfftakeContract = {
      ...importedContract,
      note: 'ours',
      terms: [{ ...terms!, collar: { level: 'reference', floor: 9_100, cap: 15_000 } }, ...laterTerms],
    };
    await to.ctx.workspace.change({ key: 'history.contractEdited', values: { code: 'C-042' } }, (tx) => saveContract(tx, changedContract));
    const file = await openBundle(to, bundle);
    const preview = await previewBundle(to, file);
    expect(preview.counts).toMatchObject({ added: 0, changed: 1, refused: 0 });
    const row = preview.rows.find(({ outcome }) => outcome === 'changed')!;
    expect(row).toMatchObject({ name: { name: 'C-042' }, target: 'contract', isExcluded: false });
    expect(readFields(row.fields!)).toContainEqual({ label: 'Floor', before: '9,100', after: '9,500' });
    expect(readFields(row.fields!).map(({ label }) => label)).toContain('Note');
    const reducedPreview = await previewBundle(to, file, [row.key]);
    expect(reducedPreview.counts).toMatchObject({ added: 0, changed: 0 });
    const revision = to.ctx.workspace.revision();
    await importBundle(to, file, [row.key]);
    expect(to.ctx.workspace.revision()).toBe(revision);
    await importBundle(to, file);
    expect((await getContract(dbOf(to), ContractId.parse('C-042'))).contract).toEqual(importedContract);
    await to.ask('history.undo', {});
    expect((await getContract(dbOf(to), ContractId.parse('C-042'))).contract).toEqual(changedContract);
  });

  it('treats a buyer of the same name as that one unless the user decides otherwise, and changes a code in use', async () => {
    const otherServices = await openServices(seedEmptyWorkspace());
    try {
      const code = (await listContracts(dbOf(to)))[0]!.code;
      await otherServices.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
        await saveBuyer(tx, buyer('elsewhere', { name: 'hai long SMELTING', note: 'theirs' }));
        await saveProduct(tx, product('p-elsewhere'));
        await saveContract(tx, contract('elsewhere', { code, buyerId: 'elsewhere', productId: 'p-elsewhere' }));
      });
      const file = await openBundle(to, await exportBundle(otherServices, deals('elsewhere')));
      expect(file.excludedKeys).toContain('buyer:elsewhere');
      await importBundle(to, file);
      const importedContract = (await getContract(dbOf(to), ContractId.parse('elsewhere'))).contract;
      expect(importedContract).toMatchObject({ buyerId: 'hai-long', code: `${code} 2` });
      expect((await listBuyers(dbOf(to))).find(({ id }) => id === 'hai-long')?.note).not.toBe('theirs');
    } finally {
      await otherServices.close();
    }
  });

  it('keeps two buyers of the same name apart if both are in the bundle and one exists here, and reports it', async () => {
    const otherServices = await openServices(seedEmptyWorkspace());
    try {
      await otherServices.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
        await saveProduct(tx, product('p-elsewhere'));
        for (const [id, name] of [
          ['one', 'hai long SMELTING'],
          ['two', 'Hai-Long Smelting'],
        ] as const) {
          await saveBuyer(tx, buyer(id, { name }));
          await saveContract(tx, contract(id, { code: `X-${id}`, buyerId: id, productId: 'p-elsewhere' }));
        }
      });
      const before = await listBuyers(dbOf(to));
      const file = await openBundle(to, await exportBundle(otherServices, deals('one', 'two')));
      const rows = (await previewBundle(to, file)).rows.filter(({ target }) => target === 'buyer');
      expect(rows.map(({ key, outcome, isExcluded, note }) => [key, outcome, isExcluded, note?.key])).toEqual([
        ['buyer:two', 'added', false, 'bundle.alike'],
        ['buyer:one', 'added', false, 'bundle.alike'],
      ]);
      await importBundle(to, file);
      const buyerOf = async (id: string) => (await getContract(dbOf(to), ContractId.parse(id))).contract.buyerId;
      expect([await buyerOf('one'), await buyerOf('two')]).toEqual(['one', 'two']);
      expect(await listBuyers(dbOf(to))).toEqual(expect.arrayContaining(before));
    } finally {
      await otherServices.close();
    }
  });

  it('rejects a contract whose new buyer is excluded, and names what is missing', async () => {
    const emptyServices = await openServices(seedEmptyWorkspace());
    try {
      const file = await openBundle(emptyServices, bundle);
      const preview = await previewBundle(emptyServices, file, ['buyer:hai-long']);
      const refusedRows = preview.rows.filter(({ outcome }) => outcome === 'refused');
      expect(refusedRows.map(({ name }) => name)).toContainEqual({ name: 'C-042' });
      expect(refusedRows.every(({ issues }) => issues[0]?.message.key === 'bundle.needs')).toBe(true);
      // a plan with a missing contract is rejected
      expect(refusedRows.map(({ target }) => target)).toContain('plan');
      await importBundle(emptyServices, file, ['buyer:hai-long']);
      expect((await listContracts(dbOf(emptyServices))).some(({ id }) => id === 'C-042')).toBe(false);
    } finally {
      await emptyServices.close();
    }
  });

  it('that is newer, altered, cut off, too large or none is rejected with its own message, and nothing changes', async () => {
    const before = await readEverything(to);
    const manifest = (parts: Record<string, Uint8Array>, change: (json: Record<string, unknown>) => void): void => {
      const manifest = JSON.parse(strFromU8(parts['manifest.json']!)) as Record<string, unknown>;
      change(manifest);
      parts['manifest.json'] = strToU8(JSON.stringify(manifest));
    };
    const cases: readonly (readonly [fault: string, bytes: Uint8Array])[] = [
      ['bundleNewer', alterBundle(bundle, (parts) => manifest(parts, (json) => Object.assign(json, { version: 4, parts: 'another way' })))],
      [
        'bundleTampered',
        alterBundle(bundle, (parts) =>
          Object.assign(parts, { 'contract.json': strToU8(strFromU8(parts['contract.json']!).replace('9500', '9900')) }),
        ),
      ],
      ['bundleTampered', alterBundle(bundle, (parts) => delete parts['buyer.json'])],
      ['bundleTampered', alterBundle(bundle, (parts) => manifest(parts, (json) => Object.assign(json, { parts: [] })))],
      ['notABundle', alterBundle(bundle, (parts) => delete parts['manifest.json'])],
      ['notABundle', zipSync({ 'manifest.json': strToU8('{"format":"another"}') })],
      ['damaged', bundle.slice(0, bundle.length / 2)],
      ['damaged', strToU8('no archive')],
      ['bundleTooBig', zipSync({ 'manifest.json': new Uint8Array(70 * 1024 * 1024) }, { level: 1 })],
      ['bundleTooBig', new Uint8Array(17 * 1024 * 1024)],
    ];
    for (const [fault, bytes] of cases) {
      expect(await to.call('imports.read', { intake: await to.uploadFile('deal.orebundle', bytes) })).toMatchObject({
        ok: false,
        error: { code: 'BAD_FILE', details: { fault } },
      });
    }
    expect(await readEverything(to)).toEqual(before);
  });

  it('is checked against the workspace: owners in a circle, grades that a product lacks, prices in another unit or in a chain', async () => {
    const otherServices = await openServices(seedEmptyWorkspace());
    try {
      const [copper, zinc] = (await listReferences(dbOf(to))).filter(({ code }) => ['CU', 'ZN'].includes(code));
      await otherServices.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
        for (const reference of [copper!, zinc!]) await saveReference(tx, { ...reference, unit: 'USc/lb' });
        await saveReference(tx, {
          ...copper!,
          code: ReferenceCode.parse('LINK'),
          name: 'Link',
          follows: { reference: ReferenceCode.parse('LI2CO3-CN'), beta: 1, residualVolatility: 0.1 },
          order: 900,
        });
        await saveBuyer(tx, buyer('circle', { name: 'Ring One', ultimateParent: { name: 'Ring Two', country: 'CN' } }));
        await saveProduct(tx, product('p-elsewhere', { name: 'Copper concentrate', assay: { Cu: 0.25, Se: 0.01 } }));
        const [set] = contract('any').terms;
        const payables = [
          { element: 'Cu' as const, reference: copper!.code, payable: 0.9 },
          { element: 'Se' as const, reference: ReferenceCode.parse('LINK'), payable: 0.5 },
          { element: 'Cu' as const, reference: zinc!.code, payable: 0.1 },
        ];
        const terms = [{ ...set!, price: { basis: 'percentage' as const, payables, premium: 0 } }];
        await saveContract(tx, contract('elsewhere', { buyerId: 'circle', productId: 'p-elsewhere', terms }));
      });
      await to.ctx.workspace.change({ key: 'history.create' }, (tx) =>
        saveBuyer(tx, buyer('ring-two', { name: 'Ring Two', ultimateParent: { name: 'Ring One', country: 'CN' } })),
      );
      const file = await openBundle(to, await exportBundle(otherServices, deals('elsewhere')));
      const listIssues = async (keys: readonly string[]) =>
        new Map((await previewBundle(to, file, keys)).rows.map(({ key, issues }) => [key, issues.map(({ message }) => message.key)]));
      const allIssues = await listIssues([]);
      expect(allIssues.get('buyer:circle')).toEqual(['issue.parentCircle']);
      expect(allIssues.get('reference:CU')).toEqual(['bundle.otherUnit']);
      expect(allIssues.get('reference:LINK')).toEqual(['bundle.chain']);
      // excluded records are not compared with anything
      expect((await listIssues(file.excludedKeys)).get('reference:CU')).toEqual([]);
    } finally {
      await otherServices.close();
    }
  });

  it('includes prices of contracts and spot sales and how they move with prices here or in the bundle, not with excluded ones', async () => {
    const otherServices = await openServices(seedEmptyWorkspace());
    try {
      const copper = (await listReferences(dbOf(otherServices))).find(({ code }) => code === 'CU')!;
      const [stayingCode, newCode] = ['STAYS', 'COMES'].map((code) => ReferenceCode.parse(code)) as [ReferenceCode, ReferenceCode];
      const ownReference = { ...copper, referenceGrade: [], origin: 'user' as const };
      const [terms] = contract('any').terms;
      const price = { basis: 'percentage' as const, payables: [{ element: 'Cu' as const, reference: newCode, payable: 0.9 }], premium: 0 };
      await otherServices.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
        await saveReference(tx, { ...ownReference, code: stayingCode, name: 'Stays', order: 900 });
        const correlations = [stayingCode, copper.code].map((reference) => ({ reference, value: 0.4, source: 'A bank.' }));
        await saveReference(tx, { ...ownReference, code: newCode, name: 'Comes', order: 901, correlations });
        await saveBuyer(tx, buyer('moves', { name: 'Moves with it' }));
        await saveProduct(tx, product('p-moves', { name: 'Moving concentrate', assay: { Cu: 0.25 }, spotPrice: price }));
        await saveContract(tx, contract('moves', { buyerId: 'moves', productId: 'p-moves', terms: [{ ...terms!, price }] }));
      });
      const file = await openBundle(to, await exportBundle(otherServices, deals('moves')));
      expect((await previewBundle(to, file)).counts.refused).toBe(0);
      await importBundle(to, file);
      const importedReference = (await listReferences(dbOf(to))).find(({ code }) => code === newCode);
      expect(importedReference?.correlations).toEqual([{ reference: 'CU', value: 0.4, source: 'A bank.' }]);
      const secondPreview = await previewBundle(to, await openBundle(to, await exportBundle(otherServices, deals('moves'))));
      expect(secondPreview.rows.every(({ outcome }) => outcome === 'same')).toBe(true);
    } finally {
      await otherServices.close();
    }
  });

  it('rejects a contract paid for an element that the matched product does not contain', async () => {
    const otherServices = await openServices(seedEmptyWorkspace());
    try {
      await otherServices.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
        await saveBuyer(tx, buyer('b1', { name: 'Nobody yet' }));
        await saveProduct(tx, product('p-elsewhere', { name: 'Copper concentrate', assay: { Cu: 0.25, Se: 0.01 } }));
        const [set] = contract('any').terms;
        const payables = [{ element: 'Se' as const, reference: ReferenceCode.parse('CU'), payable: 0.5 }];
        const terms = [{ ...set!, price: { basis: 'percentage' as const, payables, premium: 0 } }];
        await saveContract(tx, contract('elsewhere', { productId: 'p-elsewhere', terms }));
      });
      const file = await openBundle(to, await exportBundle(otherServices, deals('elsewhere')));
      expect(file.excludedKeys).toContain('product:p-elsewhere');
      const row = async (excludedKeys: readonly string[]) =>
        (await previewBundle(to, file, excludedKeys)).rows.find(({ key }) => key === 'contract:elsewhere')!;
      const refusedRow = await row(file.excludedKeys);
      expect([refusedRow.outcome, refusedRow.issues.map(({ message }) => message.key)]).toEqual(['refused', ['issue.notInAssay']]);
      // with its own product it can be imported
      expect((await row([])).outcome).toBe('added');
    } finally {
      await otherServices.close();
    }
  });

  it('ignores unknown parts, wherever their names point', async () => {
    const bytes = alterBundle(bundle, (parts) =>
      Object.assign(parts, { '../../etc/passwd': strToU8('x'), '/tmp/planted.json': strToU8('[]') }),
    );
    expect(await previewBundle(to, await openBundle(to, bytes))).toMatchObject({ counts: { added: 0, changed: 0, refused: 0 } });
    expect(() => readFileSync('/tmp/planted.json')).toThrow();
  });
});

it('of the largest number of contracts with the longest codes opens', async () => {
  const from = await openServices(seedEmptyWorkspace());
  try {
    const ids = Array.from({ length: 40 }, (_, i) => `deal-${i}`);
    await from.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
      await saveBuyer(tx, buyer('b1'));
      await saveProduct(tx, product('p1'));
      for (const [i, id] of ids.entries()) await saveContract(tx, contract(id, { code: `C-${String(i).padStart(18, '0')}` }));
    });
    const { manifest, records } = await unpackBundle(await exportBundle(from, deals(...ids)));
    expect(records.contract).toHaveLength(40);
    expect(manifest.title).toContain('C-000000000000000000');
  } finally {
    await from.close();
  }
});

it('any contract is unchanged after export and import as a bundle', async () => {
  const from = await openServices(seedEmptyWorkspace());
  const to = await openServices(seedEmptyWorkspace());
  try {
    const words = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((text) => !text.includes('\0'));
    const contractFields = fc.record({
      note: words,
      law: words,
      tonnes: fc.double({ min: 0, max: 1e8, noNaN: true }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      sets: fc.integer({ min: 1, max: 3 }),
      underWay: fc.boolean(),
    });
    let n = 0;
    await fc.assert(
      fc.asyncProperty(contractFields, async ({ note, law, tonnes, share, sets, underWay }) => {
        const id = `c${n++}`;
        const generatedContract = contract(id, {
          note,
          law,
          terms: Array.from({ length: sets }, (_, i) => {
            const terms = fullTerms(monthOf(2026 + i, 1));
            return { ...terms, quantity: { ...terms.quantity, tonnesPerYear: tonnes, takeOrPayShare: share } };
          }),
          ...(underWay ? { opening: opening() } : {}),
        });
        await from.ctx.workspace.change({ key: 'history.create' }, async (tx) => {
          await saveBuyer(tx, buyer('b1'));
          await saveProduct(tx, product('p1'));
          await saveContract(tx, generatedContract);
        });
        const storedContract = (await getContract(dbOf(from), ContractId.parse(id))).contract;
        await importBundle(to, await openBundle(to, await exportBundle(from, deals(id))));
        expect((await getContract(dbOf(to), ContractId.parse(id))).contract).toEqual(storedContract);
      }),
      { numRuns: 12 },
    );
  } finally {
    await from.close();
    await to.close();
  }
});
