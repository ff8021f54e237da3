import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { BarsView, LinesView, WaterfallView } from '#shared/contract/chartViews.ts';
import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { DEFAULT_HOUSE_STYLE } from '#shared/domain/houseStyle.ts';
import { type Pixels, readPixels } from '../workers/readPicture.ts';
import { chartSvg } from './chartDrawing.ts';
import { summaryDocx } from './docx.ts';
import { PRINT_PALETTE, ROLE_COLOURS } from './printPalette.ts';

const PRINTED = { title: 'Hai Long', subject: 'Internal', house: DEFAULT_HOUSE_STYLE, created: new Date('2026-05-31T12:00:00Z') };

const bars = (title: string, values: readonly number[]): BarsView => ({
  kind: 'bars',
  title,
  summary: `${title} & what it shows`,
  unit: 'm USD',
  decimals: 1,
  horizontal: false,
  stacked: true,
  categories: values.map((_value, i) => ({ label: String(2027 + i) })),
  series: [{ label: 'Revenue', role: 'metal.copper', fill: 'solid', values }],
  barLabels: values.map(String),
  marks: [],
  axis: { min: 0, max: 100 },
});

const waterfall: WaterfallView = {
  kind: 'waterfall',
  title: '净价',
  summary: '铜计价金额扣除运费后的净价',
  unit: 'USD/dmt',
  decimals: 1,
  lines: [
    { label: '铜计价金额', amount: 3447, kind: 'start', role: 'metal.copper' },
    { label: '运费', amount: -52.6, kind: 'step', role: 'loss' },
    { label: '净价', amount: 3394.4, kind: 'total', role: 'ink' },
  ],
  axisFrom: 3300,
};

const partsOf = async (blocks: readonly SummaryBlock[]) => {
  const parts = unzipSync(await summaryDocx(PRINTED, blocks, 'm', () => {}));
  const body = strFromU8(parts['word/document.xml']!);
  const targets = new Map(
    [...strFromU8(parts['word/_rels/document.xml.rels']!).matchAll(/<Relationship [^>]*>/g)].map(([tag]) => [
      /Id="([^"]*)"/.exec(tag)?.[1],
      /Target="([^"]*)"/.exec(tag)?.[1],
    ]),
  );
  const drawings = [...body.matchAll(/<w:drawing>.*?<\/w:drawing>/gs)].map(async ([drawing]) => {
    const part = (pattern: RegExp) => parts[`word/${targets.get(pattern.exec(drawing)?.[1])}`]!;
    const [, width, high] = /<wp:extent cx="(\d+)" cy="(\d+)"/.exec(drawing)!;
    return {
      description: /<wp:docPr [^>]*descr="([^"]*)"/.exec(drawing)?.[1],
      svg: strFromU8(part(/<asvg:svgBlip [^>]*r:embed="([^"]*)"/)),
      png: await readPixels('png', Uint8Array.from(part(/<a:blip r:embed="([^"]*)"/))),
      // 914,400 units to an inch
      inches: [Number(width) / 914_400, Number(high) / 914_400] as const,
    };
  });
  return { body, pictures: await Promise.all(drawings) };
};

/** Counts the pixels of a colour in the first `columns` columns. */
const countPixels = ({ width, height, data }: Pixels, colour: string, columns = width): number => {
  const rgb = [1, 3, 5].map((from) => Number.parseInt(colour.slice(from, from + 2), 16));
  let count = 0;
  for (let y = 0; y < height; y++)
    for (let x = 0; x < columns; x++) if (rgb.every((value, i) => data[(y * width + x) * 4 + i] === value)) count++;
  return count;
};

const labelsOf = (svg: string): readonly string[] => [...svg.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label!);

