import { describe, expect, it } from 'vitest';
import { ColourRole } from '#shared/contract/colour.ts';
import { tokens } from '../../renderer/theme/tokens.ts';
import { PRINT_PALETTE, ROLE_COLOURS } from './printPalette.ts';

const light = tokens.color.light;

/** The colour of a role in the page's light theme. */
const ofTheme = (role: ColourRole): string => {
  const [group, name] = role.split('.') as [string, string | undefined];
  if (name !== undefined) return (light as unknown as Record<string, Record<string, string>>)[group]?.[name] ?? '';
  const plainColours: Record<string, string> = {
    gain: light.gain,
    loss: light.loss,
    ink: light.text.primary,
    accent: light.accent.main,
    context: light.chart.axis,
    band: light.chart.band,
    warn: light.state.warn.mark,
    breach: light.state.breach.mark,
  };
  return plainColours[role] ?? '';
};

describe('colours of documents', () => {
  it.each(ColourRole.options)('%s has the colour of the light theme', (role) => {
    expect(ROLE_COLOURS[role]).toBe(ofTheme(role));
  });

  it('texts and lines have the colours of the light theme', () => {
    expect([PRINT_PALETTE.primary, PRINT_PALETTE.secondary, PRINT_PALETTE.tertiary]).toEqual([
      light.text.primary,
      light.text.secondary,
      light.text.tertiary,
    ]);
    expect([PRINT_PALETTE.hair, PRINT_PALETTE.normal, PRINT_PALETTE.strong, PRINT_PALETTE.grid]).toEqual([
      light.line.hair,
      light.line.normal,
      light.line.strong,
      light.chart.grid,
    ]);
  });
});
