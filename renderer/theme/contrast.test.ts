import { describe, expect, it } from 'vitest';
import { contrastRatio } from '#shared/units/contrast.ts';
import { type SchemeName, tokens } from './tokens.ts';

const SURFACES = ['frame', 'sunken', 'paper', 'raised', 'hover', 'selected'] as const;
const MARK_SURFACES = ['paper', 'sunken', 'raised', 'hover', 'selected'] as const;

// specified ratios on frame, sunken, paper, raised, hover, selected
const TEXT: Readonly<Record<SchemeName, Readonly<Record<string, readonly number[]>>>> = {
  light: {
    primary: [13.9, 14.9, 16.0, 16.3, 14.5, 14.1],
    secondary: [6.8, 7.3, 7.9, 8.0, 7.1, 6.9],
    tertiary: [5.1, 5.5, 5.9, 6.0, 5.3, 5.2],
    link: [6.0, 6.4, 6.9, 7.0, 6.2, 6.1],
  },
  dark: {
    primary: [16.0, 15.5, 14.6, 13.0, 12.7, 12.4],
    secondary: [10.0, 9.6, 9.1, 8.1, 7.9, 7.7],
    tertiary: [7.2, 7.0, 6.6, 5.9, 5.7, 5.6],
    link: [9.3, 9.0, 8.5, 7.6, 7.4, 7.2],
  },
};

const STATES: Readonly<Record<SchemeName, Readonly<Record<string, readonly number[]>>>> = {
  light: {
    ok: [6.2, 6.6, 7.1, 7.3, 6.5, 6.3],
    warn: [6.1, 6.5, 7.0, 7.1, 6.3, 6.1],
    breach: [6.6, 7.1, 7.6, 7.7, 6.8, 6.7],
    info: [6.6, 7.1, 7.7, 7.8, 6.9, 6.7],
  },
  dark: {
    ok: [10.3, 10.0, 9.4, 8.4, 8.2, 8.0],
    warn: [10.6, 10.3, 9.7, 8.7, 8.5, 8.2],
    breach: [9.3, 9.0, 8.5, 7.6, 7.4, 7.2],
    info: [10.0, 9.7, 9.2, 8.2, 8.0, 7.8],
  },
};

const METALS: Readonly<Record<SchemeName, Readonly<Record<string, number>>>> = {
  light: {
    iron: 12.1,
    copper: 3.5,
    aluminium: 3.5,
    lithium: 6.9,
    manganese: 12.4,
    zinc: 9.8,
    nickel: 3.5,
    lead: 5.0,
    tin: 6.4,
    cobalt: 6.2,
  },
  dark: {
    iron: 3.8,
    copper: 9.6,
    aluminium: 10.6,
    lithium: 5.7,
    manganese: 3.8,
    zinc: 4.2,
    nickel: 13.1,
    lead: 8.9,
    tin: 5.3,
    cobalt: 6.0,
  },
};

const roundToTenth = (value: number) => Math.round(value * 10) / 10;

it('black on white has the highest possible contrast', () => {
  expect(contrastRatio('#000000', '#FFFFFF')).toBeCloseTo(21, 10);
  expect(contrastRatio('#777777', '#777777')).toBe(1);
});

describe.each(['light', 'dark'] as const)('in the %s theme', (scheme) => {
  const { bg, text, state, accent, line, focus, ...colour } = tokens.color[scheme];
  const contrastsOn = (hex: string) => SURFACES.map((surface) => roundToTenth(contrastRatio(hex, bg[surface])));

  it.each(['primary', 'secondary', 'tertiary', 'link'] as const)('%s text has the specified contrast on every surface', (name) => {
    expect(contrastsOn(text[name])).toEqual(TEXT[scheme][name]);
    for (const surface of SURFACES) expect(contrastRatio(text[name], bg[surface])).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['ok', 'warn', 'breach', 'info'] as const)('labels of %s can be read on every surface and on their own', (name) => {
    expect(contrastsOn(state[name].text)).toEqual(STATES[scheme][name]);
    for (const surface of [...SURFACES.map((key) => bg[key]), state[name].soft]) {
      expect(contrastRatio(state[name].text, surface)).toBeGreaterThanOrEqual(4.5);
    }
    expect(contrastRatio(state[name].mark, bg.paper)).toBeGreaterThanOrEqual(3);
  });

  it('labels on the accent can be read, pressed or not', () => {
    expect(contrastRatio(text.onAccent, accent.main)).toBeGreaterThanOrEqual(4.5);
    expect(contrastRatio(text.onAccent, accent.hover)).toBeGreaterThanOrEqual(4.5);
  });

  it('fields and the focus ring contrast with their background', () => {
    for (const surface of ['frame', 'sunken', 'paper', 'raised'] as const) {
      expect(contrastRatio(line.control, bg[surface])).toBeGreaterThanOrEqual(3);
      expect(contrastRatio(focus.ring, bg[surface])).toBeGreaterThanOrEqual(3);
    }
  });

  it.each(['metal', 'zone', 'plan', 'scenario', 'protection'] as const)('every colour of %s contrasts with the page', (group) => {
    for (const hex of Object.values<string>(colour[group])) {
      for (const surface of MARK_SURFACES) expect(contrastRatio(hex, bg[surface])).toBeGreaterThanOrEqual(3);
    }
  });

  it('metals have the specified contrast with paper', () => {
    const ratios = Object.fromEntries(
      Object.entries(colour.metal).map(([name, hex]) => [name, roundToTenth(contrastRatio(hex, bg.paper))]),
    );
    expect(ratios).toEqual(METALS[scheme]);
  });
});
