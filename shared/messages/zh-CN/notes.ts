import type { notesMessages as english } from '../en/notes.ts';
import type { Translated } from '../text.ts';

/** Notes on contracts, figures and charts. In Chinese. */
export const notesMessages = {
  'notes.title': '“{about}”的备注',
  'notes.editTitle': '编辑“{about}”的备注',
  'notes.save': '保存备注',
  'notes.edit': '编辑备注',
  'notes.delete': '删除备注',
  'notes.body': '备注',
  'notes.author': '作者',
  'notes.at': '日期',
  'notes.about': '对象',
  'notes.value': '当时数值',
  'notes.verdict': '本工作区有 {count} 条备注。',
  'notes.noneOf': '“{about}”尚无备注。',
  'notes.none': '本页列出合同、数值和图表的备注及其作者和日期。目前没有备注。可在合同页、数值的说明窗口或图表的备注按钮处添加。',
  'notes.openContracts': '打开合同',
  'notes.noMatch': '没有与“{query}”匹配的备注。',
  'notes.search': '搜索备注',
  'notes.kind.contract': '合同',
  'notes.kind.figure': '数值',
  'notes.kind.chart': '图表',
  'notes.all': '全部备注',
  'notes.unsignedNote': '新备注不带署名。请在设置中填写您的姓名。',
  'toast.noteSaved': '备注已保存',
  'toast.noteDeleted': '备注已删除',
  'summaries.head.notes': '备注',
} as const satisfies Translated<typeof english>;
