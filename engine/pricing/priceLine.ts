/** Stable keys of the lines of a price; the part after the point is the element. */
export type PriceLineLabel =
  | `payable.${string}`
  | 'reference'
  | 'gradeAdjustment'
  | 'conversion'
  | 'margin'
  | 'fixed'
  | 'treatmentCharge'
  | 'escalator'
  | `refiningCharge.${string}`
  | 'participation'
  | `penalty.${string}`
  | 'premium'
  | 'blend'
  | 'floor'
  | 'cap'
  | 'freight'
  | 'otherCosts';

/** One signed amount of a price, USD per dmt (per t for refined metal); deductions from the seller are negative. */
export type PriceLine = { readonly label: PriceLineLabel; readonly amount: number };
