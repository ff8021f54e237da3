import { describe, expect, it } from 'vitest';
import { ciede2000, colourDistance, type Vision } from './colourDistance.ts';
import { type SchemeName, tokens } from './tokens.ts';

const VISIONS: readonly Vision[] = ['normal', 'protanopia', 'deuteranopia', 'tritanopia'];

/** Finds the two closest colours for a colour vision. */
const findClosest = (colours: Readonly<Record<string, string>>, vision: Vision) => {
  const entries = Object.entries(colours);
  const pairs = entries.flatMap(([name, a], index) =>
    entries.slice(index + 1).map(([otherName, b]) => ({ pair: `${name}-${otherName}`, distance: colourDistance(a, b, vision) })),
  );
  return pairs.reduce((closestPair, next) => (next.distance < closestPair.distance ? next : closestPair));
};

const roundToTenth = (value: number) => Math.round(value * 10) / 10;

// pairs of the test data of Sharma, Wu and Dalal 2005, table 1: near-grey hues, hue wrap-around, blue rotation, large differences
it.each([
  [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
  [[50, -1.3802, -84.2814], [50, 0, -82.7485], 1.0],
  [[50, 0, 0], [50, -1, 2], 2.3669],
  [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
  [[50, 2.49, -0.001], [50, -2.49, 0.0011], 7.2195],
  [[50, -0.001, 2.49], [50, 0.0009, -2.49], 4.8045],
  [[50, 2.5, 0], [73, 25, -18], 27.1492],
  [[50, 2.5, 0], [61, -5, 29], 22.8977],
  [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
  [[22.7233, 20.0904, -46.694], [23.0331, 14.973, -42.5619], 2.0373],
  [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
] as const)('the distance of %j and %j is the published one', (firstColour, secondColour, distance) => {
  expect(ciede2000(firstColour, secondColour)).toBeCloseTo(distance, 4);
  expect(ciede2000(secondColour, firstColour)).toBeCloseTo(distance, 4);
});

const METALS: Readonly<Record<SchemeName, readonly (readonly [Vision, number, string])[]>> = {
  light: [
    ['normal', 20.7, 'lead-cobalt'],
    ['protanopia', 12.6, 'copper-nickel'],
    ['deuteranopia', 12.9, 'iron-tin'],
    ['tritanopia', 12.8, 'aluminium-nickel'],
  ],
  dark: [
    ['normal', 21.1, 'iron-lithium'],
    ['protanopia', 12.2, 'iron-zinc'],
    ['deuteranopia', 12.8, 'iron-tin'],
    ['tritanopia', 11.6, 'iron-lithium'],
  ],
};

// plans, scenarios and protection have a second cue each (letter and dash, hatch, fill); states have shape and word
const AT_LEAST = {
  zone: { light: 14.2, dark: 15.1 },
  plan: { light: 9.8, dark: 13.0 },
  scenario: { light: 9.9, dark: 9.9 },
  protection: { light: 8.3, dark: 8.3 },
} as const;

describe.each(['light', 'dark'] as const)('in the %s theme', (scheme) => {
  const colour = tokens.color[scheme];

  it.each(METALS[scheme])('the closest metals in %s vision differ by %d: %s', (vision, distance, pair) => {
    const closestPair = findClosest(colour.metal, vision);
    expect({ pair: closestPair.pair, distance: roundToTenth(closestPair.distance) }).toEqual({ pair, distance });
  });

  it.each(['zone', 'plan', 'scenario', 'protection'] as const)('no two colours of a %s look alike', (group) => {
    for (const vision of VISIONS)
      expect(roundToTenth(findClosest(colour[group], vision).distance)).toBeGreaterThanOrEqual(AT_LEAST[group][scheme]);
  });

  it('no two states look alike', () => {
    const marks = Object.fromEntries(Object.entries(colour.state).map(([name, { mark }]) => [name, mark]));
    for (const vision of VISIONS) expect(roundToTenth(findClosest(marks, vision).distance)).toBeGreaterThanOrEqual(6.3);
  });
});

it('the accent is too close to some metals for a chart to show both', () => {
  const nearest = (scheme: SchemeName) =>
    Math.min(
      ...Object.values(tokens.color[scheme].metal).flatMap((metal) =>
        VISIONS.map((vision) => colourDistance(metal, tokens.color[scheme].accent.main, vision)),
      ),
    );
  expect(roundToTenth(nearest('light'))).toBe(2.2);
  expect(roundToTenth(nearest('dark'))).toBe(4.5);
});
