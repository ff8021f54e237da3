import { describe, expect, it } from 'vitest';
import { Fact } from '#shared/domain/fact.ts';
import { METALS } from '#shared/domain/metal.ts';
import { Reference } from '#shared/domain/reference.ts';
import { Scenario, ScenarioFamily } from '#shared/domain/scenario.ts';
import { Country, ZONES } from '#shared/domain/zone.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { COUNTRIES } from './countries.ts';
import { EPISODES } from './facts/episodes.ts';
import { FACTS } from './facts.ts';
import { SHIPPED_PRICES } from './prices.ts';
import { CODES } from './referenceCodes.ts';
import { REFERENCES } from './references.ts';
import { CHINA_SLUMP, SCENARIOS } from './scenarios.ts';

const factsOf = (topic: Fact['topic'], metal?: Fact['metal']) => FACTS.filter((fact) => fact.topic === topic && fact.metal === metal);

describe('the facts', () => {
  it('are valid records', () => {
    expect(FACTS.map((fact) => Fact.parse(fact))).toEqual(FACTS);
  });

  it('contain every row of their sources', () => {
    const counts: Partial<Record<Fact['topic'], number>> = {};
    for (const { topic } of FACTS) counts[topic] = (counts[topic] ?? 0) + 1;
    expect(counts).toEqual({
      balance: 3,
      importValue: 11,
      exportValue: 2,
      importChange: 2,
      supplierShare: 69,
      importerShare: 94,
      publicCheck: 132,
      zoneWeight: 50,
      defaultRate: 7,
      episode: 51,
      publicShock: 16,
      publicDeal: 9,
    });
  });

  it('note where public figures do not reproduce the article', () => {
    const [nickel] = factsOf('importChange', 'nickel');
    const [cobalt] = factsOf('importChange', 'cobalt');
    const [lithiumExports] = factsOf('exportValue', 'lithium');
    expect(nickel).toMatchObject({ value: -5, unit: '%' });
    expect(shippedText(nickel!.check)).toMatch(/^Not reproduced.*49 %.*5\.5 % a year/);
    expect(cobalt).toMatchObject({ value: -43, unit: '%' });
    expect(shippedText(cobalt!.check)).toMatch(/^Not reproduced.*0\.92 to 3\.22/);
    expect(lithiumExports).toMatchObject({ value: 2.2, unit: 'bn USD' });
    expect(shippedText(lithiumExports!.check)).toMatch(/^Not reproduced.*1\.98/);
    for (const lithium of factsOf('importValue', 'lithium'))
      expect(lithium.check.split('\n').map(shippedText).join(' ')).toContain('43-fold');
    expect(factsOf('balance').find((fact) => fact.year === 2021)!.check).toContain('256.0');
  });

  it('link each check to its figures', () => {
    const imports = (metal: Fact['metal'], year: number, product: string) =>
      factsOf('publicCheck', metal).find((fact) => fact.measure === 'import' && fact.year === year && fact.product?.startsWith(product))!
        .value!;
    const nickel = imports('nickel', 2024, '260400') / imports('nickel', 2012, '260400');
    expect(nickel - 1).toBeCloseTo(-0.49, 2);
    expect(nickel ** (1 / 12) - 1).toBeCloseTo(-0.055, 3);
    expect([imports('cobalt', 2012, '2605'), imports('cobalt', 2024, '2605')]).toEqual([0.9221, 3.2166]);
    const [from, to] = factsOf('importValue', 'lithium').map((fact) => fact.value!);
    expect(to! / from!).toBeCloseTo(43.2, 1);
    const [importedFact, exportedFact] = [factsOf('importValue').at(0)!.value!, factsOf('exportValue').at(0)!.value!];
    expect(importedFact - exportedFact).toBe(256);
  });

  it('have weights by zone that sum to one for each metal', () => {
    for (const metal of METALS) {
      const weights = factsOf('zoneWeight', metal);
      expect(weights.map((fact) => fact.subject)).toEqual(ZONES);
      expect(weights.reduce((sum, fact) => sum + fact.value!, 0)).toBeCloseTo(1, 2);
    }
  });
});

