import { removeFacility } from '#db/repositories/financing.ts';
import type { Tx } from '#db/schema.ts';
import { sampleFacilities } from '#db/seeds/sample/financing.ts';
import { seedSample } from '#db/seeds/sample/index.ts';

/** Writes the sample without its facilities and project costs. */
export const seedSampleWithoutDebt = async (tx: Tx): Promise<void> => {
  await seedSample(tx);
  for (const { id } of sampleFacilities()) await removeFacility(tx, id);
  await tx.deleteFrom('project_finance').execute();
};
