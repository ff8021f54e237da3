import { expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { ToastRoot, useToast } from './Toast.tsx';

const Sender = () => {
  const show = useToast();
  return (
    <>
      <button type="button" onClick={() => show({ text: 'C-001 deleted', onUndo: () => undefined })}>
        Delete
      </button>
      <input aria-label="Tonnes" />
    </>
  );
};

it('a message disappears when the user types in a field, so that it does not cover it', async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <ToastRoot>
        <Sender />
      </ToastRoot>
    </ThemeRoot>,
  );
  await userEvent.click(screen.getByRole('button', { name: 'Delete' }));
  await expect.element(screen.getByRole('status')).toBeVisible();
  await userEvent.type(screen.getByRole('textbox', { name: 'Tonnes' }), '1');
  await expect.element(screen.getByRole('status')).not.toBeInTheDocument();
});