describe('the countries', () => {
  it('are valid records without duplicates', () => {
    expect(COUNTRIES.map((country) => Country.parse(country))).toEqual(COUNTRIES);
    expect(new Set(COUNTRIES.map((country) => country.code)).size).toBe(COUNTRIES.length);
    expect(new Set(COUNTRIES.map((country) => country.name)).size).toBe(COUNTRIES.length);
    expect(COUNTRIES.length).toBeGreaterThanOrEqual(60);
  });

  it('include every supplier and importer of the facts except groups of countries', () => {
    const groups = new Set(['others', 'all others', 'European Union', 'Russia, Australia and Peru together']);
    const knownCountries = new Set(COUNTRIES.map((country) => country.name));
    const subjects = FACTS.filter((fact) => fact.topic === 'supplierShare' || fact.topic === 'importerShare').map((fact) =>
      shippedText(fact.subject),
    );
    expect(subjects.filter((name) => !groups.has(name) && !knownCountries.has(name))).toEqual([]);
  });
});

describe('the references', () => {
  it('are valid records with unique codes, in order', () => {
    expect(REFERENCES.map((reference) => Reference.parse(reference))).toEqual(REFERENCES);
    expect(REFERENCES.map((reference) => reference.order)).toEqual(REFERENCES.map((_, i) => i));
    expect(REFERENCES.map((reference) => reference.code).sort()).toEqual(Object.values(CODES).sort());
  });

  it('give each of the ten metals a price, and followers follow earlier references only', () => {
    for (const metal of METALS) expect(REFERENCES.some((reference) => reference.metal === metal && reference.kind === 'price')).toBe(true);
    for (const { order, follows } of REFERENCES) {
      if (follows) expect(REFERENCES.find((reference) => reference.code === follows.reference)!.order).toBeLessThan(order);
    }
  });

  it('let spodumene follow carbonate, whose volatility is not that of lithium metal', () => {
    const spodumene = REFERENCES.find((reference) => reference.code === CODES.spodumene)!;
    expect(spodumene.follows).toMatchObject({ reference: CODES.lithiumCarbonate, beta: 1, residualVolatility: 0.25 });
    expect(REFERENCES.find((reference) => reference.code === CODES.lithiumCarbonate)!.volatility).toBe(0.461);
  });

  it('date the grade of the iron ore index: 62 % Fe, 61 % from 2 January 2026', () => {
    expect(REFERENCES.find((reference) => reference.code === CODES.iron62)!.referenceGrade.slice(-2)).toEqual([
      { from: '2008-12-01', element: 'Fe', grade: 0.62 },
      { from: '2026-01-02', element: 'Fe', grade: 0.61 },
    ]);
  });

  it('mark no unpublished price as sourced', () => {
    const publishedReferences = new Set(SHIPPED_PRICES.filter((price) => price.origin === 'source').map((price) => price.reference));
    for (const { code, origin, source } of REFERENCES) {
      expect([code, origin]).toEqual([code, publishedReferences.has(code) ? 'source' : 'house']);
      if (origin === 'house') expect(shippedText(source)).toMatch(/^Default assumption: no public (price|benchmark) found/);
    }
  });

  it('have a price of their own, or a ratio to a reference with a price', () => {
    const pricedReferences = new Set(SHIPPED_PRICES.map((price) => price.reference));
    for (const { code, follows } of REFERENCES) expect([code, pricedReferences.has(code)]).toEqual([code, follows?.ratio === undefined]);
  });
});

