import { expect, it } from 'vitest';
import { ColourRole } from '#shared/contract/colour.ts';
import { roleColour, roleTextColour } from './roles.ts';
import { theme } from './theme.ts';
import { tokens } from './tokens.ts';

it.each(['light', 'dark'] as const)('every colour role has a colour in the %s theme', (scheme) => {
  const colours = tokens.color[scheme];
  for (const role of ColourRole.options) {
    expect(roleColour(colours, role)).toMatch(/^#[0-9A-F]{6}$/);
    expect(roleTextColour(colours, role)).toMatch(/^#[0-9A-F]{6}$/);
  }
});

it('a role is the token of its name', () => {
  expect(roleColour(tokens.color.dark, 'metal.copper')).toBe('#FFB067');
  expect(roleColour(tokens.color.light, 'zone.china')).toBe('#1B2A36');
  expect(roleColour(tokens.color.light, 'plan.b')).toBe(tokens.color.light.accent.main);
});

it('no surface of the page has a shadow', () => {
  expect(theme.shadows.filter((shadow) => shadow !== 'none')).toEqual([tokens.shadow.menu]);
});

it('both themes have the accent and the product’s own colours', () => {
  for (const scheme of ['light', 'dark'] as const) {
    const palette = theme.colorSchemes[scheme]?.palette;
    expect(palette?.primary.main).toBe(tokens.color[scheme].accent.main);
    expect(palette?.ore.metal.tin).toBe(tokens.color[scheme].metal.tin);
  }
});
