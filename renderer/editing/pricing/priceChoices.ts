import type { Charge, Payable, PriceBasis } from '#shared/domain/terms.ts';
import type { MessageKey } from '#shared/messages/en.ts';

export const BASES: Readonly<Record<PriceBasis['basis'], MessageKey>> = {
  payableMetal: 'basis.payableMetal',
  indexDmt: 'basis.indexDmt',
  indexDmtu: 'basis.indexDmtu',
  percentage: 'basis.percentage',
  refined: 'basis.refined',
  chemical: 'basis.chemical',
  fixed: 'basis.fixed',
};

export const RULES: Readonly<Record<Payable['rule'], MessageKey>> = {
  'lower-of': 'rule.lower-of',
  'deduct-then-pay': 'rule.deduct-then-pay',
  scale: 'rule.scale',
};

export const CHARGES: Readonly<Record<Charge['kind'], MessageKey>> = {
  fixed: 'charge.fixed',
  benchmark: 'charge.benchmark',
  index: 'charge.index',
  bricks: 'charge.bricks',
};

export const ADJUSTMENTS: Readonly<Record<Extract<PriceBasis, { basis: 'indexDmt' }>['adjustment']['kind'], MessageKey>> = {
  proRata: 'adjustment.proRata',
  differential: 'adjustment.differential',
};
