import type { shippedScenariosMessages as english } from '../en/shippedScenarios.ts';
import type { Translated } from '../text.ts';

/** Names, notes and sources of the built-in scenarios. In Chinese. */
export const shippedScenariosMessages = {
  'shipped.scenario.china-slump.name': '中国需求下滑',
  'shipped.scenario.china-slump.note':
    '跌幅同 2011 至 2016 年中国经济放缓时期，锂同 2022 至 2024 年的中国碳酸锂，各按自身的月数，但不超过 24 个月。随后持平 6 个月，再用 24 个月回升一半。铝土矿与氧化铝随铝变动。',
  'shipped.scenario.financial-crisis.name': '金融危机（2008–09 年）',
  'shipped.scenario.financial-crisis.note': '{episode}锂与锰在这些年份没有价格，保持不变。',
  'shipped.scenario.china-slowdown.name': '中国经济放缓（2011–16 年）',
  'shipped.scenario.china-slowdown.note': '{episode}碳酸锂在这些年份没有价格，保持不变。',
  'shipped.scenario.covid.name': '新冠疫情（2020 年）',
  'shipped.scenario.covid.note': '{episode}锂随中国碳酸锂变动。',
  'shipped.scenario.boom.name': '大宗商品繁荣（2020–22 年）',
  'shipped.scenario.boom.note': '{episode}锂随中国碳酸锂变动。',
  'shipped.scenario.fall-after-boom.name': '繁荣后的下跌（2021–25 年）',
  'shipped.scenario.fall-after-boom.note': '{episode}锂随中国碳酸锂变动。',
  'shipped.scenario.china-hard-landing.name': '中国硬着陆',
  'shipped.scenario.china-hard-landing.note': '一家银行对中国增速为 3% 时后果的估计。下跌历时 12 个月为默认假设。{recovery}',
  'shipped.scenario.lithium-bust.name': '锂价崩跌（2022–24 年）',
  'shipped.scenario.lithium-bust.note': '各锂价格基准均随中国碳酸锂变动。{recovery}',
  'shipped.scenario.cobalt-bust.name': '钴价崩跌（2022–25 年）',
  'shipped.scenario.cobalt-bust.note': '{recovery}',
  'shipped.scenario.drc-cobalt-ban.name': '刚果（金）钴出口禁令',
  'shipped.scenario.drc-cobalt-ban.note': '价格在 3 个月内上涨并保持，因为禁令之后实行了配额；保持不变为默认假设。其他产地的钴受益。',
  'shipped.scenario.indonesia-nickel-ban.name': '印尼镍矿出口禁令',
  'shipped.scenario.indonesia-nickel-ban.note': '{recovery}',
  'shipped.scenario.us-copper-tariff.name': '美国铜关税调整',
  'shipped.scenario.us-copper-tariff.note':
    '下跌的是纽约价格，伦敦几乎未动。内置价格基准均非纽约报价，因此这里由各铜价承受，对以伦敦价格计价的吨数而言是上限。{recovery}',
  'shipped.scenario.copper-barred-from-china.name': '铜精矿被禁止进入中国',
  'shipped.scenario.copper-barred-from-china.note':
    '中国在 12 个月内不接收我方的铜，买方免责，如同进口禁令。未提货的吨数在其他地区现货销售；超出当地市场深度的吨数会压低价格。',
  'shipped.scenario.central-buyer-refuses.name': '统一采购方拒收某一产品',
  'shipped.scenario.central-buyer-refuses.note': '中国四分之一的铁矿石提货落空，没有合同予以免责。持续 12 个月为默认假设。',
  'shipped.scenario.mills-defer.name': '钢厂违约或推迟提货',
  'shipped.scenario.mills-defer.note': '现货价跌破合同价，钢厂放弃一个月提货量的一半。{recovery}',
  'shipped.scenario.copper-charges-zero.name': '铜 TC/RC 归零',
  'shipped.scenario.copper-charges-zero.note':
    '长协基准再次出现 2025 至 2026 年的降幅，降至零以下：12 个月内减少 21.25 USD/dmt，此后保持。所需时间为默认假设。精矿卖方受益。',
  'shipped.note.episode':
    '各金属按当时的幅度与月数变动，随后持平 6 个月，再用 24 个月回归一半（默认假设）。仅涉及价格：没有已知的数量数据。铝土矿与氧化铝随铝变动。',
  'shipped.note.recovery': '持平 6 个月、再用 24 个月回归一半，均为默认假设。',
  'shipped.move.observed': '{from} 至 {to}（{months} 个月）{change}%：{source}。',
  'shipped.move.barclays': '2013 年的一个情景，中国增速 3%，{change}%：巴克莱银行，据 2013-07 报道。',
  'shipped.move.chinaDemand': '默认假设：中国需求在 12 个月内降至平台水平的 0.85，并以同样的时间恢复。',
  'shipped.move.drcBan': '2025 年第一季度（停止出口）+39%：当时的媒体报道。随后实行配额：末季 18,125 t，2026 与 2027 年每年 96,600 t。',
  'shipped.move.indonesiaBan': '2019-06 至 2019-08（禁令提前）+25%：当时的媒体报道。',
  'shipped.move.usTariff': '2025-07-30 COMEX 一小时内 −22%，其较 LME 28 至 30% 的升水消失：当时的媒体报道。',
  'shipped.move.copperBarred':
    '2019-12 至 2020-12 澳大利亚对华数量 −100%，由每月 110,930 t 降至 0；总出口仅下降 8%，其余改销他处：当时的媒体报道。',
  'shipped.move.centralBuyer': '2025 年某一产品 −100%，约占一家卖方产量的 25%：财新，2025-10-15。',
  'shipped.move.millsPrice': '当年现货 −23%，跌破合同价后出现拒收：路透社，2012 年。',
  'shipped.move.millsVolume': '2012-08 一个月内拒收或推迟 3 至 4 Mt：路透社，2012 年。视为一个月提货量的一半为默认假设。',
  'shipped.move.copperCharges':
    '长协基准由 2025 年的 21.25 USD/dmt 与 2.125 USc/lb 降至 2026 年的 0，−100%；现货约 −40 USD/dmt：当时的媒体报道。',
  'shipped.series.worldBank': '世界银行粉单（Pink Sheet）大宗商品价格数据',
  'shipped.series.imfFile': '国际货币基金组织初级商品价格，external-data.xls',
  'shipped.series.imf': '国际货币基金组织初级商品价格',
  'shipped.series.carbonate': 'Investing.com 的中国碳酸锂历史价格（公开副本）',
  'shipped.series.carbonateAndMetal': 'Investing.com 的中国碳酸锂历史价格（公开副本）；按国际货币基金组织月均价，金属锂为 −84%',
} as const satisfies Translated<typeof english>;
