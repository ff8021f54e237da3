import { describe, expect, it } from 'vitest';
import { ACTION_IDS, actionKeywords, actionLabel } from '#shared/contract/actions.ts';
import { findItems, type PaletteItem } from './CommandPalette.tsx';

const items = ACTION_IDS.map(
  (id): PaletteItem => ({
    id,
    group: 'all',
    label: actionLabel(id),
    keywords: actionKeywords(id),
    run: () => {},
  }),
);
const found = (query: string): readonly string[] => findItems(items, query).map(({ item }) => item.id);

describe('the command palette', () => {
  it.each([
    ['new plan', 'newPlan'],
    ['products', 'go.plans'],
    ['deck', 'go.market'],
    ['backup', 'go.data'],
    ['prepay', 'go.contracts'],
  ])('finds the action for "%s"', (query, id) => {
    expect(found(query)).toContain(id);
  });

  it('puts a matching label before matching keywords', () => {
    expect(found('new plan')[0]).toBe('newPlan');
    expect(found('product')[0]).toBe('newProduct');
  });
});
