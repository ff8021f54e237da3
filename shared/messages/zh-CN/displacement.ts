import type { displacementMessages as english } from '../en/displacement.ts';
import type { Translated } from '../text.ts';

/** Texts of what displaced tonnes cost. In Chinese. */
export const displacementMessages = {
  'displacement.title': '失去目的地或买方的损失',
  'displacement.note':
    '各目的地或买方依次于 {from} 至 {to} 停止提货，买方免责。集中成本是损失中因其全部吨数同时转售、超出市场深度而增加的部分。',
  'displacement.scenarioTitle': '转售吨数的损失',
  'displacement.scenarioNote': '因需求下降或目的地关闭而少提吨数的损失，按情景价格计算。',
  'displacement.empty': '此处显示失去目的地或买方的损失。首个完整年度没有目的地提货。',
  'displacement.noTonnes': '该情景只改变价格，没有吨数需要转售。',
  'displacement.destination': '目的地',
  'displacement.event': '事件',
  'displacement.verdict.destination':
    '若 {outlet} 在 {from} 至 {to} 停止提货，{tonnes} 须转售，损失 {loss}，即 {perTonne}；其中 {concentration} 为集中成本。',

  'displacement.verdict.group': '若同期失去 {outlet}，{tonnes} 须转售，损失 {loss}，即 {perTonne}；其中 {concentration} 为集中成本。',
  'displacement.group': '买方集团',
  'displacement.groups': '失去买方集团的损失',
  'displacement.groupsShown': '{count} 个买方集团中可计价总值最大的 {shown} 个。失去其他买方或集团的损失见其页面。',
  'displacement.groupTitle': '失去该集团的损失',
  'displacement.groupEmpty': '所选方案该年不向该集团交货。',
  'displacement.buyerTitle': '失去该买方的损失',
  'displacement.buyerNote': '该买方及其集团于 {from} 至 {to} 停止提货并免责。',
  'displacement.buyerEmpty': '此处显示失去该买方一年的损失。首个完整年度该买方不提货。',
  'displacement.addScenario': '添加情景',
  'displacement.addScenarioOf': '添加情景：失去 {name}',
  'displacement.opened': '已添加情景。',
  'displacement.scenario.zone': '{zone}关闭，{from} 至 {to}',
  'displacement.scenario.buyer': '失去 {buyer}，{from} 至 {to}',
  'displacement.scenario.note': '这些月份停止提货，买方免责。吨数按市场深度现货转售。',
  'displacement.scenario.groupNote': '{buyer} 及其集团另外 {count} 家买方期间停止提货并免责。吨数按市场深度现货转售。',

  'displacement.tonnes': '转售吨数',
  'displacement.months': '月数',
  'displacement.loss': '净收入损失',
  'displacement.lossPerTonne': '每转售吨损失',
  'displacement.concentration': '集中成本',
  'displacement.concentrationPerTonne': '每转售吨集中成本',
  'displacement.short.tonnes': '转售',
  'displacement.short.months': '月数',
  'displacement.short.loss': '损失',
  'displacement.short.lossPerTonne': '每吨',
  'displacement.short.concentration': '集中成本',
  'displacement.short.concentrationPerTonne': '每吨',

  'displacement.loss.formula': '价格相同，转售前的方案净收入减去转售后的净收入。未提吨数按现货转售。',
  'displacement.lossPerTonne.formula': '净收入损失除以转售吨数：转售任何一吨的损失，加上因同时转售、超出市场深度而增加的部分。',
  'displacement.concentration.formula': '净收入损失，减去同样吨数在不因销量而跌价的市场中的损失。年化：乘以 12，除以有吨数转售的月数。',
  'displacement.concentrationPerTonne.formula': '净收入损失，减去同样吨数在不因销量而跌价的市场中的损失，再除以转售吨数。',
  'displacement.line.before': '转售前净收入',
  'displacement.line.after': '减：转售后净收入',
  'displacement.line.unlimited': '市场深度无限时的损失',
  'displacement.line.lessUnlimited': '减：市场深度无限时的损失',
} as const satisfies Translated<typeof english>;
