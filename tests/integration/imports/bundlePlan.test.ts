import { expect, it } from 'vitest';
import { ContractId, PlanId } from '#shared/domain/ids.ts';
import { openServices } from '../../helpers/services.ts';
import { given, opened, shown } from './bundleFiles.ts';

it('a bundle of a plan, opened where the plan says otherwise of its contracts names each contract and term, from what is here to what comes', async () => {
  const [sender, to] = [await openServices(), await openServices()];
  try {
    const id = PlanId.parse('renew-hai-long');
    const bundle = await given(sender, { subject: { planId: id }, view: 'internal' });
    const [deal, other] = [ContractId.parse('C-042'), ContractId.parse('C-043')];
    await to.ask('plans.override', {
      id,
      edits: [
        { contractId: deal, field: 'floor', value: 9000 },
        { contractId: deal, field: 'tonnesPerYear', value: 100_000 },
      ],
    });
    await to.ask('plans.include', { id, contractId: other, included: true });
    const { rows } = await shown(to, await opened(to, bundle));
    expect(rows.find(({ key }) => key === `plan:${id}`)?.fields).toEqual([
      { label: 'C-042: Tonnes a year (dmt)', before: '100,000', after: '120,000' },
      { label: 'C-042: Floor', before: '9,000', after: '9,500' },
      { label: 'C-043: In plan', before: 'yes', after: 'no' },
    ]);
  } finally {
    await Promise.all([sender.close(), to.close()]);
  }
});
