import type { Output } from '#shared/contract/contract.ts';
import { MAX_PATHS, MIN_PATHS, REGIME_ORDER, type SimulationSettings } from '#shared/domain/simulation.ts';
import { text } from '#shared/messages/text.ts';
import { renderMessage } from '#shared/presentation/message.ts';
import type { FieldSpec, NumberSpec } from '../../../editing/fields/fieldSpec.ts';

export type SimulationParameter = Output<'simulation.options'>['parameters'][number];
export type NumberKey = { [K in keyof SimulationSettings]-?: SimulationSettings[K] extends number ? K : never }[keyof SimulationSettings];

/** Bounds of a number of the settings, from the contract's schema. */
const BOUNDS: Readonly<Partial<Record<NumberKey, readonly [min: number, max: number]>>> = {
  zoneCorrelation: [0, 1],
  demandSpeed: [0.01, 1],
  expansionDemand: [1, 1.5],
  slumpDemand: [0.3, 1],
  slumpVolatility: [1, 3],
  volatilityFactor: [0.5, 3],
  performanceHazard: [0, 1],
  gap: [0, 20],
  slack: [0, 20],
  recovery: [0, 1],
};

export const isNumberKey = (key: string): key is NumberKey => key in BOUNDS;

/** How a unit is shown. Months are one over the monthly rate. */
const unitRule = (
  unit: SimulationParameter['unit'],
): Pick<NumberSpec, 'decimals' | 'unit' | 'isReciprocal'> & { readonly scale: number } => {
  switch (unit) {
    case 'months':
      return { decimals: 1, unit: text('simulation.page.months'), isReciprocal: true, scale: 1 };
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
  const [min, max] = isNumberKey(key) ? (BOUNDS[key] ?? [0, 1]) : [0, 1];
  const rule = unitRule(unit);
  return { kind: 'number', label: renderMessage(label), required: true, min, max, step: 10 ** -rule.decimals, ...rule };
};

const PATHS = { kind: 'number', required: true, scale: 1, decimals: 0, isWhole: true } as const;

/** The field at a path of a run's settings; undefined where the form has none. */
export const simulationField = (path: string, parameters: readonly SimulationParameter[]): FieldSpec | undefined => {
  if (path === 'paths') return { ...PATHS, label: text('simulation.page.numberOfPaths'), step: 1000, min: MIN_PATHS, max: MAX_PATHS };
  if (path === 'seed') return { ...PATHS, label: text('simulation.page.seed'), step: 1, min: 0, max: Number.MAX_SAFE_INTEGER };
  const [, , to] = /^transition\.(\d)\.(\d)$/.exec(path) ?? [];
  const regime = REGIME_ORDER[Number(to)];
  if (regime) {
    const label = text('simulation.page.regimesTo', { regime: text(`simulation.page.start.${regime}`) });
    return { kind: 'number', label, required: true, unit: '%', scale: 100, decimals: 2, step: 0.01, min: 0, max: 1 };
  }
  const parameter = parameters.find(({ key }) => key === path);
  return parameter && parameterSpec(parameter);
};
