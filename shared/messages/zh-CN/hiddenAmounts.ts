import type { hiddenAmountsMessages as english } from '../en/hiddenAmounts.ts';
import type { Translated } from '../text.ts';

/** Amounts that are hidden on a shared screen. In Chinese. */
export const hiddenAmountsMessages = {
  'palette.hideAmounts': '隐藏或显示金额',
  'palette.keywords.hideAmounts': '隐私 共享屏幕 模糊',
  'amounts.hidden': '金额已隐藏',
  'amounts.show': '显示金额',
  'amounts.cellLabel':
    '显示金额。所有页面的金额、吨数、价格和图表数字均已隐藏；百分比、数量、日期、名称、备注和正在编辑的字段保持可见。复制内容、文件和导出仍包含金额。',
  'amounts.documentHidden': '预览包含金额，现已隐藏；导出的文件仍包含金额。',
} as const satisfies Translated<typeof english>;
