import { styled } from '@mui/material/styles';
import { useEffect, useRef, useState } from 'react';
import type { PictureView } from '#shared/presentation/charts/table.ts';
import { useScheme } from '../theme/ThemeRoot.tsx';
import { drawFlow, flowHeight } from './chart/flow.ts';
import { drawHeat, heatHeight } from './chart/heat.ts';
import { drawMap, mapHeight } from './chart/map.ts';
import { DENSITY } from './chart/picture.ts';
import { useFonts } from './useFonts.ts';

export type PictureProps = {
  readonly view: PictureView;
  /** For a picture file: it is drawn as sharp as one is to be, and handed over once it is whole. */
  readonly onDrawn?: ((canvas: HTMLCanvasElement) => void) | undefined;
};

const Area = styled('div')({ position: 'relative', minWidth: 0, '& canvas': { position: 'absolute', inset: 0 } });

type Outline = Parameters<typeof drawMap>[1];

/** The coastlines, loaded by the first map. */
const useOutline = (wanted: boolean): Outline | undefined => {
  const [outline, setOutline] = useState<Outline>();
  useEffect(() => {
    let left = false;
    if (wanted) void import('./chart/worldOutline.ts').then(({ WORLD_OUTLINE }) => (left ? undefined : setOutline(WORLD_OUTLINE)));
    return () => {
      left = true;
    };
  }, [wanted]);
  return outline;
};

const heightOf = (view: PictureView, width: number): number => {
  if (view.kind === 'map') return mapHeight(width);
  return view.kind === 'flow' ? flowHeight(view) : heatHeight(view);
};

/** Draws a view that is not a chart at the resolution of the screen; the view's summary is its accessible name. */
export const Picture = ({ view, onDrawn }: PictureProps) => {
  const { colours } = useScheme();
  const ready = useFonts();
  const area = useRef<HTMLDivElement>(null);
  const own = useRef<HTMLCanvasElement>(null);
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
    const ink = own.current?.getContext('2d');
    if (!ready || !own.current || !ink || width === 0) return;
    const density = onDrawn ? DENSITY : window.devicePixelRatio || 1;
    own.current.width = Math.round(width * density);
    own.current.height = Math.round(height * density);
    ink.setTransform(density, 0, 0, density, 0, 0);
    ink.clearRect(0, 0, width, height);
    if (view.kind === 'map') drawMap(view, outline ?? [], ink, width, colours);
    else if (view.kind === 'flow') drawFlow(view, ink, width, colours);
    else drawHeat(view, ink, width, colours);
    if (view.kind !== 'map' || outline) onDrawn?.(own.current);
  }, [view, colours, ready, width, height, onDrawn, outline]);
  return (
    <Area ref={area} style={{ height }}>
      <canvas ref={own} role="img" aria-label={view.summary} style={{ width, height }} />
    </Area>
  );
};
