import type { SummaryBlock } from '#shared/contract/summaries.ts';
import { type OfftakeContract, type Renewal, termsAt } from '#shared/domain/contract.ts';
import type { Assay } from '#shared/domain/metal.ts';
import type { Collar, Delivery, Payment, Quantity, Terms } from '#shared/domain/terms.ts';
import { countryName } from '#shared/messages/country.ts';
import { comma, serial, text } from '#shared/messages/text.ts';
import { figureText, joined } from '#shared/presentation/message.ts';
import { formatDate, formatMonth, formatPrice } from '#shared/units/format.ts';
import { deliveryWords, quotationWords } from '../contracts/previewSentence.ts';
import { collarUnit } from '../contracts/rows.ts';
import { dmt, usd } from '../portfolio/figures.ts';
import type { Workbook } from '../portfolio/portfolio.ts';
import { column, heading, note, say, table } from './blocks.ts';
import { openingRows } from './opening.ts';
import { agreed, gradeText, percent, priceRows, type TermRow, usdPerDmtText } from './priceTerms.ts';
import { referenceName } from './recordNames.ts';
import type { Deal } from './subject.ts';

/** What a reader may see: all of it, or what the other side of the table has agreed to. */
export type TermsReader = 'internal' | 'counterparty';

const assayText = (assay: Assay): string =>
  Object.entries(assay)
    .map(([element, grade]) => `${element} ${gradeText(element, grade)}`)
    .join(comma());

const monthsText = (count: number): string => text('count.months', { count });

export const renewalText = (renewal: Renewal): string =>
  renewal.kind === 'none'
    ? text('summaries.term.renewal.none')
    : text(`summaries.term.renewal.${renewal.kind}`, {
        notice: monthsText(renewal.noticeMonths),
        months: 'months' in renewal ? monthsText(renewal.months) : '',
      });

/** Terms that stand for the whole contract, whatever its dated sets say. */
const contractRows = (book: Workbook, { contract, buyer, product }: Deal, reader: TermsReader): readonly TermRow[] => {
  const country = countryName(book.countries.get(buyer.country) ?? { code: buyer.country, name: buyer.country });
  const open = contract.status === 'prospect' || contract.status === 'negotiating';
  const status = text(`status.${contract.status}`);
  return [
    { term: text('summaries.term.buyer'), value: text('summaries.term.buyerValue', { name: buyer.name, country }) },
    { term: text('summaries.term.product'), value: product.name },
    { term: text('summaries.term.assay'), value: assayText(product.assay) },
    { term: text('summaries.term.moisture'), value: percent(product.moisture) },
    ...(reader === 'internal'
      ? [
          {
            term: text('summaries.term.status'),
            value: open ? text('summaries.term.statusValue', { status, probability: percent(contract.probability) }) : status,
          },
        ]
      : []),
    {
      term: text('summaries.term.tenor'),
      value: text('summaries.term.tenorValue', { start: formatMonth(contract.start), end: formatMonth(contract.end) }),
    },
    { term: text('summaries.term.renewal'), value: renewalText(contract.renewal) },
    ...(reader === 'internal' ? openingRows(book, contract) : []),
  ];
};

const EXCUSES = ['importBan', 'tariff', 'priceFall'] as const;

const quantityRows = (quantity: Quantity): readonly TermRow[] => {
  const { tonnesPerYear, rampUp, monthWeights, tolerance, toleranceOption, takeOrPayShare, takeOrPayBasis } = quantity;
  const excused = EXCUSES.filter((one) => quantity.excused[one]).map((one) => text(`summaries.term.excused.${one}`));
  const bound = takeOrPayShare > 0;
  return [
    {
      term: text('summaries.term.quantity'),
      value: text('summaries.term.quantityValue', { tonnes: joined(figureText(dmt(tonnesPerYear), 'm')) }),
    },
    ...(rampUp.length === 0
      ? []
      : [
          {
            term: text('summaries.term.rampUp'),
            value: text('summaries.term.rampUpValue', { shares: rampUp.map((share) => percent(share)).join(comma()) }),
          },
        ]),
    ...(monthWeights.length === 0 ? [] : [{ term: text('summaries.term.months'), value: text('summaries.term.monthsValue') }]),
    { term: text('summaries.term.tolerance'), value: text(`summaries.term.tolerance.${toleranceOption}`, { share: percent(tolerance) }) },
    {
      term: text('summaries.term.takeOrPay'),
      value: bound
        ? text(`summaries.term.takeOrPay.${takeOrPayBasis}`, { share: percent(takeOrPayShare) })
        : text('summaries.term.takeOrPayNone'),
    },
    ...(bound && quantity.makeUpMonths > 0
      ? [
          {
            term: text('summaries.term.makeUp'),
            value: text(`summaries.term.makeUp.${quantity.makeUpPrice}`, { months: monthsText(quantity.makeUpMonths) }),
          },
        ]
      : []),
    ...(bound && quantity.carryForwardShare > 0
      ? [
          {
            term: text('summaries.term.carryForward'),
            value: text('summaries.term.carryForwardValue', { share: percent(quantity.carryForwardShare) }),
          },
        ]
      : []),
    ...(bound && excused.length > 0 ? [{ term: text('summaries.term.excused'), value: excused.join(serial()) }] : []),
  ];
};

