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
const findIds = (query: string): readonly string[] => findItems(items, query).map(({ item }) => item.id);

describe('the command palette', () => {
  it.each([
    ['new plan', 'newPlan'],
    ['products', 'go.plans'],
    ['deck', 'go.market'],
    ['backup', 'go.data'],
    ['prepay', 'go.contracts'],
    ['prepay', 'go.financing'],
    ['loan', 'go.financing'],
    ['debt', 'go.financing'],
    ['limits', 'go.diversification'],
    ['groups', 'go.buyers'],
    ['currency', 'go.settings'],
    ['bundle', 'go.data'],
    ['excel', 'summary'],
  ])('finds the action for "%s"', (query, id) => {
    expect(findIds(query)).toContain(id);
  });

  it('shows the words by which an item without a matching label was found', () => {
    expect(findItems(items, 'loan').find(({ item }) => item.id === 'go.financing')?.hint).toBe('loans');
    expect(findItems(items, 'plans').find(({ item }) => item.id === 'go.plans')?.hint).toBeUndefined();
  });

  it('puts other words before letters that are scattered over a label', () => {
    expect(findIds('loan')[0]).toBe('go.financing');
  });

  it('puts a matching label before matching keywords', () => {
    expect(findIds('new plan')[0]).toBe('newPlan');
    expect(findIds('product')[0]).toBe('newProduct');
  });
});