describe('the China slump', () => {
  const knots = (code: string) => CHINA_SLUMP.prices.find((shock) => shock.reference === code)!.knots;

  it('is a valid record that starts half a year after the valuation date', () => {
    expect(Scenario.parse(CHINA_SLUMP)).toEqual(CHINA_SLUMP);
    expect(CHINA_SLUMP.startsAfterMonths).toBe(6);
  });

  it('shocks every leading price of the ten metals once', () => {
    const independentCodes = REFERENCES.filter((reference) => reference.metal && reference.kind === 'price' && !reference.follows).map(
      (reference) => reference.code,
    );
    expect(CHINA_SLUMP.prices.map((shock) => shock.reference)).toEqual(independentCodes);
  });

  it('lowers each metal as from 2011 to 2016, over at most 24 months', () => {
    const lows: Readonly<Record<string, number>> = {
      FE62: 0.216,
      CU: 0.453,
      AL: 0.548,
      MN44: 0.486,
      ZN: 0.617,
      NI: 0.294,
      PB: 0.599,
      SN: 0.427,
      CO: 0.541,
    };
    for (const [code, low] of Object.entries(lows)) {
      expect(knots(code).map((knot) => knot.afterMonths)).toEqual([0, 24, 30, 54]);
      expect(knots(code)[1]!.value).toBeCloseTo(low, 12);
      expect(knots(code)[2]!.value).toBe(knots(code)[1]!.value);
      // half-way back in the logarithm is the square root
      expect(knots(code)[3]!.value).toBeCloseTo(Math.sqrt(low), 12);
    }
  });

  it('lowers lithium as Chinese carbonate fell, -87.6 % in 24 months', () => {
    expect(knots('LI2CO3')[1]).toEqual({ afterMonths: 24, value: expect.closeTo(0.124, 12) });
    expect(EPISODES.find((episode) => episode.product && episode.episode === 'fall_2021_25')!.months).toBe(24);
  });

  it('lowers demand in China only, to 0.85 after a year and back after two', () => {
    expect(CHINA_SLUMP.demand.map(({ zone, knots: path }) => [zone, path])).toEqual([
      [
        'china',
        [
          { afterMonths: 0, value: 1 },
          { afterMonths: 12, value: 0.85 },
          { afterMonths: 24, value: 1 },
        ],
      ],
    ]);
  });

  it('gives number, date and source for each fall', () => {
    for (const { source } of CHINA_SLUMP.prices)
      expect(shippedText(source)).toMatch(/^−\d+(\.\d)? % from \d{4}-\d\d to \d{4}-\d\d \(\d+ months\): .+\.$/);
  });
});

describe('the library of scenarios', () => {
  it('contains valid records without duplicates, each with shocks and their sources', () => {
    expect(SCENARIOS.map((scenario) => Scenario.parse(scenario))).toEqual(SCENARIOS);
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length);
    for (const { name, prices, channels } of SCENARIOS) {
      expect([name, prices.length + channels.length]).not.toEqual([name, 0]);
      for (const { source } of [...prices, ...channels])
        expect([name, shippedText(source)]).toEqual([name, expect.stringMatching(/\d.*: ./)]);
    }
  });

  it('moves every metal of an episode as far and as long as the episode did', () => {
    const crisis = SCENARIOS.find(({ id }) => id === 'financial-crisis')!;
    const nickel = crisis.prices.find(({ reference }) => reference === 'NI')!;
    expect(nickel.knots.map((knot) => knot.afterMonths)).toEqual([0, 19, 25, 49]);
    expect(nickel.knots[1]!.value).toBeCloseTo(1 - 0.814, 12);
    expect(crisis.prices.map(({ reference }) => reference)).not.toContain('LI2CO3');
    const boom = SCENARIOS.find(({ id }) => id === 'boom')!;
    expect(boom.prices.find(({ reference }) => reference === 'LI2CO3')!.knots[1]).toEqual({ afterMonths: 19, value: 12.488 });
  });

  it('has a scenario of every family', () => {
    expect(new Set(SCENARIOS.map(({ family }) => family))).toEqual(new Set(ScenarioFamily.options));
  });
});