const collarRows = (book: Workbook, { collar, price }: Terms): readonly TermRow[] => {
  const limit = (key: 'floor' | 'cap', level: number | undefined, of: Collar | undefined): readonly TermRow[] => {
    if (level === undefined || of === undefined) return [{ term: text(`summaries.term.${key}`), value: text('common.none') }];
    const { text: amount, unit } = formatPrice(level, collarUnit(of, price, book));
    const code = 'reference' in price ? price.reference : 'payables' in price ? price.payables[0]!.reference : '';
    return [
      {
        term: text(`summaries.term.${key}`),
        value: text(`summaries.term.level.${of.level}`, {
          price: `${amount}\u00a0${unit}`,
          reference: referenceName(book.references, code),
        }),
      },
    ];
  };
  return [...limit('floor', collar?.floor, collar), ...limit('cap', collar?.cap, collar)];
};

const quotationRows = ({ price, quotation }: Terms): readonly TermRow[] => [
  {
    term: text('summaries.term.quotation'),
    value: price.basis === 'fixed' ? text('summaries.term.quotationNone') : quotationWords(quotation),
  },
  ...(quotation.holder === 'none' || quotation.declarationMonths === 0
    ? []
    : [
        {
          term: text('summaries.term.declaration'),
          value: text(quotation.declarationMonths > 0 ? 'summaries.term.declarationValue' : 'summaries.term.declarationAfter', {
            months: monthsText(Math.abs(quotation.declarationMonths)),
          }),
        },
      ]),
];

const blendRows = ({ blend }: Terms): readonly TermRow[] =>
  blend === undefined
    ? []
    : [
        {
          term: text('summaries.term.blend'),
          value: text('summaries.term.blendValue', { share: percent(blend.fixedShare), price: usdPerDmtText(blend.fixedPrice) }),
        },
      ];

const deliveryRows = (delivery: Delivery, reader: TermsReader): readonly TermRow[] => {
  const { incoterm, loadPort, freightUsdPerWmt, voyageDays, otherUsdPerDmt } = delivery;
  const words = deliveryWords(delivery);
  const fromPort = loadPort === '' || words.endsWith(loadPort);
  const ours = incoterm !== 'FOB' && incoterm !== 'FCA' && incoterm !== 'EXW';
  const freight = `${agreed(freightUsdPerWmt)}\u00a0USD/wmt`;
  return [
    {
      term: text('summaries.term.delivery'),
      value: fromPort ? words : text('summaries.term.deliveryFrom', { delivery: words, port: loadPort }),
    },
    ...(voyageDays > 0 ? [{ term: text('summaries.term.voyage'), value: text('summaries.term.voyageValue', { days: voyageDays }) }] : []),
    // what the seller bears is nobody else's business
    ...(reader === 'internal' && freightUsdPerWmt > 0
      ? [
          {
            term: text('summaries.term.freight'),
            value: text(ours ? 'summaries.term.freightSeller' : 'summaries.term.freightBuyer', { price: freight }),
          },
        ]
      : []),
    ...(reader === 'internal' && otherUsdPerDmt > 0
      ? [{ term: text('summaries.term.otherCosts'), value: usdPerDmtText(otherUsdPerDmt) }]
      : []),
  ];
};

const paymentRows = (
  book: Workbook,
  { provisionalShare, paymentMonths, letterOfCredit, currency, prepayment }: Payment,
): readonly TermRow[] => {
  const paid = paymentMonths === 0 ? text('summaries.term.paid.now') : text('summaries.term.paid.months', { count: paymentMonths });
  const after = paymentMonths === 0 ? text('summaries.term.after.now') : text('summaries.term.after.months', { count: paymentMonths });
  const when =
    provisionalShare < 1
      ? text('summaries.term.paymentValue', { share: percent(provisionalShare), paid, after })
      : text('summaries.term.paymentWhole', { paid });
  return [
    {
      term: text('summaries.term.payment'),
      value: letterOfCredit ? `${when}${comma()}${text('summaries.term.letterOfCredit')}` : when,
    },
    ...(currency === 'USD' ? [] : [{ term: text('summaries.term.currency'), value: currency }]),
    ...(prepayment === undefined
      ? []
      : [
          {
            term: text('summaries.term.prepayment'),
            value: text('summaries.term.prepaymentValue', {
              amount: joined(figureText(usd(prepayment.amountUsd, { decimals: 1 }), book.settings.moneyScale)),
              date: formatDate(prepayment.date),
              rate: percent(prepayment.annualRate),
              months: monthsText(prepayment.repayMonths),
              grace: monthsText(prepayment.graceMonths),
            }),
          },
        ]),
  ];
};

