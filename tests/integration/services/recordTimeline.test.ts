import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFields } from '../../helpers/renderAnswer.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;

beforeEach(async () => {
  services = await openServices();
});
afterEach(() => services.close());

const listChanges = async (kind: 'contract' | 'buyer' | 'product', id: string) =>
  (await services.ask('history.record', { kind, id, limit: 50 })).changes.map(({ fields, ...change }) => ({
    ...change,
    fields: readFields(fields),
  }));

describe('the history of a record', () => {
  it('lists for each change which fields changed from what to what, in words, latest first', async () => {
    const { contract } = await services.ask('contracts.get', { id: 'C-042' });
    const [terms, ...laterTerms] = contract.terms;
    if (!terms) throw new Error('C-042 has no terms');
    await services.ask('contracts.save', { contract: { ...contract, status: 'signed', note: 'agreed on the phone' } });
    const quantity = { ...terms.quantity, tonnesPerYear: 90_000.5, tolerance: 0.05 };
    await services.ask('contracts.save', {
      contract: { ...contract, status: 'signed', note: '', terms: [{ ...terms, quantity, collar: undefined }, ...laterTerms], dates: [] },
    });
    const [second, first, ...otherChanges] = await listChanges('contract', 'C-042');
    expect(otherChanges).toEqual([]);
    expect(first).toMatchObject({
      origin: 'user',
      did: 'changed',
      fields: [
        { label: 'Status', before: 'Negotiating', after: 'Signed' },
        { label: 'Note', before: contract.note, after: 'agreed on the phone' },
      ],
    });
    const fieldChanges = new Map(second?.fields.map(({ label, before, after }) => [label, [before, after]]));
    expect(fieldChanges.get('Note')).toEqual(['agreed on the phone', '']);
    expect(fieldChanges.get('Tonnes a year (dmt)')).toEqual(['120,000', '90,000.5']);
    expect(fieldChanges.get('Tolerance')).toEqual(['10 %', '5 %']);
    expect(fieldChanges.get('Floor')).toEqual(['9,500', '']);
    expect(fieldChanges.get('Upcoming dates')?.[1]).toBe('');
  });

  it('names the person of each change as entered when it was made, also for undo and redo', async () => {
    const { buyer } = await services.ask('buyers.get', { id: 'hai-long' });
    await services.ask('buyers.save', { buyer: { ...buyer, note: 'without a name' } });
    expect(await services.ask('workspace.state', {})).not.toHaveProperty('userName');
    await services.ask('workspace.setUserName', { name: '  Shen Yulan ' });
    expect(await services.ask('workspace.state', {})).toMatchObject({ userName: 'Shen Yulan' });
    await services.ask('buyers.save', { buyer: { ...buyer, note: 'by Shen Yulan' } });
    await services.ask('workspace.setUserName', { name: '李娜' });
    await services.ask('history.undo', {});
    await services.ask('history.redo', {});
    await services.ask('workspace.setUserName', { name: '' });
    await services.ask('buyers.save', { buyer: { ...buyer, note: 'without a name again' } });
    const authors = ['none', '李娜', '李娜', 'Shen Yulan', 'none'];
    expect((await listChanges('buyer', 'hai-long')).map(({ author = 'none' }) => author)).toEqual(authors);
    const { changes } = await services.ask('history.list', { kind: 'buyer', id: 'hai-long', limit: 10 });
    expect(changes.map(({ author = 'none' }) => author)).toEqual(authors);
    const longNameResult = await services.call('workspace.setUserName', { name: 'x'.repeat(121) });
    expect(longNameResult).toMatchObject({
      ok: false,
      error: { code: 'BAD_INPUT', details: { issues: [{ path: 'name', rule: 'tooLong' }] } },
    });
  });

  it('includes undone changes and their undo, and only those of this record', async () => {
    const { buyer } = await services.ask('buyers.get', { id: 'hai-long' });
    await services.ask('buyers.save', { buyer: { ...buyer, rating: 'B', destination: [{ country: 'JP', share: 1 }] } });
    await services.ask('settings.save', { discountRate: 0.2 });
    await services.ask('history.undo', {});
    await services.ask('history.undo', {});
    const [undoing, change, ...otherChanges] = await listChanges('buyer', 'hai-long');
    expect(otherChanges).toEqual([]);
    expect(change).toMatchObject({ origin: 'user', isUndone: true });
    expect(undoing).toMatchObject({ origin: 'undo', isUndone: false });
    expect(change?.fields.map(({ label }) => label)).toEqual(['Destination', 'Rating']);
    expect(undoing?.fields).toEqual(change?.fields.map(({ label, before, after }) => ({ label, before: after, after: before })));
    expect(await listChanges('buyer', 'aurelia-metals')).toEqual([]);
  });

  it('starts with its creation and is grouped by years where values are yearly', async () => {
    const { id } = await services.ask('products.copy', { id: 'copper-concentrate' });
    const { product } = await services.ask('products.get', { id });
    const production = [...product.production.slice(1), { year: 2040, tonnes: 12_345 }];
    const costCurrency = { currency: 'AUD', share: 0.6 } as const;
    await services.ask('products.save', { product: { ...product, production, costCurrency, countryOfOrigin: 'CL' } });
    const [fieldChange, creation] = await listChanges('product', id);
    const removedYear = product.production[0];
    expect(creation).toMatchObject({ did: 'made', fields: [] });
    expect(fieldChange?.fields).toEqual([
      { label: 'Cost currency', before: '', after: 'AUD' },
      { label: 'Cost share in currency', before: '', after: '60 %' },
      { label: 'Country of origin', before: 'AU', after: 'CL' },
      { label: `Planned production ${removedYear?.year} (dmt)`, before: removedYear?.tonnes.toLocaleString('en'), after: '' },
      { label: 'Planned production 2040 (dmt)', before: '', after: '12,345' },
    ]);
  });

  it('of an added set of terms states from when it applies', async () => {
    const { contract } = await services.ask('contracts.get', { id: 'C-042' });
    const [terms] = contract.terms;
    if (!terms) throw new Error('C-042 has no terms');
    await services.ask('contracts.save', { contract: { ...contract, terms: [terms, { ...terms, from: terms.from + 12 }] } });
    const [addition] = await listChanges('contract', 'C-042');
    expect(addition?.fields).toEqual([{ label: 'Terms from Aug 2028', before: '', after: 'present' }]);
  });
});
