import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ACTION_IDS, actionKeywords, actionLabel } from '#shared/contract/actions.ts';
import { registerLocale, setLocaleResolver } from '#shared/messages/text.ts';
import { chinese } from '#shared/messages/zh-CN.ts';
import { findItems, type PaletteItem } from './CommandPalette.tsx';

const listItems = (): readonly PaletteItem[] =>
  ACTION_IDS.map((id) => ({ id, group: 'all', label: actionLabel(id), keywords: actionKeywords(id), run: () => {} }));
const findIds = (query: string): readonly string[] => findItems(listItems(), query).map(({ item }) => item.id);

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
    ['monte carlo', 'go.cycles'],
    ['breach', 'go.diversification'],
    ['password', 'go.settings'],
    ['dark', 'go.settings'],
    ['index average', 'go.market'],
    ['audit', 'go.data'],
    ['tutorial', 'tour'],
    ['definition', 'glossary'],
    ['what if', 'goalSeek'],
    ['comment', 'notes'],
    ['solve for', 'goalSeek'],
    ['which floor', 'goalSeek'],
    ['bank deck', 'go.market'],
    ['tc/rc', 'go.market'],
    ['read-only html', 'summary'],
    ['who did', 'go.data'],
    ['yesterday', 'go.data'],
    ['hedge', 'go.contracts'],
    ['hedge', 'openPricing'],
    ['QP', 'openPricing'],
    ['offtake', 'go.contracts'],
    ['treatment charge', 'go.contracts'],
    ['saved view', 'go.contracts'],
    ['NPV', 'go.overview'],
    ['credit', 'go.buyers'],
    ['country', 'go.diversification'],
    ['FX', 'go.market'],
    ['FX', 'go.settings'],
    ['IRR', 'go.financing'],
    ['recession', 'go.cycles'],
    ['versus', 'go.compare'],
    ['sensitivities', 'sensitivityTable'],
    ['deadline', 'dates'],
    ['letter of credit', 'dates'],
    ['mistake', 'undo'],
    ['printer', 'print'],
    ['share', 'go.settings'],
    ['email', 'summary'],
    ['save as', 'reveal'],
    ['quit', 'close'],
    ['appearance', 'theme.dark'],
    ['chinese', 'language.zh-CN'],
    ['why', 'decisions'],
    ['manual', 'tour'],
  ])('finds the action for "%s"', (query, id) => {
    expect(findIds(query)).toContain(id);
  });

  it('shows the words by which an item without a matching label was found', () => {
    expect(findItems(listItems(), 'loan').find(({ item }) => item.id === 'go.financing')?.hint).toBe('loans');
    expect(findItems(listItems(), 'break-even').find(({ item }) => item.id === 'goalSeek')?.hint).toBe('break-even');
    expect(findItems(listItems(), 'plans').find(({ item }) => item.id === 'go.plans')?.hint).toBeUndefined();
  });

  it('puts other words before letters that are scattered over a label', () => {
    expect(findIds('loan')[0]).toBe('go.financing');
  });

  it('lists what only explains last, and only for a query in its label', () => {
    const term: PaletteItem = { id: 'term', group: 'glossary', label: 'Plan', hint: 'contracts', isReference: true, run: () => {} };
    const findWithTerm = (query: string) => findItems([term, ...listItems()], query).map(({ item }) => item.id);
    expect(findWithTerm('plan').at(-1)).toBe('term');
    expect(findWithTerm('contracts')).not.toContain('term');
    expect(findWithTerm('pn')).not.toContain('term');
    expect(findWithTerm('')).not.toContain('term');
  });

  it('puts the item with the fewest other words first among those that match by them', () => {
    expect(findIds('QP')[0]).toBe('openPricing');
    expect(findIds('hedge')[0]).toBe('openPricing');
    expect(findIds('deadline')[0]).toBe('dates');
  });

  it('puts a matching label before matching keywords', () => {
    expect(findIds('new plan')[0]).toBe('newPlan');
    expect(findIds('product')[0]).toBe('newProduct');
  });
});

describe('the command palette in Chinese', () => {
  beforeAll(() => {
    registerLocale('zh-CN', chinese);
    setLocaleResolver(() => 'zh-CN');
  });
  afterAll(() => setLocaleResolver(() => 'en'));

  it.each([
    ['备份', 'go.data'],
    ['蒙特卡洛', 'go.cycles'],
    ['密码', 'go.settings'],
    ['教程', 'tour'],
    ['定义', 'glossary'],
    ['求解', 'goalSeek'],
    ['批注', 'notes'],
    ['保底价', 'go.contracts'],
    ['加工费', 'go.contracts'],
    ['点价', 'openPricing'],
    ['套期保值', 'openPricing'],
    ['净现值', 'go.overview'],
    ['信用', 'go.buyers'],
    ['修改记录', 'go.data'],
    ['到期', 'dates'],
    ['龙卷风', 'sensitivityTable'],
    ['汇率', 'go.settings'],
    ['邮件', 'summary'],
    ['退出', 'close'],
  ])('finds the action for "%s"', (query, id) => {
    expect(findIds(query)).toContain(id);
  });
});
