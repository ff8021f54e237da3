import type { simulationQuestionMessages as english } from '../en/simulationQuestion.ts';
import type { Translated } from '../text.ts';

/** Texts of probability questions on a simulation run. In Chinese. */
export const simulationQuestionMessages = {
  'simulation.question.title': '概率查询',
  'simulation.question.note': '按本次运行的路径计算',
  'simulation.question.measure': '指标',
  'simulation.question.measure.revenue': '净收入',
  'simulation.question.measure.cash': '现金流',
  'simulation.question.measure.margin': '毛利',
  'simulation.question.measure.tonnes': '交付吨数',
  'simulation.question.measure.netPrice': '净价',
  'simulation.question.subject': '范围',
  'simulation.question.subject.plan': '整个方案，全部买方',
  'simulation.question.subject.spot': '现货销售',
  'simulation.question.period': '期间',
  'simulation.question.period.plan': '整个方案期',
  'simulation.question.sideField': '概率类型',
  'simulation.question.sideField.below': '低于阈值',
  'simulation.question.sideField.atLeast': '达到或高于阈值',
  'simulation.question.threshold': '阈值',
  'simulation.question.percentileField': '自选百分位',
  'simulation.question.ofBuyer': '{buyer}的{measure}',
  'simulation.question.ofSpot': '现货销售的{measure}',
  'simulation.question.inYear': '{year} 年',
  'simulation.question.overPlan': '方案期内（至 {year} 年）',

  'simulation.question.chance.below':
    '{period}{what}低于 {threshold} 的概率为 {chance}：{paths} 条路径中有 {count} 条。标准误 {error}，95 % 区间 {low} 至 {high}。',
  'simulation.question.chance.atLeast':
    '{period}{what}达到或高于 {threshold} 的概率为 {chance}：{paths} 条路径中有 {count} 条。标准误 {error}，95 % 区间 {low} 至 {high}。',
  'simulation.question.never.below':
    '{paths} 条路径中有 {chance} 的{period}{what}低于 {threshold}。其概率小于 {bound} 分之一（95 % 置信度，三倍法则）。',
  'simulation.question.never.atLeast':
    '{paths} 条路径中有 {chance} 的{period}{what}达到或高于 {threshold}。其概率小于 {bound} 分之一（95 % 置信度，三倍法则）。',
  'simulation.question.always.below':
    '{paths} 条路径中有 {chance} 的{period}{what}低于 {threshold}。达到或高于该值的概率小于 {bound} 分之一（95 % 置信度，三倍法则）。',
  'simulation.question.always.atLeast':
    '{paths} 条路径中有 {chance} 的{period}{what}达到或高于 {threshold}。低于该值的概率小于 {bound} 分之一（95 % 置信度，三倍法则）。',
  'simulation.question.lowest': '没有路径低于该阈值，最低的路径为 {value}。',
  'simulation.question.highest': '没有路径达到该阈值，最高的路径为 {value}。',
  'simulation.question.spread': '中位数为 {median}。最差 5 % 均值为 {tail} ± {error}。',
  'simulation.question.percentile': '有 {percentile} 的路径低于 {value} ± {error}。',
  'simulation.question.nothing': '本次运行没有任何路径有{period}{what}。',

  'simulation.question.explain.title': '模拟路径上的概率',
  'simulation.question.explain.below':
    '{period}{what}严格低于 {threshold} 的路径数，除以全部路径数。标准误为 p (1 − p) / n 的平方根：{error}。95 % 威尔逊区间：{low} 至 {high}。',
  'simulation.question.explain.atLeast':
    '{period}{what}达到或高于 {threshold} 的路径数，除以全部路径数。标准误为 p (1 − p) / n 的平方根：{error}。95 % 威尔逊区间：{low} 至 {high}。',
  'simulation.question.explain.count.below': '低于阈值的路径',
  'simulation.question.explain.count.atLeast': '达到或高于阈值的路径',

  'simulation.question.distribution': '{period}{what}的分布',
  'simulation.question.summary': '按{period}{what}的路径分布：{paths} 条路径，从 {lowest} 到 {highest}。',
  'simulation.question.side.below': '低于 {threshold}',
  'simulation.question.side.atLeast': '达到或高于 {threshold}',
  'simulation.question.otherPaths': '其他路径',

  'simulation.question.note.revenue': '净收入计入付款年度。',
  'simulation.question.note.cash': '现金流为按付款年度的净收入减去计划产量的单位成本。',
  'simulation.question.note.margin': '毛利为按付款年度的收入减去当年交付吨数的单位成本。',
  'simulation.question.note.tonnes': '吨数计入交付月份。',
  'simulation.question.note.netPrice': '净价为按付款年度的收入除以当年吨数。',
  'simulation.question.note.noTonnes': '{count} 条没有吨数的路径未计入。',
  'simulation.question.note.noCost': '没有单位成本的产品按零成本计：{products}。',

  'simulation.question.byYear': '百分位',
  'simulation.question.byBuyer': '分买方',
  'simulation.question.percentileColumn': 'P{percent}',
  'simulation.question.chanceColumn.below': '低于的概率',
  'simulation.question.chanceColumn.atLeast': '达到或高于的概率',
  'simulation.question.lessThan': '低于 {share}',
  'simulation.question.moreThan': '高于 {share}',
  'simulation.question.percentiles': 'P5 为第 5 百分位：有 5 % 的路径低于该值。',
  'simulation.question.tooManyPaths': '{paths} 条路径下，全部买方的结果无法同时放入内存。请在问题中选择一个买方，或减少路径数。',
  'simulation.question.noBuyers': '单个买方的结果不在内存中。',
  'simulation.question.noRun': '请先运行模拟。概率查询按一次运行的路径作答。',
  'simulation.question.runDefaults': '按默认假设运行',
  'simulation.question.notInMemory': '本次运行的路径不在内存中。用相同的输入和随机种子可重新得到。',
  'simulation.question.seconds': '将重新模拟 {paths} 条路径，约需 {count} 秒。',
  'simulation.question.load': '重新模拟路径',
  'simulation.question.loading': '正在重新模拟 {paths} 条路径',
  'simulation.question.reset': '重置查询',
  'simulation.question.stop': '停止',
  'simulation.question.notReproducible': '当前版本的 Orebook 无法重现本次运行的路径，因此无法作答。请重新运行模拟。',
  'simulation.question.export': '导出路径 (CSV)',
  'simulation.question.exported': '已导出 {name}',
  'simulation.question.exportName': '路径，{measure}',
} as const satisfies Translated<typeof english>;
