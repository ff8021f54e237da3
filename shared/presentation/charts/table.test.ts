import { describe, expect, it } from 'vitest';
import { BarsView, LinesView, WaterfallView } from '../../contract/chartViews.ts';
import { mixesAccentAndMetal } from '../../contract/colour.ts';
import { asTable } from './table.ts';
import { tableTsv, tsvCell } from './tsv.ts';

const bars: BarsView = {
  kind: 'bars',
  title: 'Copper: sold by year',
  summary: '',
  unit: 'kdmt',
  decimals: 1,
  horizontal: false,
  stacked: true,
  categories: [{ label: '2026', note: 'Lechuga' }, { label: '2027' }],
  series: [
    { label: 'Firm', role: 'metal.copper', fill: 'solid', values: [1300.5, 280] },
    { label: 'If renewed', role: 'metal.copper', fill: 'hatched', values: [0, -38.25] },
  ],
  marks: [],
  axis: {},
};

const lines: LinesView = {
  kind: 'lines',
  title: 'Price',
  summary: '',
  xKind: 'month',
  xUnit: '',
  xDecimals: 0,
  unit: 'USD/t',
  decimals: 0,
  series: [
    {
      label: 'Base',
      role: 'scenario.base',
      style: 'solid',
      endLabel: true,
      points: [0, 1].map((x) => ({ x: 2027 * 12 + x, y: 9000 + x })),
    },
    { label: 'Slump', role: 'scenario.stressed', style: 'solid', endLabel: true, points: [{ x: 2027 * 12 + 1, y: 7000 }] },
  ],
  bands: [{ label: '5th to 95th', role: 'band', points: [{ x: 2027 * 12, low: 8000, high: 10_000 }] }],
  marks: [],
  dots: [],
  xAxis: {},
  axis: {},
};

const frontier: LinesView = {
  ...lines,
  xKind: 'number',
  xUnit: 'shortfall, m USD',
  xDecimals: 1,
  series: [{ label: 'Best', role: 'ink', style: 'solid', endLabel: false, points: [{ x: 8203.5, y: 24_579 }] }],
  bands: [],
  dots: [
    { x: 8775, y: 24_515, label: 'Base plan', role: 'ink', hollow: false },
    { x: 8203.5, y: 24_579, label: '24,579', role: 'ink', hollow: false },
  ],
};

const waterfall: WaterfallView = {
  kind: 'waterfall',
  title: 'Net price',
  summary: '',
  unit: 'USD/dmt',
  decimals: 1,
  lines: [
    { label: 'Copper payable', amount: 3447, kind: 'start', role: 'metal.copper' },
    { label: 'Freight', amount: -52.6, kind: 'step', role: 'loss' },
    { label: 'Net price', amount: 3394.4, kind: 'total', role: 'ink' },
  ],
};

describe('the table of a chart', () => {
  it('of stacked bars has every figure, notes and totals', () => {
    expect(asTable(bars)).toEqual({
      columns: [
        { label: '', align: 'left' },
        { label: 'Note', align: 'left' },
        { label: 'Firm', unit: 'kdmt', align: 'right' },
        { label: 'If renewed', unit: 'kdmt', align: 'right' },
        { label: 'Total', unit: 'kdmt', align: 'right' },
      ],
      rows: [
        ['2026', 'Lechuga', '1,300.5', '0.0', '1,300.5'],
        ['2027', '', '280.0', '\u221238.3', '241.8'],
      ],
    });
  });

  it('of lines marks where a line has no point', () => {
    const { rows } = asTable(lines);
    expect(rows).toEqual([
      ['Jan 2027', '9,000', 'none', '8,000', '10,000'],
      ['Feb 2027', '9,001', '7,000', 'none', 'none'],
    ]);
  });

  it('of a waterfall signs its steps', () => {
    expect(asTable(waterfall).rows).toEqual([
      ['Copper payable', '3,447.0'],
      ['Freight', '\u221252.6'],
      ['Net price', '3,394.4'],
    ]);
  });

  it('is copied as numbers that a spreadsheet reads', () => {
    expect(tableTsv(asTable(bars)).split('\n')).toEqual([
      '\tNote\tFirm (kdmt)\tIf renewed (kdmt)\tTotal (kdmt)',
      '2026\tLechuga\t1300.5\t0.0\t1300.5',
      '2027\t\t280.0\t-38.3\t241.8',
    ]);
  });
});

describe('a copied word', () => {
  it.each(['=HYPERLINK("x")', '+1', '-1', '@SUM(A1)', '＝1+1'])('%s is read back as a word', (text) => {
    expect(tsvCell(text, 'left')).toBe(`'${text}`);
  });

  it('contains no tabs and no line breaks', () => {
    expect(tsvCell('a\tb\r\nc', 'left')).toBe('a b c');
  });

  it('is not a formula in a column of numbers either', () => {
    expect(tsvCell('=1+1', 'right')).toBe("'=1+1");
    expect(tsvCell('\u221241', 'right')).toBe('-41');
    expect(tsvCell('+7.6', 'right')).toBe('+7.6');
    expect(tsvCell('61\u202f%', 'right')).toBe('61%');
  });
});

describe('a chart', () => {
  it('may show metals, or the accent, the slump and plan B, but not both', () => {
    expect(mixesAccentAndMetal(['metal.copper', 'ink', 'gain'])).toBe(false);
    expect(mixesAccentAndMetal(['accent', 'scenario.base', 'plan.a'])).toBe(false);
    for (const role of ['accent', 'scenario.stressed', 'plan.b'] as const) expect(mixesAccentAndMetal(['metal.tin', role])).toBe(true);
  });

  it('with both is rejected by its schema, whatever its kind', () => {
    const [first, second] = bars.series;
    expect(BarsView.safeParse(bars).success).toBe(true);
    expect(BarsView.safeParse({ ...bars, series: [first, { ...second, role: 'accent' }] }).success).toBe(false);
    expect(LinesView.safeParse(lines).success).toBe(true);
    expect(LinesView.safeParse({ ...lines, bands: [{ ...lines.bands[0], role: 'metal.zinc' }] }).success).toBe(false);
    expect(WaterfallView.safeParse(waterfall).success).toBe(true);
    const accentedLines = waterfall.lines.map((line) => (line.kind === 'total' ? { ...line, role: 'accent' } : line));
    expect(WaterfallView.safeParse({ ...waterfall, lines: accentedLines }).success).toBe(false);
  });

  it('with a value too few is rejected', () => {
    const [first] = bars.series;
    expect(BarsView.safeParse({ ...bars, series: [{ ...first, values: [1] }] }).success).toBe(false);
  });

  it('names the points of a line chart that has a picture, each with its figure', () => {
    expect(asTable(frontier)).toEqual({
      columns: [
        { label: 'shortfall, m USD', align: 'right' },
        { label: 'Best', unit: 'USD/t', align: 'right' },
        { label: 'Point', align: 'left' },
        { label: 'Amount', unit: 'USD/t', align: 'right' },
      ],
      rows: [
        ['8,775.0', 'none', 'Base plan', '24,515'],
        ['8,203.5', '24,579', 'none', 'none'],
      ],
    });
  });
});
