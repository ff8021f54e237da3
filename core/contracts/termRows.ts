import type { Label, Message } from '#shared/contract/figure.ts';
import type { OfftakeContract, Renewal } from '#shared/domain/contract.ts';
import type { Prepayment } from '#shared/domain/financing.ts';
import { DAMAGES_SHARE, DELIVERY_PRIORITY } from '#shared/domain/houseDefaults.ts';
import type { Collar, Delivery, Payment, Quantity, Terms } from '#shared/domain/terms.ts';
import { message } from '#shared/messages/text.ts';
import { date, dmt, month, quotedPrice, usd } from '../portfolio/figures.ts';
import { elementLabel, referenceLabel } from '../portfolio/labels.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { facilitiesOf, prepaymentOfFacility } from '../portfolio/valuedPrepayments.ts';
import { collarUnit } from './contractRows.ts';
import { deliveryPoint, quotationMessage } from './dealSentence.ts';
import { exactShare, exactUsdPerDmt, exactUsdPerWmt, priceTermRows, type TermRow } from './priceTermRows.ts';

/** Who reads the terms: everyone in the firm, or the counterparty, who must not see the seller's costs. */
export type TermsReader = 'internal' | 'counterparty';

const monthsMessage = (count: number): Message => message('count.months', { count });

/** Describes whether and how a contract renews. */
export const renewalMessage = (renewal: Renewal): Message => {
  if (renewal.kind === 'none') return message('summaries.term.renewal.none');
  return message(`summaries.term.renewal.${renewal.kind}`, {
    notice: monthsMessage(renewal.noticeMonths),
    months: 'months' in renewal ? monthsMessage(renewal.months) : '',
  });
};

/** Lists the terms for a shortage of the product: the delivery priority, and the damages for a tonne that is cut. */
export const shortageRows = ({
  deliveryPriority,
  damagesShare,
}: Pick<OfftakeContract, 'deliveryPriority' | 'damagesShare'>): readonly TermRow[] => {
  const withDefaultMark = (value: Label, enteredValue: unknown): Label =>
    enteredValue === undefined ? message('shortage.byDefault', { value }) : value;
  return [
    {
      term: message('shortage.priority'),
      value: withDefaultMark({ name: String(deliveryPriority ?? DELIVERY_PRIORITY) }, deliveryPriority),
    },
    {
      term: message('shortage.damages'),
      value: withDefaultMark(message('shortage.damagesValue', { share: exactShare(damagesShare ?? DAMAGES_SHARE) }), damagesShare),
    },
  ];
};

/** Describes a prepayment. */
export const prepaymentRow = ({ amountUsd, date: receiptDate, annualRate, graceMonths, repayMonths }: Prepayment): TermRow => ({
  term: message('summaries.term.prepayment'),
  value: message('summaries.term.prepaymentValue', {
    amount: usd(amountUsd, { decimals: 1 }),
    date: date(receiptDate),
    rate: exactShare(annualRate),
    months: monthsMessage(repayMonths),
    grace: monthsMessage(graceMonths),
  }),
});

/** Lists the prepayments of a contract; of one that the valuation can't set off, its amount and maturity. */
export const prepaymentRows = (book: Workbook, { id }: Pick<OfftakeContract, 'id'>): readonly TermRow[] =>
  facilitiesOf(book.facilities, id)
    .filter(({ kind }) => kind === 'prepayment')
    .map((facility) => {
      const prepayment = prepaymentOfFacility(facility);
      if (prepayment !== undefined) return prepaymentRow(prepayment);
      const { commitment, finalMaturity } = facility;
      return {
        term: message('summaries.term.prepayment'),
        value: message('summaries.term.prepaymentOther', { amount: usd(commitment, { decimals: 1 }), maturity: month(finalMaturity) }),
      };
    });

const EXCUSES = ['importBan', 'tariff', 'priceFall'] as const;

