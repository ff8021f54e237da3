import type { sampleMessages as english } from '../en/sample.ts';
import type { Translated } from '../text.ts';

/** Names of the records of the sample mine. In Chinese. */
export const sampleMessages = {
  'sample.product.spodumene': '锂辉石精矿 SC6',
  'sample.product.nickel': '氢氧化镍钴（MHP）',
  'sample.limit.china': '中国，收入占比',
  'sample.limit.copperGroup': '单一集团，铜',
  'sample.limit.copperSold': '2027 年铜已售比例',
  'sample.limit.rating': '评级 B 及以下',
  'sample.limit.largestContract': '最大单一合同',
  'sample.limit.state': '国有买方',
  'sample.limit.traders': '贸易商',
  'sample.limit.lithium': '锂买方数',
  'sample.plan.renew': '与 Hai Long 续约',
  'sample.plan.spread': '分售三家',
} as const satisfies Translated<typeof english>;
