import { listContracts, saveContract } from '#db/repositories/contracts.ts';
import type { Tx } from '#db/schema.ts';
import { seedSample } from '#db/seeds/sample/index.ts';
import { isCommitted } from '#shared/domain/contract.ts';
import { ContractId } from '#shared/domain/ids.ts';

/** Fills a workspace with the sample mine and copies of its signed contracts up to `count`. */
export const seedManyContracts =
  (count: number) =>
  async (tx: Tx): Promise<void> => {
    await seedSample(tx);
    const committedContracts = (await listContracts(tx)).filter(({ status }) => isCommitted(status));
    for (let i = committedContracts.length; i < count; i++) {
      const id = `M-${String(i).padStart(4, '0')}`;
      await saveContract(tx, { ...committedContracts[i % committedContracts.length]!, id: ContractId.parse(id), code: id });
    }
  };
