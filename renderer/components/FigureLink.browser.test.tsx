import { expect, it, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import type { Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { FigureLink } from './FigureLink.tsx';
import { ComponentSettingsProvider, type FigureActions } from './settings.tsx';

const identity = { measure: 'npv', subject: 'plan' } as FigureIdentity;
const NPV: Figure = { value: 41e6, unit: 'usd', decimals: 1, identity };

const ACTIONS: FigureActions = {
  has: ({ measure }) => measure === 'npv',
  list: (figure) => (figure.identity.measure === 'npv' ? [{ label: 'Goal seek', route: '/goal-seek' }] : []),
};

const show = async (figure: Figure) => {
  const navigate = vi.fn();
  const screen = await render(
    <ThemeRoot mode="light">
      <ComponentSettingsProvider navigate={navigate} figureActions={ACTIONS}>
        <FigureLink figure={figure} as="plain" />
      </ComponentSettingsProvider>
    </ThemeRoot>,
  );
  return { screen, navigate, goalSeek: screen.getByRole('menuitem', { name: 'Goal seek' }) };
};

it('a figure that is a link to its record has its actions in the context menu, by mouse and by keyboard', async () => {
  const { screen, navigate, goalSeek } = await show({ ...NPV, route: '/contracts/C-042' });
  const link = screen.getByRole('link', { name: /41/ });
  await link.click();
  expect(navigate).toHaveBeenLastCalledWith('/contracts/C-042');
  await link.click({ button: 'right' });
  await goalSeek.click();
  expect(navigate).toHaveBeenLastCalledWith('/goal-seek');
  for (const keys of ['{Shift>}{F10}{/Shift}', '{ContextMenu}']) {
    navigate.mockClear();
    await expect.element(goalSeek).not.toBeInTheDocument();
    (await link.findElement()).focus();
    await userEvent.keyboard(keys);
    await goalSeek.click();
    expect(navigate.mock.calls).toEqual([['/goal-seek']]);
  }
});

it('a figure with an explanation has its actions in the context menu as well', async () => {
  const explanation = { title: { key: 'compare.npv' }, formula: { key: 'compare.npv' }, lines: [], sources: [] };
  const total = { label: { key: 'compare.npv' }, amount: 41e6, unit: 'usd', decimals: 1 };
  const { screen, goalSeek } = await show({ ...NPV, explanation: { ...explanation, total } as Figure['explanation'] });
  await screen.getByRole('button', { name: /41/ }).click({ button: 'right' });
  await expect.element(goalSeek).toBeVisible();
  await expect.element(screen.getByRole('dialog')).not.toBeInTheDocument();
});

it('a link without actions leaves the context menu to the browser', async () => {
  const { screen, goalSeek } = await show({ ...NPV, identity: { ...identity, measure: 'target' }, route: '/contracts/C-042' });
  const link = await screen.getByRole('link', { name: /41/ }).findElement();
  expect(link.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }))).toBe(true);
  await expect.element(goalSeek).not.toBeInTheDocument();
});