describe('a picture in a Word document', () => {
  it('is stored as SVG and as PNG of the same shape, sharp in print, with a text alternative', async () => {
    const { pictures } = await partsOf([
      { kind: 'waterfall', view: waterfall },
      { kind: 'bars', view: bars('Revenue by year', [40, 80]) },
    ]);
    expect(pictures.map(({ description }) => description)).toEqual(['铜计价金额扣除运费后的净价', 'Revenue by year &amp; what it shows']);
    for (const { svg, png, inches } of pictures) {
      const [, width, high] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!;
      expect(png.width / png.height).toBeCloseTo(Number(width) / Number(high), 1);
      expect(inches[0] / inches[1]).toBeCloseTo(Number(width) / Number(high), 1);
      expect(png.width / inches[0]).toBeGreaterThan(200);
      // A4 between its margins
      expect(inches[0]).toBeLessThan(7);
    }
  });

  it('needs no installed font: every label is drawn as outlines, Chinese ones too', async () => {
    const { svg } = chartSvg(waterfall, 'whole', 499);
    expect(svg).not.toContain('<text');
    expect(labelsOf(svg)).toEqual(expect.arrayContaining(['铜计价金额', '运费', '净价', '3,447.0', '−52.6', '3,394.4']));
    for (const [, label, content] of svg.matchAll(/<g aria-label="([^"]*)">(.*?)<\/g>/g)) {
      // a letter has at least a move and three strokes
      const strokes = [...content!.matchAll(/[MLQC]/g)].length;
      expect([label, strokes >= 4 * label!.replace(/[\s,.−]/g, '').length]).toEqual([label, true]);
    }
    // the names of the lines, at most five Chinese letters, are drawn in the picture too
    const [picture] = (await partsOf([{ kind: 'waterfall', view: waterfall }])).pictures;
    expect(countPixels(picture!.png, '#16212B', 40 * 3)).toBeGreaterThan(500);
  });

  it('shows a value by the height of its bar, in the colour of the PDF', async () => {
    const drawBar = async (value: number) => {
      const [picture] = (await partsOf([{ kind: 'bars', view: { ...bars('R', [value]), barLabels: [''] } }])).pictures;
      return countPixels(picture!.png, ROLE_COLOURS['metal.copper']);
    };
    const half = await drawBar(40);
    expect(half).toBeGreaterThan(1000);
    expect((await drawBar(80)) / half).toBeCloseTo(2, 1);
  });

  it('keeps only the tables of figures that no label shows', async () => {
    const tables = async (blocks: readonly SummaryBlock[]) => [...(await partsOf(blocks)).body.matchAll(/<w:tblHeader/g)].length;
    const { barLabels: _labels, ...barsWithoutLabels } = bars('R', [40, 80]);
    expect(await tables([{ kind: 'bars', view: barsWithoutLabels }])).toBe(1);
    expect(
      await tables([
        { kind: 'bars', view: bars('R', [40, 80]) },
        { kind: 'waterfall', view: waterfall },
      ]),
    ).toBe(0);
  });

  it('is placed beside another in one row, each half as wide', async () => {
    const { body, pictures } = await partsOf([{ kind: 'beside', views: [bars('One', [40]), bars('Two', [80])] }]);
    const [row] = /<w:tr>.*?<\/w:tr>|<w:tr .*?<\/w:tr>/s.exec(body)!;
    expect([...row.matchAll(/<w:drawing>/g)]).toHaveLength(2);
    expect(pictures[0]!.inches[0]).toBe(pictures[1]!.inches[0]);
    expect(2 * pictures[0]!.inches[0]).toBeLessThan(7);
    expect(2 * pictures[0]!.inches[0]).toBeGreaterThan(6);
  });

  it('a cancelled document draws no further picture', async () => {
    let checks = 0;
    const stop = new Error('given up');
    const blocks = Array.from({ length: 5 }, (_, i): SummaryBlock => ({ kind: 'bars', view: bars(`${i}`, [40]) }));
    const throwIfStopped = (): void => {
      checks += 1;
      if (checks === 3) throw stop;
    };
    await expect(summaryDocx(PRINTED, blocks, 'm', throwIfStopped)).rejects.toBe(stop);
    expect(checks).toBe(3);
  });
});

describe('a table in a Word document', () => {
  const columns = (labels: readonly string[]) =>
    labels.map((words, i) => ({ label: { key: words }, align: i === 0 ? ('left' as const) : ('right' as const), weight: 1 }));

  it('gives each column the width that its text needs, and fills the width of the page', async () => {
    const { body } = await partsOf([
      {
        kind: 'table',
        columns: columns(['A long name of a buyer', 'Fe']),
        rows: [[{ text: 'Central Ore Purchasing of the North' }, { text: '1' }]],
      },
    ]);
    const widths = [...body.matchAll(/<w:gridCol w:w="(\d+)"/g)].map(([, width]) => Number(width));
    expect(widths).toHaveLength(2);
    expect(widths[0]! / widths[1]!).toBeGreaterThan(1.5);
    expect(widths[0]! + widths[1]!).toBeGreaterThan(9980);
  });

  it('uses a smaller font for many columns, as the PDF does', async () => {
    const sizes = async (count: number) => {
      const labels = Array.from({ length: count }, (_, i) => `Column ${i}`);
      const { body } = await partsOf([{ kind: 'table', columns: columns(labels), rows: [labels.map(() => ({ text: '12,345.6' }))] }]);
      return Number(/<w:sz w:val="(\d+)"/.exec(body)?.[1]);
    };
    expect(await sizes(12)).toBeLessThan(await sizes(4));
  });

  it('shows the state of a limit in words and in colour', async () => {
    const { body } = await partsOf([
      { kind: 'table', columns: columns(['Limit', 'State']), rows: [[{ text: 'China' }, { text: 'Breached', state: 'breached' }]] },
    ]);
    const [run] = /<w:r><w:rPr>(?:(?!<\/w:r>).)*Breached<\/w:t><\/w:r>/s.exec(body) ?? [''];
    expect(run).toContain(`<w:color w:val="${PRINT_PALETTE.breach.slice(1)}"/>`);
    expect(run).toContain('<w:b/>');
    expect(body.match(new RegExp(PRINT_PALETTE.breach.slice(1), 'g'))).toHaveLength(1);
  });
});

it('plans can be distinguished without colours: each line has its own marker at every year', () => {
  const findShapes = (letter: 'a' | 'b' | 'c' | 'd') => {
    const view: LinesView = {
      kind: 'lines',
      title: 'Revenue',
      summary: 'Revenue',
      xKind: 'year',
      xUnit: '',
      xDecimals: 0,
      unit: 'm USD',
      decimals: 0,
      series: [
        {
          label: letter,
          role: `plan.${letter}`,
          style: 'solid',
          endLabel: false,
          points: [2026, 2027, 2028].map((x) => ({ x, y: x - 2020 })),
        },
      ],
      bands: [],
      marks: [],
      dots: [],
      xAxis: {},
      axis: {},
    };
    const filledShape = new RegExp(`<(circle|path) [^>]*fill="${ROLE_COLOURS[`plan.${letter}`]}"[^>]*>`, 'g');
    return [...chartSvg(view, 'half', 240).svg.matchAll(filledShape)].map(([tag, kind]) => `${kind} ${(tag.match(/L/g) ?? []).length}`);
  };
  expect((['a', 'b', 'c', 'd'] as const).map(findShapes).map((shapes) => shapes.length)).toEqual([3, 3, 3, 3]);
  expect(findShapes('a')[0]).toBe('circle 0');
  expect(findShapes('c')[0]).toBe('path 3');
});
