import type { SummaryBlock } from '#shared/contract/summaries.ts';
import type { Facility } from '#shared/domain/financing.ts';
import { sumBy } from '#shared/math.ts';
import type { MessageKey } from '#shared/messages/en.ts';
import { comma, message, semicolon, text } from '#shared/messages/text.ts';
import { figureText, joinUnit, renderMessage } from '#shared/presentation/message.ts';
import { formatMonth } from '#shared/units/format.ts';
import type { PlanFinancing } from '../financing/planFinancing.ts';
import { usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { column, heading, numbers, percent, table, textCell } from './blockBuilders.ts';

const inSentence = (key: MessageKey): string => renderMessage(message(key, {}, 'inSentence'));

const joinTerms = (terms: readonly (string | false)[]): string =>
  terms.filter((term) => term !== false).join(semicolon()) || text('common.none');

const interestText = ({ rate, dayCount, graceInterest }: Facility): string =>
  joinTerms([
    rate.kind === 'fixed' ? percent(rate.rate) : text('financing.terms.floating', { margin: rate.margin.map(percent).join(comma()) }),
    rate.kind === 'floating' && rate.floor !== undefined && `${text('financing.field.floor')} ${percent(rate.floor)}`,
    inSentence(`financing.dayCount.${dayCount}`),
    inSentence(`financing.grace.${graceInterest}`),
  ]);

const feeText = ({ upfrontFee, commitmentFee, otherFees }: Facility, { settings }: Workbook): string =>
  joinTerms([
    upfrontFee > 0 && text('financing.terms.upfront', { fee: percent(upfrontFee) }),
    commitmentFee > 0 && text('financing.terms.commitment', { fee: percent(commitmentFee) }),
    otherFees.length > 0 &&
      text('financing.terms.otherFees', {
        amount: joinUnit(
          figureText(
            usd(
              sumBy(otherFees, ({ amount }) => amount),
              { decimals: 1 },
            ),
            settings.moneyScale,
          ),
        ),
      }),
  ]);

const protectionText = ({ kind, recourse, dsraMonths, sweepShare }: Facility): string =>
  kind === 'prepayment'
    ? text(recourse ? 'financing.recourse.yes' : 'financing.recourse.no')
    : joinTerms([
        dsraMonths > 0 && text('financing.terms.reserve', { count: dsraMonths }),
        sweepShare > 0 && text('financing.terms.sweep', { share: percent(sweepShare) }),
      ]);

/** Returns the terms of each facility of a plan: rank, interest, fees, repayment, reserve and recourse. */
export const facilityTermBlocks = ({ facilities }: PlanFinancing, book: Workbook): readonly SummaryBlock[] =>
  facilities.length === 0
    ? []
    : [
        heading('summaries.head.facilityTerms'),
        ...table(
          [
            column('financing.facility', { weight: 1.6 }),
            numbers('financing.field.rank', undefined, 0.5),
            column('financing.terms.interest', { weight: 1.6 }),
            column('financing.terms.fees', { weight: 1.2 }),
            column('financing.terms.repayment', { weight: 1.6 }),
            column('financing.terms.protection', { weight: 1.5 }),
          ],
          facilities.map((facility) => {
            const { name, kind, rank, repayment, periodMonths, firstRepayment } = facility;
            return [
              textCell(name),
              // a prepayment is set off before rank 1
              textCell(kind === 'prepayment' ? '' : String(rank)),
              textCell(interestText(facility)),
              textCell(feeText(facility, book)),
              textCell(
                text('financing.terms.schedule', {
                  style: text(`financing.style.${repayment.style}`),
                  periods: inSentence(`financing.every.${periodMonths}`),
                  first: formatMonth(firstRepayment),
                }),
              ),
              textCell(protectionText(facility)),
            ];
          }),
        ),
      ];
