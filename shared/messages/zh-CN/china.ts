import type { chinaMessages as english } from '../en/china.ts';
import type { Translated } from '../text.ts';

/** Texts of the China page. In Chinese. */
export const chinaMessages = {
  'china.meta': '方案中目的地为中国的合同 {count} 份',
  'china.plan': '规划对华长期合同',

  'china.verdict.none': '此方案没有合同发往中国。纳入一份后，其收入与损失即在此显示。',
  'china.verdict.protection': '我方对华销售中，{none} 既无底价也无照付不议，{floor} 设有底价。',
  'china.verdict.cash': '{year} 年来自中国的净收入为 {base}。',
  'china.verdict.cashThen': '{year} 年来自中国的净收入为 {base}；“{scenario}”情景下为 {slump}；若{metals}被禁止进口一年，则为 {ban}。',
  'china.verdict.cashThenTwo':
    '{year} 年来自中国的净收入为 {base}；“{scenario}”情景下为 {slump}；若{metals}和{second}被禁止进口一年，则为 {ban}。',
  'china.verdict.dates': '{count} 份合同在 {month}之前有复议或续约。',

  'china.tenors.title': '期限与保护',
  'china.tenors.note': '按 {year} 年收入由高到低',
  'china.tenors.buyer': '买方',
  'china.tenors.until': '到期',
  'china.tenors.next': '下一日期',
  'china.tenors.revenue': '收入 {year}',
  'china.tenors.none': '此方案没有合同发往中国。',
  'china.tenors.line': '{protection}，至 {end}',
  'china.date.review': '复议 {month}',
  'china.date.renewal': '续约 {month}',
  'china.protection.floor': '底价',
  'china.protection.takeOrPay': '仅照付不议',
  'china.protection.none': '无保护',
  'china.protection': '保护',
  'china.protection.bar': '收入占比（条形）',
  'china.protection.share': '收入占比',

  'china.cash.title': '来自中国的分年净收入',
  'china.cash.summary': '按付款年度列示的来自中国的净收入：价格假设下、“{scenario}”情景下及进口禁令下。',
  'china.cash.base': '价格假设',
  'china.cash.ban': '进口禁令，{from} 至 {to}',
  'china.cash.months': '{count} 个月',
  'china.displacement.title': '转售吨数的损失',
  'china.displacement.note': '中国少提吨数的损失，按价格假设或情景价格计算。集中成本是损失中因这些吨数同时转售、超出市场深度而增加的部分。',
  'china.displacement.closed': '中国关闭，{from} 至 {to}',
  'china.ban.note':
    '默认假设：{from} 至 {to} 中国不采购{metals}。买方免责；这些吨数按价格假设在其他地区现货销售，超出市场深度时价格更低，不计为来自中国的收入。',
  'china.ban.none': '没有对华销售，进口禁令不产生影响。',
  'china.ban.two': '{first}和{second}',

  'china.metals.title': '中国占比：我方销售与全球',
  'china.metals.note': '{year} 年已承诺销售的占比（%），按可计价总值',
  'china.metals.metal': '金属',
  'china.metals.track': '占比图示',
  'china.metals.source': '来源',
  'china.metals.ours': '我方',
  'china.metals.world': '全球',
  'china.metals.suppliers': '主要供应国',
  'china.metals.supplier': '{who} {share}',
  'china.metals.worldNote': '{product}，{measure}，{period}：{source}',
  'china.metals.line': '{metal}：我方 {ours}，全球 {world}',

  'china.suppliers.title': '中国的其他供应来源',
  'china.suppliers.note': '中国进口的公开份额，前三位',

  'china.byProtection.title': '按保护方式划分的收入',
  'china.byProtection.note': '占 {year} 年来自中国的 {revenue} 的比例（%）',

  'china.state.title': '有国家背景的买方',
  'china.state.central': '{buyer} 为所有钢厂集中采购，可代表全体拒收某一产品：{year} 年 {revenue}，至 {end}。',
  'china.state.owned': '{buyer} 为国有企业：{year} 年 {revenue}，至 {end}。',
  'china.state.central.others': '另有 {count} 家买方集中采购：{year} 年 {revenue}，至 {end}。',
  'china.state.owned.others': '另有 {count} 家买方为国有企业：{year} 年 {revenue}，至 {end}。',
  'china.state.none': '这些买方均非国有，也不为全体钢厂集中采购。',

  'china.precedents.title': '先例',
  'china.precedents.note': '中国的公开案例',
  'china.precedents.what': '事件',
  'china.precedents.when': '时间',

  'china.explain.protection': '来自中国的收入的保护情况',
  'china.explain.protection.formula': '截至估值日具有该保护的合同在 {year} 年来自中国的净收入，除以全部合同的该项收入。',
  'china.explain.protection.part': '具有此项保护',
  'china.explain.protection.all': '来自中国的合计',
  'china.explain.cash.line': '{buyer} {code}',
  'china.explain.cash': '{year} 年来自中国的净收入',
  'china.explain.cash.formula': '各合同在 {year} 年实付的净收入，乘以其最终运往中国的吨数占比。',
} as const satisfies Translated<typeof english>;
