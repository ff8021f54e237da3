import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { BASE_TEMPLATES } from './templatesBase.ts';
import { BATTERY_TEMPLATES } from './templatesBattery.ts';
import { BULK_TEMPLATES } from './templatesBulk.ts';
import type { Template } from './templatesTerms.ts';

/** Every template by its key: at least two for each metal, which differ in form or basis. */
export const TEMPLATES: Readonly<Record<ContractTemplateKey, Template>> = { ...BULK_TEMPLATES, ...BASE_TEMPLATES, ...BATTERY_TEMPLATES };

/** The templates in the order in which they are offered. */
export const OFFERED = ContractTemplateKey.options.map((key) => ({ key, ...TEMPLATES[key] }));
