/**
 * Schema 10, the first. Plain SQL and nothing imported, so that a migration never changes. Months are integers year*12 + month-1 (23880 =
 * January 1990, 25200 = January 2100); fractions are 0..1; flags are 0 or 1. Nothing cascades: history records every row, and undo can't
 * delete what a later change added.
 */
export const initial = {
  version: 10,
  sql: `
CREATE TABLE workspace_state (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  revision INTEGER NOT NULL CHECK (revision >= 0)
) STRICT;
INSERT INTO workspace_state (only, revision) VALUES (1, 0);

CREATE TABLE history_change (
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL UNIQUE,
  at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  origin TEXT NOT NULL CHECK (origin IN ('user', 'import', 'seed', 'undo', 'redo', 'migration')),
  label TEXT NOT NULL CHECK (json_valid(label)),
  undone_by INTEGER REFERENCES history_change (id),
  undo_of INTEGER REFERENCES history_change (id)
) STRICT;
CREATE INDEX history_change_undone_by ON history_change (undone_by);
CREATE INDEX history_change_undo_of ON history_change (undo_of);

CREATE TABLE history_row (
  id INTEGER PRIMARY KEY,
  change_id INTEGER NOT NULL REFERENCES history_change (id),
  table_name TEXT NOT NULL,
  kind TEXT NOT NULL,
  entity_id TEXT NOT NULL,
  "before" TEXT CHECK ("before" IS NULL OR json_valid("before")),
  "after" TEXT CHECK ("after" IS NULL OR json_valid("after")),
  CHECK ("before" IS NOT NULL OR "after" IS NOT NULL)
) STRICT;
CREATE INDEX history_row_change ON history_row (change_id);
CREATE INDEX history_row_entity ON history_row (kind, entity_id);

CREATE TABLE country (
  code TEXT PRIMARY KEY CHECK (code GLOB '[A-Z][A-Z]'),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
  zone TEXT NOT NULL CHECK (zone IN ('china', 'restOfAsia', 'europe', 'americas', 'restOfWorld'))
) STRICT;

CREATE TABLE metal (
  code TEXT PRIMARY KEY,
  symbol TEXT NOT NULL,
  position INTEGER NOT NULL UNIQUE CHECK (position >= 0)
) STRICT;

CREATE TABLE reference (
  code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind TEXT NOT NULL CHECK (kind IN ('price', 'treatmentCharge', 'freight')),
  metal TEXT REFERENCES metal (code),
  quotation TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('USD/t', 'USD/dmt', 'USD/dmtu', 'USD/toz', 'USD/wmt', 'USc/lb', 'CNY/t')),
  currency TEXT NOT NULL CHECK (currency IN ('USD', 'CNY')),
  incoterm TEXT,
  vat_included INTEGER NOT NULL CHECK (vat_included IN (0, 1)),
  follows TEXT REFERENCES reference (code) CHECK (follows <> code),
  beta REAL,
  residual_volatility REAL CHECK (residual_volatility BETWEEN 0 AND 5),
  ratio REAL CHECK (ratio > 0),
  volatility REAL NOT NULL CHECK (volatility BETWEEN 0 AND 100),
  mean_reversion REAL NOT NULL CHECK (mean_reversion BETWEEN 0 AND 20),
  position INTEGER NOT NULL CHECK (position >= 0),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 1 AND 500),
  origin TEXT NOT NULL CHECK (origin IN ('user', 'source', 'house', 'filled', 'sample')),
  CHECK ((follows IS NULL) = (beta IS NULL) AND (follows IS NULL) = (residual_volatility IS NULL)),
  CHECK (ratio IS NULL OR follows IS NOT NULL)
) STRICT;
CREATE INDEX reference_metal ON reference (metal);
CREATE INDEX reference_follows ON reference (follows);

CREATE TABLE reference_grade (
  reference TEXT NOT NULL REFERENCES reference (code),
  from_date TEXT NOT NULL CHECK (from_date = date(from_date)),
  element TEXT NOT NULL,
  grade REAL NOT NULL CHECK (grade BETWEEN 0 AND 1),
  PRIMARY KEY (reference, from_date, element)
) STRICT, WITHOUT ROWID;

-- Prices that somebody gave: fixings up to the valuation month (deck base), forwards after it. What fills the other months is computed.
CREATE TABLE deck_point (
  deck TEXT NOT NULL CHECK (deck IN ('low', 'base', 'high')),
  reference TEXT NOT NULL REFERENCES reference (code),
  month INTEGER NOT NULL CHECK (month BETWEEN 23880 AND 25200),
  price REAL NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('user', 'source', 'house', 'filled', 'sample')),
  source TEXT NOT NULL CHECK (length(source) <= 500),
  PRIMARY KEY (deck, reference, month)
) STRICT, WITHOUT ROWID;

-- Prices that ship with the product: of a month, or of a year whose mean fills past months, or set for a year (benchmark, house level).
CREATE TABLE shipped_price (
  reference TEXT NOT NULL REFERENCES reference (code),
  from_month INTEGER NOT NULL CHECK (from_month BETWEEN 23880 AND 25200),
  months INTEGER NOT NULL CHECK (months = 1 OR months = 12 AND from_month % 12 = 0),
  measure TEXT NOT NULL CHECK (measure IN ('mean', 'set')),
  price REAL NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('source', 'house')),
  source TEXT NOT NULL CHECK (length(source) BETWEEN 8 AND 500),
  PRIMARY KEY (reference, from_month, months)
) STRICT, WITHOUT ROWID;

CREATE TABLE fact (
  id INTEGER PRIMARY KEY,
  topic TEXT NOT NULL,
  metal TEXT REFERENCES metal (code),
  product TEXT,
  measure TEXT,
  subject TEXT NOT NULL,
  year INTEGER,
  period TEXT NOT NULL,
  value REAL,
  unit TEXT NOT NULL,
  source TEXT NOT NULL CHECK (length(source) BETWEEN 8 AND 500),
  note TEXT NOT NULL,
  check_text TEXT NOT NULL
) STRICT;
CREATE INDEX fact_topic ON fact (topic, metal);
CREATE INDEX fact_metal ON fact (metal);

CREATE TABLE buyer_group (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  why TEXT NOT NULL CHECK (length(why) <= 500),
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE buyer (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  country TEXT NOT NULL REFERENCES country (code),
  type TEXT NOT NULL
    CHECK (type IN ('smelter', 'refiner', 'steelMill', 'alloyPlant', 'chemicalPlant', 'batteryMaker', 'trader', 'centralBuyer')),
  ownership TEXT NOT NULL CHECK (ownership IN ('state', 'private', 'trader')),
  parent_name TEXT CHECK (length(parent_name) BETWEEN 1 AND 200),
  parent_country TEXT REFERENCES country (code),
  group_id TEXT REFERENCES buyer_group (id),
  rating TEXT NOT NULL CHECK (rating IN ('AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC/C', 'unrated')),
  cycle_sensitivity REAL NOT NULL CHECK (cycle_sensitivity BETWEEN 0 AND 5),
  note TEXT NOT NULL CHECK (length(note) <= 2000),
  version INTEGER NOT NULL,
  CHECK ((parent_name IS NULL) = (parent_country IS NULL))
) STRICT;
CREATE INDEX buyer_country ON buyer (country);
CREATE INDEX buyer_parent_country ON buyer (parent_country);
CREATE INDEX buyer_group_id ON buyer (group_id);

CREATE TABLE buyer_destination (
  buyer_id TEXT NOT NULL REFERENCES buyer (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  country TEXT NOT NULL REFERENCES country (code),
  share REAL NOT NULL CHECK (share BETWEEN 0 AND 1),
  PRIMARY KEY (buyer_id, position)
) STRICT;
CREATE INDEX buyer_destination_country ON buyer_destination (country);

CREATE TABLE product (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  metal TEXT NOT NULL REFERENCES metal (code),
  form TEXT NOT NULL CHECK (form IN ('concentrate', 'fines', 'lump', 'pellets', 'bauxite', 'alumina', 'ore', 'hydroxide', 'spodumene',
    'carbonate', 'metal')),
  assay TEXT NOT NULL CHECK (json_valid(assay)),
  moisture REAL NOT NULL CHECK (moisture BETWEEN 0 AND 0.6),
  spot_price TEXT CHECK (spot_price IS NULL OR json_valid(spot_price)),
  spot_zone TEXT CHECK (spot_zone IN ('china', 'restOfAsia', 'europe', 'americas', 'restOfWorld')),
  resale_months INTEGER NOT NULL CHECK (resale_months BETWEEN 0 AND 24),
  version INTEGER NOT NULL
) STRICT;
CREATE INDEX product_metal ON product (metal);

CREATE TABLE product_production (
  product_id TEXT NOT NULL REFERENCES product (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1990 AND 2099),
  tonnes REAL NOT NULL CHECK (tonnes BETWEEN 0 AND 1e9),
  PRIMARY KEY (product_id, year)
) STRICT;

CREATE TABLE product_cost (
  product_id TEXT NOT NULL REFERENCES product (id),
  year INTEGER NOT NULL CHECK (year BETWEEN 1990 AND 2099),
  usd_per_dmt REAL NOT NULL CHECK (usd_per_dmt BETWEEN 0 AND 1e6),
  PRIMARY KEY (product_id, year)
) STRICT;

CREATE TABLE contract (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  code TEXT NOT NULL COLLATE NOCASE UNIQUE CHECK (length(code) BETWEEN 1 AND 20),
  name TEXT NOT NULL CHECK (length(name) <= 200),
  buyer_id TEXT NOT NULL REFERENCES buyer (id),
  product_id TEXT NOT NULL REFERENCES product (id),
  status TEXT NOT NULL CHECK (status IN ('prospect', 'negotiating', 'signed', 'active', 'ended')),
  probability REAL NOT NULL CHECK (probability BETWEEN 0 AND 1),
  start_month INTEGER NOT NULL CHECK (start_month BETWEEN 23880 AND 25200),
  end_month INTEGER NOT NULL CHECK (end_month BETWEEN 23880 AND 25200),
  renewal TEXT NOT NULL CHECK (renewal IN ('none', 'evergreen', 'buyerOption', 'sellerOption')),
  renewal_months INTEGER CHECK (renewal_months BETWEEN 1 AND 240),
  renewal_notice_months INTEGER CHECK (renewal_notice_months BETWEEN 0 AND 60),
  opening TEXT CHECK (opening IS NULL OR json_valid(opening)),
  law TEXT NOT NULL CHECK (length(law) <= 120),
  seat TEXT NOT NULL CHECK (length(seat) <= 120),
  review_trigger TEXT NOT NULL CHECK (length(review_trigger) <= 1000),
  benchmark_fallback TEXT NOT NULL CHECK (length(benchmark_fallback) <= 1000),
  hardship TEXT NOT NULL CHECK (length(hardship) <= 1000),
  change_of_law TEXT NOT NULL CHECK (length(change_of_law) <= 1000),
  note TEXT NOT NULL CHECK (length(note) <= 4000),
  version INTEGER NOT NULL,
  CHECK (end_month >= start_month AND end_month - start_month < 600),
  CHECK ((renewal IN ('buyerOption', 'sellerOption')) = (renewal_months IS NOT NULL)),
  CHECK ((renewal = 'none') = (renewal_notice_months IS NULL))
) STRICT;
CREATE INDEX contract_buyer ON contract (buyer_id);
CREATE INDEX contract_product ON contract (product_id);

CREATE TABLE contract_terms (
  contract_id TEXT NOT NULL REFERENCES contract (id),
  from_month INTEGER NOT NULL CHECK (from_month BETWEEN 23880 AND 25200),
  tonnes_per_year REAL NOT NULL CHECK (tonnes_per_year BETWEEN 0 AND 1e9),
  ramp_up TEXT NOT NULL CHECK (json_valid(ramp_up)),
  month_weights TEXT NOT NULL CHECK (json_valid(month_weights)),
  tolerance REAL NOT NULL CHECK (tolerance BETWEEN 0 AND 0.5),
  tolerance_option TEXT NOT NULL CHECK (tolerance_option IN ('none', 'buyer', 'seller')),
  take_or_pay_share REAL NOT NULL CHECK (take_or_pay_share BETWEEN 0 AND 1),
  take_or_pay_basis TEXT NOT NULL CHECK (take_or_pay_basis IN ('full', 'difference')),
  make_up_months INTEGER NOT NULL CHECK (make_up_months BETWEEN 0 AND 60),
  make_up_price TEXT NOT NULL CHECK (make_up_price IN ('none', 'rise')),
  carry_forward_share REAL NOT NULL CHECK (carry_forward_share BETWEEN 0 AND 1),
  excused_import_ban INTEGER NOT NULL CHECK (excused_import_ban IN (0, 1)),
  excused_tariff INTEGER NOT NULL CHECK (excused_tariff IN (0, 1)),
  excused_price_fall INTEGER NOT NULL CHECK (excused_price_fall IN (0, 1)),
  price TEXT NOT NULL CHECK (json_valid(price) AND json_type(price, '$.basis') = 'text'),
  quotation TEXT NOT NULL CHECK (json_valid(quotation)),
  blend TEXT CHECK (blend IS NULL OR json_valid(blend)),
  collar TEXT CHECK (collar IS NULL OR json_valid(collar)),
  incoterm TEXT NOT NULL CHECK (incoterm IN ('FOB', 'FCA', 'CFR', 'CIF', 'CIP', 'DAP', 'EXW')),
  load_port TEXT NOT NULL CHECK (length(load_port) <= 120),
  destination_port TEXT NOT NULL CHECK (length(destination_port) <= 120),
  freight_usd_per_wmt REAL NOT NULL CHECK (freight_usd_per_wmt BETWEEN 0 AND 1e4),
  voyage_days INTEGER NOT NULL CHECK (voyage_days BETWEEN 0 AND 120),
  other_usd_per_dmt REAL NOT NULL CHECK (other_usd_per_dmt BETWEEN 0 AND 1e4),
  provisional_share REAL NOT NULL CHECK (provisional_share BETWEEN 0 AND 1),
  payment_months INTEGER NOT NULL CHECK (payment_months BETWEEN 0 AND 12),
  letter_of_credit INTEGER NOT NULL CHECK (letter_of_credit IN (0, 1)),
  currency TEXT NOT NULL CHECK (currency IN ('USD', 'CNY')),
  prepayment TEXT CHECK (prepayment IS NULL OR json_valid(prepayment)),
  PRIMARY KEY (contract_id, from_month)
) STRICT;

CREATE TABLE contract_date (
  contract_id TEXT NOT NULL REFERENCES contract (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  kind TEXT NOT NULL,
  date TEXT NOT NULL CHECK (date = date(date)),
  note TEXT NOT NULL CHECK (length(note) <= 500),
  PRIMARY KEY (contract_id, position)
) STRICT;

CREATE TABLE plan (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  note TEXT NOT NULL CHECK (length(note) <= 2000),
  archived INTEGER NOT NULL CHECK (archived IN (0, 1)),
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE plan_override (
  plan_id TEXT NOT NULL REFERENCES plan (id),
  contract_id TEXT NOT NULL REFERENCES contract (id),
  included INTEGER CHECK (included IN (0, 1)),
  tonnes_per_year REAL CHECK (tonnes_per_year BETWEEN 0 AND 1e9),
  start_month INTEGER CHECK (start_month BETWEEN 23880 AND 25200),
  end_month INTEGER CHECK (end_month BETWEEN 23880 AND 25200),
  probability REAL CHECK (probability BETWEEN 0 AND 1),
  terms TEXT CHECK (terms IS NULL OR json_valid(terms)),
  PRIMARY KEY (plan_id, contract_id)
) STRICT;
CREATE INDEX plan_override_contract ON plan_override (contract_id);

CREATE TABLE limit_rule (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  metal TEXT REFERENCES metal (code),
  product_id TEXT REFERENCES product (id),
  measure TEXT NOT NULL CHECK (json_valid(measure) AND json_type(measure, '$.kind') = 'text'),
  denominator TEXT NOT NULL CHECK (denominator IN ('plannedProduction', 'tonnesSold', 'valueSold')),
  from_year INTEGER NOT NULL CHECK (from_year BETWEEN 1990 AND 2099),
  to_year INTEGER NOT NULL CHECK (to_year BETWEEN 1990 AND 2099),
  direction TEXT NOT NULL CHECK (direction IN ('atMost', 'atLeast')),
  warn REAL NOT NULL CHECK (warn BETWEEN 0 AND 1000),
  breach REAL NOT NULL CHECK (breach BETWEEN 0 AND 1000),
  owner TEXT NOT NULL CHECK (length(owner) <= 120),
  why TEXT NOT NULL CHECK (length(why) <= 500),
  set_on TEXT NOT NULL CHECK (set_on = date(set_on)),
  position INTEGER NOT NULL CHECK (position >= 0),
  version INTEGER NOT NULL,
  CHECK (to_year >= from_year),
  CHECK (CASE direction WHEN 'atMost' THEN warn <= breach ELSE warn >= breach END)
) STRICT;
CREATE INDEX limit_rule_metal ON limit_rule (metal);
CREATE INDEX limit_rule_product ON limit_rule (product_id);

CREATE TABLE scenario (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  family TEXT NOT NULL CHECK (family IN ('demandCycle', 'policySwing', 'geopolitics', 'performanceRisk', 'pricingBasis')),
  shipped INTEGER NOT NULL CHECK (shipped IN (0, 1)),
  starts_after_months INTEGER NOT NULL CHECK (starts_after_months BETWEEN 0 AND 120),
  prices TEXT NOT NULL CHECK (json_valid(prices)),
  demand TEXT NOT NULL CHECK (json_valid(demand)),
  channels TEXT NOT NULL CHECK (json_valid(channels)),
  note TEXT NOT NULL CHECK (length(note) <= 2000),
  version INTEGER NOT NULL
) STRICT;

CREATE TABLE setting (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  valuation_date TEXT NOT NULL CHECK (valuation_date = date(valuation_date)),
  discount_rate REAL NOT NULL CHECK (discount_rate BETWEEN -0.5 AND 1),
  deck TEXT NOT NULL CHECK (deck IN ('low', 'base', 'high')),
  plan_id TEXT REFERENCES plan (id) ON DELETE SET NULL,
  horizon_year INTEGER NOT NULL CHECK (horizon_year BETWEEN 1990 AND 2099),
  money_scale TEXT NOT NULL CHECK (money_scale IN ('k', 'm', 'bn')),
  theme TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
  budget TEXT NOT NULL CHECK (json_valid(budget)),
  sample INTEGER NOT NULL CHECK (sample IN (0, 1))
) STRICT;
CREATE INDEX setting_plan ON setting (plan_id);

CREATE TABLE run (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  kind TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'cancelled')),
  revision INTEGER NOT NULL,
  seed INTEGER NOT NULL,
  inputs_digest TEXT NOT NULL,
  engine_version TEXT NOT NULL,
  started TEXT NOT NULL,
  ended TEXT,
  result TEXT CHECK (result IS NULL OR json_valid(result)),
  CHECK ((state = 'running') = (ended IS NULL))
) STRICT;

CREATE TABLE draft (
  kind TEXT NOT NULL CHECK (length(kind) BETWEEN 1 AND 40),
  id TEXT NOT NULL CHECK (length(id) <= 64),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  updated TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
  PRIMARY KEY (kind, id)
) STRICT;
`,
} as const;
