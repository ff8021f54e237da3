import type { Kysely, Transaction } from 'kysely';
import type { BuyerType, Ownership, Rating } from '#shared/domain/buyer.ts';
import type { ContractDateKind, ContractStatus, Renewal } from '#shared/domain/contract.ts';
import type { HouseLogo } from '#shared/domain/houseStyle.ts';
import type {
  BuyerId,
  ContractId,
  DecisionId,
  DeckId,
  GroupId,
  LimitId,
  NoteId,
  PlanId,
  ProductId,
  ReferenceCode,
  ScenarioId,
  TableViewId,
  TenderId,
  VersionId,
} from '#shared/domain/ids.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { Product, ProductForm } from '#shared/domain/product.ts';
import type { Scenario } from '#shared/domain/scenario.ts';
import type { ViewedTable } from '#shared/domain/tableView.ts';
import type { Incoterm, Payment, Quantity } from '#shared/domain/terms.ts';
import type { IsoDate, Month, Year } from '#shared/domain/time.ts';
import type { Version } from '#shared/domain/version.ts';
import type { MoneyScale, WorkspaceSettings } from '#shared/domain/workspace.ts';
import type { CountryCode, Zone } from '#shared/domain/zone.ts';
import type {
  ChangeUnderWayTable,
  ConfirmedRequestTable,
  DraftTable,
  HistoryChangeTable,
  HistoryRowTable,
  TeamChangeTable,
  TeamConflictTable,
  TeamLinkTable,
  WorkspaceStateTable,
  WrittenRecordTable,
} from './changeTables.ts';
import type { FacilityContractTable, FacilityTable, Flag, Json, PlanFacilityTable, ProjectFinanceTable } from './financingTables.ts';
import type {
  DeckPointTable,
  DeckTable,
  FactTable,
  MetalTable,
  ReferenceCorrelationTable,
  ReferenceGradeTable,
  ReferenceTable,
  ShippedPriceTable,
} from './marketTables.ts';

type CountryTable = { code: CountryCode; name: string; zone: Zone };
type CurrencyTable = { code: string };

type BuyerGroupTable = { id: GroupId; name: string; why: string; version: number };

type BuyerTable = {
  id: BuyerId;
  name: string;
  country: CountryCode;
  type: BuyerType;
  ownership: Ownership;
  parent_name: string | null;
  parent_country: CountryCode | null;
  group_id: GroupId | null;
  rating: Rating;
  cycle_sensitivity: number;
  note: string;
  version: number;
};

type BuyerDestinationTable = { buyer_id: BuyerId; position: number; country: CountryCode; share: number };

type ProductTable = {
  id: ProductId;
  name: string;
  metal: Metal;
  form: ProductForm;
  country_of_origin: CountryCode | null;
  assay: Json;
  moisture: number;
  spot_price: Json | null;
  spot_zone: Zone | null;
  resale_months: number;
  main_reference: ReferenceCode | null;
  depth_share: number | null;
  depth_slope: number | null;
  depth_cap: number | null;
  cost_currency: NonNullable<Product['costCurrency']>['currency'] | null;
  cost_currency_share: number | null;
  is_assay_assumed: 0 | 1;
  version: number;
  json_version: number;
};

type ProductProductionTable = { product_id: ProductId; year: Year; tonnes: number };
type ProductCostTable = { product_id: ProductId; year: Year; usd_per_dmt: number };

type ContractTable = {
  id: ContractId;
  code: string;
  name: string;
  buyer_id: BuyerId;
  product_id: ProductId;
  status: ContractStatus;
  probability: number;
  start_month: Month;
  end_month: Month;
  renewal: Renewal['kind'];
  renewal_months: number | null;
  renewal_notice_months: number | null;
  opening: Json | null;
  delivery_priority: number | null;
  damages_share: number | null;
  law: string;
  seat: string;
  review_trigger: string;
  benchmark_fallback: string;
  hardship: string;
  change_of_law: string;
  note: string;
  version: number;
  json_version: number;
};

type ContractTermsTable = {
  contract_id: ContractId;
  from_month: Month;
  tonnes_per_year: number;
  ramp_up: Json;
  month_weights: Json;
  tolerance: number;
  tolerance_option: Quantity['toleranceOption'];
  take_or_pay_share: number;
  take_or_pay_basis: Quantity['takeOrPayBasis'];
  make_up_months: number;
  make_up_price: Quantity['makeUpPrice'];
  carry_forward_share: number;
  excused_import_ban: Flag;
  excused_tariff: Flag;
  excused_price_fall: Flag;
  price: Json;
  quotation: Json;
  blend: Json | null;
  collar: Json | null;
  price_support: Json | null;
  incoterm: Incoterm;
  load_port: string;
  destination_port: string;
  freight_usd_per_wmt: number;
  freight_reference: ReferenceCode | null;
  voyage_days: number;
  other_usd_per_dmt: number;
  provisional_share: number;
  payment_months: number;
  letter_of_credit: Flag;
  currency: Payment['currency'];
  currency_share: number | null;
  json_version: number;
};

type ContractDateTable = { contract_id: ContractId; position: number; kind: ContractDateKind; date: IsoDate; note: string };

