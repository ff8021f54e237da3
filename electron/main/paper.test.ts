import { expect, it } from 'vitest';
import { tokens } from '../../renderer/theme/tokens.ts';
import { PAPER } from './paper.ts';

it('a window shows the paper of its page before the page does', () => {
  expect(PAPER).toEqual({ light: tokens.color.light.bg.paper, dark: tokens.color.dark.bg.paper });
});
