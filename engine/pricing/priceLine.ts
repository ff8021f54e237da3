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

/** What a line of a price is computed from besides the market. Shares and grades are fractions, amounts USD/dmt unless a unit is named. */
export type LineInputs =
  /** content = what the rule pays of the grade; `share` is the share paid, on a scale that of the step from grade `from` (0 below the first). */
  | {
      readonly kind: 'payable';
      readonly element: string;
      readonly rule: 'lower-of' | 'deduct-then-pay' | 'scale';
      readonly grade: number;
      readonly share: number;
      readonly deduction: number;
      readonly from?: number | undefined;
      readonly content: number;
    }
  | { readonly kind: 'charge'; readonly constant: number }
  /** A charge per unit of content; `ofTreatmentCharge` is the share of a treatment charge that it follows, in USc/lb. */
  | {
      readonly kind: 'refining';
      readonly element: string;
      readonly content: number;
      readonly constant: number;
      readonly unit: 'USc/lb' | 'USD/toz';
      readonly ofTreatmentCharge?: number | undefined;
    }
  | { readonly kind: 'penalty'; readonly grade: number; readonly threshold: number; readonly increment: number; readonly rate: number }
  /** A price per tonne, or per unit of a grade. */
  | { readonly kind: 'index'; readonly grade?: number | undefined }
  | { readonly kind: 'grade'; readonly grade: number; readonly referenceGrade: number; readonly perPoint?: number | undefined }
  /** An amount that depends on a price in another way than in proportion. */
  | { readonly kind: 'price' }
  /** A floor or cap at the level of the reference, in its unit, or of an amount; `before` is the amount that it limits. */
  | { readonly kind: 'bound'; readonly level: 'reference' | 'amount'; readonly bound: number; readonly before?: number | undefined }
  | { readonly kind: 'blend'; readonly share: number; readonly price: number };

/** The inputs of a line with the market figure that it uses. */
export type LineSource = {
  readonly inputs: LineInputs;
  /** Reference of the figure, and the figure in the reference's unit, or in USD where a rate converts it. */
  readonly reference?: string | undefined;
  readonly price?: number | undefined;
  readonly isConverted?: true | undefined;
  /** Whether the figure is a year's benchmark instead of an average over the quotational period. */
  readonly isBenchmark?: true | undefined;
};

/** One signed amount of a price, USD per dmt (per t for refined metal); deductions from the seller are negative. */
export type PriceLine = { readonly label: PriceLineLabel; readonly amount: number; readonly source?: LineSource | undefined };
