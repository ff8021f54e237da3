import type { ContractTemplateKey } from '#shared/contract/contracts.ts';
import type { MessageKey } from '#shared/messages/en.ts';

/** The templates by name. */
export const TEMPLATES: Readonly<Record<ContractTemplateKey, MessageKey>> = {
  copperConcentrateCif: 'contractTemplate.copperConcentrateCif',
  copperConcentrateFob: 'contractTemplate.copperConcentrateFob',
  ironFinesProRata: 'contractTemplate.ironFinesProRata',
  ironFinesDifferential: 'contractTemplate.ironFinesDifferential',
  spodumeneIndex: 'contractTemplate.spodumeneIndex',
  spodumeneCollar: 'contractTemplate.spodumeneCollar',
};

/** Whether a word of the address names a template. */
export const isTemplate = (word: string | null): word is ContractTemplateKey => word !== null && Object.hasOwn(TEMPLATES, word);

/** Where a new contract from a template is begun. */
export const newContractRoute = (template: ContractTemplateKey, search = ''): string => {
  const params = new URLSearchParams(search);
  params.set('template', template);
  return `/contracts/new?${params}`;
};
