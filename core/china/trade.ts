import { chinaShare } from '#engine';
import type { China, ChinaMetal } from '#shared/contract/china.ts';
import type { Message } from '#shared/contract/figure.ts';
import type { Fact } from '#shared/domain/fact.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { isStoredText } from '#shared/messages/shipped.ts';
import { message } from '#shared/messages/text.ts';
import type { Steps } from '#shared/steps.ts';
import { groupShares, type StoredShares } from '../market/marketCharts.ts';
import { identifyInPlan } from '../portfolio/figureIdentity.ts';
import { labelFigure, share } from '../portfolio/figures.ts';
import { periodLabel } from '../portfolio/labels.ts';
import type { ValuedPlan, Workbook } from '../portfolio/portfolio.ts';

const SUPPLIERS_SHOWN = 3;

/** Whether a table row is China's: as shipped, or as UN Comtrade names it in an imported file. */
const isChina = (who: string): boolean => isStoredText(who, 'shipped.place.CN') || who === 'China';

/** China's newest published share of the world's imports of a metal. */
const worldShare = (facts: readonly Fact[], metal: Metal) => {
  const table = groupShares(facts, 'importerShare').find((shares) => shares.metal === metal && shares.rows.some(({ who }) => isChina(who)));
  const row = table?.rows.find(({ who }) => isChina(who));
  return table && row && { table, row };
};

/** What a published share counts, when and by whom. */
const sourceNote = ({ product, measure, period }: StoredShares, source: string): Message =>
  message('china.metals.worldNote', {
    product: { shipped: product },
    measure: { shipped: measure },
    period: periodLabel(period),
    source: { shipped: source },
  });

/** For each metal of the mine: China's share of committed sales and of world imports, and its largest suppliers. */
export function* chinaMetals(book: Workbook, facts: readonly Fact[], plan: ValuedPlan): Steps<readonly ChinaMetal[]> {
  const exposure = plan.exposure();
  const yearIndex = exposure.years.indexOf(book.year);
  const suppliers = groupShares(facts, 'supplierShare');
  const metals: ChinaMetal[] = [];
  for (const metal of METALS) {
    const isProduced = [...book.products.values()].some((product) => product.metal === metal);
    if (!isProduced) continue;
    yield;
    const chinaSalesShare = chinaShare(exposure, 'grossValue', (row) => row.members.metal === metal).destination[yearIndex];
    const world = worldShare(facts, metal);
    const supplierTable = suppliers.find((table) => table.metal === metal);
    metals.push({
      metal,
      ...(chinaSalesShare === undefined
        ? {}
        : {
            ours: share(chinaSalesShare, {
              decimals: 0,
              route: `/contracts?zone=china&metal=${metal}`,
              identity: identifyInPlan(book, plan, 'chinaShare', { period: book.year, subject: `metal:${metal}` }),
            }),
          }),
      ...(world === undefined ? {} : { world: { ...world.row.share, decimals: 0 } }),
      ...(world === undefined ? {} : { worldNote: sourceNote(world.table, world.row.source) }),
      suppliers: (supplierTable?.rows ?? [])
        .filter(({ who }) => !isStoredText(who, 'shipped.place.others'))
        .slice(0, SUPPLIERS_SHOWN)
        .map((row) => ({ who: { shipped: row.who }, share: { ...row.share, decimals: 0 } })),
      ...(supplierTable === undefined ? {} : { suppliersNote: sourceNote(supplierTable, supplierTable.rows[0]?.source ?? '') }),
    });
  }
  return metals;
}

/** Public cases in which China, or a buyer in it, closed its market to sellers: shocks other than cycles of demand. */
export const chinaPrecedents = (facts: readonly Fact[]): China['precedents'] =>
  facts
    .filter(({ topic, note }) => topic === 'publicShock' && /\bChina\./.test(note) && !note.startsWith('Demand cycle'))
    .flatMap(({ subject, metal, value, measure, period, source }) =>
      metal === undefined
        ? []
        : [
            {
              what: { shipped: subject },
              metal,
              change:
                value === undefined
                  ? labelFigure({ shipped: measure ?? '' })
                  : share(value / 100, { decimals: 0, sign: true, origin: 'source' }),
              when: periodLabel(period),
              source: { shipped: source },
            },
          ],
    );
