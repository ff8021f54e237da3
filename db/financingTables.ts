import type { Facility } from '#shared/domain/financing.ts';
import type { BuyerId, ContractId, FacilityId, PlanId } from '#shared/domain/ids.ts';
import type { Month } from '#shared/domain/time.ts';

/** JSON text, written and read through db/documents. */
export type Json = string;
/** A boolean as 0 or 1. */
export type Flag = number;

export type PlanFacilityTable = {
  plan_id: PlanId;
  facility_id: FacilityId;
  included: Flag | null;
  commitment: number | null;
  rate: number | null;
};

export type FacilityTable = {
  id: FacilityId;
  name: string;
  kind: Facility['kind'];
  lender: string;
  buyer_id: BuyerId | null;
  in_baseline: Flag;
  bid_id: ContractId | null;
  rank: number;
  position: number;
  commitment: number;
  draws: Json;
  opening: Json | null;
  upfront_fee: number;
  commitment_fee: number;
  other_fees: Json;
  rate: Json;
  day_count: Facility['dayCount'];
  period_months: Facility['periodMonths'];
  first_repayment: Month;
  final_maturity: Month;
  grace_interest: Facility['graceInterest'];
  repayment: Json;
  recourse: Flag;
  early_end_share: number;
  sweep_share: number;
  dsra_months: number;
  dsra_at_close: Flag;
  covenants: Json;
  note: string;
  json_version: number;
  version: number;
};

export type FacilityContractTable = { facility_id: FacilityId; contract_id: ContractId; position: number };

export type ProjectFinanceTable = { only: number; assumptions: Json; json_version: number; version: number };
