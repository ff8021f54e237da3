import { QueryClientProvider } from '@tanstack/react-query';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-react';
import { fieldIssues } from '#shared/contract/issues.ts';
import { Facility } from '#shared/domain/financing.ts';
import { BuyerId, ContractId, FacilityId } from '#shared/domain/ids.ts';
import { monthOf } from '#shared/domain/time.ts';
import type { Language } from '#shared/domain/workspace.ts';
import { registerLocale, setLocaleResolver, text } from '#shared/messages/text.ts';
import { chinese } from '#shared/messages/zh-CN.ts';
import { createQueryClient } from '../../api/queries.ts';
import { ComponentSettingsProvider } from '../../components/settings.tsx';
import { ThemeRoot } from '../../theme/ThemeRoot.tsx';
import { FacilityDialog } from './FacilityDialog.tsx';

/** A core that answers the calls of the dialog and refuses facilities as the real one does. */
const app = vi.hoisted(() => {
  const state = {
    facility: undefined as unknown,
    saved: undefined as unknown,
    refuse: (_facility: unknown): readonly unknown[] => [],
  };
  const call = async (name: string, input: string): Promise<string> => {
    let value: unknown = {};
    if (name === 'drafts.get') value = { workspaceId: 'w' };
    if (name === 'buyers.list' || name === 'contracts.list') value = { rows: [] };
    if (name === 'financing.facility') value = { facility: state.facility, version: 1 };
    if (name === 'financing.save') {
      const issues = state.refuse(JSON.parse(input).facility);
      if (issues.length > 0) return JSON.stringify({ ok: false, error: { code: 'BAD_INPUT', details: { issues }, id: 'x' } });
      state.saved = JSON.parse(input).facility;
    }
    return JSON.stringify({ ok: true, value, revision: 1 });
  };
  Object.assign(window, { orebook: { call, cancel: () => undefined, takeFile: call, onNotification: () => () => undefined } });
  return state;
});

const loan = (changes: Partial<Facility> = {}): Facility => ({
  id: FacilityId.parse('loan'),
  name: 'Senior loan',
  kind: 'loan',
  lender: '',
  inBaseline: true,
  rank: 1,
  order: 0,
  commitment: 100e6,
  draws: [
    { month: monthOf(2026, 7), amount: 60e6 },
    { month: monthOf(2026, 8), amount: 40e6 },
  ],
  upfrontFee: 0,
  commitmentFee: 0,
  otherFees: [],
  rate: { kind: 'fixed', rate: 0.07 },
  dayCount: 'actual/360',
  periodMonths: 6,
  firstRepayment: monthOf(2027, 7),
  finalMaturity: monthOf(2030, 1),
  graceInterest: 'paid',
  repayment: { style: 'linear' },
  contractIds: [],
  recourse: false,
  earlyEndShare: 0,
  sweepShare: 0,
  dsraMonths: 0,
  dsraAtClose: false,
  covenants: {},
  note: '',
  ...changes,
});

/** A text with plain spaces. */
const withPlainSpaces = (shownText: string | null): string => (shownText ?? '').replaceAll(/[\u00a0\u202f]/g, ' ');

/** Refuses by the rules of the record, and with issues that only the core finds. */
const refuse = (coreIssues: readonly unknown[] = []) => {
  app.refuse = (facility) => {
    const parseResult = Facility.safeParse(facility);
    return parseResult.success ? coreIssues : fieldIssues(parseResult.error).map((issue) => ({ ...issue, path: `facility.${issue.path}` }));
  };
};

let locale: Language = 'en';
registerLocale('zh-CN', chinese);
setLocaleResolver(() => locale);
afterAll(() => setLocaleResolver(() => 'en'));

const submit = async (facility: Facility) => {
  app.facility = facility;
  const screen = await render(
    <ThemeRoot mode="light">
      <QueryClientProvider client={createQueryClient()}>
        <ComponentSettingsProvider moneyScale="m">
          <FacilityDialog id={facility.id} onClose={() => undefined} />
        </ComponentSettingsProvider>
      </QueryClientProvider>
    </ThemeRoot>,
  );
  await screen.getByRole('button', { name: text('financing.save'), exact: true }).click();
  return screen;
};

/** The message that a field refers to. */
const messageAt = (name: string): string | null => {
  const input = document.querySelector(`[name="${name}"]`);
  const id = input?.getAttribute('aria-invalid') === 'true' ? input.getAttribute('aria-describedby') : null;
  return id === null ? null : document.getElementById(id)!.textContent;
};

