import { Suspense, useEffect } from 'react';
import { expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { lazyPage } from './lazyPage.ts';

const Page = () => <h1>Contracts</h1>;

const Waiting = ({ onShow }: { readonly onShow: () => void }) => {
  useEffect(onShow, [onShow]);
  return <p>Loading</p>;
};

it('shows a page that was loaded in advance at once, and any other after its code is loaded', async () => {
  const onWaiting = vi.fn();
  const page = lazyPage(async () => ({ default: Page }));
  const PageLoadedBefore = lazyPage(async () => ({ default: Page }));
  await PageLoadedBefore.preload();
  for (const [Shown, waits] of [
    [PageLoadedBefore, 0],
    [page, 1],
  ] as const) {
    onWaiting.mockClear();
    const screen = await render(
      <Suspense fallback={<Waiting onShow={onWaiting} />}>
        <Shown />
      </Suspense>,
    );
    await expect.element(screen.getByRole('heading', { name: 'Contracts' })).toBeVisible();
    expect(onWaiting).toHaveBeenCalledTimes(waits);
    await screen.unmount();
  }
});
