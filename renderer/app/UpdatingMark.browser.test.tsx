import { keepPreviousData, QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { UpdatingMark } from './UpdatingMark.tsx';

type FiguresProps = { readonly plan: string; readonly ask: () => Promise<string> };

const Figures = ({ plan, ask }: FiguresProps) => {
  const { data } = useQuery({ queryKey: ['overview.get', plan], queryFn: ask, placeholderData: keepPreviousData });
  return <p>{data ?? 'waiting'}</p>;
};

/** A page whose answers come when they are released. */
const show = async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const waitingAnswers: (() => void)[] = [];
  const ask = () => new Promise<string>((resolve) => waitingAnswers.push(() => resolve('answer')));
  const page = (plan: string) => (
    <ThemeRoot mode="light">
      <QueryClientProvider client={client}>
        <Figures plan={plan} ask={ask} />
        <UpdatingMark />
      </QueryClientProvider>
    </ThemeRoot>
  );
  const screen = await render(page('Base'));
  const release = () => {
    for (const releaseAnswer of waitingAnswers.splice(0)) releaseAnswer();
  };
  return { client, release, screen, mark: screen.getByRole('status'), choosePlan: (plan: string) => screen.rerender(page(plan)) };
};

it('is shown while figures of before a change, or of another plan, are shown', async () => {
  const { client, release, screen, mark, choosePlan } = await show();
  await expect.element(screen.getByText('waiting')).toBeVisible();
  release();
  await expect.element(screen.getByText('answer')).toBeVisible();
  void client.invalidateQueries();
  await expect.element(mark).toHaveTextContent('Updating figures');
  release();
  await expect.element(mark).not.toBeInTheDocument();
  await choosePlan('Renew Hai Long');
  await expect.element(mark).toBeVisible();
  release();
  await expect.element(mark).not.toBeInTheDocument();
});
