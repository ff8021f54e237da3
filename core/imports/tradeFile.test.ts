import { describe, expect, it } from 'vitest';
import { everyShippedText } from '#shared/messages/shipped.ts';
import type { TableCell, TableSheet } from '../documents/tableFile.ts';
import { metalOf, readTradeFile, tradeFacts } from './tradeFile.ts';

const NEW =
  'typeCode,freqCode,refPeriodId,refYear,refMonth,period,reporterCode,reporterISO,reporterDesc,flowCode,flowDesc,partnerCode,partnerISO,partnerDesc,partner2Code,partner2ISO,partner2Desc,classificationCode,classificationSearchCode,isOriginalClassification,cmdCode,cmdDesc,aggrLevel,isLeaf,customsCode,customsDesc,mosCode,motCode,motDesc,qtyUnitCode,qtyUnitAbbr,qty,isQtyEstimated,altQtyUnitCode,altQtyUnitAbbr,altQty,isAltQtyEstimated,netWgt,isNetWgtEstimated,grossWgt,isGrossWgtEstimated,cifvalue,fobvalue,primaryValue,legacyEstimationFlag,isReported,isAggregate'.split(
    ',',
  );
const CLASSIC_22 =
  'Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,Commodity Code,Commodity,Qty Unit Code,Qty Unit,Qty,Netweight (kg),Trade Value (US$),Flag'.split(
    ',',
  );
const CLASSIC_35 =
  'Classification,Year,Period,Period Desc.,Aggregate Level,Is Leaf Code,Trade Flow Code,Trade Flow,Reporter Code,Reporter,Reporter ISO,Partner Code,Partner,Partner ISO,2nd Partner Code,2nd Partner,2nd Partner ISO,Customs Proc. Code,Customs,Mode of Transport Code,Mode of Transport,Commodity Code,Commodity,Qty Unit Code,Qty Unit,Qty,Alt Qty Unit Code,Alt Qty Unit,Alt Qty,Netweight (kg),Gross weight (kg),Trade Value (US$),CIF Trade Value (US$),FOB Trade Value (US$),Flag'.split(
    ',',
  );

type Row = Readonly<Record<string, TableCell>>;

const sheet = (heads: readonly string[], rows: readonly Row[]): TableSheet => ({
  name: 'TradeData',
  rows: [{ index: 0, cells: heads }, ...rows.map((row, i) => ({ index: i + 1, cells: heads.map((head) => row[head] ?? null) }))],
});

const newFormatRow = (partner: number, partnerDesc: string, value: number, fields: Row = {}): Row => ({
  refYear: 2024,
  period: '2024',
  reporterCode: 156,
  reporterDesc: 'China',
  flowCode: 'M',
  partnerCode: partner,
  partnerDesc,
  partner2Code: 0,
  customsCode: 'C00',
  motCode: 0,
  cmdCode: '2603',
  cmdDesc: 'Copper ores and concentrates',
  netWgt: value * 2,
  primaryValue: value,
  ...fields,
});
const classicFormatRow = (partner: string, name: string, value: number, fields: Row = {}): Row => ({
  Year: '2012',
  Period: '2012',
  'Trade Flow Code': '1',
  'Reporter Code': '156',
  Reporter: 'China',
  'Partner Code': partner,
  Partner: name,
  '2nd Partner Code': '0',
  'Customs Proc. Code': 'C00',
  'Mode of Transport Code': '0',
  'Commodity Code': '2603',
  Commodity: 'Copper ores and concentrates',
  'Netweight (kg)': String(value * 2),
  'Trade Value (US$)': String(value),
  ...fields,
});

const inEnglish = (storedName: string): string | undefined => everyShippedText(storedName)[0];

const shares = (file: ReturnType<typeof readTradeFile>) =>
  file?.commodities[0] &&
  tradeFacts(file.commodities[0], 'copper').map(({ subject, value, measure = '' }) => [inEnglish(subject), value, inEnglish(measure)]);

describe('a Comtrade file', () => {
  it('of 47 columns does not count details beside their total', () => {
    const file = readTradeFile([
      sheet(NEW, [
        newFormatRow(0, 'World', 400),
        newFormatRow(152, 'Chile', 300),
        newFormatRow(152, 'Chile', 200, { motCode: 2100 }),
        newFormatRow(152, 'Chile', 100, { partner2Code: 36 }),
        newFormatRow(604, 'Peru', 100),
        newFormatRow(604, 'Peru', 100, { customsCode: 'C04' }),
        newFormatRow(604, 'Peru', 100, { flowCode: 'X' }),
      ]),
    ]);
    expect(file).toMatchObject({ rows: 7, excludedRows: 3 });
    expect(file?.commodities[0]).toMatchObject({ topic: 'supplierShare', ratio: 1, world: 400 });
    expect(shares(file)).toEqual([
      ['Chile', 75, 'tonnage'],
      ['Peru', 25, 'tonnage'],
    ]);
  });

  it.each([
    ['22', CLASSIC_22],
    ['35', CLASSIC_35],
  ])('of %s columns gives the same shares', (_width, heads) => {
    const file = readTradeFile([
      sheet(heads, [classicFormatRow('0', 'World', 400), classicFormatRow('152', 'Chile', 300), classicFormatRow('604', 'Peru', 100)]),
    ]);
    expect(shares(file)).toEqual([
      ['Chile', 75, 'tonnage'],
      ['Peru', 25, 'tonnage'],
    ]);
  });

  it('reports by its ratio that the partners sum to twice the world', () => {
    const file = readTradeFile([
      sheet(NEW, [newFormatRow(0, 'World', 200), newFormatRow(152, 'Chile', 300), newFormatRow(604, 'Peru', 100)]),
    ]);
    expect(file?.commodities[0]?.ratio).toBe(2);
  });

  it('adds no code to a shorter one that contains it, and keeps a leading zero', () => {
    const file = readTradeFile([
      sheet(NEW, [
        newFormatRow(152, 'Chile', 300),
        newFormatRow(604, 'Peru', 100),
        newFormatRow(152, 'Chile', 300, { cmdCode: '260300' }),
        newFormatRow(604, 'Peru', 100, { cmdCode: '260300' }),
        newFormatRow(152, 'Chile', 300, { cmdCode: '0801' }),
        newFormatRow(604, 'Peru', 100, { cmdCode: '0801' }),
      ]),
    ]);
    expect(file?.commodities.map(({ code, partOf }) => [code, partOf])).toEqual([
      ['2603', undefined],
      ['260300', '2603'],
      ['0801', undefined],
    ]);
  });

  it('of several reporters lists the other buyers', () => {
    const file = readTradeFile([
      sheet(NEW, [newFormatRow(0, 'World', 300), newFormatRow(0, 'World', 100, { reporterCode: 392, reporterDesc: 'Japan' })]),
    ]);
    expect(file?.commodities.map(({ topic, rows }) => [topic, rows.map(({ country }) => country)])).toEqual([
      ['importerShare', ['China', 'Japan']],
    ]);
  });

  it('names its metal in the description', () => {
    expect(
      ['Lithium carbonates', 'Iron ores and concentrates', 'Aluminium ores', 'Lead ores and concentrates', 'Tin ores', 'Wheat'].map(
        metalOf,
      ),
    ).toEqual(['lithium', 'iron', 'aluminium', 'lead', 'tin', undefined]);
  });
});
