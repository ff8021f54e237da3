import { z } from 'zod';

/** The ways to begin a contract, by metal in the order of the article; at least two for each, which differ in form or basis. */
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
