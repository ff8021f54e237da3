import { afterEach, describe, expect, expectTypeOf, it } from 'vitest';
import type { LinesChart } from '../contract/charts.ts';
import { Label, Message } from '../contract/figure.ts';
import { monthOf } from '../domain/time.ts';
import { storedText } from '../messages/shipped.ts';
import { message, registerLocale, setLocaleResolver } from '../messages/text.ts';
import { chinese } from '../messages/zh-CN.ts';
import { presentChart } from './charts/presentChart.ts';
import { columnText, figureText, headlineText, renderLabel, renderMessage, sentenceParts } from './message.ts';

registerLocale('zh-CN', chinese);
const setChinese = () => setLocaleResolver(() => 'zh-CN');
afterEach(() => setLocaleResolver(() => 'en'));

const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ').replace(/\u2060/g, '');

describe('a message', () => {
  it('writes amounts at the money scale and in the locale', () => {
    const summary: Message = {
      key: 'cycles.revenue.summary',
      values: { scenario: 'Ours', change: { value: -61_400_000, unit: 'usd', decimals: 1, sign: true }, year: 2034 },
    };
    expect(plainSpaces(renderMessage(summary, { moneyScale: 'm' }))).toContain('in Ours: −61.4 m USD to 2034');
    expect(plainSpaces(renderMessage(summary, { moneyScale: 'bn' }))).toContain('−0.061 bn USD');
    expect(plainSpaces(renderMessage(summary))).toContain('−61.4 m USD');
    setChinese();
    expect(plainSpaces(renderMessage(summary, { moneyScale: 'm' }))).toMatch(/\p{Script=Han}.*−61\.4 m USD/u);
  });

  it('names a year of which only some months count by these', () => {
    const labels: Label[] = [
      { calendarYear: 2027 },
      { calendarYear: 2026, countedMonths: { from: monthOf(2026, 6), to: monthOf(2026, 12) } },
    ];
    expect(labels.map((label) => renderLabel(Label.parse(label)))).toEqual(['2027', 'Jun–Dec 2026']);
    setChinese();
    expect(labels.map((label) => renderLabel(label))).toEqual(['2027 年', '2026年6月–12月']);
  });

  it('writes nested messages, in lower case inside an English sentence', () => {
    const source = (form?: 'inSentence'): Message => ({
      key: 'cycles.source',
      values: { metal: { key: 'metal.copper', ...(form ? { form } : {}) }, source: 'ICSG' },
    });
    expect(renderMessage(source())).toBe('Copper: ICSG');
    expect(renderMessage(source('inSentence'))).toBe('copper: ICSG');
    setChinese();
    expect(renderMessage(source('inSentence'))).toBe('铜：ICSG');
  });

  it('keeps an abbreviation unchanged inside a sentence', () => {
    expect(renderMessage({ key: 'common.literal', values: { text: 'NPV' }, form: 'inSentence' })).toBe('NPV');
    const product: Message = { key: 'common.literal', values: { text: 'Copper concentrate' }, form: 'inSentence' };
    expect(renderMessage(product)).toBe('copper concentrate');
    setChinese();
    expect(renderMessage(product)).toBe('Copper concentrate');
  });

  it('chooses the plural by the counting number, however it is written', () => {
    const points = (count: number): Message => ({
      key: 'allocation.point.still',
      values: { count: { value: count, unit: 'count' } },
    });
    expect(renderMessage(points(1))).toBe('1 deal does not change.');
    expect(renderMessage(points(1200))).toBe('1,200 deals do not change.');
  });

  it('writes months, dates, shares, lists, units and shipped texts', () => {
    const month = monthOf(2027, 8);
    const list: Label = {
      list: [
        { value: month, unit: 'month' },
        { value: '2026-06-30', unit: 'date' },
        { value: 0.608, unit: 'fraction', decimals: 1 },
        { value: 0.608, unit: 'fraction', withoutUnit: true },
        { unitOf: 'usd' },
        { name: 'Codelco' },
        7,
      ],
      by: 'serial',
    };
    expect(plainSpaces(renderLabel(list, { moneyScale: 'bn' }))).toBe('Aug 2027, 30 Jun 2026, 60.8 %, 61, bn USD, Codelco, 7');
    expect(renderLabel({ shipped: storedText('shipped.scenario.china-slump.name') })).toBe('China slump');
    setChinese();
    expect(plainSpaces(renderLabel(list, { moneyScale: 'bn' }))).toBe('2027年8月、2026年6月30日、60.8%、61、bn USD、Codelco、7');
    expect(renderLabel({ shipped: storedText('shipped.scenario.china-slump.name') })).toBe('中国需求下滑');
  });

  it('joins a list inside a sentence by “and”', () => {
    const label = (...list: string[]) =>
      renderLabel(Label.parse({ list: list.map((element) => message(`element.${element}` as 'element.As')), by: 'and' }));
    expect(label('As')).toBe('Arsenic');
    expect(label('As', 'Bi')).toBe('Arsenic and Bismuth');
    expect(label('As', 'Bi', 'Pb')).toBe('Arsenic, Bismuth and Lead');
    setChinese();
    expect(label('As', 'Bi', 'Pb')).toBe('砷、铋和铅');
  });

  it('does not break a line inside the unit of money', () => {
    expect(renderLabel({ value: 1_234_500_000, unit: 'usd' }, { moneyScale: 'm' })).toBe('1,235\u00a0m\u00a0USD');
  });

  it('writes a country by its code in Chinese, and by the name of the workspace in English', () => {
    const korea = Label.parse({ country: 'KR', name: 'South Korea' });
    expect(renderLabel(korea)).toBe('South Korea');
    setChinese();
    expect(renderLabel(korea)).toBe('韩国');
  });

  it('is parsed with all its values', () => {
    const nestedMessage: Message = {
      key: 'cycles.source',
      values: { metal: { key: 'metal.copper', form: 'inSentence' }, source: { list: ['a', 1, { value: 2, unit: 'usd' }], by: 'comma' } },
    };
    expect(Message.parse(nestedMessage)).toEqual(nestedMessage);
    expect(() => Message.parse({ key: 'cycles.source', values: { metal: { words: 'no' } } })).toThrow();
    expect(() => Label.parse('a finished text')).toThrow();
  });
});

