/**
 * Schema 90: prices are quoted and contracts are paid in euros and Australian dollars too. SQLite can't change a CHECK, so both tables are
 * rebuilt. An existing workspace gets the two rates like a new one; a user's own reference under their code stays.
 */
export const moreCurrencies = {
  version: 90,
  sql: `
CREATE TABLE reference_new (
  code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind TEXT NOT NULL CHECK (kind IN ('price', 'treatmentCharge', 'freight', 'rate')),
  metal TEXT REFERENCES metal (code),
  quotation TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('USD/t', 'USD/dmt', 'USD/dmtu', 'USD/toz', 'USD/wmt', 'USc/lb', 'CNY/t',
    'EUR/t', 'AUD/t', 'CNY/USD', 'EUR/USD', 'AUD/USD')),
  currency TEXT NOT NULL CHECK (currency IN ('USD', 'CNY', 'EUR', 'AUD')),
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
  CHECK (ratio IS NULL OR follows IS NOT NULL),
  CHECK ((kind = 'rate') = (unit IN ('CNY/USD', 'EUR/USD', 'AUD/USD')))
) STRICT;
INSERT INTO reference_new SELECT * FROM reference;
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
  currency TEXT NOT NULL CHECK (currency IN ('USD', 'CNY', 'EUR', 'AUD')),
  prepayment TEXT CHECK (prepayment IS NULL OR json_valid(prepayment)),
  PRIMARY KEY (contract_id, from_month)
) STRICT;
INSERT INTO contract_terms_new SELECT * FROM contract_terms;
DROP TABLE contract_terms;
ALTER TABLE contract_terms_new RENAME TO contract_terms;

INSERT INTO reference
SELECT 'USDEUR', 'USD/EUR', 'rate', NULL, 'Euros for one US dollar, mean of the month', 'EUR/USD', 'USD', NULL, 0, NULL, NULL, NULL, NULL,
  0, 0, max(position) + 1, 'House default: no public price found; a round level, and a volatility of the house.', 'house'
FROM reference HAVING count(*) > 0 AND sum(code = 'USDEUR') = 0;
INSERT INTO reference
SELECT 'USDAUD', 'USD/AUD', 'rate', NULL, 'Australian dollars for one US dollar, mean of the month', 'AUD/USD', 'USD', NULL, 0, NULL, NULL, NULL, NULL,
  0, 0, max(position) + 1, 'House default: no public price found; a round level, and a volatility of the house.', 'house'
FROM reference HAVING count(*) > 0 AND sum(code = 'USDAUD') = 0;
INSERT OR IGNORE INTO shipped_price
SELECT reference.code, 12 * years.value, 12, 'set', CASE reference.code WHEN 'USDEUR' THEN 0.9 ELSE 1.5 END, 'house',
  'House default: a round level, no public price found.'
FROM json_each('[2024, 2025, 2026]') AS years JOIN reference ON reference.code IN ('USDEUR', 'USDAUD') AND reference.kind = 'rate';
`,
} as const;
