import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';

/** Whether a word of the address names a template. */
export const isTemplate = (word: string | null): word is ContractTemplateKey => ContractTemplateKey.safeParse(word).success;

/** Where one of all templates is chosen. */
export const TEMPLATES_ROUTE = '/contracts/new';

/** Where a new contract from a template is begun. */
export const newContractRoute = (template: ContractTemplateKey, search = ''): string => {
  const params = new URLSearchParams(search);
  params.set('template', template);
  return `${TEMPLATES_ROUTE}?${params}`;
};
