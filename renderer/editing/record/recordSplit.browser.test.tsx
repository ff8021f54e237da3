import { useLayoutEffect } from 'react';
import { expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { RecordSplit } from './RecordSplit.tsx';

const Part = ({ name, onShow }: { readonly name: string; readonly onShow: (texts: string | null) => void }) => {
  useLayoutEffect(() => onShow(document.body.textContent), [onShow]);
  return <p>{name}</p>;
};

it('shows the form of a record before its results are rendered', async () => {
  const onForm = vi.fn();
  const onResults = vi.fn();
  const screen = await render(
    <ThemeRoot mode="light">
      <main>
        <RecordSplit form={<Part name="Terms" onShow={onForm} />} results={<Part name="Cash by year" onShow={onResults} />} />
      </main>
    </ThemeRoot>,
  );
  await expect.element(screen.getByText('Cash by year')).toBeVisible();
  expect(onForm.mock.calls).toEqual([[expect.not.stringContaining('Cash by year')]]);
  expect(onResults.mock.calls).toEqual([[expect.stringContaining('Terms')]]);
  await expect.element(screen.getByRole('status', { name: 'Loading' })).not.toBeInTheDocument();
});
