import { expect, it } from 'vitest';
import { sharingText } from './sharingText.ts';

it('what stops the exchange is shown beside conflicts, which otherwise stand alone', () => {
  expect(sharingText({ status: 'needsPassword', toSend: 3, conflicts: 2 })).toBe('Password needed – 2 conflicts');
  expect(sharingText({ status: 'offline', toSend: 3, conflicts: 2 })).toBe('2 conflicts');
  expect(sharingText({ status: 'needsPassword', toSend: 3, conflicts: 0 })).toBe('Password needed – 3 changes to send');
});
