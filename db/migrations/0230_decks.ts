/**
 * Schema 230: decks by name. The three decks become rows with the same prices, a long-run deck stands beside them, and a price or the
 * setting may name a deck that a user adds.
 * Every column keeps its name, so that stored images still fit.
 */
export const decks = {
  version: 230,
  keepsUndo: true,
  sql: `
CREATE TABLE deck (
  id TEXT PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  kind TEXT NOT NULL CHECK (kind IN ('base', 'low', 'high', 'longRun', 'own')),
  rule TEXT NOT NULL CHECK (rule IN ('hold', 'linear')),
  source TEXT NOT NULL CHECK (length(source) <= 500),
  position INTEGER NOT NULL CHECK (position >= 0),
  version INTEGER NOT NULL
) STRICT;
INSERT INTO deck (id, name, kind, rule, source, position, version) VALUES
  ('base', '{"key":"shipped.deck.base"}', 'base', 'hold', '', 0, 0),
  ('low', '{"key":"shipped.deck.low"}', 'low', 'hold', '', 1, 0),
  ('high', '{"key":"shipped.deck.high"}', 'high', 'hold', '', 2, 0),
  ('longRun', '{"key":"shipped.deck.longRun"}', 'longRun', 'linear', '', 3, 0);

CREATE TABLE deck_point_new (
  deck TEXT NOT NULL REFERENCES deck (id),
  reference TEXT NOT NULL REFERENCES reference (code),
  month INTEGER NOT NULL CHECK (month BETWEEN 23880 AND 25200),
  price REAL NOT NULL,
  origin TEXT NOT NULL CHECK (origin IN ('user', 'source', 'house', 'filled', 'sample')),
  source TEXT NOT NULL CHECK (length(source) <= 500),
  PRIMARY KEY (deck, reference, month)
) STRICT, WITHOUT ROWID;
INSERT INTO deck_point_new (deck, reference, month, price, origin, source)
  SELECT deck, reference, month, price, origin, source FROM deck_point;
DROP TABLE deck_point;
ALTER TABLE deck_point_new RENAME TO deck_point;

CREATE TABLE setting_new (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  valuation_date TEXT NOT NULL CHECK (valuation_date = date(valuation_date)),
  discount_rate REAL NOT NULL CHECK (discount_rate BETWEEN -0.5 AND 1),
  deck TEXT REFERENCES deck (id) ON DELETE SET NULL,
  plan_id TEXT REFERENCES plan (id) ON DELETE SET NULL,
  horizon_year INTEGER NOT NULL CHECK (horizon_year BETWEEN 1990 AND 2099),
  money_scale TEXT NOT NULL CHECK (money_scale IN ('k', 'm', 'bn')),
  theme TEXT NOT NULL CHECK (theme IN ('system', 'light', 'dark')),
  budget TEXT NOT NULL CHECK (json_valid(budget)),
  sample INTEGER NOT NULL CHECK (sample IN (0, 1)),
  language TEXT NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'zh-CN')),
  json_version INTEGER NOT NULL DEFAULT 1 CHECK (json_version >= 1)
) STRICT;
INSERT INTO setting_new (only, name, valuation_date, discount_rate, deck, plan_id, horizon_year, money_scale, theme, budget, sample, language,
    json_version)
  SELECT only, name, valuation_date, discount_rate, deck, plan_id, horizon_year, money_scale, theme, budget, sample, language, json_version
  FROM setting;
DROP TABLE setting;
ALTER TABLE setting_new RENAME TO setting;
CREATE INDEX setting_plan ON setting (plan_id);
CREATE INDEX setting_deck ON setting (deck);
`,
} as const;
