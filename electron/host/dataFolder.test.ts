import { describe, expect, it } from 'vitest';
import { safeFileName } from '../../core/files/fileStores.ts';
import { browserCommand } from '../loopback/browser.ts';
import { dataFolder } from './dataFolder.ts';
import { fillPage } from './pageFiles.ts';

describe('the data folder', () => {
  it('is in the usual place of each system, and OREBOOK_DATA overrides it', () => {
    const home = '/home/ana';
    expect(dataFolder({ platform: 'linux', env: {}, home })).toBe('/home/ana/.local/share/orebook');
    expect(dataFolder({ platform: 'linux', env: { XDG_DATA_HOME: '/data' }, home })).toBe('/data/orebook');
    expect(dataFolder({ platform: 'darwin', env: {}, home })).toBe('/home/ana/Library/Application Support/Orebook');
    expect(dataFolder({ platform: 'win32', env: { APPDATA: '/roaming' }, home })).toBe('/roaming/Orebook');
    expect(dataFolder({ platform: 'linux', env: { OREBOOK_DATA: '/elsewhere', XDG_DATA_HOME: '/data' }, home })).toBe('/elsewhere');
    expect(dataFolder({ platform: 'linux', env: { OREBOOK_DATA: 'book', INIT_CWD: home }, home })).toBe('/home/ana/book');
  });
});

describe('a file name from outside', () => {
  it('keeps letters of any script, without characters that could form a path', () => {
    expect(safeFileName('Prices 价格 2026.csv')).toBe('Prices 价格 2026.csv');
    expect(safeFileName('C:\\Users\\ana\\Mine.orebook')).toBe('Mine.orebook');
    expect(safeFileName('../..')).toBe('..');
    expect(safeFileName('a:b*c?.csv')).toBe('abc.csv');
    expect(safeFileName('')).toBe('file');
    expect(Array.from(safeFileName('💎'.repeat(5000)))).toHaveLength(200);
  });
});

describe('the page', () => {
  it('without a place for its nonce is an error, not a page without a policy', () => {
    expect(() => fillPage('<html></html>', 'n')).toThrow();
    expect(fillPage('%OREBOOK_NONCE% %OREBOOK_NONCE%', 'n')).toBe('n n');
  });
});

describe('the browser', () => {
  it('opens where a display and a program for it exist', () => {
    expect(browserCommand('http://x/', { platform: 'linux', env: { PATH: '/usr/bin' } })).toBeUndefined();
    expect(browserCommand('http://x/', { platform: 'linux', env: { DISPLAY: ':0', PATH: '/nowhere' } })).toBeUndefined();
    expect(browserCommand('http://x/', { platform: 'darwin', env: {} })).toEqual(['open', 'http://x/']);
  });
});
