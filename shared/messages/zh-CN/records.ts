import type { recordsMessages as english } from '../en/records.ts';
import type { Translated } from '../text.ts';

/** Texts of every form that edits a record. In Chinese. */
export const recordsMessages = {
  'records.notASeries': '请输入以 {unit} 为单位的数字，用分号隔开：50; 75; 100。',
  'records.notAYear': '请输入年份，例如 2027。',
  'records.overtaken': '您编辑期间，此记录已在别处更改。您的输入尚未保存。',
  'records.takeTheirs': '采用对方版本',
  'records.keepMine': '保存我的版本',
  'records.unsaved': '尚未保存',
  'records.kept': '已恢复上次的输入，尚未保存。',
  'records.startAfresh': '重新开始',
  'records.gone': '此记录已删除，可撤销恢复。',
} as const satisfies Translated<typeof english>;
