import type { displacementMessages as english } from '../en/displacement.ts';
import type { Translated } from '../text.ts';

/** Texts of what displaced tonnes cost. In Chinese. */
export const displacementMessages = {
  'displacement.title': '失去目的地的损失',
  'displacement.note':
    '各目的地依次于 {from} 至 {to} 关闭，买方免责。集中成本是损失中因该目的地全部吨数同时转售、超出市场深度而增加的部分。',
  'displacement.scenarioTitle': '转售吨数的损失',
  'displacement.scenarioNote': '按情景价格计算需求下降与目的地关闭的影响：合同少提的每吨损失多少。',
  'displacement.empty': '此处显示目的地关闭的损失。首个完整年度没有目的地提货。',
  'displacement.noTonnes': '该情景只改变价格，没有吨数需要转售。',
  'displacement.destination': '目的地',
  'displacement.event': '事件',
  'displacement.verdict':
    '若{zone}在 {from} 至 {to} 停止提货，{tonnes} 须转售，损失 {loss}，即 {perTonne}；其中 {concentration} 为集中成本。',

  'displacement.tonnes': '转售吨数',
  'displacement.loss': '净收入损失',
  'displacement.lossPerTonne': '每转售吨损失',
  'displacement.concentration': '集中成本',
  'displacement.concentrationPerTonne': '每转售吨集中成本',
  'displacement.short.tonnes': '转售',
  'displacement.short.loss': '损失',
  'displacement.short.lossPerTonne': '每吨损失',
  'displacement.short.concentration': '集中成本',
  'displacement.short.concentrationPerTonne': '每吨集中成本',

  'displacement.loss.formula': '价格相同，转售前的方案净收入减去转售后的净收入。未提吨数按现货转售。',
  'displacement.lossPerTonne.formula': '净收入损失除以转售吨数：转售任何一吨的损失，加上因同时转售、超出市场深度而增加的部分。',
  'displacement.concentration.formula': '净收入损失，减去同样吨数在不因销量而跌价的市场中的损失。年化：乘以 12，除以有吨数转售的月数。',
  'displacement.concentrationPerTonne.formula': '净收入损失，减去同样吨数在不因销量而跌价的市场中的损失，再除以转售吨数。',
  'displacement.line.before': '转售前净收入',
  'displacement.line.after': '减：转售后净收入',
  'displacement.line.unlimited': '市场深度无限时的损失',
  'displacement.line.lessUnlimited': '减：市场深度无限时的损失',
} as const satisfies Translated<typeof english>;
