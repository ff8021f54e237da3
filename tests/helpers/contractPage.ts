import type { ContractEffect, ContractPreview } from '#shared/contract/contracts.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import { withLimitEffect } from '#shared/presentation/contractVerdict.ts';
import type { Services } from './services.ts';

export type ContractPage = ContractPreview & { readonly effect: Omit<ContractEffect, 'result'> };

/** Asks about a contract what its page shows: the preview, and the effect on the plan with its clause in the last sentence. */
export const readContractPage = async ({ ask }: Pick<Services, 'ask'>, contract: OfftakeContract): Promise<ContractPage> => {
  const preview = await ask('contracts.preview', { contract });
  const { result, ...effect } = await ask('contracts.effect', { contract });
  return { ...preview, sentence: withLimitEffect(preview.sentence, result), effect };
};
