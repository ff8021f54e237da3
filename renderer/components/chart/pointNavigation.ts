/** Position of a point on the canvas, px. */
export type PointPlace = { readonly x: number; readonly y: number };

/** Maximum distance of a pointer from a point, px. */
const REACH = 24;

/** Finds the point at a pointer; undefined if none is near. */
export const nearestPlace = (places: readonly PointPlace[], at: PointPlace): number | undefined => {
  let nearestPoint: { readonly index: number; readonly distance: number } | undefined;
  places.forEach(({ x, y }, index) => {
    const distance = Math.hypot(x - at.x, y - at.y);
    if (distance <= REACH && (nearestPoint === undefined || distance < nearestPoint.distance)) nearestPoint = { index, distance };
  });
  return nearestPoint?.index;
};

const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5 };

/** Finds the point to which a key moves from another; undefined for other keys. */
export const pointByKey = (key: string, from: number, count: number): number | undefined => {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = STEPS[key];
  return step === undefined ? undefined : Math.min(count - 1, Math.max(0, from + step));
};