it('a figure with a label shows the label, in a sentence too', () => {
  const noFigure = { value: '', unit: 'text', decimals: 0, label: { key: 'common.none' } } as const;
  expect(figureText(noFigure, 'm').text).toBe(renderMessage({ key: 'common.none' }));
  expect(sentenceParts({ key: 'cycles.verdict.none', figures: { scenario: noFigure } }).some(({ kind }) => kind === 'slot')).toBe(true);
});

it('a Chinese sentence has no space beside a month, whose text ends in Chinese', () => {
  setChinese();
  const month = { value: 24_343, unit: 'month', decimals: 0 } as const;
  const covenant = { value: 'DSCR', unit: 'text', decimals: 0 } as const;
  const parts = sentenceParts({ key: 'financing.verdict.breach', figures: { covenant, month } });
  expect(parts.map((part) => (part.kind === 'text' ? part.text : part.name))).toEqual([
    'covenant',
    ' 财务约定最早于 ',
    'month',
    '被突破。',
  ]);
});

it('tonnes in a column are in kdmt whatever their size, so that 385 dmt are not read as 385 kdmt', () => {
  const tonnes = (value: number) => ({ value, unit: 'dmt', decimals: 1 }) as const;
  expect([385, -385, 0, 5_110_000].map((value) => columnText(tonnes(value), 'm'))).toEqual(
    ['0.39', '−0.39', '0.0', '5,110.0'].map((text) => ({ text, unit: 'kdmt' })),
  );
  expect(figureText(tonnes(385), 'm')).toEqual({ text: '385', unit: 'dmt' });
  expect(columnText({ value: 385, unit: 'dmtPerYear' }, 'm').unit).toBe(figureText({ value: 5000, unit: 'dmtPerYear' }, 'm').unit);
});

it('an amount of a column that is not zero never reads zero, and a real zero does', () => {
  const money = (value: number, scale: 'm' | 'k' | 'bn' = 'm') => columnText({ value, unit: 'usd', decimals: 1 }, scale).text;
  expect([49_999, -49_999, 50_000, 0, -0, 1e-3].map((value) => money(value))).toEqual(['<0.1', '>−0.1', '0.1', '0.0', '0.0', '0.0']);
  expect([money(400, 'k'), money(499_000, 'bn')]).toEqual(['<1', '<0.001']);
  expect([4, 5, 0].map((value) => columnText({ value, unit: 'dmt', decimals: 1 }, 'm').text)).toEqual(['<0.01', '0.01', '0.0']);
  // differences add up with the columns beside them
  expect(columnText({ value: 4, unit: 'dmt', decimals: 1, sign: true }, 'm').text).toBe('0.00');
});

