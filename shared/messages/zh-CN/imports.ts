import type { importsMessages as english } from '../en/imports.ts';
import type { Translated } from '../text.ts';

/** Texts of import and export files. In Chinese. */
export const importsMessages = {
  'imports.source': '导入自 {name}',
  'imports.pasted': '粘贴的{what}',
  'imports.fieldIssue': '{field}：{issue}',
  'imports.period': '{from}至{to}',
  'imports.check.unusualTerm': '{field}为 {value}，而该金属模板为 {usual}：请核对单位。',
  'imports.check.likeContract': '{code} 的买方、产品和起止月份与此相同。如为同一合同，请在文件中填写该编号。',
  'imports.check.aboveProduction': '{tonnes} 是 {product} 最大年产量 {most} 的 {ratio} 倍。请核对吨数和单位。',
  'imports.job.check': '已检查行数',
  'imports.job.copy': '工作区备份（页）',
  'imports.job.write': '已保存的记录与价格',
  'imports.corrected.name': '{name}（待更正）',
  'imports.template.name': 'Orebook 模板',
  'imports.template.guide': '说明',
  'imports.template.title': 'Orebook 模板',
  'imports.template.one': '一行为一条记录。以“示例：”开头的行演示填法，导入时会跳过。',
  'imports.template.two': '每个列标题都有批注：是否必填、使用何种单位、可识别哪些词。空白单元格采用默认假设，或保留原值。',
  'imports.template.three': '合同按“买方”“产品”工作表中的名称引用买方和产品，可放在同一文件中。',
  'imports.template.four': '月份写作 2027-01 或 Jan 2027；日期写作 2027-01-31。吨数为干吨，份额为百分比。',
  'imports.template.five': '在 Orebook 中打开“数据”并选择此文件。保存之前可查看全部更改。',
  'imports.prices.worldBank': '世界银行粉单（Pink Sheet），月均价',
  'imports.prices.worldBankOf': '世界银行粉单（Pink Sheet），月均价，更新于 {updated}',
  'imports.prices.imf': '国际货币基金组织初级商品价格，月均价',
  'imports.series.twice': '此文件已有另一序列导入为 {reference}。请只选一个。',
  'imports.series.unitOther': '文件单位为 {stated}，基准单位为 {wanted}。请选择与文件单位相同的基准。',
  'imports.series.unitUnknown': '文件未注明单位，也没有已知的 {wanted} 价格可供比较。请另选基准。',
  'imports.series.unitOff': '其水平是已知 {wanted} 价格的 {ratio} 倍：可能是其他单位或其他商品。请另选基准。',
  'imports.series.unitInverse':
    '报价方向相反：文件为每单位该货币折合的美元数，Orebook 采用 {wanted}，即每 1 美元折合的该货币数。请在文件中改填各汇率的倒数。',
  'imports.series.ironBefore2006':
    '剔除 2006 年以前的 {count} 个月：当时为年度长协价，单位为美分/干吨度。2006 年起为现货价，单位为美元/干吨，不论文件如何注明。',
  'imports.series.late': '剔除：估值日之后的 {count} 个月。',
  'imports.series.early': '剔除：1990 年以前的 {count} 个月。',
  'imports.trade.doubled': '各伙伴国合计为世界总额的 {ratio} 倍：明细与合计被重复计入。',
  'imports.trade.differs': '各伙伴国合计为世界总额的 {percent}%。',
  'imports.trade.partOf': '属于 {code} 的一部分，后者也在此文件中。',
  'exports.picture.name': '{title}，{date}',
  'exports.name': '{name}，{date}',
} as const satisfies Translated<typeof english>;