const quantityRows = (quantity: Quantity): readonly TermRow[] => {
  const { tonnesPerYear, rampUp, monthWeights, tolerance, toleranceOption, takeOrPayShare, takeOrPayBasis } = quantity;
  const excuses = EXCUSES.filter((excuse) => quantity.excused[excuse]).map((excuse) => message(`summaries.term.excused.${excuse}`));
  const hasMinimum = takeOrPayShare > 0;
  return [
    { term: message('summaries.term.quantity'), value: message('summaries.term.quantityValue', { tonnes: dmt(tonnesPerYear) }) },
    ...(rampUp.length === 0
      ? []
      : [
          {
            term: message('summaries.term.rampUp'),
            value: message('summaries.term.rampUpValue', { shares: { list: rampUp.map(exactShare), by: 'comma' } }),
          },
        ]),
    ...(monthWeights.length === 0 ? [] : [{ term: message('summaries.term.months'), value: message('summaries.term.monthsValue') }]),
    {
      term: message('summaries.term.tolerance'),
      value: message(`summaries.term.tolerance.${toleranceOption}`, { share: exactShare(tolerance) }),
    },
    {
      term: message('summaries.term.takeOrPay'),
      value: hasMinimum
        ? message(`summaries.term.takeOrPay.${takeOrPayBasis}`, { share: exactShare(takeOrPayShare) })
        : message('summaries.term.takeOrPayNone'),
    },
    ...(hasMinimum && quantity.makeUpMonths > 0
      ? [
          {
            term: message('summaries.term.makeUp'),
            value: message(`summaries.term.makeUp.${quantity.makeUpPrice}`, { months: monthsMessage(quantity.makeUpMonths) }),
          },
        ]
      : []),
    ...(hasMinimum && quantity.carryForwardShare > 0
      ? [
          {
            term: message('summaries.term.carryForward'),
            value: message('summaries.term.carryForwardValue', { share: exactShare(quantity.carryForwardShare) }),
          },
        ]
      : []),
    ...(hasMinimum && excuses.length > 0
      ? [{ term: message('summaries.term.excused'), value: { list: excuses, by: 'serial' } satisfies Label }]
      : []),
  ];
};

const collarRows = (book: Workbook, { collar, price }: Terms): readonly TermRow[] => {
  const limitRow = (key: 'floor' | 'cap', level: number | undefined, agreedCollar: Collar | undefined): TermRow => {
    const term = message(`summaries.term.${key}`);
    if (level === undefined || agreedCollar === undefined) return { term, value: message('common.none') };
    const code = 'reference' in price ? price.reference : 'payables' in price ? price.payables[0]!.reference : '';
    return {
      term,
      value: message(`summaries.term.level.${agreedCollar.level}`, {
        price: quotedPrice(level, collarUnit(agreedCollar, price, book)),
        reference: referenceLabel(book.references, code),
      }),
    };
  };
  return [limitRow('floor', collar?.floor, collar), limitRow('cap', collar?.cap, collar)];
};

const supportRows = (book: Workbook, { priceSupport }: Terms): readonly TermRow[] => {
  if (priceSupport === undefined) return [];
  const { reference, element, floor, upsideShare, upsideFrom, paymentMonths, payer, rating } = priceSupport;
  return [
    {
      term: message('summaries.term.priceSupport'),
      value: message(element === undefined ? 'summaries.term.supportPerDmt' : 'summaries.term.supportPerElement', {
        floor: quotedPrice(floor, element === undefined ? 'USD/dmt' : 'USD/t'),
        element: element === undefined ? '' : elementLabel(element, 'inSentence'),
        reference: referenceLabel(book.references, reference),
        paid: monthsMessage(paymentMonths),
      }),
    },
    {
      term: message('summaries.term.supportPayer'),
      value: message('summaries.term.supportPayerValue', {
        payer: { name: payer },
        rating: rating === 'unrated' ? message('rating.unrated') : { name: rating },
      }),
    },
    ...(upsideShare === 0
      ? []
      : [
          {
            term: message('summaries.term.supportUpside'),
            value:
              upsideFrom === undefined
                ? exactShare(upsideShare)
                : message('summaries.term.supportUpsideFrom', { share: exactShare(upsideShare), month: month(upsideFrom) }),
          },
        ]),
  ];
};

const quotationRows = ({ price, quotation }: Terms): readonly TermRow[] => [
  {
    term: message('summaries.term.quotation'),
    value: price.basis === 'fixed' ? message('summaries.term.quotationNone') : quotationMessage(quotation),
  },
  ...(quotation.holder === 'none' || quotation.declarationMonths === 0
    ? []
    : [
        {
          term: message('summaries.term.declaration'),
          value: message(quotation.declarationMonths > 0 ? 'summaries.term.declarationValue' : 'summaries.term.declarationAfter', {
            months: monthsMessage(Math.abs(quotation.declarationMonths)),
          }),
        },
      ]),
];

