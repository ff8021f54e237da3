import type { PriceTerms } from '#engine';
import { ReferenceCode } from '#shared/domain/ids.ts';

export const code = (text: string): ReferenceCode => ReferenceCode.parse(text);

type On<B extends PriceTerms['basis']> = Extract<PriceTerms, { basis: B }>;

// Terms with the structure that the trade uses; the levels are invented.
export const COPPER: On<'payableMetal'> = {
  basis: 'payableMetal',
  payables: [{ element: 'Cu', reference: code('CU'), rule: 'lower-of', payable: 0.965, deduction: 0.01 }],
  treatmentCharge: { kind: 'benchmark', reference: code('TC-CU'), differential: -6.25 },
  penalties: [{ element: 'As', threshold: 0.002, increment: 0.001, rate: 2.5 }],
};
export const COPPER_ASSAY = { Cu: 0.262, As: 0.0034 };

export const ZINC: On<'payableMetal'> = {
  basis: 'payableMetal',
  payables: [{ element: 'Zn', reference: code('ZN'), rule: 'lower-of', payable: 0.85, deduction: 0.08 }],
  treatmentCharge: { kind: 'fixed', amount: 245 },
  escalator: {
    basisPrice: 2700,
    bands: [
      { from: 0, to: 2700, share: 0.02 },
      { from: 3000, share: 0.05 },
    ],
  },
  penalties: [{ element: 'Fe', threshold: 0.08, increment: 0.01, rate: 1.5 }],
};

export const IRON: On<'indexDmt'> = {
  basis: 'indexDmt',
  reference: code('FE62'),
  element: 'Fe',
  adjustment: { kind: 'proRata' },
  referenceGrade: 0.62,
  premium: 1.5,
  penalties: [{ element: 'SiO2', threshold: 0.045, increment: 0.01, rate: 2 }],
};
export const IRON_ASSAY = { Fe: 0.61, SiO2: 0.05 };

export const SPODUMENE: On<'indexDmt'> = {
  basis: 'indexDmt',
  reference: code('SC6'),
  element: 'Li2O',
  adjustment: { kind: 'proRata' },
  referenceGrade: 0.06,
  premium: 0,
  penalties: [],
};

export const CHEMICAL: On<'chemical'> = {
  basis: 'chemical',
  reference: code('LIOH'),
  element: 'Li2O',
  referenceGrade: 0.06,
  factor: 0.9,
  conversion: 2400,
  margin: 300,
  tonnesPerTonne: 6.5,
};
