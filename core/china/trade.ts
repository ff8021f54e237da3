import { chinaShare } from '#engine';
import type { China, ChinaMetal } from '#shared/contract/china.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { shippedText } from '#shared/messages/shipped.ts';
import { text } from '#shared/messages/text.ts';
import { shareTables, toldPeriod } from '../market/views.ts';
import { share, words } from '../portfolio/figures.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

const SUPPLIERS_SHOWN = 3;

/** China's newest published share of the world's imports of a metal. */
const worldShare = (facts: readonly Fact[], metal: Metal) => {
  const table = shareTables(facts, 'importerShare').find((one) => one.metal === metal && one.rows.some(({ who }) => who === 'China'));
  const row = table?.rows.find(({ who }) => who === 'China');
  return table && row && { table, row };
};

/** Metal by metal: China's part of what we have committed, of what the world imports, and whom it buys from. */
export const chinaMetals = (book: Workbook, facts: readonly Fact[], plan: ValuedPlan): readonly ChinaMetal[] => {
  const exposure = plan.exposure();
  const at = exposure.years.indexOf(book.year);
  const suppliers = shareTables(facts, 'supplierShare');
  return METALS.flatMap((metal): ChinaMetal[] => {
    const ours = chinaShare(exposure, 'grossValue', (row) => row.members.metal === metal).destination[at];
    const world = worldShare(facts, metal);
    const from = suppliers.find((table) => table.metal === metal);
    const mined = [...book.products.values()].some((product) => product.metal === metal);
    if (!mined) return [];
    return [
      {
        metal,
        ...(ours === undefined ? {} : { ours: share(ours, { decimals: 0, route: `/contracts?zone=china&metal=${metal}` }) }),
        ...(world === undefined ? {} : { world: { ...world.row.share, decimals: 0 } }),
        worldNote: world
          ? text('china.metals.worldNote', {
              product: shippedText(world.table.product),
              measure: shippedText(world.table.measure),
              period: toldPeriod(world.table.period),
              source: shippedText(world.row.source),
            })
          : '',
        suppliers: (from?.rows ?? [])
          .filter(({ who }) => who !== 'others')
          .slice(0, SUPPLIERS_SHOWN)
          .map((row) => ({ who: shippedText(row.who), share: { ...row.share, decimals: 0 } })),
        suppliersNote: from
          ? text('china.metals.worldNote', {
              product: shippedText(from.product),
              measure: shippedText(from.measure),
              period: toldPeriod(from.period),
              source: shippedText(from.rows[0]?.source ?? ''),
            })
          : '',
      },
    ];
  });
};

/** What China, or somebody in it, did to sellers before: shocks of its market that are not a cycle of demand. */
export const chinaPrecedents = (facts: readonly Fact[]): China['precedents'] =>
  facts
    .filter(({ topic, note }) => topic === 'publicShock' && /\bChina\./.test(note) && !note.startsWith('Demand cycle'))
    .flatMap(({ subject, metal, value, measure, period, source }) =>
      metal === undefined
        ? []
        : [
            {
              what: shippedText(subject),
              metal,
              change:
                value === undefined ? words(shippedText(measure ?? '')) : share(value / 100, { decimals: 0, sign: true, origin: 'source' }),
              when: toldPeriod(period),
              source: shippedText(source),
            },
          ],
    );
