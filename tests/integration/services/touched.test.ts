import { type KyselyPlugin, type OperationNode, OperationNodeTransformer, type RootOperationNode } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TRACKED_TABLES } from '#db/historyTriggers.ts';
import { DEPENDENCIES, type RecordKind } from '#shared/contract/changes.ts';
import { CONTRACT } from '#shared/contract/contract.ts';
import type { CallName } from '#shared/contract/names.ts';
import { createDispatcher } from '../../../core/dispatcher.ts';
import { handlers } from '../../../core/handlers.ts';
import { createReadWriteLock } from '../../../core/readWriteLock.ts';
import { openServices, type Services } from '../../helpers/services.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const listTouched = async (call: CallName, input: unknown): Promise<readonly RecordKind[] | undefined> => {
  const result = await services.call(call, input);
  if (!result.ok) throw new Error(`${call}: ${JSON.stringify(result.error)}`);
  return result.touched;
};

describe('a change names the kinds of records it touched', () => {
  it('reports a buyer, and the same kind when it is undone', async () => {
    const { rows } = await services.ask('buyers.list', {});
    expect(await listTouched('buyers.copy', { id: rows[0]!.id })).toEqual(['buyer']);
    expect(await listTouched('history.undo', {})).toEqual(['buyer']);
  });

  it('separates the language, scale and theme, which are display settings, from the discount rate', async () => {
    expect(await listTouched('settings.save', { moneyScale: 'k' })).toEqual(['display']);
    expect(await listTouched('settings.save', { language: 'zh-CN' })).toEqual(['display']);
    expect(await listTouched('settings.save', { language: 'en', moneyScale: 'm' })).toEqual(['display']);
    expect(await listTouched('settings.save', { discountRate: 0.09 })).toEqual(['workspace']);
  });

  it('a query touches nothing', async () => {
    expect(await listTouched('buyers.list', {})).toBeUndefined();
  });
});

/** Collects the tables that a query of Kysely reads. */
class TableCollector extends OperationNodeTransformer {
  readonly tables = new Set<string>();
  protected override transformNodeImpl<T extends OperationNode>(node: T): T {
    if (node.kind === 'SchemableIdentifierNode') this.tables.add((node as unknown as { identifier: { name: string } }).identifier.name);
    return super.transformNodeImpl(node);
  }
}

/** The kinds of records that a query reads on a core without memoized values. */
const readBy = async (call: CallName, input: unknown): Promise<readonly RecordKind[]> => {
  const collector = new TableCollector();
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }): RootOperationNode => {
      collector.transformNode(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const { workspace } = services.ctx;
  const watchedWorkspace = { ...workspace, db: () => workspace.db().withPlugin(plugin) };
  const dispatch = createDispatcher({
    contract: CONTRACT,
    handlers,
    ctx: { ...services.ctx, workspace: watchedWorkspace },
    lock: createReadWriteLock(),
    revision: workspace.revision,
    language: workspace.language,
    log: () => undefined,
    checksOutput: false,
  });
  const result = await dispatch({ id: 1, call, input });
  if (!result.ok) throw new Error(`${call}: ${JSON.stringify(result.error)}`);
  return [...new Set([...collector.tables].flatMap((table) => TRACKED_TABLES[table]?.kind ?? []))].sort();
};

describe('a query reads only what its dependencies name', () => {
  const inputs = async (): Promise<readonly (readonly [CallName, unknown])[]> => {
    const [{ rows: buyers }, { rows: contracts }, { rows: tenders }] = [
      await services.ask('buyers.list', {}),
      await services.ask('contracts.list', {}),
      await services.ask('tenders.list', {}),
    ];
    const product = (await services.ask('products.list', {})).products[0]!.product;
    return [
      ...(
        [
          'houseStyle.get',
          'overview.get',
          'overview.effects',
          'dates.list',
          'market.get',
          'market.processes',
          'market.correlations',
          'buyers.list',
          'buyers.blank',
          'contracts.list',
          'contracts.options',
          'sensitivity.options',
          'openPricing.get',
          'tenders.list',
          'products.list',
          'products.blank',
          'plans.list',
          'diversification.get',
          'allocation.deals',
          'limits.board',
          'limits.blank',
          'financing.list',
          'china.get',
          'china.displacements',
          'scenarios.list',
          'simulation.options',
          'simulation.list',
          'simulation.get',
          'jobs.running',
        ] as const
      ).map((call) => [call, {}] as const),
      ['buyers.get', { id: buyers[0]!.id }],
      ['buyers.getMany', { ids: [buyers[0]!.id] }],
      ['contracts.get', { id: contracts[0]!.id }],
      ['contracts.getMany', { ids: [contracts[0]!.id] }],
      ['versions.list', { contractId: contracts[0]!.id }],
      ['tenders.terms', { id: tenders[0]!.head.id }],
      ['tenders.get', { id: tenders[0]!.head.id }],
      ['products.get', { id: product.id }],
    ];
  };

  it('with the sample mine', async () => {
    const undeclaredKinds: string[] = [];
    for (const [call, input] of await inputs()) {
      const declaredKinds = DEPENDENCIES[call as keyof typeof DEPENDENCIES];
      if (declaredKinds === 'everything') continue;
      const missingKinds = (await readBy(call, input)).filter((kind) => !declaredKinds.includes(kind));
      if (missingKinds.length > 0) undeclaredKinds.push(`${call}: ${missingKinds.join(', ')}`);
    }
    expect(undeclaredKinds).toEqual([]);
  });
});
