import { describe, expect, it } from 'vitest';
import { ReferenceCode, ScenarioId } from '#shared/domain/ids.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import { setAt } from '#shared/recordPath.ts';
import { editAt } from '../../../editing/fields/fieldPath.ts';
import { formatField, parseField } from '../../../editing/fields/fieldSpec.ts';
import { scenarioField, scenarioRules } from './scenarioField.ts';

const SCENARIO: Scenario = {
  id: ScenarioId.parse('slump'),
  name: 'Slump',
  family: 'demandCycle',
  shipped: false,
  startsAfterMonths: 6,
  prices: [
    {
      reference: ReferenceCode.parse('CU'),
      knots: [
        { afterMonths: 0, value: 1 },
        { afterMonths: 12, value: 0.8 },
        { afterMonths: 24, value: 0.9 },
      ],
      source: 'own',
    },
  ],
  demand: [],
  channels: [],
  note: '',
};

const monthsAfter = (path: string, value: number): readonly number[] => {
  const edits = scenarioRules(SCENARIO, editAt(path, value));
  const editedScenario = edits.reduce((scenario, edit) => setAt(scenario, edit.path, edit.value), SCENARIO);
  return editedScenario.prices[0]?.knots.map(({ afterMonths }) => afterMonths) ?? [];
};

const spec = (path: string, kind: 'price' | 'charge' = 'price') => {
  const spec = scenarioField(path, () => kind);
  if (!spec) throw new Error(`no field at ${path}`);
  return spec;
};

describe('the month of a knot', () => {
  it('changes alone while the order of knots stays the same', () => {
    expect(scenarioRules(SCENARIO, editAt('prices.0.knots.1.afterMonths', 18))).toEqual([editAt('prices.0.knots.1.afterMonths', 18)]);
  });

  it('changes the order if it passes another knot', () => {
    expect(monthsAfter('prices.0.knots.1.afterMonths', 30)).toEqual([0, 24, 30]);
  });

  it('is left to the core, which refuses it, if another knot has it', () => {
    expect(monthsAfter('prices.0.knots.1.afterMonths', 24)).toEqual([0, 24, 24]);
  });
});

describe('the value of a knot', () => {
  it('of a price is entered in per cent and shown with at most two decimals', () => {
    expect(parseField(spec('prices.0.knots.1.value'), '42.5')).toEqual({ value: 0.425 });
    expect(formatField(spec('prices.0.knots.1.value'), 0.803_123)).toBe('80.31');
    expect(parseField(spec('prices.0.knots.1.value'), '0')).toHaveProperty('problem');
  });

  it('of a charge is entered in USD/dmt and may be negative', () => {
    expect(parseField(spec('prices.0.knots.1.value', 'charge'), '-12.5')).toEqual({ value: -12.5 });
  });

  it('of demand may be zero', () => {
    expect(parseField(spec('demand.0.knots.0.value'), '0')).toEqual({ value: 0 });
  });
});
