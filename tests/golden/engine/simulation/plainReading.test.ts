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

it.each(golden.cases)('every path equals that of a reference implementation in another language from the same uniforms', (one) => {
  const request = requestOf(one.workspace, one.paths.length);
  const given = { ...request, parameters: { ...request.parameters, seed: one.seed, centrePaths: one.centrePaths } };
  const result = mergeBlocks(given, [simulate(given, { from: 0, to: one.paths.length })]);
  for (const { reference, volatility } of result.drivers) {
    expectGolden(volatility, one.effectiveVolatility[reference]!, golden.relativeTolerance, `s_eff of ${reference}`);
  }
  expect(result.years).toEqual(one.years.slice(0, result.years.length));
  one.paths.forEach((path, i) => {
    for (const [name, wanted] of Object.entries(path) as [keyof typeof path, readonly number[]][]) {
      const measure = name === 'netRevenue' ? result.netRevenue : result.measures[name];
      const largest = Math.max(1, ...wanted.map(Math.abs));
      wanted.forEach((value, y) => {
        expectGolden(measure[y]?.[i] ?? 0, value, golden.relativeTolerance, `${name} of path ${i} in ${one.years[y]}`, largest);
      });
    }
  });
});
