import { afterAll, beforeAll, expect, it } from 'vitest';
import { getContract } from '#db/repositories/contracts.ts';
import { ContractId, ReferenceCode } from '#shared/domain/ids.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

it('clauses and scenarios of a reference of extreme volatility are answered or refused as not finite, never as an internal error', async () => {
  await services.ask('market.setProcess', { reference: ReferenceCode.parse('CU'), volatility: 10, meanReversion: 0, source: 'Own.' });
  const db = services.ctx.workspace.db();
  const { contract } = await getContract(db, ContractId.parse('C-042'));
  // an answer with a number that is not finite would break its contract
  const clauses = await services.call('contracts.clauses', { contract });
  expect(clauses.ok ? 'ok' : clauses.error.code).toMatch(/^(?:ok|NOT_FINITE)$/);
  await services.ask('scenarios.list', {});
});
