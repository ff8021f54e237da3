import { describe, expect, it } from 'vitest';
import type { Workspace } from '#db/connection.ts';
import { migrate } from '#db/migrate.ts';
import { shippedKeys } from '#db/migrations/0140_shipped_keys.ts';
import { SHIPPED_TEXTS } from '#db/migrations/0140_shipped_texts.ts';
import { listFacts } from '#db/repositories/facts.ts';
import { listReferences } from '#db/repositories/references.ts';
import { listScenarios } from '#db/repositories/scenarios.ts';
import { FACTS } from '#db/seeds/facts.ts';
import { SHIPPED_PRICES } from '#db/seeds/prices.ts';
import { REFERENCES } from '#db/seeds/references.ts';
import { SCENARIOS } from '#db/seeds/scenarios.ts';
import { createWorkspace } from './workspaceFiles.ts';

/** Restores the English texts of a file of schema 130. Like a migration, it runs without the triggers of history. */
const restoreEnglish = (workspace: Workspace): void => {
  const { raw } = workspace;
  const earlierText = (part: string, column: string) =>
    `coalesce((SELECT min(was) FROM shipped_text WHERE part = '${part}' AND stored = ${column}), ${column})`;
  raw.exec('INSERT INTO change_under_way VALUES (0, 0, 0); CREATE TEMP TABLE shipped_text (part TEXT, was TEXT, stored TEXT)');
  const add = raw.prepare('INSERT INTO shipped_text VALUES (?, ?, ?)');
  for (const line of SHIPPED_TEXTS.trim().split('\n')) add.run(line.split('\t').map((cell) => cell.replaceAll('\\n', '\n')));
  raw.exec(`
    UPDATE scenario SET name = ${earlierText('scenario', 'name')}, note = 'Anything that shipped.';
    UPDATE reference SET name = ${earlierText('reference', 'name')}, source = ${earlierText('calibration', 'source')};
    UPDATE shipped_price SET source = ${earlierText('price', 'source')};
    UPDATE fact SET product = ${earlierText('product', 'product')}, measure = ${earlierText('measure', 'measure')}, period = ${earlierText('period', 'period')},
      source = ${earlierText('published', 'source')}, check_text = ${earlierText('check', 'check_text')}, subject = ${earlierText('place', earlierText('event', 'subject'))};`);
  for (const column of ['prices', 'demand', 'channels']) {
    raw.exec(`UPDATE scenario SET ${column} = (
      SELECT json_group_array(json_set(value, '$.source', ${earlierText('move', "value ->> '$.source'")})) FROM json_each(scenario.${column}))`);
  }
  raw.exec('DROP TABLE shipped_text; ALTER TABLE run ADD COLUMN result TEXT');
  raw.pragma('user_version = 130');
};

const byId = <T extends { readonly id: string }>(rows: readonly T[]): readonly T[] => rows.toSorted((a, b) => a.id.localeCompare(b.id));

describe('a workspace with English texts in the shipped data', () => {
  it('has the message keys of a new one after the migration, and every number bit for bit', async () => {
    const workspace = await createWorkspace();
    restoreEnglish(workspace);
    expect((await listScenarios(workspace.db)).map(({ name }) => name)).toContain('China slump');
    expect((await listReferences(workspace.db)).find(({ code }) => code === 'CU')?.name).toBe('Copper, LME cash');
    await migrate(workspace.raw, { backUp: async () => `${workspace.path}-v130`, migrations: [shippedKeys] });
    expect(byId(await listScenarios(workspace.db))).toEqual(byId(SCENARIOS));
    expect(await listReferences(workspace.db)).toEqual(REFERENCES);
    expect(await listFacts(workspace.db)).toEqual(FACTS);
    const sources = workspace.raw.prepare('SELECT DISTINCT source FROM shipped_price').pluck().all();
    expect(new Set(sources)).toEqual(new Set(SHIPPED_PRICES.map(({ source }) => source)));
  });

  it('keeps a text that a user changed, and names shipped data in history labels by key', async () => {
    const workspace = await createWorkspace();
    restoreEnglish(workspace);
    workspace.raw.exec("UPDATE reference SET name = 'Our copper', source = 'A broker, May 2026.' WHERE code = 'CU'");
    workspace.raw.exec(
      `UPDATE history_change SET label = '{"key":"history.scenarioCopied","values":{"from":"China slump"}}' WHERE revision = (SELECT max(revision) FROM history_change)`,
    );
    const { revision } = workspace.raw.prepare('SELECT max(revision) AS revision FROM history_change').get() as { revision: number };
    await migrate(workspace.raw, { backUp: async () => `${workspace.path}-v130`, migrations: [shippedKeys] });
    expect((await listReferences(workspace.db)).find(({ code }) => code === 'CU')).toMatchObject({
      name: 'Our copper',
      source: 'A broker, May 2026.',
    });
    const label = workspace.raw.prepare('SELECT label FROM history_change WHERE revision = ?').pluck().get(revision) as string;
    expect(JSON.parse(label)).toEqual({
      key: 'history.scenarioCopied',
      values: { from: '{"key":"shipped.scenario.china-slump.name"}' },
    });
  });
});
