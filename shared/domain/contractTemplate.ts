import { z } from 'zod';

/** The contract templates by metal, in the order of the source article; at least two per metal, different in form or basis. */
export const ContractTemplateKey = z.enum([
  'ironFinesProRata',
  'ironFinesDifferential',
  'ironLumpPremium',
  'copperConcentrateCif',
  'copperConcentrateFob',
  'copperCathode',
  'bauxiteIndex',
  'bauxiteFixed',
  'aluminaIndex',
  'aluminiumIngot',
  'spodumeneIndex',
  'spodumeneCollar',
  'lithiumChemical',
  'manganeseOreCif',
  'manganeseOreFob',
  'manganeseFixed',
  'zincConcentrateBenchmark',
  'zincConcentrateSpot',
  'zincMetal',
  'nickelHydroxide',
  'nickelConcentrate',
  'nickelMetal',
  'leadConcentrate',
  'leadMetal',
  'tinConcentrate',
  'tinMetal',
  'cobaltHydroxide',
  'cobaltMetal',
]);
export type ContractTemplateKey = z.infer<typeof ContractTemplateKey>;
