/** Texts of financing: facilities and project assumptions. */
export const financingMessages = {
  'financing.blank.loan': 'New loan',
  'financing.blank.prepayment': 'New prepayment',
  'financing.ofContract': 'Prepayment under {code}',
  'financing.kind.loan': 'Loan',
  'financing.kind.prepayment': 'Prepayment',
} as const;
