import type { tableViewsMessages as english } from '../en/tableViews.ts';
import type { Translated } from '../text.ts';

/** Saved views of tables. In Chinese. */
export const tableViewsMessages = {
  'tableViews.menu': '视图',
  'tableViews.current': '视图：{name}',
  'tableViews.currentChanged': '视图：{name}（已更改）',
  'tableViews.standard': '标准视图',
  'tableViews.add': '另存为新视图…',
  'tableViews.update': '更新视图',
  'tableViews.rename': '重命名视图…',
  'tableViews.delete': '删除视图',
  'tableViews.addTitle': '另存为新视图',
  'tableViews.renameTitle': '重命名“{name}”',
  'tableViews.name': '名称',
  'tableViews.save': '保存视图',
  'tableViews.note': '视图保存筛选条件、排序和列。它存储在工作区中，使用该文件的所有人均可选用。',
  'tableViews.saved': '已保存视图“{name}”',
  'tableViews.deleted': '已删除视图“{name}”',
  'tableViews.order': '排序',
  'tableViews.orderedBy': '排序：{column}',
  'tableViews.originalOrder': '原始顺序',
  'tableViews.highestFirst': '降序',
  'tableViews.lowestFirst': '升序',
  'tableViews.columns': '列',
  'tableViews.columnsHidden': '列：已隐藏 {count} 列',
} as const satisfies Translated<typeof english>;
