import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ContractId } from '#shared/domain/ids.ts';
import { pdfPages } from '../../helpers/pdfText.ts';
import { openServices, type Services } from '../../helpers/services.ts';
import { asGuessed, read } from '../imports/importFiles.ts';

let services: Services;
beforeAll(async () => {
  services = await openServices();
});
afterAll(() => services.close());

const deal = { subject: { contractIds: [ContractId.parse('C-042')] }, view: 'internal' as const };
const HAN = /\p{Script=Han}/u;

const pdfOf = async (language?: 'en' | 'zh-CN') => {
  const { artefact, fileName } = await services.ended(
    await services.ask('summaries.export', { ...deal, format: 'pdf', ...(language ? { language } : {}) }),
    'document',
  );
  return { fileName, pages: await pdfPages(await services.fetched(artefact)) };
};

const speaks = async (): Promise<string> => {
  const overview = await services.ask('overview.get', {});
  return JSON.stringify(overview);
};

describe('the language of a workspace', () => {
  it('is English at first; a document can be Chinese all the same', async () => {
    expect(await speaks()).not.toMatch(HAN);
    const { pages } = await pdfOf('zh-CN');
    const all = pages.map(({ text }) => text).join('');
    expect(all).toContain('照付不议');
    expect(all).toContain('信用证');
    expect(all).toContain('2027年8月');
    expect(all).not.toMatch(/take-or-pay|Payable|Quantity|Break-even|discount/i);
    expect(pages[0]?.text).toContain(`第 1 页，共 ${pages.length} 页`);
  });

  it('a preview in the other language says the same words as its document', async () => {
    const { pages } = await services.ask('summaries.preview', { ...deal, language: 'zh-CN' });
    const words = JSON.stringify(pages);
    expect(words).toContain('盈亏平衡价');
    expect(words).not.toContain('summaries.head.');
  });

  it('changes what the services answer, leaves no undo, and stays with the file', async () => {
    const before = await services.ask('workspace.state', {});
    await services.ask('settings.save', { language: 'zh-CN' });
    const after = await services.ask('workspace.state', {});
    expect(after.open && after.settings.language).toBe('zh-CN');
    expect(after.open && after.undo).toEqual(before.open && before.undo);
    const label = after.open && after.revision;
    expect(label).toBeGreaterThan((before.open && before.revision) || 0);
    expect(await speaks()).toMatch(HAN);
    const { pages } = await pdfOf();
    expect(pages.map(({ text }) => text).join('')).toContain('折现率');
    const english = await pdfOf('en');
    expect(english.pages.map(({ text }) => text).join('')).not.toMatch(HAN);
  });

  it('gives exports Chinese heads that an English workspace reads back', async () => {
    const { artefact } = await services.ask('exports.write', { format: 'xlsx' });
    const book = await services.fetched(artefact);
    await services.ask('settings.save', { language: 'en' });
    const { counts, rows } = await services.ask('imports.check', asGuessed(await read(services, '导出.xlsx', book)));
    expect(rows.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    expect(counts.same).toBeGreaterThan(140);
    // the file was written in Chinese, and says so
    expect(counts).toMatchObject({ added: 0, changed: 1, refused: 0 });
  });
});
