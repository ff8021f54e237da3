import { expect, it } from 'vitest';
import { mergeBlocks, type PathMeasure, simulate } from '#engine';
import { expectGolden, readGolden } from '../goldenFile.ts';
import { requestOf } from './workspace.ts';
import type { SmallWorkspace } from './workspaceFields.ts';

type Case = {
  readonly workspace: SmallWorkspace;
  readonly seed: number;
  readonly centrePaths: number;
  readonly effectiveVolatility: Readonly<Record<string, number>>;
  readonly years: readonly number[];
  readonly paths: readonly Readonly<Record<'netRevenue' | PathMeasure, readonly number[]>>[];
};

const golden = readGolden<Case>('plainReading');

it.each(golden.cases)('every path equals that of a reference implementation in another language from the same uniforms', (testCase) => {
  const request = requestOf(testCase.workspace, testCase.paths.length);
  const seededRequest = { ...request, parameters: { ...request.parameters, seed: testCase.seed, centrePaths: testCase.centrePaths } };
  const result = mergeBlocks(seededRequest, [simulate(seededRequest, { from: 0, to: testCase.paths.length })]);
  for (const { reference, volatility } of result.drivers) {
    expectGolden(volatility, testCase.effectiveVolatility[reference]!, golden.relativeTolerance, `s_eff of ${reference}`);
  }
  expect(result.years).toEqual(testCase.years.slice(0, result.years.length));
  testCase.paths.forEach((path, i) => {
    for (const [name, goldenValues] of Object.entries(path) as [keyof typeof path, readonly number[]][]) {
      const measure = name === 'netRevenue' ? result.netRevenue : result.measures[name];
      const largestValue = Math.max(1, ...goldenValues.map(Math.abs));
      goldenValues.forEach((value, y) => {
        expectGolden(measure[y]?.[i] ?? 0, value, golden.relativeTolerance, `${name} of path ${i} in ${testCase.years[y]}`, largestValue);
      });
    }
  });
});
