/**
 * Schema 110: the currencies are rows of a table. Contracts, references and the units of prices refer to it, so that a new currency is one
 * row. A CHECK can't be changed, so both tables are rebuilt a last time, with the columns they have.
 */
export const currencyTable = {
  version: 110,
  keepsUndo: true,
  sql: `
CREATE TABLE currency (code TEXT PRIMARY KEY CHECK (code GLOB '[A-Z][A-Z][A-Z]')) STRICT, WITHOUT ROWID;
INSERT INTO currency (code) VALUES ('USD'), ('CNY'), ('EUR'), ('AUD');

-- unit_currency is the currency that a unit is in, or that a rate converts: CNY of CNY/t and of CNY/USD.
CREATE TABLE reference_new (
  code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind TEXT NOT NULL CHECK (kind IN ('price', 'treatmentCharge', 'freight', 'rate')),
  metal TEXT REFERENCES metal (code),
  quotation TEXT NOT NULL,
  unit TEXT NOT NULL,
  currency TEXT NOT NULL REFERENCES currency (code),
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
  unit_currency TEXT NOT NULL GENERATED ALWAYS AS (CASE unit WHEN 'USc/lb' THEN 'USD' ELSE substr(unit, 1, 3) END) VIRTUAL
    REFERENCES currency (code),
  CHECK ((follows IS NULL) = (beta IS NULL) AND (follows IS NULL) = (residual_volatility IS NULL)),
  CHECK (ratio IS NULL OR follows IS NOT NULL),
  CHECK (kind = 'rate' OR unit = unit_currency || '/t' OR unit IN ('USD/dmt', 'USD/dmtu', 'USD/toz', 'USD/wmt', 'USc/lb')),
  CHECK ((kind = 'rate') = (unit = unit_currency || '/USD' AND unit_currency <> 'USD'))
) STRICT;
INSERT INTO reference_new (
  code, name, kind, metal, quotation, unit, currency, incoterm, vat_included, follows, beta, residual_volatility,
  ratio, volatility, mean_reversion, position, source, origin
) SELECT
  code, name, kind, metal, quotation, unit, currency, incoterm, vat_included, follows, beta, residual_volatility,
  ratio, volatility, mean_reversion, position, source, origin
FROM reference;
DROP TABLE reference;
ALTER TABLE reference_new RENAME TO reference;
CREATE INDEX reference_metal ON reference (metal);
CREATE INDEX reference_follows ON reference (follows);

CREATE TABLE contract_terms_new (
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
  currency TEXT NOT NULL REFERENCES currency (code),
  prepayment TEXT CHECK (prepayment IS NULL OR json_valid(prepayment)),
  PRIMARY KEY (contract_id, from_month)
) STRICT;
INSERT INTO contract_terms_new (
  contract_id, from_month, tonnes_per_year, ramp_up, month_weights, tolerance, tolerance_option, take_or_pay_share,
  take_or_pay_basis, make_up_months, make_up_price, carry_forward_share, excused_import_ban, excused_tariff,
  excused_price_fall, price, quotation, blend, collar, incoterm, load_port, destination_port, freight_usd_per_wmt,
  voyage_days, other_usd_per_dmt, provisional_share, payment_months, letter_of_credit, currency, prepayment
) SELECT
  contract_id, from_month, tonnes_per_year, ramp_up, month_weights, tolerance, tolerance_option, take_or_pay_share,
  take_or_pay_basis, make_up_months, make_up_price, carry_forward_share, excused_import_ban, excused_tariff,
  excused_price_fall, price, quotation, blend, collar, incoterm, load_port, destination_port, freight_usd_per_wmt,
  voyage_days, other_usd_per_dmt, provisional_share, payment_months, letter_of_credit, currency, prepayment
FROM contract_terms;
DROP TABLE contract_terms;
ALTER TABLE contract_terms_new RENAME TO contract_terms;
`,
} as const;
