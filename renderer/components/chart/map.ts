import { comma } from '#shared/messages/text.ts';
import { aroundDot } from '#shared/presentation/charts/labelPlacement.ts';
import type { MapView } from '#shared/presentation/charts/map.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { labeller, withAlpha, write } from './paint.ts';

type Outline = readonly (readonly (readonly [number, number])[])[];

/** Degrees north between which the map is drawn: no metal goes to Antarctica. */
const SOUTH = -56;
const NORTH = 78;
/** Width over height of what is drawn, at the projection. */
const RATIO = 2.35;
const LARGEST = 30;
const LEAST = 3;
const NAMED = 12;
const FOOT = 22;
/** A map wider than this says no more. */
const WIDEST = 1100;

export const mapHeight = (width: number): number => Math.round(Math.min(width, WIDEST) / RATIO) + FOOT;

const [A1, A2, A3, A4] = [1.340264, -0.081106, 0.000893, 0.003796];

/** Equal Earth (Savric, Patterson and Jenny 2018): equal areas, so that discs and lands compare. Radians in, plane out. */
const equalEarth = (east: number, north: number): readonly [number, number] => {
  const lambda = (east * Math.PI) / 180;
  const theta = Math.asin((Math.sqrt(3) / 2) * Math.sin((north * Math.PI) / 180));
  const t2 = theta * theta;
  const t6 = t2 ** 3;
  const x = (2 * Math.sqrt(3) * lambda * Math.cos(theta)) / (3 * (9 * A4 * t6 * t2 + 7 * A3 * t6 + 3 * A2 * t2 + A1));
  return [x, theta * (A4 * t6 * t2 + A3 * t6 + A2 * t2 + A1)];
};

/** Discs on the coasts of the world, the largest named; what has no place is written under it. */
export const drawMap = (view: MapView, outline: Outline, ink: CanvasRenderingContext2D, full: number, colours: SchemeColours): void => {
  const width = Math.min(full, WIDEST);
  const height = mapHeight(full) - FOOT;
  const edge = equalEarth(180, 0)[0];
  const top = equalEarth(0, NORTH)[1];
  const bottom = equalEarth(0, SOUTH)[1];
  const scale = Math.min(width / (2 * edge), height / (top - bottom));
  const left = (full - 2 * edge * scale) / 2;
  const at = (east: number, north: number): readonly [number, number] => {
    const [x, y] = equalEarth(east, north);
    return [left + (x + edge) * scale, (top - y) * scale];
  };
  ink.save();
  ink.beginPath();
  ink.rect(0, 0, full, height);
  ink.clip();
  ink.fillStyle = colours.bg.hover;
  ink.strokeStyle = colours.line.normal;
  ink.lineWidth = 0.75;
  for (const ring of outline) {
    ink.beginPath();
    let before: number | undefined;
    for (const [east, north] of ring) {
      const [x, y] = at(east, north);
      // an island on the date line is on both edges of the map, not across it
      if (before === undefined || Math.abs(east - before) > 180) ink.moveTo(x, y);
      else ink.lineTo(x, y);
      before = east;
    }
    ink.fill();
    ink.stroke();
  }
  ink.restore();
  const most = Math.max(0, ...view.places.map(({ value }) => value));
  const labels = labeller(ink, { left: 0, right: full, top: 0, bottom: height }, colours.bg.paper);
  const discs = view.places.flatMap((place) => {
    if (!place.at) return [];
    const [x, y] = at(place.at.east, place.at.north);
    // the area says the value
    return [{ place, x, y, radius: most > 0 ? Math.max(LEAST, LARGEST * Math.sqrt(place.value / most)) : LEAST }];
  });
  for (const { place, x, y, radius } of discs) {
    const colour = roleColour(colours, place.role);
    ink.beginPath();
    ink.arc(x, y, radius, 0, 2 * Math.PI);
    ink.fillStyle = withAlpha(colour, 0.55);
    ink.fill();
    ink.strokeStyle = colour;
    ink.lineWidth = 1.25;
    ink.stroke();
    labels.keep({ left: x - radius * 0.7, right: x + radius * 0.7, top: y - radius * 0.7, bottom: y + radius * 0.7 });
  }
  for (const { place, x, y, radius } of discs.slice(0, NAMED)) {
    const text = `${place.label} ${formatNumber(place.value, { decimals: view.decimals })}`;
    const spots = aroundDot(x, y);
    const beside = [{ x: x + radius + 4, y, align: 'left' }, { x: x - radius - 4, y, align: 'right' }, ...spots] as const;
    labels.place({ text, colour: colours.text.primary, weight: 520 }, beside);
  }
  const nowhere = view.places.filter((place) => place.at === undefined);
  const said = nowhere.map(({ label, value }) => `${label} ${formatNumber(value, { decimals: view.decimals })} ${view.unit}`).join(comma());
  if (said !== '') write(ink, { text: said, colour: colours.text.secondary }, 0, height + FOOT / 2 + 2, undefined);
};
