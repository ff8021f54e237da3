import type { financingMessages as english } from '../en/financing.ts';
import type { Translated } from '../text.ts';

/** Texts of financing: facilities and project assumptions. In Chinese. */
export const financingMessages = {
  'financing.blank.loan': '新贷款',
  'financing.blank.prepayment': '新预付款',
  'financing.ofContract': '{code} 项下预付款',
  'financing.kind.loan': '贷款',
  'financing.kind.prepayment': '预付款',
} as const satisfies Translated<typeof english>;
