import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';

/** Whether a search parameter is the key of a template. */
export const isTemplate = (word: string | null): word is ContractTemplateKey => ContractTemplateKey.safeParse(word).success;

/** Route of the page with all templates. */
export const TEMPLATES_ROUTE = '/contracts/new';

/** Route of a new contract from a template; keeps the other parameters of `search`. */
export const newContractRoute = (template: ContractTemplateKey, search = ''): string => {
  const params = new URLSearchParams(search);
  params.set('template', template);
  return `${TEMPLATES_ROUTE}?${params}`;
};