type DealVersionTable = {
  id: VersionId;
  contract_id: ContractId;
  kind: Version['kind'];
  side: Version['side'];
  by_name: string;
  date: string;
  note: string;
  deal: Json;
  prepayment: Json | null;
  version: number;
  json_version: number;
};

type TenderTable = {
  id: TenderId;
  name: string;
  product_id: ProductId;
  start_month: Month;
  end_month: Month;
  tonnes_per_year: number;
  due: IsoDate;
  walk_away: number | null;
  note: string;
  version: number;
};

type TenderBidTable = {
  tender_id: TenderId;
  id: ContractId;
  position: number;
  buyer_id: BuyerId;
  contract_id: ContractId | null;
  deal: Json;
  json_version: number;
};

type PlanTable = { id: PlanId; name: string; note: string; archived: Flag; version: number };

type PlanOverrideTable = {
  plan_id: PlanId;
  contract_id: ContractId;
  included: Flag | null;
  tonnes_per_year: number | null;
  start_month: Month | null;
  end_month: Month | null;
  probability: number | null;
  terms: Json | null;
  json_version: number;
  delivery_priority: number | null;
};

type LimitRuleTable = {
  id: LimitId;
  name: string;
  metal: Metal | null;
  product_id: ProductId | null;
  measure: Json;
  denominator: Limit['denominator'];
  from_year: Year;
  to_year: Year;
  direction: Limit['direction'];
  warn: number;
  breach: number;
  owner: string;
  why: string;
  set_on: IsoDate;
  position: number;
  version: number;
  json_version: number;
};

type ScenarioTable = {
  id: ScenarioId;
  name: string;
  family: Scenario['family'];
  shipped: Flag;
  starts_after_months: number;
  prices: Json;
  demand: Json;
  channels: Json;
  note: string;
  version: number;
  json_version: number;
};

type SettingTable = {
  only: number;
  name: string;
  valuation_date: IsoDate;
  discount_rate: number;
  deck: DeckId | null;
  plan_id: PlanId | null;
  horizon_year: Year;
  money_scale: MoneyScale;
  theme: WorkspaceSettings['theme'];
  language: WorkspaceSettings['language'];
  budget: Json;
  sample: Flag;
  json_version: number;
};

type HouseStyleTable = { only: number; name: string; accent: string; footer: string; mark: string };

type HouseLogoTable = { only: number; kind: HouseLogo['kind']; width: number; height: number; data: string };

type NoteTable = {
  id: NoteId;
  contract_id: ContractId | null;
  subject: Json;
  body: string;
  author: string;
  at: string;
  version: number;
  json_version: number;
};

type DecisionTable = {
  id: DecisionId;
  title: string;
  why: string;
  decided_on: IsoDate;
  author: string;
  at: string;
  outcome: string;
  basis: Json;
  figures: Json;
  version: number;
  json_version: number;
};

type TableViewTable = { id: TableViewId; of_table: ViewedTable; name: string; query: string; version: number };

type RunTable = {
  id: string;
  kind: string;
  state: string;
  revision: number;
  seed: number;
  inputs_digest: string;
  engine_version: string;
  started: string;
  ended: string | null;
  json_version: number;
};

/** A piece of a part of a run's result; the texts of a part, in the order of their places, are JSON. */
type RunPartTable = { run_id: string; part: string; place: number; text: string };

/** The tables of a workspace, as migrations/ creates them. */
export type Database = {
  country: CountryTable;
  currency: CurrencyTable;
  metal: MetalTable;
  reference: ReferenceTable;
  reference_grade: ReferenceGradeTable;
  reference_correlation: ReferenceCorrelationTable;
  deck: DeckTable;
  deck_point: DeckPointTable;
  shipped_price: ShippedPriceTable;
  fact: FactTable;
  buyer_group: BuyerGroupTable;
  buyer: BuyerTable;
  buyer_destination: BuyerDestinationTable;
  product: ProductTable;
  product_production: ProductProductionTable;
  product_cost: ProductCostTable;
  contract: ContractTable;
  contract_terms: ContractTermsTable;
  contract_date: ContractDateTable;
  deal_version: DealVersionTable;
  tender: TenderTable;
  tender_bid: TenderBidTable;
  plan: PlanTable;
  plan_override: PlanOverrideTable;
  plan_facility: PlanFacilityTable;
  facility: FacilityTable;
  facility_contract: FacilityContractTable;
  project_finance: ProjectFinanceTable;
  limit_rule: LimitRuleTable;
  scenario: ScenarioTable;
  setting: SettingTable;
  house_style: HouseStyleTable;
  house_logo: HouseLogoTable;
  note: NoteTable;
  decision: DecisionTable;
  table_view: TableViewTable;
  run: RunTable;
  run_part: RunPartTable;
  draft: DraftTable;
  confirmed_request: ConfirmedRequestTable;
  workspace_state: WorkspaceStateTable;
  history_change: HistoryChangeTable;
  history_row: HistoryRowTable;
  team_link: TeamLinkTable;
  team_change: TeamChangeTable;
  team_conflict: TeamConflictTable;
  change_under_way: ChangeUnderWayTable;
  written_record: WrittenRecordTable;
};

/** The workspace, or a transaction in it; the argument of reading functions. */
export type Db = Kysely<Database>;

/** A transaction; the argument of writing functions. */
export type Tx = Transaction<Database>;
