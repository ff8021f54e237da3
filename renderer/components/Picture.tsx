import { styled } from '@mui/material/styles';
import { useEffect, useRef, useState } from 'react';
import type { PictureView } from '#shared/presentation/charts/table.ts';
import { useScheme } from '../theme/ThemeRoot.tsx';
import { drawFlow, flowHeight } from './chart/flow.ts';
import { drawHeat, heatHeight } from './chart/heat.ts';
import { drawMap, mapHeight } from './chart/map.ts';
import { DENSITY } from './chart/picture.ts';
import { useFontsLoaded } from './useFonts.ts';

export type PictureProps = {
  readonly view: PictureView;
  /** Called with the complete canvas. With it, the view is drawn at the resolution of picture files. */
  readonly onDrawn?: ((canvas: HTMLCanvasElement) => void) | undefined;
};

const Area = styled('div')({ position: 'relative', minWidth: 0, '& canvas': { position: 'absolute', inset: 0 } });

type Outline = Parameters<typeof drawMap>[1];

/** The coastlines, loaded by the first map. */
const useOutline = (isNeeded: boolean): Outline | undefined => {
  const [outline, setOutline] = useState<Outline>();
  useEffect(() => {
    let isUnmounted = false;
    if (isNeeded) void import('./chart/worldOutline.ts').then(({ WORLD_OUTLINE }) => (isUnmounted ? undefined : setOutline(WORLD_OUTLINE)));
    return () => {
      isUnmounted = true;
    };
  }, [isNeeded]);
  return outline;
};

const heightOf = (view: PictureView, width: number): number => {
  if (view.kind === 'map') return mapHeight(width);
  return view.kind === 'flow' ? flowHeight(view) : heatHeight(view);
};

/** Draws a view that is not a chart at the resolution of the screen; the view's summary is its accessible name. */
export const Picture = ({ view, onDrawn }: PictureProps) => {
  const { colours } = useScheme();
  const hasFonts = useFontsLoaded();
  const area = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!area.current) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(area.current);
    return () => watch.disconnect();
  }, []);
  const outline = useOutline(view.kind === 'map');
  const height = heightOf(view, width);
  useEffect(() => {
    const ctx = canvas.current?.getContext('2d');
    if (!hasFonts || !canvas.current || !ctx || width === 0) return;
    const density = onDrawn ? DENSITY : window.devicePixelRatio || 1;
    canvas.current.width = Math.round(width * density);
    canvas.current.height = Math.round(height * density);
    ctx.setTransform(density, 0, 0, density, 0, 0);
    ctx.clearRect(0, 0, width, height);
    if (view.kind === 'map') drawMap(view, outline ?? [], ctx, width, colours);
    else if (view.kind === 'flow') drawFlow(view, ctx, width, colours);
    else drawHeat(view, ctx, width, colours);
    if (view.kind !== 'map' || outline) onDrawn?.(canvas.current);
  }, [view, colours, hasFonts, width, height, onDrawn, outline]);
  return (
    <Area ref={area} style={{ height }}>
      <canvas ref={canvas} role="img" aria-label={view.summary} style={{ width, height }} />
    </Area>
  );
};
