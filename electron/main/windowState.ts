import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Language } from '#shared/domain/workspace.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const Whole = z.number().int().min(-100_000).max(100_000);

/** How the last window stood, and the theme and the language it had: the first paint of the next start. */
const WindowState = z.object({
  bounds: z.object({ x: Whole, y: Whole, width: Whole, height: Whole }).optional(),
  maximized: z.boolean(),
  theme: z.enum(THEMES),
  language: Language.catch('en'),
});
export type WindowState = z.infer<typeof WindowState>;

export const FIRST_STATE: WindowState = { maximized: false, theme: 'system', language: 'en' };

export const SMALLEST = { width: 720, height: 480 } as const;
const USUAL = { width: 1280, height: 800 } as const;

/** So much of a window's upper edge must lie on a screen that a hand can take hold of it. */
const HOLD = { width: 120, height: 32 } as const;

/** What a file says; a file that is missing, cut off or made by somebody else says nothing. */
export const readState = (file: string): WindowState => {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return FIRST_STATE;
  }
};

/** Writes the state, whole or not at all. A disk that can't be written only costs the place of the window. */
export const writeState = (file: string, state: WindowState): void => {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // see above
  }
};

const overlap = (from: number, length: number, otherFrom: number, otherLength: number): number =>
  Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/**
 * Where a window opens, in screen pixels. A kept place holds while a screen shows enough of its upper edge; on a screen that
 * became smaller it shrinks. When its screen is gone the window has its usual size, and the system places it.
 * `areas` are the usable parts of the screens, the main one first.
 */
export const placeWindow = (kept: Rectangle | undefined, areas: readonly Rectangle[]): Partial<Rectangle> => {
  const main = areas[0];
  const home =
    kept &&
    areas.find((area) => {
      const across = overlap(kept.x, kept.width, area.x, area.width);
      return across >= HOLD.width && kept.y >= area.y - HOLD.height && kept.y + HOLD.height <= area.y + area.height;
    });
  if (!kept || !home) {
    if (!main) return USUAL;
    return { width: Math.min(USUAL.width, main.width), height: Math.min(USUAL.height, main.height) };
  }
  return {
    x: kept.x,
    y: Math.max(kept.y, home.y),
    width: clamp(kept.width, SMALLEST.width, Math.max(home.width, SMALLEST.width)),
    height: clamp(kept.height, SMALLEST.height, Math.max(home.height, SMALLEST.height)),
  };
};

/** A further window stands a little to the right and below the last one. */
export const beside = (bounds: Rectangle): Rectangle => ({ ...bounds, x: bounds.x + 28, y: bounds.y + 28 });