const blendRows = ({ blend }: Terms): readonly TermRow[] =>
  blend === undefined
    ? []
    : [
        {
          term: message('summaries.term.blend'),
          value: message('summaries.term.blendValue', { share: exactShare(blend.fixedShare), price: exactUsdPerDmt(blend.fixedPrice) }),
        },
      ];

const deliveryRows = (book: Workbook, delivery: Delivery, reader: TermsReader): readonly TermRow[] => {
  const { incoterm, loadPort, freightUsdPerWmt, freightReference, voyageDays, otherUsdPerDmt } = delivery;
  const point = deliveryPoint(delivery);
  const namesLoadPort = loadPort === '' || point.endsWith(loadPort);
  const isPaidBySeller = incoterm !== 'FOB' && incoterm !== 'FCA' && incoterm !== 'EXW';
  return [
    {
      term: message('summaries.term.delivery'),
      value: namesLoadPort ? { name: point } : message('summaries.term.deliveryFrom', { delivery: point, port: loadPort }),
    },
    ...(voyageDays > 0
      ? [{ term: message('summaries.term.voyage'), value: message('summaries.term.voyageValue', { days: voyageDays }) }]
      : []),
    // costs of the seller are not shown to the counterparty
    ...(reader === 'internal' && freightUsdPerWmt > 0
      ? [
          {
            term: message('summaries.term.freight'),
            value: message(isPaidBySeller ? 'summaries.term.freightSeller' : 'summaries.term.freightBuyer', {
              price: exactUsdPerWmt(freightUsdPerWmt),
            }),
          },
        ]
      : []),
    ...(reader === 'internal' && freightUsdPerWmt > 0 && freightReference !== undefined
      ? [{ term: message('summaries.term.freightIndex'), value: referenceLabel(book.references, freightReference) }]
      : []),
    ...(reader === 'internal' && otherUsdPerDmt > 0
      ? [{ term: message('summaries.term.otherCosts'), value: exactUsdPerDmt(otherUsdPerDmt) }]
      : []),
  ];
};

const paymentRows = ({ provisionalShare, paymentMonths, letterOfCredit, currency, currencyShare = 1 }: Payment): readonly TermRow[] => {
  const isImmediate = paymentMonths === 0;
  const provisionalPayment = isImmediate
    ? message('summaries.term.paid.now')
    : message('summaries.term.paid.months', { count: paymentMonths });
  const finalPayment = isImmediate ? message('summaries.term.after.now') : message('summaries.term.after.months', { count: paymentMonths });
  const paymentDates =
    provisionalShare < 1
      ? message('summaries.term.paymentValue', { share: exactShare(provisionalShare), paid: provisionalPayment, after: finalPayment })
      : message('summaries.term.paymentWhole', { paid: provisionalPayment });
  return [
    {
      term: message('summaries.term.payment'),
      value: letterOfCredit ? { list: [paymentDates, message('summaries.term.letterOfCredit')], by: 'comma' } : paymentDates,
    },
    ...(currency === 'USD'
      ? []
      : [
          {
            term: message('summaries.term.currency'),
            value:
              currencyShare === 1
                ? { name: currency }
                : message('summaries.term.currencyShare', { currency, share: exactShare(currencyShare) }),
          },
        ]),
  ];
};

/** Lists a set of terms by the part of the deal that they belong to. */
export const termRowsByPart = (book: Workbook, terms: Terms, reader: TermsReader = 'internal') => ({
  quantity: quantityRows(terms.quantity),
  price: [
    { term: message('summaries.term.basis'), value: message(`summaries.term.basis.${terms.price.basis}`) },
    ...priceTermRows(book, terms.price),
  ] as readonly TermRow[],
  quotation: quotationRows(terms),
  collar: [...blendRows(terms), ...collarRows(book, terms), ...supportRows(book, terms)],
  delivery: deliveryRows(book, terms.delivery, reader),
  payment: paymentRows(terms.payment),
});
