import { expect, it } from 'vitest';
import { render } from 'vitest-browser-react';
import type { Figure } from '#shared/contract/figure.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import { ThemeRoot } from '../theme/ThemeRoot.tsx';
import { ComponentSettingsProvider, type FigureActions } from './settings.tsx';
import { Verdict } from './Verdict.tsx';

const identity = { measure: 'npv', subject: 'plan' } as FigureIdentity;
const ACTIONS: FigureActions = { has: () => true, list: () => [{ label: 'Goal seek', route: '/goal-seek' }] };

const amount = (value: number, unit: Figure['unit']): Figure => ({ value, unit, decimals: 0, identity });
const FIGURES = {
  scenario: { value: 'Slump', unit: 'text', decimals: 0 },
  year: { value: '2032', unit: 'text', decimals: 0 },
  cost: amount(400e6, 'usd'),
  share: amount(0.02, 'fraction'),
  saved: amount(60e6, 'usd'),
} satisfies Record<string, Figure>;

it('no line of a sentence breaks between a bracket and the figure in it, at any width', async () => {
  const screen = await render(
    <ThemeRoot mode="light">
      <ComponentSettingsProvider navigate={() => undefined} figureActions={ACTIONS}>
        <div data-testid="frame">
          <Verdict as="text" sentences={[{ key: 'cycles.verdict.costSold', figures: FIGURES }]} />
        </div>
      </ComponentSettingsProvider>
    </ThemeRoot>,
  );
  const frame = screen.getByTestId('frame').element() as HTMLElement;
  const button = screen.getByRole('button', { name: /2.%/ }).element();
  const walker = document.createTreeWalker(frame, NodeFilter.SHOW_TEXT);
  let bracket: Range | undefined;
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    const at = node.textContent?.indexOf('(') ?? -1;
    if (at < 0) continue;
    bracket = document.createRange();
    bracket.setStart(node, at);
    bracket.setEnd(node, at + 1);
  }
  for (let width = 80; width <= 640; width += 4) {
    frame.style.width = `${width}px`;
    const [bracketBox, buttonBox] = [bracket!.getBoundingClientRect(), button.getBoundingClientRect()];
    expect(Math.abs(bracketBox.bottom - buttonBox.bottom), `${width} px`).toBeLessThan(buttonBox.height / 2);
  }
});

it('a long verdict shows its first sentences and counts the others, which a button shows', async () => {
  const sentence = { key: 'cycles.verdict.costSold', figures: FIGURES };
  const screen = await render(
    <ThemeRoot mode="light">
      <ComponentSettingsProvider navigate={() => undefined} figureActions={ACTIONS}>
        <Verdict shownAtFirst={2} sentences={Array.from({ length: 5 }, () => sentence)} />
      </ComponentSettingsProvider>
    </ThemeRoot>,
  );
  const costs = screen.getByRole('button', { name: /400/ });
  expect(costs.elements().length).toBe(2);
  await screen.getByRole('button', { name: 'and 3 more sentences' }).click();
  expect(costs.elements().length).toBe(5);
});
