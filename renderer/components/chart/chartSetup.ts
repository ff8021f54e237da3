import {
  BarController,
  BarElement,
  CategoryScale,
  Chart,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js';
import { currentLocale } from '#shared/messages/text.ts';
import { tokens } from '../../theme/tokens.ts';

export const FONT_FAMILY = "'Inter Variable', 'Noto Sans SC'";

/** A canvas font of the theme. */
export const font = (weight: number, size: number = tokens.chart.tick): string => `${weight} ${size}px ${FONT_FAMILY}`;

Chart.register(BarController, BarElement, CategoryScale, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip);

Chart.defaults.font.family = FONT_FAMILY;
Chart.defaults.font.size = tokens.chart.tick;
// hover and tooltip are not animated
Chart.defaults.set('transitions.active', { animation: { duration: 0 } });
Chart.defaults.set('plugins.tooltip', { animation: false });
Chart.defaults.responsive = true;
Chart.defaults.maintainAspectRatio = false;
Chart.defaults.elements.bar.borderRadius = tokens.chart.barRadius;
Chart.defaults.elements.line.borderWidth = tokens.chart.line;
Chart.defaults.elements.point.radius = tokens.chart.pointRadius;
Chart.defaults.elements.point.hoverRadius = tokens.chart.pointHover;
Chart.defaults.datasets.bar.barPercentage = tokens.chart.barPercentage;
Chart.defaults.datasets.bar.categoryPercentage = tokens.chart.categoryPercentage;
Chart.defaults.datasets.bar.maxBarThickness = tokens.chart.maxBarThickness;

/** Loads the font weights of canvases, which do not wait for fonts. A font that can't be loaded is replaced by one of the system. */
export const loadFonts = async (): Promise<void> => {
  // the Chinese font is another file, which loads when a text needs it
  const sample = currentLocale() === 'zh-CN' ? '吨 t' : 't';
  await Promise.allSettled([420, 520, 620].map((weight) => document.fonts.load(font(weight), sample)));
};
