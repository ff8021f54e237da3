import type { terminalMessages as english } from '../en/terminal.ts';
import type { Translated } from '../text.ts';

/** Texts that Orebook prints to the terminal that started it. In Chinese. */
export const terminalMessages = {
  'terminal.stopped': 'Orebook 因内部错误停止。已保存的数据未受影响。详情见日志，编号 {id}：{file}',
  'terminal.portTaken': '端口 {port} 已被其他程序占用。请用 --port 另选端口。',
} as const satisfies Translated<typeof english>;