it('a difference beside its two values is the difference of the values as they are rounded', () => {
  const change = { value: 0.0214, unit: 'points', decimals: 1, sign: true, between: { value: 0.1108, from: 0.0894 } } as const;
  expect(figureText(change, 'm').text).toBe('+2.2');
  const { between: _between, ...exactChange } = change;
  expect(figureText(exactChange, 'm').text).toBe('+2.1');
  const revenue = { value: -626_350_000, unit: 'usd', decimals: 1, between: { value: 1_255_140_000, from: 1_881_490_000 } } as const;
  expect(figureText(revenue, 'm')).toEqual({ text: '\u2212626.4', unit: 'm USD' });
  expect(figureText(revenue, 'bn').text).toBe('\u22120.626');
  // in words each amount has three digits of its own
  expect(figureText(revenue, 'auto').text).toBe('\u2212626');
  // below three digits of its own it is the difference that a column shows, 17,822.0 less 17,808.9
  const npv = { value: 13_177_741, unit: 'usd', decimals: 1, between: { value: 17_822_029_573, from: 17_808_851_833 } } as const;
  expect(figureText(npv, 'm').text).toBe('13.1');
  expect(figureText(npv, 'auto').text).toBe('13.1');
  // unless it has hardly a digit there
  const nearTie = { value: 2_000, unit: 'usd', decimals: 1, between: { value: 50_051_000, from: 50_049_000 } } as const;
  expect(figureText(nearTie, 'auto')).toEqual({ text: '2', unit: 'k USD' });
  const wholeMillions = { value: 200_000, unit: 'usd', decimals: 0, between: { value: 1_600_000, from: 1_400_000 } } as const;
  expect(figureText(wholeMillions, 'auto')).toEqual({ text: '200', unit: 'k USD' });
  const smallDifference = { value: 40_000, unit: 'usd', decimals: 1, between: { value: 1_540_000, from: 1_500_001 } } as const;
  expect(figureText(smallDifference, 'auto')).toEqual({ text: '40', unit: 'k USD' });
  const tonnes = { value: 480, unit: 'dmt', decimals: 1, between: { value: 45_480, from: 45_000 } } as const;
  expect(figureText(tonnes, 'm')).toEqual({ text: '500', unit: 'dmt' });
  expect(columnText(tonnes, 'm').text).toBe('0.50');
});

describe('a chart', () => {
  const chart: LinesChart = {
    kind: 'lines',
    title: { key: 'cycles.revenue.title' },
    summary: { key: 'cycles.paths.summary', values: { scenario: 'Ours' } },
    unit: 'usd',
    unitLabel: { key: 'cycles.revenue.unit', values: { unit: { unitOf: 'usd' } } },
    decimals: 0,
    xKind: 'month',
    series: [
      {
        label: { name: 'Ours' },
        role: 'plan.a',
        style: 'solid',
        points: [{ x: 24_000, y: 61_400_000 }],
        identity: { none: 'assumed' },
        endLabel: true,
      },
    ],
    marks: [{ axis: 'y', value: 50_000_000, label: { value: 50_000_000, unit: 'usd' }, role: 'ink', style: 'dotted' }],
    axis: { min: 0, max: 110_000_000, ticks: [0, 55_000_000] },
  };

  it('is drawn in the money scale, axis and marks included', () => {
    const view = presentChart(chart, { moneyScale: 'bn' });
    expect(view).toMatchObject({ title: 'Net revenue by quarter', unit: 'bn USD a quarter', decimals: 2 });
    expect(view.series[0]?.points).toEqual([{ x: 24_000, y: 0.0614 }]);
    expect(view.marks[0]).toMatchObject({ value: 0.05, label: '0.05\u00a0bn\u00a0USD' });
    expect(view.axis).toEqual({ min: 0, max: 0.11, ticks: [0, 0.055] });
    expect(presentChart(chart, { moneyScale: 'm' }).series[0]?.points[0]?.y).toBe(61.4);
  });

  it('shows fractions as per cent, exact on the axis', () => {
    const view = presentChart({ ...chart, unit: 'fraction', axis: { min: 0, max: 1.1 } }, { moneyScale: 'm' });
    expect(view.axis.max).toBe(110);
  });

  it('is unchanged if it is a view already', () => {
    const view = presentChart(chart, { moneyScale: 'm' });
    expect(presentChart(view, { moneyScale: 'bn' })).toBe(view);
  });
});

it('message() accepts the slots of its English text, no more and no less', () => {
  expectTypeOf<keyof NonNullable<Parameters<typeof message<'cycles.source'>>[1]>>().toEqualTypeOf<'metal' | 'source'>();
  expectTypeOf<keyof NonNullable<Parameters<typeof message<'allocation.point.still'>>[1]>>().toEqualTypeOf<'count'>();
  expectTypeOf<{ unknown: string }>().not.toExtend<Parameters<typeof message<'metal.copper'>>[1]>();
  expectTypeOf(message('metal.copper')).toEqualTypeOf<Message>();
});

it('money that stands alone has two digits or more, at the scale that a sentence gives it', () => {
  const usd = (value: number, decimals = 0) => ({ value, unit: 'usd', decimals }) as const;
  expect(headlineText(usd(228_000), 'm')).toEqual({ text: '228', unit: 'k USD' });
  expect(headlineText(usd(-40_000, 1), 'm')).toEqual({ text: '−40', unit: 'k USD' });
  expect(headlineText(usd(228_000, 2), 'm')).toEqual({ text: '0.23', unit: 'm USD' });
  for (const figure of [usd(0), usd(1_500_000_000), usd(3_400_000)]) expect(headlineText(figure, 'm')).toEqual(figureText(figure, 'm'));
  expect(headlineText(usd(500_000_000), 'bn')).toEqual({ text: '0.50', unit: 'bn USD' });
});
