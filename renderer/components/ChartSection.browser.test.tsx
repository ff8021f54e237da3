import { describe, expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { BarsChart } from '#shared/contract/charts.ts';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { ChartSection } from './ChartSection.tsx';
import { ComponentSettingsProvider } from './settings.tsx';
import { ToastRoot } from './Toast.tsx';

const REVENUE: BarsChart = {
  kind: 'bars',
  title: { name: 'Revenue by year' },
  summary: { name: 'Revenue rises from 120 to 180 MUSD.' },
  unit: 'usd',
  decimals: 0,
  horizontal: false,
  stacked: false,
  categories: [{ label: { name: '2027' } }, { label: { name: '2028' } }],
  series: [
    { label: { name: 'Revenue' }, role: 'accent', fill: 'solid', values: [120_000_000, 180_000_000], identity: { none: 'published' } },
  ],
};

const show = (moneyScale: 'm' | 'k' = 'm', theme: 'light' | 'dark' = 'light') =>
  render(
    <ThemeRoot mode={theme}>
      <ComponentSettingsProvider moneyScale={moneyScale}>
        <ToastRoot>
          <ChartSection view={REVENUE} />
        </ToastRoot>
      </ComponentSettingsProvider>
    </ThemeRoot>,
  );

/** Whether anything is drawn: a new canvas has no colour. */
const isDrawn = (canvas: HTMLElement | SVGElement): boolean => {
  if (!(canvas instanceof HTMLCanvasElement)) throw new Error('no canvas');
  const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
  return data.some((value) => value !== 0);
};

describe('a chart section', () => {
  for (const theme of ['light', 'dark'] as const)
    it(`draws its chart with the summary as its name in the ${theme} theme`, async () => {
      const screen = await show('m', theme);
      const chart = screen.getByRole('img', { name: 'Revenue rises from 120 to 180 MUSD.' });
      await expect.element(chart).toBeVisible();
      await expect.poll(async () => isDrawn(await chart.findElement())).toBe(true);
    });

  it('draws its chart without a font that can’t be loaded', async () => {
    const load = vi.spyOn(document.fonts, 'load').mockRejectedValue(new DOMException('A network error occurred.', 'NetworkError'));
    const screen = await show();
    const chart = screen.getByRole('img', { name: 'Revenue rises from 120 to 180 MUSD.' });
    await expect.poll(async () => isDrawn(await chart.findElement())).toBe(true);
    load.mockRestore();
  });

  it('shows the same facts as a table, in the money scale of the workspace', async () => {
    const screen = await show('k');
    await screen.getByRole('button', { name: 'Revenue by year: Show as table' }).click();
    const table = screen.getByRole('table', { name: 'Revenue by year' });
    await expect.element(table.getByRole('row', { name: /2028/ })).toMatchTextContent(/180,000/);
    await screen.getByRole('button', { name: 'Revenue by year: Show as chart' }).click();
    await expect.element(table).not.toBeInTheDocument();
  });

  it('copies its data as text that a spreadsheet reads', async () => {
    const screen = await show();
    await screen.getByRole('button', { name: 'Revenue by year: Copy' }).click();
    await screen.getByRole('menuitem', { name: 'Copy data' }).click();
    await expect.element(screen.getByText('Copied')).toBeVisible();
    const [head, ...rows] = (await navigator.clipboard.readText()).trimEnd().split('\n');
    expect(head?.split('\t')).toHaveLength(2);
    expect(rows).toEqual(['2027\t120', '2028\t180']);
  });
});

describe('selectable points', () => {
  it('are one Tab stop; arrow keys move between them and Enter selects', async () => {
    const onChoose = vi.fn();
    const points = [0, 1].map((index) => ({ x: index, y: 100, name: `Point ${index + 1}` }));
    const screen = await render(
      <ThemeRoot mode="light">
        <ToastRoot>
          <ChartSection view={REVENUE} choice={{ label: 'Portfolios', points, chosenIndex: 0, onChoose, table: <p>As a table</p> }} />
        </ToastRoot>
      </ThemeRoot>,
    );
    const list = screen.getByRole('listbox', { name: 'Portfolios' });
    const first = list.getByRole('option', { name: 'Point 1' });
    await expect.element(first).toBeInTheDocument();
    (await first.findElement()).focus();
    await userEvent.keyboard('{ArrowRight}{Enter}');
    await expect.element(list.getByRole('option', { name: 'Point 2' })).toHaveFocus();
    expect(onChoose.mock.calls).toEqual([[1]]);
  });
});
