import type { terminalMessages as english } from '../en/terminal.ts';
import type { Translated } from '../text.ts';

/** What Orebook says on the terminal that started it. In Chinese. */
export const terminalMessages = {
  'terminal.stopped': 'Orebook 出现错误并已停止；已保存的内容安全。日志以编号 {id} 记录：{file}',
  'terminal.portTaken': '端口 {port} 已被其他程序占用。请用 --port 另选端口。',
} as const satisfies Translated<typeof english>;
