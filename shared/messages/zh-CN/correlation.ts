import type { correlationMessages as english } from '../en/correlation.ts';
import type { Translated } from '../text.ts';

/** Texts of correlations: how prices move together. In Chinese. */
export const correlationMessages = {
  'correlation.title': '价格的联动',
  'correlation.note': '对数收益率的相关系数，即模拟所用的数值',
  'correlation.reference': '价格基准',
  'correlation.change': '修改或拟合',
  'correlation.repaired': '这些数值无法同时成立：模拟取最接近的可行矩阵，如下所示。其中 {count} 个变动超过 0.005。',
  'correlation.holds': '这些数值可同时成立：模拟按原值使用。',
  'correlation.cell': '{a} 与 {b}：{value}',
  'correlation.pair': '{a} 与 {b}',
  'correlation.stated': '相关系数',
  'correlation.used': '修正后',
  'correlation.fittedAs': '按工作区自有价格：{value} ± {error}。',
  'correlation.significant': '在 5 % 水平上显著。',
  'correlation.notSignificant': '在 5 % 水平上不显著：收益率太少，说明不了什么。',
  'correlation.window.month': { one: '{count} 个月度收益率，{from} 至 {to}。', other: '{count} 个月度收益率，{from} 至 {to}。' },
  'correlation.window.year': {
    one: '{count} 个年均价收益率，{from} 至 {to}；共有的月份太少。',
    other: '{count} 个年均价收益率，{from} 至 {to}；共有的月份太少。',
  },
  'correlation.tooFew': '两者共有的价格太少：需要连续 36 个月，或八个完整年度，且没有零价。',
  'correlation.use': '采用 {value}',
  'correlation.useAll': { one: '采用 {count} 对的拟合值', other: '采用 {count} 对的拟合值' },
  'correlation.back': '恢复为 {value}',
  'correlation.backAll': '恢复为公布值',
  'correlation.set': '相关系数已设定',
  'correlation.typed': '手工输入。',
  'correlation.fitSource': '按工作区自有价格：{window}',
  'correlation.published': '公布值',
  'correlation.publishedSource':
    '2012年6月至2025年9月的月对数收益率：世界银行粉单（Pink Sheet）大宗商品价格数据，2026-06-02 更新；锂、锰与钴取自国际货币基金组织初级商品价格，2025-10 版。',
  'correlation.source': '依据：{source}',
  'correlation.sameMetal': '系统默认：同一金属的两种价格。',
  'correlation.unpublished': '系统默认：没有公布的数值。',
} as const satisfies Translated<typeof english>;
