import type { recordsMessages as english } from '../en/records.ts';
import type { Translated } from '../text.ts';

/** Texts of every form that edits a record. In Chinese. */
export const recordsMessages = {
  'records.notASeries': '请输入以 {unit} 为单位的数字，用分号隔开：50; 75; 100。',
  'records.notAYear': '请输入年份，例如 2027。',
  'records.overtaken': '您编辑期间，此记录已在别处更改。您的输入尚未保存。',
  'records.takeTheirs': '采用对方版本',
  'records.saveMine': '保存我的版本',
  'records.unsaved': '尚未保存',
  'records.restoredDraft': '已恢复上次的输入，尚未保存。',
  'records.startAfresh': '重新开始',
  'records.notSavedField': '未保存：{problem}',
  'records.restoredField': '未保存。按 Enter 保存，或按 Esc 撤销。',
  'records.status.saved': '已保存',
  'records.status.saving': '正在保存',
  'records.status.typing': '输入未保存',
  'records.status.unreachable': '未保存：Orebook 没有响应，恢复响应后自动保存。',
  'records.status.failed': '未保存',
  'records.status.refused': '未保存：请更正标出的字段',
  'records.status.conflict': '未保存：已在别处更改',
  'records.notSent': '尚未发送，Orebook 恢复响应后自动发送。',
  'records.retry': '重试',
  'records.preview': '含未保存输入的预览',
  'records.deleted': '此记录已删除，可撤销恢复。',
} as const satisfies Translated<typeof english>;
