import { type Scenario, ScenarioFamily } from '#shared/domain/scenario.ts';
import { sortKnots } from '#shared/domain/scenarioPath.ts';
import { text } from '#shared/messages/text.ts';
import { getAt } from '#shared/recordPath.ts';
import { at, type Edit, editAt, type PathPattern, patternOf, rootOf, set } from '../../../editing/fields/fieldPath.ts';
import type { FieldSpec, NumberSpec } from '../../../editing/fields/fieldSpec.ts';
import { DISPLAY_SCALE, HIGHEST, LAST_MONTH, LOWEST, type PathKind } from './pathScale.ts';

const MAX_NAME = 120;
const MAX_NOTE = 2000;
const MAX_SOURCE = 500;
const MAX_START_MONTHS = 120;
const MAX_FREIGHT = 10_000;

/** The root of the paths of a scenario. */
export const SCENARIO = rootOf<Scenario>();

const months = (label: string, min: number, max: number): NumberSpec => ({
  kind: 'number',
  label,
  required: true,
  scale: 1,
  decimals: 0,
  step: 1,
  isWhole: true,
  unit: text('scenarios.unit.months'),
  min,
  max,
});

const percent = (label: string): NumberSpec => ({
  kind: 'number',
  label,
  required: true,
  scale: 100,
  decimals: 0,
  step: 1,
  unit: text('scenarios.unit.percent'),
  min: 0,
  max: 1,
});

const source = (): FieldSpec => ({ kind: 'text', label: text('scenarios.paths.source'), required: true, rows: 2, maxLength: MAX_SOURCE });

const knotMonth = (): FieldSpec => months(text('scenarios.knot.after'), 0, LAST_MONTH);

/** The value of a knot. The field shows it to 0.01 % or 0.0001 USD/dmt; the stored value is not rounded. */
const knotValue = (kind: PathKind): FieldSpec => ({
  kind: 'number',
  label: text('scenarios.knot.value'),
  required: true,
  scale: DISPLAY_SCALE[kind],
  decimals: 1,
  maxDecimals: kind === 'charge' ? 4 : 2,
  step: 0.1,
  min: LOWEST[kind],
  max: HIGHEST[kind],
});

/** Every field of a scenario by path, an index written `*`. */
const SCENARIO_FIELDS: Readonly<Partial<Record<PathPattern<Scenario>, (kind: PathKind) => FieldSpec>>> = {
  name: () => ({ kind: 'text', label: text('scenarios.name'), required: true, maxLength: MAX_NAME }),
  family: () => ({
    kind: 'choice',
    label: text('scenarios.family'),
    required: true,
    choices: ScenarioFamily.options.map((family) => ({ value: family, label: text(`scenarios.family.${family}`) })),
  }),
  startsAfterMonths: () => months(text('scenarios.startsAfter'), 0, MAX_START_MONTHS),
  note: () => ({ kind: 'text', label: text('scenarios.note'), required: false, rows: 3, maxLength: MAX_NOTE }),
  'prices.*.source': source,
  'prices.*.knots.*.afterMonths': knotMonth,
  'prices.*.knots.*.value': knotValue,
  'demand.*.source': source,
  'demand.*.knots.*.afterMonths': knotMonth,
  'demand.*.knots.*.value': knotValue,
  'channels.*.afterMonths': () => months(text('scenarios.channel.afterMonths'), 0, LAST_MONTH),
  'channels.*.months': () => months(text('scenarios.channel.months'), 1, LAST_MONTH),
  'channels.*.openShare': () => percent(text('scenarios.channel.openShare')),
  'channels.*.discount': () => percent(text('scenarios.channel.discount')),
  'channels.*.freightUsdPerWmt': () => ({
    kind: 'number',
    label: text('scenarios.channel.freightUsdPerWmt'),
    required: true,
    scale: 1,
    decimals: 0,
    step: 1,
    unit: text('scenarios.unit.freight'),
    min: 0,
    max: MAX_FREIGHT,
  }),
};

/** The field at a path of a scenario; undefined where its form has none. `priceKind` returns the kind of the price path at an index. */
export const scenarioField = (path: string, priceKind: (index: number) => PathKind): FieldSpec | undefined => {
  const [list, index] = path.split('.');
  const spec = (SCENARIO_FIELDS as Readonly<Record<string, ((kind: PathKind) => FieldSpec) | undefined>>)[patternOf(path)];
  return spec?.(list === 'prices' ? priceKind(Number(index)) : 'demand');
};

/** Expands an edit of a scenario: a knot whose month passes that of another changes the order of the knots. */
export const scenarioRules = (scenario: Scenario, edit: Edit): readonly Edit[] => {
  const [list, index, , knot, key] = edit.path.split('.');
  if ((list !== 'prices' && list !== 'demand') || key !== 'afterMonths') return [edit];
  const knotsPath = at(SCENARIO, list, Number(index), 'knots');
  const knotsBefore = getAt(scenario, knotsPath) as Scenario['prices'][number]['knots'];
  const knots = knotsBefore.map((otherKnot, i) => (String(i) === knot ? { ...otherKnot, afterMonths: edit.value as number } : otherKnot));
  const sortedKnots = sortKnots(knots);
  const isInOrder = sortedKnots.every((otherKnot, i) => otherKnot === knots[i]);
  return isInOrder ? [editAt(edit.path, edit.value)] : [set(knotsPath, sortedKnots)];
};
