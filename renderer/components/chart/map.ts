import { comma } from '#shared/messages/text.ts';
import { spotsAroundDot } from '#shared/presentation/charts/labelPlacement.ts';
import type { MapView } from '#shared/presentation/charts/map.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { createLabeller, drawText, withAlpha } from './paint.ts';

type Outline = readonly (readonly (readonly [number, number])[])[];

/** Limits of the map in degrees north, without Antarctica. */
const SOUTH = -56;
const NORTH = 78;
/** Width divided by height of the projected map. */
const RATIO = 2.35;
/** Radii of the discs and height of the list below the map, px. */
const MAX_RADIUS = 30;
const MIN_RADIUS = 3;
const FOOT = 22;
/** Number of discs with a label, from the largest. */
const LABELLED_COUNT = 12;
/** Maximum width of the map, px. */
const MAX_WIDTH = 1100;

/** Returns the height of the picture, px. */
export const mapHeight = (width: number): number => Math.round(Math.min(width, MAX_WIDTH) / RATIO) + FOOT;

const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];

/** Equal Earth (Savric, Patterson and Jenny 2018): equal areas, so that areas are comparable. From degrees to plane coordinates. */
const equalEarth = (east: number, north: number): readonly [number, number] => {
  const lambda = (east * Math.PI) / 180;
  const theta = Math.asin((Math.sqrt(3) / 2) * Math.sin((north * Math.PI) / 180));
  const t2 = theta * theta;
  const t6 = t2 ** 3;
  const x = (2 * Math.sqrt(3) * lambda * Math.cos(theta)) / (3 * (9 * A4 * t6 * t2 + 7 * A3 * t6 + 3 * A2 * t2 + A1));
  return [x, theta * (A4 * t6 * t2 + A3 * t6 + A2 * t2 + A1)];
};

/** Draws discs on an outline of the world with labels of the largest, and a list of places without coordinates below. */
export const drawMap = (
  view: MapView,
  outline: Outline,
  ctx: CanvasRenderingContext2D,
  fullWidth: number,
  colours: SchemeColours,
): void => {
  const width = Math.min(fullWidth, MAX_WIDTH);
  const height = mapHeight(fullWidth) - FOOT;
  const edge = equalEarth(180, 0)[0];
  const top = equalEarth(0, NORTH)[1];
  const bottom = equalEarth(0, SOUTH)[1];
  const scale = Math.min(width / (2 * edge), height / (top - bottom));
  const left = (fullWidth - 2 * edge * scale) / 2;
  const at = (east: number, north: number): readonly [number, number] => {
    const [x, y] = equalEarth(east, north);
    return [left + (x + edge) * scale, (top - y) * scale];
  };
  ctx.save();
  ctx.beginPath();
  ctx.rect(0, 0, fullWidth, height);
  ctx.clip();
  ctx.fillStyle = colours.bg.hover;
  ctx.strokeStyle = colours.line.normal;
  ctx.lineWidth = 0.75;
  for (const ring of outline) {
    ctx.beginPath();
    let previousX: number | undefined;
    for (const [east, north] of ring) {
      const [x, y] = at(east, north);
      // an outline that crosses the date line is not drawn across the map
      if (previousX === undefined || Math.abs(east - previousX) > 180) ctx.moveTo(x, y);
      else ctx.lineTo(x, y);
      previousX = east;
    }
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
  const largestValue = Math.max(0, ...view.places.map(({ value }) => value));
  const labels = createLabeller(ctx, { left: 0, right: fullWidth, top: 0, bottom: height }, colours.bg.paper);
  const discs = view.places.flatMap((place) => {
    if (!place.at) return [];
    const [x, y] = at(place.at.east, place.at.north);
    // the area is proportional to the value
    return [
      { place, x, y, radius: largestValue > 0 ? Math.max(MIN_RADIUS, MAX_RADIUS * Math.sqrt(place.value / largestValue)) : MIN_RADIUS },
    ];
  });
  for (const { place, x, y, radius } of discs) {
    const colour = roleColour(colours, place.role);
    ctx.beginPath();
    ctx.arc(x, y, radius, 0, 2 * Math.PI);
    ctx.fillStyle = withAlpha(colour, 0.55);
    ctx.fill();
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1.25;
    ctx.stroke();
    labels.reserve({ left: x - radius * 0.7, right: x + radius * 0.7, top: y - radius * 0.7, bottom: y + radius * 0.7 });
  }
  for (const { place, x, y, radius } of discs.slice(0, LABELLED_COUNT)) {
    const text = `${place.label} ${formatNumber(place.value, { decimals: view.decimals })}`;
    const spots = spotsAroundDot(x, y);
    const candidates = [{ x: x + radius + 4, y, align: 'left' }, { x: x - radius - 4, y, align: 'right' }, ...spots] as const;
    labels.place({ text, colour: colours.text.primary, weight: 520 }, candidates);
  }
  const unplacedPlaces = view.places.filter((place) => place.at === undefined);
  const list = unplacedPlaces
    .map(({ label, value }) => `${label} ${formatNumber(value, { decimals: view.decimals })} ${view.unit}`)
    .join(comma());
  if (list !== '') drawText(ctx, { text: list, colour: colours.text.secondary }, 0, height + FOOT / 2 + 2, undefined);
};
