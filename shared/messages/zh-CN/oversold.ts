import type { oversoldMessages as english } from '../en/oversold.ts';
import type { Translated } from '../text.ts';

/** Texts of plans that commit more tonnes than they produce. In Chinese. */
export const oversoldMessages = {
  'oversold.verdict.nominal': '{plan} 超卖：{years} 年 {product} 的承诺量超出计划产量 {tonnes}。短交赔偿为 {damages}。',
  'oversold.verdict.certain':
    '{plan} 必然超卖：{product} 的最低承诺量也超出计划产量。{years} 年名义承诺量超出 {tonnes}，短交赔偿为 {damages}。',
  'oversold.verdict.nothing':
    '{plan} 在 {years} 年无法交付任何 {product}：没有计划产量，却已承诺 {tonnes}。请录入计划产量，或将合同移出方案。',
  'oversold.verdict.others': '另外还超卖 {products}。',
  'oversold.years': '{from}–{to}',
  'oversold.mark': '超卖 {years} 年：{product} 短缺 {tonnes}，赔偿 {damages}',
  'oversold.markCertain': '必然超卖 {years} 年：{product} 短缺 {tonnes}，赔偿 {damages}',
  'oversold.title': '超卖的产品',
  'oversold.short': '短缺吨数',
  'oversold.shortOf': '{product}，短缺吨数',
  'oversold.shortFormula': '名义承诺量减去计划产量，对超出的年份求和。',
  'oversold.shortYearFormula': '当年名义承诺量减去计划产量。',
  'oversold.committed': '名义承诺量',
  'oversold.planned': '计划产量',
  'oversold.damages': '短交赔偿',
  'oversold.damagesOf': '{product}，短交赔偿',
  'oversold.damagesFormula': '每一已要求而未交付的吨：买方在现货市场多付的金额，加上合同净价的赔偿比例。按交货年份计。',
  'oversold.year': '年份',
  'oversold.product': '产品',
  'oversold.certainty': '承诺量',
  'oversold.certain': '最低量超出产量',
  'oversold.nominal': '名义量超出产量',
  'oversold.reduce': '减少承诺量',
  'oversold.health': '方案“{plan}”在 {years} 年的承诺量比产量多 {tonnes}。合同交货被削减，应付赔偿 {damages}。',
  'overview.coverage.oversold': '超卖',
  'health.kind.oversold': '超卖',
  'dates.kind.oversold': '处理超卖产品',
  'effect.oversold': '{product}，全部年份短缺吨数',
  'effect.damages': '{product}，短交赔偿',
  'compare.oversold.short': '超卖吨数',
  'compare.oversold.damages': '短交赔偿',
  'overview.destinations.oversold': '超卖 {share}',
  'overview.destinations.noteOversold': '{year} 年，占计划产量的比例；承诺量超出产量时高于 100 %',
  'diversification.coverage.oversold': '超卖 {tonnes}',
} as const satisfies Translated<typeof english>;
