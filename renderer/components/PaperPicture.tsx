import { styled } from '@mui/material/styles';
import type { ChartView, PictureView } from '#shared/presentation/charts/table.ts';
import { LightTheme } from '../theme/ThemeRoot.tsx';
import { Chart } from './Chart.tsx';
import { PICTURE_WIDTH } from './chart/picture.ts';
import { Picture } from './Picture.tsx';

const MIN_HEIGHT = 360;

const OffScreen = styled('div')({
  position: 'fixed',
  top: 0,
  left: -2 * PICTURE_WIDTH,
  width: PICTURE_WIDTH,
  display: 'flex',
  flexDirection: 'column',
  visibility: 'hidden',
  pointerEvents: 'none',
});

export type PaperPictureProps = {
  readonly view: ChartView | PictureView;
  /** Called with the drawn picture. */
  readonly onDrawn: (canvas: HTMLCanvasElement) => void;
};

export const isPicture = (view: ChartView | PictureView): view is PictureView =>
  view.kind === 'heat' || view.kind === 'map' || view.kind === 'flow';

/** Draws a view outside of the visible page, in the light theme, at a fixed size and twice the resolution. */
export const PaperPicture = ({ view, onDrawn }: PaperPictureProps) => (
  <OffScreen aria-hidden>
    <LightTheme>
      {isPicture(view) ? <Picture view={view} onDrawn={onDrawn} /> : <Chart view={view} minHeight={MIN_HEIGHT} onDrawn={onDrawn} />}
    </LightTheme>
  </OffScreen>
);
