import { describe, expect, it } from 'vitest';
import { formatWidths, parseWidths } from '../../components/dataTable/columnWidth.ts';
import { parseKeys, readTableParameters, writeTableParameters } from './tableAddress.ts';

describe('the part of a table in an address', () => {
  it('is the same query for equal choices, without the view and the parameters of other tables', () => {
    const parametersWithView = readTableParameters('contracts', 'zone=china&hide=cap,start&view=v1&plans.hide=npv');
    const parametersAlone = readTableParameters('contracts', 'hide=cap,start&zone=china');
    expect(parametersWithView).toMatchObject({ query: 'hide=cap,start&zone=china', viewId: 'v1' });
    expect(parametersAlone).toMatchObject({ query: parametersWithView.query, viewId: undefined });
  });

  it('leaves the parameters of the page and of its other table as they are', () => {
    const address = 'scenario=slump&plans.sort=-npv&plans.view=v1&products.metal=copper';
    const { parameters, query, viewId } = readTableParameters('plans', address);
    expect([query, viewId]).toEqual(['sort=-npv', 'v1']);
    parameters.set('hide', 'hhi,china');
    expect(writeTableParameters('plans', address, { parameters, viewId: undefined })).toBe(
      'scenario=slump&products.metal=copper&plans.sort=-npv&plans.hide=hhi,china',
    );
  });

  it('keeps a search in any script within the characters that a view can store', () => {
    const query = writeTableParameters('buyers', '', { parameters: new URLSearchParams({ q: '海龙 <a> #1' }), viewId: undefined });
    expect(query).toMatch(/^[\w.~%&=,+*-]*$/);
    expect(readTableParameters('buyers', query).parameters.get('q')).toBe('海龙 <a> #1');
  });

  it('writes the same widths in the same way, and leaves out an invalid width', () => {
    const widths = new Map([
      ['share', 90],
      ['buyer', 240],
    ]);
    expect(formatWidths(widths)).toBe('buyer.240,share.90');
    expect(parseWidths('buyer.240,share.90')).toEqual(widths);
    expect(parseWidths('buyer,.90,share.-5,price.1,floor.9999,cap.12345')).toEqual(
      new Map([
        ['price', 40],
        ['floor', 2000],
      ]),
    );
    expect(parseWidths('').size).toBe(0);
  });

  it('names each hidden column once', () => {
    expect(parseKeys('cap,,start,cap')).toEqual(['cap', 'start']);
    expect(parseKeys(null)).toEqual([]);
  });
});
