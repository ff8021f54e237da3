import { expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import type { SummaryDocument } from '#shared/contract/summaries.ts';
import { DEFAULT_HOUSE_STYLE } from '#shared/domain/houseStyle.ts';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { Sheets } from './Sheets.tsx';

const summaryOf = (pageCount: number): SummaryDocument => ({
  title: 'Plan',
  sections: [],
  fileName: 'plan',
  view: 'internal',
  house: DEFAULT_HOUSE_STYLE,
  pages: [{ blocks: [] }],
  pageCount,
});

it('a preview of the first pages ends with a note that is also printed, and one of all pages does not', async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <Sheets summary={summaryOf(300)} />
    </ThemeRoot>,
  );
  await expect.element(screen.getByRole('listitem').last()).toMatchTextContent(/exported\sdocument/);
  await screen.rerender(
    <ThemeRoot mode="light">
      <Sheets summary={summaryOf(1)} />
    </ThemeRoot>,
  );
  await expect.element(screen.getByRole('list')).not.toMatchTextContent(/exported\sdocument/);
});
