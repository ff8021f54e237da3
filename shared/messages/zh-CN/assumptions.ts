import type { assumptionsMessages as english } from '../en/assumptions.ts';
import type { Translated } from '../text.ts';

/** Delivery in a shortage; what the default assumptions are, and what is publicly known about each. In Chinese. */
export const assumptionsMessages = {
  'shortage.priority': '短缺时的交货优先级',
  'shortage.damages': '削减吨数的赔偿',
  'shortage.damagesValue': '净价的 {share}，另加替代采购成本',
  'shortage.byDefault': '{value}（默认假设）',
  'assumption.depth': '市场深度',
  'assumption.depth.default': '各金属的默认假设',
  'assumption.depth.except': '各金属的默认假设，但 {products} 除外',
  'assumption.depth.product': '{product}：月均产量的 {depth}，此后每多一倍损失价格的 {slope}，最多 {cap}',
  'assumption.depthShare': '默认值（{metal}）：月均产量的 {value} 可按全价售出。未找到公布的市场深度。',
  'assumption.depthShare.known': '证据：实物大宗商品贸易中 5–20% 为现货或招标（Mint，2022-12-06）。',
  'assumption.depthShare.lithium':
    '锂辉石多以长期合同销售（maritime-news.com，2021-07-30）；拍卖批量为 5,000–10,000 dmt（Argus，2021-10-07；Australian Mining，2024-03）。',
  'assumption.depthSlope': '默认值：市场深度之外，每多一倍损失价格的 {value}。未找到公布的幅度；建议测试 2–10%。',
  'assumption.depthSlope.known': '证据：中国停止采购后，澳大利亚铜精矿现货折价成交（Hellenic 航运新闻，2023-11-13）。',
  'assumption.depthCap': '默认值：价格的 {value}。未找到公布的幅度；建议测试 15–40%。',
  'assumption.deliveryPriority': '默认值：{value}，即各合同按比例分担短缺。',
  'assumption.damagesShare':
    '默认值：净价的 {value}，另加买方的替代采购成本（《联合国国际货物销售合同公约》第 75–76 条）。未找到公布的幅度；建议测试 0–15%。',
  'assumption.resaleMonths':
    '默认值：{count} 个月。未找到公布的数据；建议测试 1–4 个月。排队的吨数按低于现货价 {discount} 出售，这也是默认假设。',
} as const satisfies Translated<typeof english>;
