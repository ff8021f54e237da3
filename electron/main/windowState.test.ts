import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { tokens } from '../../renderer/theme/tokens.ts';
import { tempFolder } from '../../tests/helpers/app.ts';
import { DEFAULT_STATE, MINIMUM_SIZE, offsetWindow, placeWindow, readState, WINDOW_BACKGROUND, writeState } from './windowState.ts';

const LAPTOP = { x: 0, y: 25, width: 1440, height: 875 };
const SECOND = { x: 1440, y: 0, width: 2560, height: 1440 };
const STORED_BOUNDS = { x: 1600, y: 100, width: 1500, height: 1000 };

describe('the position of a window', () => {
  it('is restored while a screen shows it', () => {
    expect(placeWindow(STORED_BOUNDS, [LAPTOP, SECOND])).toEqual(STORED_BOUNDS);
  });

  it('is left to the system when its screen is gone', () => {
    expect(placeWindow(STORED_BOUNDS, [LAPTOP])).toEqual({ width: 1280, height: 800 });
  });

  it('is left to the system when too little of its title bar would be visible', () => {
    expect(placeWindow({ ...STORED_BOUNDS, x: 1440 + 2560 - 119 }, [LAPTOP, SECOND])).not.toHaveProperty('x');
    expect(placeWindow({ ...STORED_BOUNDS, x: 1440 + 2560 - 121 }, [LAPTOP, SECOND])).toHaveProperty('x');
    expect(placeWindow({ ...STORED_BOUNDS, y: 1430 }, [LAPTOP, SECOND])).not.toHaveProperty('y');
    expect(placeWindow({ ...STORED_BOUNDS, y: -200 }, [LAPTOP, SECOND])).not.toHaveProperty('y');
  });

  it('keeps the title bar below the system bar', () => {
    expect(placeWindow({ x: 10, y: 0, width: 900, height: 700 }, [LAPTOP])).toMatchObject({ x: 10, y: 25 });
  });

  it('shrinks with its screen to the minimum size', () => {
    const smallBounds = { x: 0, y: 0, width: 640, height: 400 };
    expect(placeWindow({ x: 0, y: 0, width: 2000, height: 1200 }, [LAPTOP])).toMatchObject({ y: 25, width: 1440, height: 875 });
    expect(placeWindow({ x: 0, y: 0, width: 10, height: 10 }, [LAPTOP])).not.toHaveProperty('x');
    expect(placeWindow({ x: 0, y: 0, width: 500, height: 200 }, [smallBounds])).toMatchObject(MINIMUM_SIZE);
  });

  it('fits a small screen at first start, and a start without known screens', () => {
    expect(placeWindow(undefined, [{ x: 0, y: 0, width: 1024, height: 700 }])).toEqual({ width: 1024, height: 700 });
    expect(placeWindow(undefined, [])).toEqual({ width: 1280, height: 800 });
  });

  it('is offset for another window', () => {
    expect(offsetWindow(STORED_BOUNDS)).toMatchObject({ x: STORED_BOUNDS.x + 28, y: STORED_BOUNDS.y + 28, width: STORED_BOUNDS.width });
  });
});

describe('the file of window state', () => {
  let folder: ReturnType<typeof tempFolder>;
  let file: string;
  beforeEach(() => {
    folder = tempFolder();
    file = join(folder.path, 'desktop', 'window.json');
  });
  afterEach(() => folder.remove());

  it('is read back as written and leaves no other file', () => {
    const state = { bounds: STORED_BOUNDS, maximized: true, theme: 'dark' as const, language: 'zh-CN' as const };
    writeState(file, state);
    expect(readState(file)).toEqual(state);
    expect(readdirSync(dirname(file))).toEqual(['window.json']);
  });

  it.each([
    ['nothing', undefined],
    ['half a file', '{"bounds":{"x":1'],
    ['another file', '[1,2,3]'],
    ['text for numbers', '{"bounds":{"x":"0","y":0,"width":9,"height":9},"maximized":false,"theme":"dark"}'],
    ['numbers off every desk', '{"bounds":{"x":1e12,"y":0,"width":9,"height":9},"maximized":false,"theme":"dark"}'],
    ['an unknown theme', '{"maximized":false,"theme":"sepia"}'],
    ['bytes', '\u0000\u0001\u0002'],
  ])('is ignored if it contains %s', (_what, content) => {
    mkdirSync(dirname(file), { recursive: true });
    if (content !== undefined) writeFileSync(file, content);
    expect(readState(file)).toEqual(DEFAULT_STATE);
  });

  it('that can’t be written loses only the position', () => {
    writeFileSync(join(folder.path, 'desktop'), 'a file where the folder should be');
    writeState(file, DEFAULT_STATE);
    expect(readFileSync(join(folder.path, 'desktop'), 'utf8')).toBe('a file where the folder should be');
  });
});

it('the background of a window is the background of its page', () => {
  expect(WINDOW_BACKGROUND).toEqual({ light: tokens.color.light.bg.paper, dark: tokens.color.dark.bg.paper });
});
