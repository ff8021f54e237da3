import { describe, expect, it } from 'vitest';
import { nearestPlace, pointByKey } from './pointNavigation.ts';

describe('points of a chart', () => {
  it('the pointer selects the nearest within reach, and none beyond it', () => {
    const places = [
      { x: 100, y: 100 },
      { x: 108, y: 98 },
      { x: 300, y: 20 },
    ];
    expect(nearestPlace(places, { x: 103, y: 100 })).toBe(0);
    expect(nearestPlace(places, { x: 105, y: 99 })).toBe(1);
    expect(nearestPlace(places, { x: 300, y: 44 })).toBe(2);
    expect(nearestPlace(places, { x: 300, y: 45 })).toBeUndefined();
    expect(nearestPlace([], { x: 0, y: 0 })).toBeUndefined();
  });

  it('arrow keys move along them and stop at the ends; other keys do nothing', () => {
    expect(pointByKey('ArrowRight', 3, 25)).toBe(4);
    expect(pointByKey('ArrowUp', 24, 25)).toBe(24);
    expect(pointByKey('ArrowLeft', 0, 25)).toBe(0);
    expect(pointByKey('PageDown', 3, 25)).toBe(0);
    expect(pointByKey('PageUp', 3, 25)).toBe(8);
    expect(pointByKey('Home', 9, 25)).toBe(0);
    expect(pointByKey('End', 9, 25)).toBe(24);
    expect(pointByKey('Tab', 9, 25)).toBeUndefined();
  });
});
