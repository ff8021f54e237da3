import { join } from 'node:path';
import { expect, it } from 'vitest';
import page from '../vite.config.ts';
import hosts from '../vite.node.config.ts';
import preload from '../vite.preload.config.ts';
import { root } from './packages.mjs';

it('a build reads the sources of its own folder from any working directory', () => {
  expect([page.root, hosts.root, preload.root]).toEqual([join(root, 'renderer'), root, root]);
});