const floating = (...years: readonly number[]): Facility['rate'] => ({
  kind: 'floating',
  base: years.map((year) => ({ year, rate: 0.04 })),
  margin: [0.03],
});
const zeroDraw = [{ month: monthOf(2026, 7), amount: 0 }];
const CAPACITY = { path: 'facility.commitment', rule: 'debtAboveCapacity', limit: { value: 48.6e6, unit: 'usd', decimals: 1 } };

describe('what contradicts the terms of a facility stands at its field with the way out, in both languages', () => {
  it.each<{
    readonly what: string;
    readonly changes: Partial<Facility>;
    readonly more?: readonly unknown[];
    readonly field?: string;
    readonly en: string;
    readonly zh: string;
  }>([
    {
      what: 'grace beyond maturity',
      changes: { firstRepayment: monthOf(2030, 7) },
      field: 'firstRepayment',
      en: 'The first repayment is after the final maturity. Shorten the grace period, or choose a later maturity.',
      zh: '请缩短宽限期，或选择更晚的到期日',
    },
    {
      what: 'shares that do not sum to 1',
      changes: { repayment: { style: 'schedule', shares: [0.2, 0.2, 0.2, 0.2, 0.2, 0.1] } },
      field: 'repayment.shares',
      en: 'The shares add up to 110 %. They must add up to 100 %.',
      zh: '比例合计为 110',
    },
    {
      what: 'draws above the commitment',
      changes: { commitment: 90e6 },
      field: 'draws.1.amount',
      en: 'With this draw 100,000,000 USD is drawn, more than the commitment. Lower the draw, or raise the commitment.',
      zh: '请减少此次提款，或提高承诺额',
    },
    {
      what: 'a covenant without debt',
      changes: { draws: zeroDraw, covenants: { minLlcr: 1.3 } },
      field: 'covenants.minLlcr',
      en: 'Enter a draw or a balance, or clear the covenant.',
      zh: '请填写提款或余额，或清空该约定',
    },
    {
      what: 'a base rate that ends early',
      changes: { rate: floating(2026, 2027) },
      field: 'rate.base.1.rate',
      en: 'The base rate ends with this year, before the final maturity. Add rates up to 2030.',
      zh: '请补充至 2030 年',
    },
    {
      what: 'a prepayment linked to no contract',
      changes: { kind: 'prepayment' },
      en: 'A prepayment is repaid by set-off against invoices. Link at least one contract.',
      zh: '请至少关联一份合同',
    },
    {
      what: 'a prepayment linked to a contract of another buyer',
      changes: { kind: 'prepayment', buyerId: BuyerId.parse('b'), contractIds: [ContractId.parse('C-1')] },
      more: [{ path: 'facility.contractIds.0', rule: 'lenderOfOtherContract', limit: 'C-1' }],
      en: 'The linked contract C-1 is with another buyer.',
      zh: 'C-1',
    },
    {
      what: 'debt above the capacity',
      changes: { repayment: { style: 'sculpted', targetDscr: 1.3 } },
      more: [CAPACITY],
      field: 'commitment',
      en: 'carries 48.6 m USD when repayment begins',
      zh: '请减少金额，或选择其他还款方式',
    },
  ])('$what', async ({ changes, more: coreIssues = [], field, en, zh }) => {
    refuse(coreIssues);
    for (const [language, expectedText] of [
      ['en', en],
      ['zh-CN', zh],
    ] as const) {
      locale = language;
      const screen = await submit(loan(changes));
      const shownText = () =>
        withPlainSpaces(field === undefined ? (screen.getByRole('alert').query()?.textContent ?? null) : messageAt(field));
      await expect.poll(shownText).toContain(expectedText);
      expect(app.saved).toBeUndefined();
      await screen.unmount();
    }
  });
});

it('a refusal moves the focus to its field, also out of sight', async () => {
  locale = 'en';
  refuse([CAPACITY]);
  const screen = await submit(loan({ repayment: { style: 'sculpted', targetDscr: 1.3 } }));
  await expect.poll(() => document.activeElement?.getAttribute('name')).toBe('commitment');
  await screen.unmount();
});

it('terms that fit are saved', async () => {
  locale = 'en';
  refuse();
  await submit(loan());
  await expect.poll(() => app.saved).toEqual(loan());
});
