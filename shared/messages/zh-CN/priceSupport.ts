import type { priceSupportMessages as english } from '../en/priceSupport.ts';
import type { Translated } from '../text.ts';

/** Price-floor programmes of a third party: the form of a contract, and its terms in documents. In Chinese. */
export const priceSupportMessages = {
  'form.group.support': '第三方价格支持',
  'form.support.floor': '保底价',
  'form.support.reference': '对照指数',
  'form.support.element': '支持的含量',
  'form.support.wholeTonne': '每干吨',
  'form.support.upsideShare': '支付方分享高于保底价的比例',
  'form.support.upsideFrom': '分享起始',
  'form.support.paymentMonths': '季度结束后付款',
  'form.support.payer': '支付方',
  'form.support.defaultPayer': '第三方',
  'form.support.rating': '支付方评级',
  'form.support.note': '支付方每季度按交付含量补足指数季度均价低于保底价的差额，不属于买方价格。模拟中支付方按其自身评级可能违约。',
  'form.support.perTonneOf': 'USD/t（{element}）',
  'summaries.term.priceSupport': '价格支持',
  'summaries.term.supportPerElement': '{element} {floor}，按 {reference} 季度均价，季度结束后{paid}付款',
  'summaries.term.supportPerDmt': '{floor}，按 {reference} 季度均价，季度结束后{paid}付款',
  'summaries.term.supportPayer': '支付方',
  'summaries.term.supportPayerValue': '{payer}（评级 {rating}）',
  'summaries.term.supportUpside': '支付方对高于保底价部分的分享',
  'summaries.term.supportUpsideFrom': '{share}，自 {month} 交货起',
  'sentence.priceSupport': '{payer} 按季度补足 {reference} 低于 {floor} 的差额；',
  'sentence.priceSupportShared': '{payer} 按季度补足 {reference} 低于 {floor} 的差额，并分享高于部分的 {share}；',
} as const satisfies Translated<typeof english>;
