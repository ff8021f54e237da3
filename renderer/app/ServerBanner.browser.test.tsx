import { afterEach, expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import { setConnection, setCoreLost } from '../api/connection.ts';
import { ToastRoot } from '../components/Toast.tsx';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { ServerBanner } from './ServerBanner.tsx';

afterEach(() => {
  setConnection('live');
  setCoreLost(false);
});

const show = () =>
  render(
    <ThemeRoot mode="light">
      <ToastRoot>
        <ServerBanner onRetry={() => undefined} />
      </ToastRoot>
    </ThemeRoot>,
  );

const LOST = /^Orebook is not responding\./;
const BACK = /^Orebook is responding again\./;

it('reports that the host is back', async () => {
  const screen = await show();
  setConnection('lost');
  await expect.element(screen.getByText(LOST)).toBeVisible();
  setConnection('live');
  await expect.element(screen.getByText(BACK)).toBeVisible();
  await expect.element(screen.getByText(LOST)).not.toBeInTheDocument();
});

it('does not cover the notice of a restarted core with another one', async () => {
  const screen = await show();
  setCoreLost(true);
  await expect.element(screen.getByText(LOST)).toBeVisible();
  setCoreLost(false);
  await expect.element(screen.getByText(LOST)).not.toBeInTheDocument();
  // a notice of the first return would be visible by now
  setCoreLost(true);
  await expect.element(screen.getByText(LOST)).toBeVisible();
  expect(screen.getByText(BACK).query()).toBeNull();
});
