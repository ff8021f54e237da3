/**
 * Schema 60: a reference may be the rate of a currency, with prices of its own like any other. SQLite can't change a CHECK, so the table is
 * rebuilt. An existing workspace gets the yuan and the price of lithium carbonate in it, like a new one.
 */
export const currencies = {
  version: 60,
  sql: `
CREATE TABLE reference_new (
  code TEXT PRIMARY KEY CHECK (length(code) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind TEXT NOT NULL CHECK (kind IN ('price', 'treatmentCharge', 'freight', 'rate')),
  metal TEXT REFERENCES metal (code),
  quotation TEXT NOT NULL,
  unit TEXT NOT NULL CHECK (unit IN ('USD/t', 'USD/dmt', 'USD/dmtu', 'USD/toz', 'USD/wmt', 'USc/lb', 'CNY/t', 'CNY/USD')),
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
  CHECK (ratio IS NULL OR follows IS NOT NULL),
  CHECK ((kind = 'rate') = (unit = 'CNY/USD'))
) STRICT;
INSERT INTO reference_new SELECT * FROM reference;
DROP TABLE reference;
ALTER TABLE reference_new RENAME TO reference;
CREATE INDEX reference_metal ON reference (metal);
CREATE INDEX reference_follows ON reference (follows);

INSERT OR IGNORE INTO reference
SELECT 'USDCNY', 'USD/CNY', 'rate', NULL, 'Yuan for one US dollar, mean of the month', 'CNY/USD', 'USD', NULL, 0, NULL, NULL, NULL, NULL,
  0, 0, max(position) + 1, 'House default: no public price found; a round level, and a volatility of the house.', 'house'
FROM reference HAVING count(*) > 0;
INSERT OR IGNORE INTO reference
SELECT 'LI2CO3-CN', 'Lithium carbonate 99.5 %, China, CNY', 'price', 'lithium',
  'Battery-grade carbonate in China per tonne of Li2CO3, 13 % value added tax included', 'CNY/t', 'CNY', NULL, 1, 'LI2CO3', 1, 0.1, 7.91,
  0.1, 0, max(position) + 1,
  'House default: no public price found; 7.91 times the dollar price of lithium carbonate (7 yuan for a dollar and 13 % value added tax), residual volatility 0.10.',
  'house'
FROM reference HAVING sum(code = 'LI2CO3') > 0;
INSERT OR IGNORE INTO shipped_price
SELECT 'USDCNY', 12 * years.value, 12, 'set', 7, 'house', 'House default: a round level, no public price found.'
FROM json_each('[2024, 2025, 2026]') AS years WHERE EXISTS (SELECT 1 FROM reference WHERE code = 'USDCNY');
`,
} as const;
