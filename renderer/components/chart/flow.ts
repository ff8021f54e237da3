import { sum, sumBy } from '#shared/math.ts';
import type { FlowView } from '#shared/presentation/charts/flow.ts';
import { formatNumber } from '#shared/units/format.ts';
import { roleColour } from '../../theme/roles.ts';
import type { SchemeColours } from '../../theme/tokens.ts';
import { cutText, drawText, textWidth, withAlpha } from './paint.ts';

// lengths in px
const HEAD = 24;
const GAP = 8;
const MIN_HEIGHT = 1;
const NODE_WIDTH = 8;
/** Minimum height of a node with its label and gap. */
const ROW = 18;
const HEIGHT = 360;
/** Between a node and its label. */
const LABEL_GAP = 5;
const MAX_LABEL_WIDTH = 150;
const LABEL_WEIGHT = 480;
const OPACITY = 0.42;

type Box = { readonly label: string; readonly x: number; readonly top: number; readonly height: number; readonly value: number };

/** Returns the height of the picture, px. */
export const flowHeight = ({ stages }: FlowView): number =>
  HEAD + Math.max(HEIGHT, ...stages.map(({ nodes }) => nodes.length * (ROW + GAP / 2))) + 8;

/** The width of the label of a last node, which has no stage after it. */
const lastLabelWidth = (width: number): number => Math.min(MAX_LABEL_WIDTH, width / 5);

/** The distance from stage to stage. */
const stepOf = ({ stages }: FlowView, width: number): number =>
  (width - lastLabelWidth(width) - NODE_WIDTH) / Math.max(1, stages.length - 1);

const boxesOf = (view: FlowView, width: number): readonly (readonly Box[])[] => {
  const { stages, links } = view;
  const availableHeight = flowHeight(view) - HEAD - 8;
  const step = stepOf(view, width);
  const amountAt = (stage: number, node: number): number => {
    const connectedLinks = links.filter((link) =>
      stage === 0 ? link.stage === 0 && link.from === node : link.stage === stage - 1 && link.to === node,
    );
    return sumBy(connectedLinks, ({ value }) => value);
  };
  return stages.map(({ nodes }, stage) => {
    const values = nodes.map((_, node) => amountAt(stage, node));
    const total = sum(values) || 1;
    // each node has the height of a line of text; the remaining height is shared by value
    const sharedHeight = Math.max(0, availableHeight - nodes.length * ROW);
    const heights = values.map((value) => Math.max(MIN_HEIGHT, (sharedHeight * value) / total));
    let top = HEAD;
    return nodes.map((label, node) => {
      const slot = heights[node]! + ROW;
      const box = { label, x: stage * step, top: top + ROW / 2, height: heights[node]!, value: values[node]! };
      top += slot;
      return box;
    });
  });
};

/** Draws ribbons from stage to stage in the colours of their roles, with names and amounts at the nodes. */
export const drawFlow = (view: FlowView, ctx: CanvasRenderingContext2D, width: number, colours: SchemeColours): void => {
  const boxes = boxesOf(view, width);
  const usedHeights = boxes.map((stage) => stage.map(() => ({ out: 0, in: 0 })));
  const links = view.links.toSorted((a, b) => a.stage - b.stage || a.from - b.from || a.to - b.to);
  for (const { stage, from, to, value, role } of links) {
    const [source, target] = [boxes[stage]?.[from], boxes[stage + 1]?.[to]];
    const [out, into] = [usedHeights[stage]?.[from], usedHeights[stage + 1]?.[to]];
    if (!source || !target || !out || !into) continue;
    const thickness = {
      out: source.value > 0 ? (source.height * value) / source.value : 0,
      in: target.value > 0 ? (target.height * value) / target.value : 0,
    };
    const [x0, x1] = [source.x + NODE_WIDTH, target.x];
    const [y0, y1] = [source.top + out.out, target.top + into.in];
    const bend = (x1 - x0) * 0.45;
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
    ctx.lineTo(x1, y1 + thickness.in);
    ctx.bezierCurveTo(x1 - bend, y1 + thickness.in, x0 + bend, y0 + thickness.out, x0, y0 + thickness.out);
    ctx.closePath();
    ctx.fillStyle = withAlpha(roleColour(colours, role), OPACITY);
    ctx.fill();
    out.out += thickness.out;
    into.in += thickness.in;
  }
  boxes.forEach((stage, index) => {
    const isLast = index === boxes.length - 1;
    const labelWidth = isLast ? lastLabelWidth(width) : Math.min(MAX_LABEL_WIDTH, stepOf(view, width) - NODE_WIDTH - 2 * LABEL_GAP);
    drawText(
      ctx,
      { text: view.stages[index]?.title ?? '', colour: colours.text.secondary, weight: 520 },
      stage[0]?.x ?? 0,
      HEAD / 2 - 2,
      undefined,
    );
    for (const { label: name, x, top, height, value } of stage) {
      ctx.fillStyle = colours.text.primary;
      ctx.fillRect(x, top, NODE_WIDTH, Math.max(MIN_HEIGHT, height));
      const amount = `  ${formatNumber(value, { decimals: view.decimals })}`;
      const label = `${cutText(name, LABEL_WEIGHT, labelWidth - textWidth(amount, LABEL_WEIGHT))}${amount}`;
      drawText(
        ctx,
        { text: label, colour: colours.text.primary, weight: LABEL_WEIGHT },
        x + NODE_WIDTH + LABEL_GAP,
        top + height / 2,
        colours.bg.paper,
      );
    }
  });
};
