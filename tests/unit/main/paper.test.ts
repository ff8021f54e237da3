import { expect, it } from 'vitest';
import { PAPER } from '../../../electron/main/paper.ts';
import { tokens } from '../../../renderer/theme/tokens.ts';

it('a window shows the paper of its page before the page does', () => {
  expect(PAPER).toEqual({ light: tokens.color.light.bg.paper, dark: tokens.color.dark.bg.paper });
});
