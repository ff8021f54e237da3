import type { ReferenceCode } from '#shared/domain/ids.ts';
import type { Charge, Escalator, Penalty, PriceBasis } from '#shared/domain/terms.ts';
import { CODES } from '../referenceCodes.ts';

/** A benchmark of the year with USD/dmt added. */
const benchmark = (reference: ReferenceCode, differential: number): Charge => ({ kind: 'benchmark', reference, differential });
const fixedCharge = (amount: number): Charge => ({ kind: 'fixed', amount });

/** USD/dmt for each tenth of a per cent above the threshold. */
const perTenth = (element: string, threshold: number, rate: number, limits: Partial<Penalty> = {}): Penalty => ({
  element,
  threshold,
  increment: 0.001,
  rate,
  ...limits,
});

/** Copper concentrate: 96.5 % with one unit least deduction, gold above 1 g/t, arsenic and bismuth penalties; RC is a tenth of TC. */
export const copperConcentrate = (tcDifferential: number): PriceBasis => ({
  basis: 'payableMetal',
  payables: [
    { element: 'Cu', reference: CODES.copper, rule: 'lower-of', payable: 0.965, deduction: 0.01 },
    {
      element: 'Au',
      reference: CODES.gold,
      rule: 'scale',
      payable: 0.9,
      deduction: 0,
      scale: [
        { from: 0.000001, payable: 0.9 },
        { from: 0.000003, payable: 0.94 },
        { from: 0.000005, payable: 0.96 },
      ],
    },
    {
      element: 'Ag',
      reference: CODES.silver,
      rule: 'scale',
      payable: 0.9,
      deduction: 0,
      scale: [{ from: 0.00003, payable: 0.9 }],
    },
  ],
  treatmentCharge: benchmark(CODES.copperCharge, tcDifferential),
  penalties: [
    perTenth('As', 0.002, 3, { rejectAbove: 0.005, importLimit: 0.005 }),
    { element: 'Bi', threshold: 0.0003, increment: 0.0001, rate: 3 },
  ],
});

/** Iron ore fines on the index, pro rata to its grade; penalties per 1 % of silica and alumina and per 0.01 % of phosphorus. */
export const ironFines = (premium: number, referenceGrade = 0.61): PriceBasis => ({
  basis: 'indexDmt',
  reference: CODES.iron62,
  element: 'Fe',
  adjustment: { kind: 'proRata' },
  referenceGrade,
  premium,
  penalties: [
    { element: 'SiO2', threshold: 0.045, increment: 0.01, rate: 1.5 },
    { element: 'Al2O3', threshold: 0.0225, increment: 0.01, rate: 2 },
    { element: 'P', threshold: 0.001, increment: 0.0001, rate: 0.3 },
  ],
});

/** The same index with a differential in USD per 1 % of iron. */
export const ironFinesByPoint = (perPercent: number, premium: number, referenceGrade: number): PriceBasis => ({
  ...(ironFines(premium, referenceGrade) as Extract<PriceBasis, { basis: 'indexDmt' }>),
  adjustment: { kind: 'differential', perPercent },
});

/** Bauxite on the index at 50 % alumina; reactive silica above 2 % is penalised. */
export const bauxiteIndex = (premium: number): PriceBasis => ({
  basis: 'indexDmt',
  reference: CODES.bauxite,
  element: 'Al2O3',
  adjustment: { kind: 'differential', perPercent: 1.2 },
  referenceGrade: 0.5,
  premium,
  penalties: [{ element: 'SiO2', threshold: 0.02, increment: 0.01, rate: 1 }],
});

/** Spodumene at 6 % Li2O, pro rata; iron above 1.2 % is penalised. */
export const spodumene = (premium: number): PriceBasis => ({
  basis: 'indexDmt',
  reference: CODES.spodumene,
  element: 'Li2O',
  adjustment: { kind: 'proRata' },
  referenceGrade: 0.06,
  premium,
  penalties: [{ element: 'Fe2O3', threshold: 0.012, increment: 0.001, rate: 2 }],
});

/** Manganese ore per dmtu; phosphorus above 0.1 % is penalised. */
export const manganeseOre = (premium: number): PriceBasis => ({
  basis: 'indexDmtu',
  reference: CODES.manganese44,
  element: 'Mn',
  premium,
  penalties: [{ element: 'P', threshold: 0.001, increment: 0.0001, rate: 0.4 }],
});

/** Zinc concentrate: 85 % with eight units least deduction; mercury and silica penalties. */
export const zincConcentrate = (tcDifferential: number, escalator?: Escalator): PriceBasis => ({
  basis: 'payableMetal',
  payables: [{ element: 'Zn', reference: CODES.zinc, rule: 'lower-of', payable: 0.85, deduction: 0.08 }],
  treatmentCharge: benchmark(CODES.zincCharge, tcDifferential),
  ...(escalator ? { escalator } : {}),
  penalties: [
    { element: 'SiO2', threshold: 0.03, increment: 0.01, rate: 1.5 },
    { element: 'Hg', threshold: 0.00003, increment: 0.00001, rate: 0.5, importLimit: 0.0006 },
  ],
});

/** Lead concentrate: 95 % with three units least deduction; silver 95 % with 50 g/t least deduction; arsenic, antimony, bismuth. */
export const leadConcentrate = (tcDifferential: number): PriceBasis => ({
  basis: 'payableMetal',
  payables: [
    { element: 'Pb', reference: CODES.lead, rule: 'lower-of', payable: 0.95, deduction: 0.03 },
    {
      element: 'Ag',
      reference: CODES.silver,
      rule: 'lower-of',
      payable: 0.95,
      deduction: 0.00005,
      refiningCharge: fixedCharge(0.8),
    },
  ],
  treatmentCharge: benchmark(CODES.leadCharge, tcDifferential),
  penalties: [
    perTenth('As', 0.003, 1.5, { importLimit: 0.007 }),
    perTenth('Sb', 0.003, 1.5),
    { element: 'Bi', threshold: 0.0005, increment: 0.0001, rate: 1 },
  ],
});

/** Tin concentrate: a unit deduction of 1.5, penalties on iron, sulphur and arsenic. */
export const tinConcentrate = (tcDifferential: number): PriceBasis => ({
  basis: 'payableMetal',
  payables: [{ element: 'Sn', reference: CODES.tin, rule: 'deduct-then-pay', payable: 1, deduction: 0.015 }],
  treatmentCharge: benchmark(CODES.tinCharge, tcDifferential),
  penalties: [
    { element: 'Fe', threshold: 0.05, increment: 0.01, rate: 8 },
    { element: 'S', threshold: 0.01, increment: 0.01, rate: 10 },
    { element: 'As', threshold: 0.003, increment: 0.001, rate: 12 },
  ],
});

/** Mixed hydroxide: a percentage of the nickel and of the cobalt price. */
export const nickelHydroxide = (nickel: number, cobalt: number): PriceBasis => ({
  basis: 'percentage',
  payables: [
    { element: 'Ni', reference: CODES.nickel, payable: nickel },
    { element: 'Co', reference: CODES.cobalt, payable: cobalt },
  ],
  premium: 0,
});

/** Cobalt hydroxide: a percentage of the metal price. */
export const cobaltHydroxide = (payable: number): PriceBasis => ({
  basis: 'percentage',
  payables: [{ element: 'Co', reference: CODES.cobalt, payable }],
  premium: 0,
});
