import type { Output } from '#shared/contract/contract.ts';
import { REGIME_ORDER, SimulationSettings } from '#shared/domain/simulation.ts';
import { componentTexts, text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import type { FieldSpec, NumberSpec } from '../../../editing/fields/fieldSpec.ts';

export type SimulationParameter = Output<'simulation.options'>['parameters'][number];
export type NumberKey = { [K in keyof SimulationSettings]-?: SimulationSettings[K] extends number ? K : never }[keyof SimulationSettings];

const { shape } = SimulationSettings.unwrap();

/** The numbers of the settings that are parameters of the model. */
const PARAMETER_KEYS = [
  'zoneCorrelation',
  'demandSpeed',
  'expansionDemand',
  'slumpDemand',
  'slumpVolatility',
  'volatilityFactor',
  'performanceHazard',
  'gap',
  'slack',
  'recovery',
  'policyHazardChina',
  'policyHazardOther',
  'policyMonths',
  'policyDiscount',
  'policyFreightUsdPerWmt',
] as const satisfies readonly NumberKey[];

/** The smallest demand speed that can be entered; the schema only excludes 0. */
const MIN_DEMAND_SPEED = 0.01;

/** The bounds of a number in the schema of the settings. */
const boundsOf = (key: NumberKey): Pick<NumberSpec, 'min' | 'max'> => {
  const field = shape[key];
  const { minValue, maxValue } = 'unwrap' in field ? field.unwrap() : field;
  return { min: key === 'demandSpeed' ? MIN_DEMAND_SPEED : (minValue ?? undefined), max: maxValue ?? undefined };
};

export const isNumberKey = (key: string): key is NumberKey => PARAMETER_KEYS.some((parameter) => parameter === key);

/** The display of a unit. Months are the reciprocal of the monthly rate. */
const unitRule = (
  unit: SimulationParameter['unit'],
): Pick<NumberSpec, 'decimals' | 'unit' | 'isReciprocal' | 'isWhole'> & { readonly scale: number } => {
  switch (unit) {
    case 'months':
      return { decimals: 1, unit: text('simulation.page.months'), isReciprocal: true, scale: 1 };
    case 'wholeMonths':
      return { decimals: 0, unit: text('simulation.page.months'), isWhole: true, scale: 1 };
    case 'usdPerWmt':
      return { decimals: 1, unit: componentTexts().units.usdPerWmt, scale: 1 };
    case 'perYear':
      return { decimals: 1, unit: text('simulation.page.percentAYear'), scale: 100 };
    case 'fraction':
      return { decimals: 1, unit: '%', scale: 100 };
    default:
      return { decimals: 2, scale: 1 };
  }
};

/** The field of a parameter of the model. */
export const parameterSpec = ({ key, unit, label }: SimulationParameter): NumberSpec => {
  const bounds = isNumberKey(key) ? boundsOf(key) : { min: 0, max: 1 };
  const rule = unitRule(unit);
  return { kind: 'number', label: renderMessage(label), required: true, ...bounds, step: 10 ** -rule.decimals, ...rule };
};

/** The numbers of a metal's policy closures, and the setting that each replaces. */
export const POLICY_KEYS = {
  hazardChina: 'policyHazardChina',
  hazardOther: 'policyHazardOther',
  months: 'policyMonths',
  discount: 'policyDiscount',
  freightUsdPerWmt: 'policyFreightUsdPerWmt',
} as const;
export type PolicyKey = keyof typeof POLICY_KEYS;

const POLICY_UNITS = {
  hazardChina: 'perYear',
  hazardOther: 'perYear',
  months: 'wholeMonths',
  discount: 'fraction',
  freightUsdPerWmt: 'usdPerWmt',
} as const satisfies Record<PolicyKey, SimulationParameter['unit']>;

/** The field of a number of a metal's policy closures. An empty field takes the number for all metals. */
export const policySpec = (key: PolicyKey): NumberSpec => {
  const rule = unitRule(POLICY_UNITS[key]);
  const label = text(`simulation.policy.${key}`);
  return { kind: 'number', label, required: false, ...boundsOf(POLICY_KEYS[key]), step: 10 ** -rule.decimals, ...rule };
};

const PATHS = { kind: 'number', required: true, scale: 1, decimals: 0, isWhole: true } as const;

/** The field at a path of a run's settings; undefined where the form has none. */
export const simulationField = (path: string, parameters: readonly SimulationParameter[]): FieldSpec | undefined => {
  if (path === 'paths') return { ...PATHS, label: text('simulation.page.numberOfPaths'), term: 'path', step: 1000, ...boundsOf('paths') };
  if (path === 'seed') return { ...PATHS, label: text('simulation.page.seed'), term: 'seed', step: 1, ...boundsOf('seed') };
  const [, , to] = /^transition\.(\d)\.(\d)$/.exec(path) ?? [];
  const regime = REGIME_ORDER[Number(to)];
  if (regime) {
    const label = text('simulation.page.regimesTo', { regime: text(`simulation.page.start.${regime}`) });
    return { kind: 'number', label, required: true, unit: '%', scale: 100, decimals: 2, step: 0.01, min: 0, max: 1 };
  }
  const [, policyKey] = /^policyByMetal\.\d+\.(\w+)$/.exec(path) ?? [];
  if (policyKey !== undefined && policyKey in POLICY_KEYS) return policySpec(policyKey as PolicyKey);
  const parameter = parameters.find(({ key }) => key === path);
  return parameter && parameterSpec(parameter);
};