/** A set of terms in rows, by the part of the deal that they belong to. */
export const rowsByPart = (book: Workbook, terms: Terms, reader: TermsReader = 'internal') => ({
  quantity: quantityRows(terms.quantity),
  price: [
    { term: text('summaries.term.basis'), value: text(`summaries.term.basis.${terms.price.basis}`) },
    ...priceRows(book, terms.price),
  ] as readonly TermRow[],
  quotation: quotationRows(terms),
  collar: [...blendRows(terms), ...collarRows(book, terms)],
  delivery: deliveryRows(terms.delivery, reader),
  payment: paymentRows(book, terms.payment),
});

const datedRows = (book: Workbook, terms: Terms, reader: TermsReader): readonly TermRow[] =>
  Object.values(rowsByPart(book, terms, reader)).flat();

/** The first set of terms that counts from now on, then every later one. */
const setsAhead = ({ contract }: Pick<Deal, 'contract'>, { valuationMonth }: Workbook): readonly Terms[] => {
  const current = termsAt(contract, Math.max(contract.start, valuationMonth + 1));
  return [current, ...contract.terms.filter(({ from }) => from > current.from)];
};

/** Every term of a contract as rows, the sets that follow one another apart: a later set says what differs. */
export const termSets = (
  book: Workbook,
  deal: Deal,
  reader: TermsReader,
): readonly { readonly from?: string; readonly rows: readonly TermRow[] }[] => {
  const law = [deal.contract.law, deal.contract.seat].filter((part) => part !== '').join(comma());
  const whole = contractRows(book, deal, reader);
  const end: readonly TermRow[] = law === '' ? [] : [{ term: text('summaries.term.law'), value: law }];
  const sets = setsAhead(deal, book).map((terms) => ({ from: formatMonth(terms.from), rows: datedRows(book, terms, reader) }));
  const said = (rows: readonly TermRow[]) => new Set(rows.map(({ term, value }) => `${term}\n${value}`));
  return sets.map(({ from, rows }, i) => {
    const before = sets[i - 1];
    if (before === undefined) return { rows: [...whole, ...rows, ...end] };
    const known = said(before.rows);
    return { from, rows: rows.filter(({ term, value }) => !known.has(`${term}\n${value}`)) };
  });
};

const clauseNotes = ({ reviewTrigger, benchmarkFallback, hardship, changeOfLaw, note: own }: OfftakeContract, reader: TermsReader) =>
  [
    ['summaries.clause.review', reviewTrigger] as const,
    ['summaries.clause.fallback', benchmarkFallback] as const,
    ['summaries.clause.hardship', hardship] as const,
    ['summaries.clause.law', changeOfLaw] as const,
    ...(reader === 'internal' ? [['summaries.clause.note', own] as const] : []),
  ].flatMap(([key, said]): readonly SummaryBlock[] => (said.trim() === '' ? [] : [note(key, { said: said.trim() })]));

/** The terms of a contract: tables of what was agreed, clauses in their words, dates. */
export const termBlocks = (book: Workbook, deal: Deal, reader: TermsReader): readonly SummaryBlock[] => {
  const columns = [column('summaries.column.term', { weight: 1 }), column('summaries.column.agreed', { weight: 3.4 })];
  const clauses = clauseNotes(deal.contract, reader);
  // an unnamed date says nothing without its note, and notes are ours
  const dates = deal.contract.dates
    .filter(({ date, kind }) => date >= book.settings.valuationDate && (reader === 'internal' || kind !== 'other'))
    .sort((a, b) => a.date.localeCompare(b.date));
  return [
    ...termSets(book, deal, reader).flatMap(({ from, rows }) =>
      rows.length === 0
        ? []
        : [
            from === undefined ? heading('summaries.head.terms') : heading('summaries.head.termsFrom', { month: from }),
            ...table(
              columns,
              rows.map(({ term, value }) => [say(term), say(value)]),
            ),
          ],
    ),
    ...(clauses.length === 0 ? [] : [heading('summaries.head.clauses'), ...clauses]),
    ...(dates.length === 0
      ? []
      : [
          heading('summaries.head.dates'),
          ...table(
            [
              column('summaries.column.date'),
              column('summaries.column.what', { weight: 1.4 }),
              ...(reader === 'internal' ? [column('summaries.column.note', { weight: 5 })] : []),
            ],
            dates.map(({ kind, date, note: why }) => [
              say(formatDate(date)),
              say(text(`dates.kind.${kind}`)),
              ...(reader === 'internal' ? [say(why)] : []),
            ]),
          ),
        ]),
  ];
};
