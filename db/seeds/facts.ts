import type { Fact } from '#shared/domain/fact.ts';
import { ARTICLE_FACTS } from './facts/article.ts';
import { DEAL_FACTS } from './facts/deals.ts';
import { DEFAULT_RATE_FACTS } from './facts/defaultRates.ts';
import { EPISODE_FACTS } from './facts/episodes.ts';
import { IMPORTER_FACTS } from './facts/importers.ts';
import { CHECK_FACTS } from './facts/publicChecks.ts';
import { SHOCK_FACTS } from './facts/shocks.ts';
import { SUPPLIER_FACTS } from './facts/suppliers.ts';
import { ZONE_WEIGHT_FACTS } from './facts/zoneWeights.ts';

/** Every published figure that ships, with its source. Where a source gives no figure, its note says so. */
export const FACTS: readonly Fact[] = [
  ...ARTICLE_FACTS,
  ...SUPPLIER_FACTS,
  ...IMPORTER_FACTS,
  ...CHECK_FACTS,
  ...ZONE_WEIGHT_FACTS,
  ...DEFAULT_RATE_FACTS,
  ...EPISODE_FACTS,
  ...SHOCK_FACTS,
  ...DEAL_FACTS,
];
