import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { guidesMessages } from '#shared/messages/en/guides.ts';
import { root } from '../helpers/app.ts';

it('the news in the app are the highlights of the newest version in the changelog', () => {
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const highlights = /\*\*Highlights\*\*\n((?:- .*\n)+)/.exec(changelog)?.[1] ?? '';
  const shownItems = Object.entries(guidesMessages).flatMap(([key, value]) => (/^guides\.news\.\d+$/.test(key) ? [`- ${value}`] : []));
  expect(highlights.trim().split('\n')).toEqual(shownItems);
});
