import { ContractTemplateKey } from '#shared/domain/contractTemplate.ts';
import { BASE_TEMPLATES } from './contractTemplatesBase.ts';
import { BATTERY_TEMPLATES } from './contractTemplatesBattery.ts';
import { BULK_TEMPLATES } from './contractTemplatesBulk.ts';
import type { Template } from './contractTemplatesTerms.ts';

/** Every template by its key: at least two for each metal, which differ in form or basis. */
export const TEMPLATES: Readonly<Record<ContractTemplateKey, Template>> = { ...BULK_TEMPLATES, ...BASE_TEMPLATES, ...BATTERY_TEMPLATES };

/** The templates in the order in which they are offered. */
export const OFFERED = ContractTemplateKey.options.map((key) => ({ key, ...TEMPLATES[key] }));
