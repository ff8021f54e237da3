import type { guidesMessages as english } from '../en/guides.ts';
import type { Translated } from '../text.ts';

/** The tour of the sample and the news of a version. In Chinese. */
export const guidesMessages = {
  'guides.tour.step': '导览：第 {step} 步，共 {count} 步',
  'guides.tour.next': '下一步',
  'guides.tour.back': '上一步',
  'guides.tour.leave': '退出导览',
  'guides.tour.finish': '完成导览',
  'guides.tour.overview.text': '总览首先给出对合同组合的结论。点选任何带下划线的数字，即可查看其计算过程和来源。',
  'guides.tour.overview.action': '打开总览',
  'guides.tour.plan.text': '在页眉选择与 Hai Long 续约的方案。此后各页都显示该方案，包括它突破的限额。',
  'guides.tour.plan.action': '选择方案',
  'guides.tour.limits.text': '集中度页显示方案依赖哪些买方，以及哪些限额得到遵守。点选一项限额可查看补救办法。',
  'guides.tour.limits.action': '打开集中度',
  'guides.tour.china.text': '中国页将您的占比与全球对比，并显示需求下降时哪些合同受到保护。',
  'guides.tour.china.action': '打开中国',
  'guides.tour.cycles.text': '需求周期页按季度和原因显示一次需求下滑的损失，以及底价和照付不议挽回的金额。',
  'guides.tour.cycles.action': '打开需求周期',
  'guides.tour.contract.text': '用模板录入一份合同：设置底价，观察价格、损益图以及对方案的影响。保存之前不会写入任何内容。',
  'guides.tour.contract.action': '打开模板',
  'guides.tour.compare.text': '对比页并列显示各方案及其限额、价值和损失。',
  'guides.tour.compare.action': '打开对比',
  'guides.tour.summary.text': '董事会材料把以上内容汇编成页，可导出为 PDF、Word、Excel 或网页。',
  'guides.tour.summary.action': '打开董事会材料',
  'guides.news.title': '版本 {version} 的新内容',
  'guides.news.1': '合同、数值和图表的备注，附作者和日期。',
  'guides.news.2': '决策记录，将当时的预期与今日数值对比。',
  'guides.news.3': '工作区可以只读方式打开。',
  'guides.news.4': '针对合同、方案、限额和债务的单变量求解与敏感性表。',
  'guides.news.5': '通过企业自有的 PostgreSQL 数据库共享工作区。',
  'guides.news.6': '债务承载能力、财务约定以及预付款的成本。',
} as const satisfies Translated<typeof english>;
