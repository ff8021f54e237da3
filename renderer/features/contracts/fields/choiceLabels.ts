import type { ContractDateKind, ContractStatus, Renewal } from '#shared/domain/contract.ts';
import type { Collar, Incoterm, Quantity, Quotation } from '#shared/domain/terms.ts';
import type { MessageKey } from '#shared/messages/en.ts';

export const STATUSES: Readonly<Record<ContractStatus, MessageKey>> = {
  prospect: 'status.prospect',
  negotiating: 'status.negotiating',
  signed: 'status.signed',
  active: 'status.active',
  ended: 'status.ended',
};

export const RENEWALS: Readonly<Record<Renewal['kind'], MessageKey>> = {
  none: 'renewal.none',
  evergreen: 'renewal.evergreen',
  buyerOption: 'renewal.buyerOption',
  sellerOption: 'renewal.sellerOption',
};

export const TOLERANCE_OPTIONS: Readonly<Record<Quantity['toleranceOption'], MessageKey>> = {
  none: 'option.none',
  buyer: 'option.buyer',
  seller: 'option.seller',
};

export const TAKE_OR_PAY_BASES: Readonly<Record<Quantity['takeOrPayBasis'], MessageKey>> = {
  full: 'takeOrPayBasis.full',
  difference: 'takeOrPayBasis.difference',
};

export const MAKE_UP_PRICES: Readonly<Record<Quantity['makeUpPrice'], MessageKey>> = {
  none: 'makeUpPrice.none',
  rise: 'makeUpPrice.rise',
};

export const COLLAR_LEVELS: Readonly<Record<Collar['level'], MessageKey>> = {
  reference: 'collarLevel.reference',
  leg: 'collarLevel.leg',
  blend: 'collarLevel.blend',
  netback: 'collarLevel.netback',
};

export const HOLDERS: Readonly<Record<Quotation['holder'], MessageKey>> = {
  none: 'holder.none',
  buyer: 'holder.buyer',
  seller: 'holder.seller',
};

export const INCOTERMS: Readonly<Record<Incoterm, MessageKey>> = {
  FOB: 'incoterm.FOB',
  FCA: 'incoterm.FCA',
  CFR: 'incoterm.CFR',
  CIF: 'incoterm.CIF',
  CIP: 'incoterm.CIP',
  DAP: 'incoterm.DAP',
  EXW: 'incoterm.EXW',
};

export const DATE_KINDS: Readonly<Record<ContractDateKind, MessageKey>> = {
  priceReview: 'dates.kind.priceReview',
  payableReview: 'dates.kind.payableReview',
  tcSettlement: 'dates.kind.tcSettlement',
  qpDeclaration: 'dates.kind.qpDeclaration',
  notice: 'dates.kind.notice',
  renewal: 'dates.kind.renewal',
  firstShipment: 'dates.kind.firstShipment',
  indexChange: 'dates.kind.indexChange',
  floorReset: 'dates.kind.floorReset',
  other: 'dates.kind.other',
};
