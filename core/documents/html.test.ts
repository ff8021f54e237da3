import { expect, it } from 'vitest';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { DEFAULT_HOUSE_STYLE } from '#shared/domain/houseStyle.ts';
import { message } from '#shared/messages/text.ts';
import { summaryHtml } from './html.ts';

const literal = (text: string) => message('common.literal', { text });

const HOSTILE = `<script>alert("1")</script> & 'quoted' <img src=x onerror=alert(1)>`;

const BLOCKS: readonly SummaryBlock[] = [
  { kind: 'title', title: HOSTILE, subtitle: literal(HOSTILE) },
  ...['First', 'Second', 'Third'].map((name): SummaryBlock => ({ kind: 'heading', text: literal(`${name} ${HOSTILE}`) })),
  {
    kind: 'table',
    columns: [
      { label: literal(HOSTILE), align: 'left', weight: 1 },
      { label: literal('Revenue'), unit: literal('m USD'), align: 'right', weight: 1 },
    ],
    rows: [[{ text: HOSTILE, state: 'breached' }, { figure: { value: 12_300_000, unit: 'usd', decimals: 1 } }]],
    total: [{ text: 'Total' }, { figure: { value: 12_300_000, unit: 'usd', decimals: 1 } }],
  },
  {
    kind: 'bars',
    view: {
      kind: 'bars',
      title: HOSTILE,
      summary: HOSTILE,
      unit: 'm USD',
      decimals: 1,
      stacked: false,
      horizontal: false,
      axis: {},
      categories: [{ label: '2027' }, { label: '2028' }],
      series: [{ label: HOSTILE, role: 'plan.a', fill: 'solid', values: [1.5, 2.5] }],
      marks: [],
    },
  },
];

const writePage = (throwIfStopped = () => {}): string =>
  summaryHtml(
    { title: HOSTILE, subject: '', house: { ...DEFAULT_HOUSE_STYLE, name: HOSTILE, mark: HOSTILE, footer: HOSTILE }, created: new Date(0) },
    BLOCKS,
    'm',
    throwIfStopped,
  );

it('a web page shows texts as they are and takes none of them for markup', () => {
  const page = writePage();
  expect(page).not.toMatch(/<script|<img src=x|javascript:/i);
  // nothing is loaded: the only addresses are the names of the SVG vocabulary
  expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import/);
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  const tags = [...page.matchAll(/<(\/?)([a-z][a-z0-9]*)\b[^>]*>/g)].filter(
    ([, , name]) => !['meta', 'img', 'path', 'circle'].includes(name!),
  );
  const openTags: string[] = [];
  for (const [, end, name] of tags) {
    if (end === '') openTags.push(name!);
    else expect(openTags.pop()).toBe(name);
  }
  expect(openTags).toEqual([]);
});

it('a web page lists its sections, and a chart opens into its numbers', () => {
  const page = writePage();
  const anchors = [...page.matchAll(/<a href="#(section-\d+)"/g)].map(([, anchor]) => anchor);
  expect(anchors).toHaveLength(3);
  for (const anchor of anchors) expect(page).toContain(`<h2 id="${anchor}">`);
  expect(page).toMatch(/<figure>.*<svg.*<details>.*<td>2028<\/td><td class="right">2\.5<\/td>/s);
  // the unit is in the header
  expect(page).toContain('<td class="right">12.3</td>');
});

it('stops between two blocks', () => {
  let calls = 0;
  const stop = () => {
    calls += 1;
    if (calls === 3) throw new Error('stopped');
  };
  expect(() => writePage(stop)).toThrow('stopped');
});
