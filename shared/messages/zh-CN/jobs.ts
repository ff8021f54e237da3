import type { jobsMessages as english } from '../en/jobs.ts';
import type { Translated } from '../text.ts';

/** Texts of running jobs in Chinese. */
export const jobsMessages = {
  'jobs.running.allocation': '正在优化分配。',
  'jobs.running.clauses': '正在模拟合同条款。',
  'jobs.running.comparison': '正在对比方案。',
  'jobs.running.document': '正在导出。',
  'jobs.running.goalSeek': '正在进行单变量求解。',
  'jobs.running.import': '正在导入。',
  'jobs.running.sensitivity': '正在计算敏感性表。',
  'jobs.running.simulation': '正在模拟。',
  'jobs.running.several': '有 {count} 项任务正在运行。',
  'jobs.stop.quit': '{running}是否停止并退出？',
  'jobs.stop.close': '{running}是否停止并关闭工作区？',
  'jobs.stop.replace': '{running}是否停止并继续？',
  'jobs.stop.lost': '其结果将不会保存。',
  'jobs.stop.quitAction': '停止并退出',
  'jobs.stop.closeAction': '停止并关闭',
  'jobs.stop.replaceAction': '停止并继续',
  'toast.jobsEnded': '因工作区已关闭或替换而停止：{jobs}。其结果未保存。',
} as const satisfies Translated<typeof english>;
