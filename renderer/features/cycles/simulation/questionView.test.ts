import { describe, expect, it } from 'vitest';
import { BuyerId } from '#shared/domain/ids.ts';
import { parseQuestionView, type QuestionView, questionRoute, withMeasure, withSubject } from './questionView.ts';

const view: QuestionView = {
  measure: 'margin',
  subject: { kind: 'buyer', buyerId: BuyerId.parse('otori') },
  side: 'atLeast',
  year: 2028,
  threshold: -1.25e7,
  percentile: 0.125,
};

describe('the address of a question', () => {
  it('has everything that is asked, and leaves out defaults', () => {
    expect(parseQuestionView(questionRoute(view).split('?')[1]!)).toEqual(view);
    expect(questionRoute(parseQuestionView(''))).toBe('/cycles/simulation');
    expect(parseQuestionView('of=spot').subject).toEqual({ kind: 'spot' });
  });

  it('with invalid parts is read without them', () => {
    expect(parseQuestionView('measure=profit&of=buyer.&year=soon&side=above&threshold=&percentile=1.5')).toEqual(parseQuestionView(''));
    expect(parseQuestionView('threshold=Infinity')).toEqual(parseQuestionView(''));
  });
});

describe('a change of what is asked', () => {
  it('keeps a threshold among amounts of money and drops it for another unit', () => {
    expect(withMeasure(view, 'revenue').threshold).toBe(-1.25e7);
    expect(withMeasure(view, 'tonnes').threshold).toBeUndefined();
  });

  it('asks for the cash flow of the plan where it asked for a margin', () => {
    expect(withSubject(view, { kind: 'plan' }).measure).toBe('cash');
    expect(withSubject({ ...view, measure: 'cash' }, view.subject).measure).toBe('margin');
    expect(withSubject(view, { kind: 'spot' }).measure).toBe('revenue');
    expect(withSubject({ ...view, measure: 'tonnes' }, { kind: 'plan' }).measure).toBe('tonnes');
  });
});
