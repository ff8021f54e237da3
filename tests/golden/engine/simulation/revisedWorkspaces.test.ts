import { readFileSync } from 'node:fs';
import { describe, it } from 'vitest';
import { valuePortfolio } from '#engine';
import { sumBy } from '#shared/math.ts';
import { expectGolden } from '../goldenFile.ts';
import { readWorkspace, requestOf } from './workspace.ts';

type Deterministic = {
  readonly total: number;
  readonly byYear: Readonly<Record<string, number>>;
  readonly npv: number;
  readonly damages: number;
  readonly cutTonnes: number;
};
const VALUES = 'deterministic value, exact to 1e-9';

const expected = JSON.parse(readFileSync(new URL('./revised/expected.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, { readonly [VALUES]: Readonly<Record<string, Deterministic>> }>
>;

describe.each(['w1', 'w2', 'w5', 'w7', 'w8'])('the revised workspace %s', (name) => {
  it.each(Object.entries(expected[name]![VALUES]))('has the value of the other implementation: %s', (what, golden) => {
    const applied = { channels: what.startsWith('with the channel rows'), demandPath: what.endsWith('with the demand path') };
    const { portfolio, market } = requestOf(readWorkspace(`revised/${name}`), 1, applied);
    const { years, revenue, npv, contracts } = valuePortfolio(portfolio, market);
    for (const [i, year] of years.entries()) expectGolden(revenue[i]!, golden.byYear[year] ?? 0, 1e-9, String(year), golden.total);
    expectGolden(
      sumBy(revenue, (usd) => usd),
      golden.total,
      1e-9,
      'total',
    );
    expectGolden(npv, golden.npv, 1e-9, 'NPV');
    const damages = sumBy(contracts, ({ flows }) => sumBy(flows, ({ kind, amount }) => (kind === 'damages' ? -amount : 0)));
    expectGolden(damages, golden.damages, 1e-9, 'damages', golden.total);
    expectGolden(
      sumBy(contracts, ({ months }) => sumBy(months, ({ cut }) => cut)),
      golden.cutTonnes,
      1e-9,
      'tonnes cut',
    );
  });
});
