import type { correlationMessages as english } from '../en/correlation.ts';
import type { Translated } from '../text.ts';

/** Texts of price correlations. In Chinese. */
export const correlationMessages = {
  'correlation.title': '价格相关性',
  'correlation.note': '对数收益率的相关系数，即模拟所用的数值',
  'correlation.reference': '价格基准',
  'correlation.change': '修改或拟合',
  'correlation.repaired': '这些相关系数彼此不一致。模拟采用最接近的一致矩阵，如下所示。其中 {count} 个数值的差异超过 0.005。',
  'correlation.holds': '这些相关系数彼此一致，模拟按原值使用。',
  'correlation.cell': '{a} 与 {b}：{value}',
  'correlation.pair': '{a} 与 {b}',
  'correlation.stated': '相关系数',
  'correlation.used': '调整后采用值',
  'correlation.fittedAs': '按工作区自有价格拟合：{value} ± {error}。',
  'correlation.significant': '在 5% 水平上显著异于零。',
  'correlation.notSignificant': '在 5% 水平上与零无显著差异：收益率样本太少。',
  'correlation.window.month': { one: '{count} 个月度收益率，{from} 至 {to}。', other: '{count} 个月度收益率，{from} 至 {to}。' },
  'correlation.window.year': {
    one: '{count} 个年均价收益率，{from} 至 {to}；共有的月份太少。',
    other: '{count} 个年均价收益率，{from} 至 {to}；共有的月份太少。',
  },
  'correlation.tooFew': '两者共有的价格太少。拟合需要连续 36 个月或八个完整年度，且没有零价。',
  'correlation.use': '采用 {value}',
  'correlation.useAll': { one: '采用 {count} 对的拟合值', other: '采用 {count} 对的拟合值' },
  'correlation.back': '恢复为 {value}',
  'correlation.backAll': '恢复为公布值',
  'correlation.set': '相关系数已更改',
  'correlation.typed': '手动录入。',
  'correlation.fitSource': '按工作区自有价格拟合：{window}',
  'correlation.published': '公布值',
  'correlation.publishedSource':
    '2012年6月至2025年9月的月对数收益率：世界银行粉单（Pink Sheet）大宗商品价格数据，2026-06-02 更新；锂、锰与钴取自国际货币基金组织初级商品价格，2025-10 版。',
  'correlation.source': '来源：{source}',
  'correlation.sameMetal': '默认假设：同一金属的两种价格。',
  'correlation.goldSilver':
    '默认假设，范围 0.65 至 0.85。公布数值：0.84（期货日收益，2010年9月至2011年3月，Futures Magazine，2011年5月）；约 0.75（Market Realist，2016年7月）。',
  'correlation.goldBase': '默认假设，范围 0 至 0.4；没有公布的数值。',
  'correlation.silverBase': '默认假设，范围 0.1 至 0.5；没有公布的数值。',
  'correlation.unpublished': '默认假设：没有公布的数值。',
} as const satisfies Translated<typeof english>;
