import type { Catalogue } from '../text.ts';

/** Names, notes and sources of the scenarios that ship, sentence by sentence. In Chinese. */
export const shippedScenarios: Catalogue = {
  'China slump': '中国需求下滑',
  'Financial crisis, 2008–09': '金融危机（2008–09 年）',
  'China slowdown, 2011–16': '中国经济放缓（2011–16 年）',
  'Covid, 2020': '新冠疫情（2020 年）',
  'Boom, 2020–22': '大宗商品繁荣（2020–22 年）',
  'Fall after the boom, 2021–25': '繁荣后的下跌（2021–25 年）',
  'China hard landing': '中国硬着陆',
  'Lithium bust, 2022–24': '锂价崩跌（2022–24 年）',
  'Cobalt bust, 2022–25': '钴价崩跌（2022–25 年）',
  'D.R.C. cobalt export ban': '刚果（金）钴出口禁令',
  'Indonesia nickel ore ban': '印尼镍矿出口禁令',
  'US copper tariff change': '美国铜关税调整',
  'Copper concentrate barred from China': '铜精矿被禁止进入中国',
  'Central buyer refuses a product': '统一采购方拒收某一产品',
  'Mills default or defer': '钢厂违约或推迟提货',
  'Copper TC/RC to zero': '铜 TC/RC 归零',

  'Falls as in the Chinese slowdown of 2011 to 2016, lithium as Chinese carbonate from 2022 to 2024, each over its own months but no longer than 24; flat for 6 months; half-way back over 24.':
    '跌幅同 2011 至 2016 年中国经济放缓时期，锂同 2022 至 2024 年的中国碳酸锂；各按自身的月数，但不超过 24 个月；持平 6 个月；再用 24 个月回升一半。',
  'Bauxite and alumina take the fall of aluminium.': '铝土矿与氧化铝取铝的跌幅。',
  'Each metal moves as it did, over its own months; then flat for 6 and half-way back over 24, which are house defaults.':
    '各金属按当时的幅度与月数变动；随后持平 6 个月，再用 24 个月回归一半，二者均为系统默认。',
  'Prices only: no figure for volume is known.': '仅涉及价格：没有已知的数量数据。',
  'Bauxite and alumina move as aluminium.': '铝土矿与氧化铝随铝变动。',
  'Lithium and manganese have no price for those years and stay.': '锂与锰在这些年份没有价格，保持不变。',
  'Lithium carbonate has no price for those years and stays.': '碳酸锂在这些年份没有价格，保持不变。',
  'Lithium moves as carbonate in China.': '锂随中国碳酸锂变动。',
  'What a bank thought would follow if China grew by 3 %.': '一家银行设想的、中国增速为 3 % 时的后果。',
  'The fall over 12 months is a house default.': '下跌历时 12 个月为系统默认。',
  'Flat for 6 months, then half-way back over 24, are house defaults.': '持平 6 个月、再用 24 个月回归一半，均为系统默认。',
  'Every lithium reference moves as carbonate in China.': '各锂价格基准均随中国碳酸锂变动。',
  'A rise over 3 months that stays, because quotas followed the ban; that it stays is a house default.':
    '价格在 3 个月内上涨并保持，因为禁令之后实行了配额；保持不变为系统默认。',
  'Cobalt from elsewhere gains.': '其他产地的钴受益。',
  'The fall was of the price in New York; London hardly moved.': '下跌的是纽约价格，伦敦几乎未动。',
  'No reference that ships is quoted in New York, so every copper price takes it here: an upper bound for tonnes priced in London.':
    '随附的价格基准没有纽约报价，因此这里由各铜价承受：对以伦敦价格计价的吨数而言是上限。',
  'China takes no copper of ours for 12 months, and buyers are excused, as under an import ban.':
    '中国在 12 个月内不接收我方的铜，买方免责，如同进口禁令。',
  'What is not called is offered on spot: where the spot zone is China it waits until the ban ends.':
    '未提货的吨数按现货销售；现货地区为中国的，等到禁令结束。',
  'A quarter of iron ore calls from China fail, and no contract excuses it.': '中国四分之一的铁矿石提货落空，没有合同予以免责。',
  'That it lasts 12 months is a house default.': '持续 12 个月为系统默认。',
  'Spot falls below contract prices, and mills leave half of one month’s calls.': '现货跌破合同价，钢厂放弃一个月提货量的一半。',
  'The step of the benchmark from 2025 to 2026, once more and below zero: 21.25 USD/dmt less over 12 months, to stay.':
    '长协基准从 2025 到 2026 年的降幅再来一次，降至零以下：12 个月内减少 21.25 USD/dmt，此后保持。',
  'The time it takes is a house default.': '所需时间为系统默认。',
  'Who sells concentrate gains.': '精矿卖方受益。',

  '{change} % from {from} to {to} ({months} months): {source}.': '{from} 至 {to}（{months} 个月）{change} %：{source}。',
  'World Bank Commodity Price Data (Pink Sheet)': '世界银行粉单（Pink Sheet）大宗商品价格数据',
  'IMF Primary Commodity Prices, external-data.xls': '国际货币基金组织初级商品价格，external-data.xls',
  'IMF Primary Commodity Prices': '国际货币基金组织初级商品价格',
  'Investing.com history of a Chinese lithium carbonate price, from a public copy': 'Investing.com 的中国碳酸锂历史价格（公开副本）',
  'Investing.com history of a Chinese lithium carbonate price, from a public copy; lithium metal −84 % by IMF monthly averages':
    'Investing.com 的中国碳酸锂历史价格（公开副本）；按国际货币基金组织月均价，金属锂为 −84 %',
  'House default: demand in China falls to 0.85 of its plateau over 12 months and comes back in the same time.':
    '系统默认：中国需求在 12 个月内降至平台水平的 0.85，并以同样的时间恢复。',
  '{change} % in a scenario of 2013, growth of 3 % in China: Barclays, as reported 2013-07.':
    '2013 年的一个情景，中国增速 3 %，{change} %：巴克莱银行，据 2013-07 报道。',
  '+39 % in the first quarter of 2025, when exports were stopped: Press reports of the time.':
    '2025 年第一季度（停止出口）+39 %：当时的媒体报道。',
  'Quotas followed: 18,125 t for the last quarter, 96,600 t a year for 2026 and 2027.':
    '随后实行配额：末季 18,125 t，2026 与 2027 年每年 96,600 t。',
  '+25 % from 2019-06 to 2019-08, when the ban was brought forward: Press reports of the time.':
    '2019-06 至 2019-08（禁令提前）+25 %：当时的媒体报道。',
  '−22 % on COMEX in one hour on 2025-07-30, its premium of 28 to 30 % over LME gone: Press reports of the time.':
    '2025-07-30 COMEX 一小时内 −22 %，其较 LME 28 至 30 % 的升水消失：当时的媒体报道。',
  '−100 % of Australian volume into China from 2019-12 to 2020-12, 110,930 t a month to 0; total exports fell by only 8 %, the rest went elsewhere: Press reports of the time.':
    '2019-12 至 2020-12 澳大利亚对华数量 −100 %，由每月 110,930 t 降至 0；总出口仅下降 8 %，其余改销他处：当时的媒体报道。',
  '−100 % of one product, about 25 % of one seller’s output, in 2025: Caixin 2025-10-15.':
    '2025 年某一产品 −100 %，约占一家卖方产量的 25 %：财新，2025-10-15。',
  'Spot −23 % in the year, refusals after the fall below contract prices: Reuters 2012.':
    '当年现货 −23 %，跌破合同价后出现拒收：路透社，2012 年。',
  '3 to 4 Mt refused or deferred in one month, 2012-08: Reuters 2012.': '2012-08 一个月内拒收或推迟 3 至 4 Mt：路透社，2012 年。',
  'That it is half of a month’s calls is a house default.': '相当于一个月提货量的一半为系统默认。',
  'Benchmark from 21.25 USD/dmt and 2.125 USc/lb in 2025 to 0 in 2026, −100 %; spot about −40 USD/dmt: press reports of the time.':
    '长协基准由 2025 年的 21.25 USD/dmt 与 2.125 USc/lb 降至 2026 年的 0，−100 %；现货约 −40 USD/dmt：当时的媒体报道。',
};
