import type { Catalogue } from '../text.ts';

/** Names and sources of the references and prices that ship, and what fills the months between. In Chinese. */
export const shippedPrices: Catalogue = {
  'Iron ore fines 62/61 %, CFR China': '铁矿粉 62/61 % CFR 中国',
  'Iron ore fines 65 %, CFR China': '铁矿粉 65 % CFR 中国',
  'Iron ore fines 58 %, CFR China': '铁矿粉 58 % CFR 中国',
  'Copper, LME cash': 'LME 铜现货',
  'Aluminium, LME cash': 'LME 铝现货',
  'Zinc, LME cash': 'LME 锌现货',
  'Nickel, LME cash': 'LME 镍现货',
  'Lead, LME cash': 'LME 铅现货',
  'Tin, LME cash': 'LME 锡现货',
  'Cobalt, LME cash': 'LME 钴现货',
  'Bauxite, CIF China': '铝土矿 CIF 中国',
  'Alumina, FOB Australia': '氧化铝 FOB 澳大利亚',
  'Lithium carbonate 99.5 %, battery grade': '电池级碳酸锂 99.5 %',
  'Lithium hydroxide 56.5 %, battery grade': '电池级氢氧化锂 56.5 %',
  'Lithium carbonate 99.5 %, China, CNY': '碳酸锂 99.5 %（中国，人民币）',
  'Spodumene concentrate SC6, CIF China': '锂辉石精矿 SC6 CIF 中国',
  'Manganese ore 44 %, CIF Tianjin': '锰矿 44 % CIF 天津',
  'Manganese ore 37 %, FOB Port Elizabeth': '锰矿 37 % FOB 伊丽莎白港',
  'Cobalt metal, standard grade, low end': '标准级钴金属低端价',
  Gold: '黄金',
  Silver: '白银',
  'Copper TC, annual benchmark': '铜加工费（TC）长协基准',
  'Copper TC, spot': '铜现货加工费（TC）',
  'Zinc TC, annual benchmark': '锌加工费（TC）长协基准',
  'Zinc TC, spot': '锌现货加工费（TC）',
  'Lead TC, annual benchmark': '铅加工费（TC）长协基准',
  'Tin TC': '锡加工费（TC）',
  'Freight, Western Australia to Qingdao, capesize': '西澳至青岛运费（好望角型）',
  'Freight, Tubarão to Qingdao, capesize': '图巴朗至青岛运费（好望角型）',
  'Freight, Guinea to Yantai, capesize': '几内亚至烟台运费（好望角型）',
  'Freight, Port Elizabeth to Tianjin, supramax': '伊丽莎白港至天津运费（超灵便型）',
  'Freight, Port Hedland to Ningbo, handysize': '黑德兰港至宁波运费（灵便型）',
  'Freight, west coast of South America to China, handysize': '南美西海岸至中国运费（灵便型）',
  'Freight, west coast of South America to Japan and Korea, handysize': '南美西海岸至日韩运费（灵便型）',
  'Freight, west coast of South America to Europe, handysize': '南美西海岸至欧洲运费（灵便型）',
  'Freight, west coast of South America to India, handysize': '南美西海岸至印度运费（灵便型）',
  'USD/CNY': '美元兑人民币',
  'USD/EUR': '美元兑欧元',
  'USD/AUD': '美元兑澳元',

  'World Bank Commodity Price Data (Pink Sheet), monthly means, updated {date}.':
    '世界银行粉单（Pink Sheet）大宗商品价格数据，月均价，{date} 更新。',
  'It labels its prices 62 % Fe in 2026 too.': '其 2026 年价格仍标为 62 % Fe。',
  'Volatility of monthly means, June 2012 to September 2025; sampled at points it is about 1.22 times that.':
    '波动率为 2012年6月至2025年9月的月均价波动率；按时点取样约为其 1.22 倍。',
  'House default: no public price found; 1.12 times the index for fines, residual volatility 0.10.':
    '系统默认：未找到公开价格；取铁矿粉指数的 1.12 倍，残差波动率 0.10。',
  'House default: no public price found; 0.87 times the index for fines, residual volatility 0.10.':
    '系统默认：未找到公开价格；取铁矿粉指数的 0.87 倍，残差波动率 0.10。',
  'House default: no public price found; a round level, and a volatility of the house.':
    '系统默认：未找到公开价格；水平取整数，波动率为系统默认。',
  'USGS Mineral Commodity Summaries 2026 data release, annual means.': '美国地质调查局（USGS）《矿产品概要 2026》数据，年均价。',
  'Volatility of monthly means of a Chinese carbonate price, May 2017 to November 2024; not that of lithium metal.':
    '波动率为 2017年5月至2024年11月中国碳酸锂价格的月均价波动率，并非金属锂的波动率。',
  'House default: no public price found; at the price of carbonate, residual volatility 0.15.':
    '系统默认：未找到公开价格；取碳酸锂价格，残差波动率 0.15。',
  'House default: no public price found; a tenth of the price of lithium carbonate, residual volatility 0.25.':
    '系统默认：未找到公开价格；取碳酸锂价格的十分之一，残差波动率 0.25。',
  'Volatility: that of electrolytic manganese metal stands in for ore, a house default.':
    '波动率：以电解金属锰的波动率代替锰矿，为系统默认。',
  'House default: no public price found; 0.8 times the price of 44 % ore in China, residual volatility 0.10.':
    '系统默认：未找到公开价格；取中国 44 % 锰矿价格的 0.8 倍，残差波动率 0.10。',
  'House default: no public price found; at the LME price, residual volatility 0.05.':
    '系统默认：未找到公开价格；取 LME 价格，残差波动率 0.05。',
  'House default: no public price found; 7.91 times the dollar price of lithium carbonate (7 yuan for a dollar and 13 % value added tax), residual volatility 0.10.':
    '系统默认：未找到公开价格；取碳酸锂美元价格的 7.91 倍（每美元 7 元，含 13 % 增值税），残差波动率 0.10。',
  'Trade press: the benchmark of the year.': '行业媒体：当年的长协基准。',
  'Trade press, 2026: spot charges of about −40 USD/dmt.': '行业媒体，2026 年：现货加工费约 −40 USD/dmt。',
  'House default: no public benchmark found; a round level.': '系统默认：未找到公开的长协基准；水平取整数。',
  'Volatility: house default, 25 USD/dmt over a year.': '波动率：系统默认，一年 25 USD/dmt。',

  'World Bank Pink Sheet, updated {date}.': '世界银行粉单（Pink Sheet），{date} 更新。',
  'World Bank Pink Sheet, updated {date}; iron ore at {grade} % Fe, CFR China.':
    '世界银行粉单（Pink Sheet），{date} 更新；铁矿石为 {grade} % Fe，CFR 中国。',
  'World Bank Pink Sheet, updated {date}, mean of {year}.': '世界银行粉单（Pink Sheet），{date} 更新，{year} 年均价。',
  'World Bank Pink Sheet, updated {date}, mean of {year}; iron ore at {grade} % Fe.':
    '世界银行粉单（Pink Sheet），{date} 更新，{year} 年均价；铁矿石为 {grade} % Fe。',
  'World Bank Pink Sheet, updated {date}, mean of {year}; iron ore at {grade} % Fe, CFR China.':
    '世界银行粉单（Pink Sheet），{date} 更新，{year} 年均价；铁矿石为 {grade} % Fe，CFR 中国。',
  'World Bank Pink Sheet, updated {date}, mean of {year}; iron ore at {grade} % Fe until November, {last} % in December.':
    '世界银行粉单（Pink Sheet），{date} 更新，{year} 年均价；铁矿石到 11 月为 {grade} % Fe，12 月为 {last} %。',
  'USGS Mineral Commodity Summaries 2026 data release: {source}, {year}.':
    '美国地质调查局（USGS）《矿产品概要 2026》数据：{source}，{year} 年。',
  'USGS Mineral Commodity Summaries 2026 data release: {source}, {year} (estimated).':
    '美国地质调查局（USGS）《矿产品概要 2026》数据：{source}，{year} 年（估计值）。',
  'price, annual average-real, battery-grade lithium carbonate, dollars per metric ton': '价格，年均（实际），电池级碳酸锂，美元/吨',
  'price, average, manganese content, cost, insurance, and freight, China, dollars per metric ton unit':
    '价格，平均，按锰含量，CIF 中国，美元/吨度',
  'price, average, dollars per pound, London Metal Exchange (LME), cash, turned into USD/t':
    '价格，平均，美元/磅，伦敦金属交易所（LME）现货，折算为 USD/t',
  'Trade press: zinc concentrate benchmark of {year}.': '行业媒体：{year} 年锌精矿长协基准。',
  'Trade press: copper concentrate benchmark of {year}.': '行业媒体：{year} 年铜精矿长协基准。',
  'Trade press, 2025 to 2026: spot copper charges of about −40 USD/dmt.': '行业媒体，2025 至 2026 年：铜现货加工费约 −40 USD/dmt。',
  'House default: a round level, no public price found.': '系统默认：水平取整数，未找到公开价格。',
  'Typed for the sample; not a published price.': '为示例录入，并非公布的价格。',

  'Mean of the latest three known months, held flat. {source}': '最近三个已知月份的均价，此后持平。{source}',
  'House default: a fixed ratio to {reference}. {source}': '系统默认：与 {reference} 保持固定比例。{source}',
  'House default: 20 % below the base deck.': '系统默认：比基准价格假设低 20 %。',
  'House default: 20 % above the base deck.': '系统默认：比基准价格假设高 20 %。',
};
