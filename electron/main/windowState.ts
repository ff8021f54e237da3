import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { Language } from '#shared/domain/workspace.ts';
import { clamp } from '#shared/math.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export type Rectangle = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const PixelCount = z.number().int().min(-100_000).max(100_000);

/** Bounds, theme and language of the last window, for the first paint of the next start, and the folder of the last file dialog. */
const WindowState = z.object({
  bounds: z.object({ x: PixelCount, y: PixelCount, width: PixelCount, height: PixelCount }).optional(),
  maximized: z.boolean(),
  theme: z.enum(THEMES),
  language: Language.catch('en'),
  dialogFolder: z.string().optional(),
});
export type WindowState = z.infer<typeof WindowState>;

export const DEFAULT_STATE: WindowState = { maximized: false, theme: 'system', language: 'en' };

/** The background of the page, shown before the page is painted. A test compares it with the theme. */
export const WINDOW_BACKGROUND = { light: '#FDFDFC', dark: '#141C22' } as const;

export const MINIMUM_SIZE = { width: 720, height: 480 } as const;
const DEFAULT_SIZE = { width: 1280, height: 800 } as const;

/** The part of a window's upper edge that must lie on a screen so that the window can be dragged, px. */
const DRAG_AREA = { width: 120, height: 32 } as const;

/** Reads the saved state; the default where the file is missing or invalid. */
export const readState = (file: string): WindowState => {
  try {
    return WindowState.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return DEFAULT_STATE;
  }
};

/** Writes the state by rename, so that a partial file never replaces it. Errors are ignored: only the window position is lost. */
export const writeState = (file: string, state: WindowState): void => {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
    renameSync(draft, file);
  } catch {
    // a window without saved bounds opens at the default size
  }
};

const overlap = (from: number, length: number, otherFrom: number, otherLength: number): number =>
  Math.min(from + length, otherFrom + otherLength) - Math.max(from, otherFrom);

/**
 * Returns where a window opens, in screen pixels. Saved bounds are used while a screen shows enough of the window's upper edge, and shrink
 * to fit it. Otherwise the window gets the default size and the system chooses its position. `areas` are the work areas of the screens,
 * the primary one first.
 */
export const placeWindow = (savedBounds: Rectangle | undefined, areas: readonly Rectangle[]): Partial<Rectangle> => {
  const primaryArea = areas[0];
  const screen =
    savedBounds &&
    areas.find((area) => {
      const overlapWidth = overlap(savedBounds.x, savedBounds.width, area.x, area.width);
      return (
        overlapWidth >= DRAG_AREA.width &&
        savedBounds.y >= area.y - DRAG_AREA.height &&
        savedBounds.y + DRAG_AREA.height <= area.y + area.height
      );
    });
  if (!savedBounds || !screen) {
    if (!primaryArea) return DEFAULT_SIZE;
    return { width: Math.min(DEFAULT_SIZE.width, primaryArea.width), height: Math.min(DEFAULT_SIZE.height, primaryArea.height) };
  }
  return {
    x: savedBounds.x,
    y: Math.max(savedBounds.y, screen.y),
    width: clamp(savedBounds.width, MINIMUM_SIZE.width, Math.max(screen.width, MINIMUM_SIZE.width)),
    height: clamp(savedBounds.height, MINIMUM_SIZE.height, Math.max(screen.height, MINIMUM_SIZE.height)),
  };
};

/** Returns the bounds of a further window: a little to the right of and below the last one. */
export const offsetWindow = (bounds: Rectangle): Rectangle => ({ ...bounds, x: bounds.x + 28, y: bounds.y + 28 });
