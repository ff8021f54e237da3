import type { Buyer, BuyerGroup } from '#shared/domain/buyer.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { Facility, ProjectFinance } from '#shared/domain/financing.ts';
import type { Limit } from '#shared/domain/limit.ts';
import type { Plan } from '#shared/domain/plan.ts';
import type { Product } from '#shared/domain/product.ts';
import type { DeckPoint } from '#shared/domain/reference.ts';
import type { Tender } from '#shared/domain/tender.ts';
import type { Version } from '#shared/domain/version.ts';
import { WorkspaceSettings } from '#shared/domain/workspace.ts';
import { saveBuyer, saveGroup } from '../../repositories/buyers.ts';
import { saveContract } from '../../repositories/contracts.ts';
import { saveDeckPoints } from '../../repositories/decks.ts';
import { saveFacility, saveProjectFinance } from '../../repositories/financing.ts';
import { saveLimit } from '../../repositories/limits.ts';
import { savePlan } from '../../repositories/plans.ts';
import { saveProduct } from '../../repositories/products.ts';
import { saveSettings } from '../../repositories/settings.ts';
import { saveTender } from '../../repositories/tenders.ts';
import { saveVersion } from '../../repositories/versions.ts';
import type { Tx } from '../../schema.ts';
import { sampleBuyers, sampleGroups } from './buyers.ts';
import { aluminiumAndManganeseContracts } from './contracts-aluminium-manganese.ts';
import { batteryContracts } from './contracts-battery.ts';
import { copperContracts } from './contracts-copper.ts';
import { ironContracts } from './contracts-iron.ts';
import { zincLeadAndTinContracts } from './contracts-zinc-lead-tin.ts';
import { sampleFacilities, sampleProjectFinance } from './financing.ts';
import { sampleFixings } from './fixings.ts';
import { sampleLimits } from './limits.ts';
import { SAMPLE_PLAN, samplePlans } from './plans.ts';
import { sampleProducts } from './products.ts';
import { sampleTenders } from './tenders.ts';
import { sampleVersions } from './versions.ts';

/** The name of the sample workspace. */
export const sampleName = 'Quillan Range';

/** The records of the sample. Metals, references, prices and facts are those of every workspace. */
export type SampleWorkspace = {
  readonly groups: readonly BuyerGroup[];
  readonly buyers: readonly Buyer[];
  readonly products: readonly Product[];
  /** By code. */
  readonly contracts: readonly OfftakeContract[];
  readonly versions: readonly Version[];
  readonly tenders: readonly Tender[];
  readonly plans: readonly Plan[];
  readonly limits: readonly Limit[];
  /** Prices that the sample's desk entered, up to the valuation month. */
  readonly fixings: readonly DeckPoint[];
  readonly facilities: readonly Facility[];
  readonly project: ProjectFinance;
  readonly settings: WorkspaceSettings;
};

const sampleSettings = (): WorkspaceSettings =>
  WorkspaceSettings.parse({
    name: sampleName,
    // fixed: its contracts and deadlines are written for this date, also when later seeds have later prices
    valuationDate: '2026-05-31',
    discountRate: 0.1,
    deck: 'base',
    planId: SAMPLE_PLAN,
    // the last year of the renewal under negotiation
    horizonYear: 2032,
    moneyScale: 'm',
    theme: 'system',
    language: 'en',
    budget: [
      { year: 2026, usd: 1.95e9 },
      { year: 2027, usd: 3.75e9 },
      { year: 2028, usd: 3.8e9 },
      { year: 2029, usd: 3.75e9 },
      { year: 2030, usd: 3.8e9 },
      { year: 2031, usd: 3.7e9 },
      { year: 2032, usd: 3.7e9 },
    ],
    sample: true,
  });

/** The sample mine, hand-written: a fictional miner of all ten metals, described in docs/sample-mine.md. */
export const buildSampleWorkspace = (): SampleWorkspace => ({
  groups: sampleGroups(),
  buyers: sampleBuyers(),
  products: sampleProducts(),
  contracts: [
    ...ironContracts(),
    ...copperContracts(),
    ...aluminiumAndManganeseContracts(),
    ...batteryContracts(),
    ...zincLeadAndTinContracts(),
  ].sort((a, b) => a.code.localeCompare(b.code, 'en')),
  versions: sampleVersions(),
  tenders: sampleTenders(),
  plans: samplePlans(),
  limits: sampleLimits(),
  fixings: sampleFixings(),
  facilities: sampleFacilities(),
  project: sampleProjectFinance(),
  settings: sampleSettings(),
});

/** Writes the sample into a workspace that `seedWorkspace` started, inside the same change. */
export const seedSample = async (tx: Tx): Promise<void> => {
  const sample = buildSampleWorkspace();
  for (const group of sample.groups) await saveGroup(tx, group);
  for (const buyer of sample.buyers) await saveBuyer(tx, buyer);
  for (const product of sample.products) await saveProduct(tx, product);
  for (const contract of sample.contracts) await saveContract(tx, contract);
  for (const version of sample.versions) await saveVersion(tx, version);
  for (const tender of sample.tenders) await saveTender(tx, tender);
  for (const plan of sample.plans) await savePlan(tx, plan);
  for (const limit of sample.limits) await saveLimit(tx, limit);
  for (const facility of sample.facilities) await saveFacility(tx, facility);
  await saveProjectFinance(tx, sample.project);
  await saveSettings(tx, sample.settings);
  await saveDeckPoints(tx, sample.settings.deck, sample.fixings);
};
