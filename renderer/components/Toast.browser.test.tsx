import { expect, it, onTestFinished, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { ToastRoot, useToast } from './Toast.tsx';

const TWO_LINES = 'Take-or-pay of 500 contracts of the plan Spread three ways was changed, and 12 of them end before the valuation date';

const Sender = () => {
  const show = useToast();
  return (
    <>
      <button type="button" onClick={() => show({ text: 'C-001 deleted', onUndo: () => undefined })}>
        Delete
      </button>
      <button type="button" onClick={() => show({ text: TWO_LINES, onUndo: () => undefined })}>
        Change
      </button>
      <button
        type="button"
        onClick={() => {
          show({ text: 'The workspace was closed.', group: 'closed' });
          show({ text: 'Stopped: a run.', group: 'closed' });
        }}
      >
        Close both
      </button>
      <button type="button" onClick={() => show({ text: 'Another group.', group: 'other' })}>
        Other
      </button>
      <input aria-label="Tonnes" />
    </>
  );
};

const show = () =>
  render(
    <ThemeRoot mode="light">
      <ToastRoot>
        <Sender />
      </ToastRoot>
    </ThemeRoot>,
  );

it('a message disappears when the user types in a field, so that it does not cover it', async () => {
  const screen = await show();
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await expect.element(screen.getByRole('status')).toBeVisible();
  await userEvent.type(screen.getByRole('textbox', { name: 'Tonnes' }), '1');
  await expect.element(screen.getByRole('status')).not.toBeInTheDocument();
});

it('a message with a button disappears by itself after ten seconds, also in a window without the focus', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const screen = await show();
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await expect.element(screen.getByRole('status')).toBeVisible();
  window.dispatchEvent(new Event('blur'));
  await vi.advanceTimersByTimeAsync(9_000);
  expect(screen.getByRole('status').elements()).toHaveLength(1);
  // in steps, between which the page renders; a polling assertion would move the clock itself
  for (let step = 0; step < 20; step++) await vi.advanceTimersByTimeAsync(100);
  expect(screen.getByRole('status').elements()).toHaveLength(0);
});

it('a message of two lines covers no more than the line of hints below a table', async () => {
  const screen = await show();
  await userEvent.click(screen.getByRole('button', { name: 'Change' }));
  const message = screen.getByText(TWO_LINES);
  await expect.element(message).toBeVisible();
  expect(message.element().getBoundingClientRect().height).toBeGreaterThanOrEqual(30);
  const { top } = screen.getByRole('status').element().getBoundingClientRect();
  // the line of hints is 32 px high, and the message stands 2 px above the lower edge
  expect(window.innerHeight - top).toBeLessThanOrEqual(34);
});

it('two messages of one event are shown together; a message of another event replaces them', async () => {
  const screen = await show();
  await userEvent.click(screen.getByRole('button', { name: 'Close both' }));
  await expect.element(screen.getByText('The workspace was closed. Stopped: a run.')).toBeVisible();
  await userEvent.click(screen.getByRole('button', { name: 'Other' }));
  await expect.element(screen.getByText('Another group.', { exact: true })).toBeVisible();
});
