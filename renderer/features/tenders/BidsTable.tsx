import { useMemo } from 'react';
import type { ContractOptions } from '#shared/contract/contracts.ts';
import type { BidRow } from '#shared/contract/tenders.ts';
import type { OfftakeContract } from '#shared/domain/contract.ts';
import type { BuyerId, ContractId, TenderId } from '#shared/domain/ids.ts';
import { Incoterm, type Payment, type Terms } from '#shared/domain/terms.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatNumber, parseNumber } from '#shared/units/format.ts';
import { call } from '../../api/client.ts';
import { useCommandMutation } from '../../api/queries.ts';
import { type CellEdit, type DataColumn, DataTable, Missing } from '../../components/DataTable.tsx';
import { FigureLink } from '../../components/FigureLink.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { useFigureReader, usePresentation } from '../../components/settings.tsx';
import { useSheetDraft } from '../../editing/sheet/useSheetDraft.ts';
import { useSheetEdits } from '../../editing/sheet/useSheetEdits.ts';
import { bidRoute } from './tenderRoutes.ts';

const KDMT = 1000;
/** Rows that show without scrolling. */
const MOST_ROWS = 10;

const securityChoices = () =>
  [
    { value: 'yes', label: text('tenders.secured.yes') },
    { value: 'no', label: text('tenders.secured.no') },
  ] as const;
const INCOTERMS = Incoterm.options.map((value) => ({ value, label: value }));

const findChoice = <V extends string>(choices: readonly { readonly value: V; readonly label: string }[], typed: string): V | undefined => {
  const wanted = typed.trim().toLocaleLowerCase('en');
  return choices.find(({ value, label }) => value.toLocaleLowerCase('en') === wanted || label.toLocaleLowerCase('en') === wanted)?.value;
};

const withTerms = (deal: OfftakeContract, change: (terms: Terms) => Terms): OfftakeContract => ({ ...deal, terms: deal.terms.map(change) });

/** Applies a typed cell to a bid's deal; returns the message if it is refused. */
const applyCellEdit =
  (buyers: ContractOptions['buyers']) =>
  (deal: OfftakeContract, { column, text: typed }: CellEdit): OfftakeContract | string => {
    const pay = (payment: Partial<Payment>) => withTerms(deal, (terms) => ({ ...terms, payment: { ...terms.payment, ...payment } }));
    switch (column) {
      case 'buyer': {
        const buyer = findChoice(
          buyers.map(({ id, name }) => ({ value: id as string, label: name })),
          typed,
        );
        return buyer === undefined ? text('issue.notOffered') : { ...deal, buyerId: buyer as BuyerId };
      }
      case 'tonnes': {
        const tonnes = parseNumber(typed);
        if (tonnes === undefined || tonnes < 0) return text('issue.wrongType');
        const tonnesPerYear = Number((tonnes * KDMT).toPrecision(15));
        return withTerms(deal, (terms) => ({ ...terms, quantity: { ...terms.quantity, tonnesPerYear } }));
      }
      case 'incoterm': {
        const incoterm = findChoice(INCOTERMS, typed);
        return incoterm === undefined
          ? text('issue.notOffered')
          : withTerms(deal, (terms) => ({ ...terms, delivery: { ...terms.delivery, incoterm } }));
      }
      case 'payment': {
        const months = parseNumber(typed);
        return months === undefined || !Number.isInteger(months) || months < 0 || months > 12
          ? text('issue.wrongType')
          : pay({ paymentMonths: months });
      }
      case 'letterOfCredit': {
        const secured = findChoice(securityChoices(), typed);
        return secured === undefined ? text('issue.notOffered') : pay({ letterOfCredit: secured === 'yes' });
      }
      default:
        return { ...deal, note: typed };
    }
  };

const Limits = ({ row }: { readonly row: BidRow }) => {
  const { breached, cured } = row;
  if (breached.length > 0) return <StateMark state="breached">{text('tenders.bid.breaches', { count: breached.length })}</StateMark>;
  if (cured.length > 0) return <StateMark state="holds">{text('tenders.bid.cures', { count: cured.length })}</StateMark>;
  return <Missing>{text('tenders.bid.noLimit')}</Missing>;
};

type FigureKey = 'netback' | 'price' | 'timing' | 'credit' | 'clauses' | 'aboveLine' | 'chinaShare';

type BidsTableProps = {
  readonly id: TenderId;
  readonly bids: readonly BidRow[];
  readonly options: ContractOptions;
  readonly onChoose: (rows: readonly BidRow[]) => void;
};

/** The bids of a tender, the best netback first, edited in place; a row opens all terms of its bid. */
export const BidsTable = ({ id, bids, options, onChoose }: BidsTableProps) => {
  const read = useFigureReader();
  const { label: labelText, message } = usePresentation();
  const draft = useSheetDraft({ kind: 'bid', id: `table.${id}` });
  const { mutateAsync } = useCommandMutation('tenders.saveBids');
  const onEdit = useSheetEdits<OfftakeContract>({
    findRecord: async (key) => (await call('tenders.bid', { tenderId: id, id: key as ContractId })).deal,
    applyCell: applyCellEdit(options.buyers),
    save: (deals) => mutateAsync({ tenderId: id, deals: [...deals] }),
    savedText: (deals) => text('tenders.bidsEdited', { count: deals.length }),
  });
  const { buyers } = options;
  const columns = useMemo((): readonly DataColumn<BidRow>[] => {
    const figure = (
      key: FigureKey,
      label: string,
      width: number,
      unit: string,
      more: Pick<DataColumn<BidRow>, 'tone' | 'term'> = {},
    ): DataColumn<BidRow> => ({
      key,
      label,
      ...more,
      unit,
      align: 'right',
      width,
      text: (row) => (row[key] ? read.format(row[key]).text : ''),
      cell: (row) =>
        row[key] ? (
          <FigureLink figure={row[key]} as="cell" />
        ) : (
          <Missing>{text(key === 'netback' ? 'tenders.unpriced' : 'common.none')}</Missing>
        ),
      sortValue: (row) => Number(row[key]?.value),
      error: ({ problem }) => (problem && key === 'netback' ? message(problem) : undefined),
      note: () => (key === 'clauses' ? text('tenders.clausesNote') : undefined),
    });
    return [
      {
        key: 'buyer',
        label: text('tenders.bid.buyer'),
        width: 170,
        tone: 'key',
        text: ({ buyer }) => buyer,
        edit: { kind: 'select', choices: buyers.map(({ id: value, name }) => ({ value, label: name })) },
      },
      {
        key: 'rank',
        label: text('tenders.bid.rank'),
        align: 'right',
        width: 54,
        text: ({ rank }) => (rank === undefined ? '' : String(rank)),
        sortValue: ({ rank }) => rank,
      },
      figure('netback', text('tenders.bid.netback'), 84, 'USD/dmt', { tone: 'value', term: 'netback' }),
      figure('price', text('tenders.bid.price'), 84, 'USD/dmt', { term: 'netPrice' }),
      figure('timing', text('tenders.bid.timing'), 74, 'USD/dmt'),
      figure('credit', text('tenders.bid.credit'), 74, 'USD/dmt'),
      figure('aboveLine', text('tenders.bid.aboveLine'), 118, 'USD/dmt', { term: 'walkAwayPrice' }),
      figure('clauses', text('tenders.bid.clauses'), 74, 'USD/dmt', { term: 'clauseValue' }),
      figure('chinaShare', text('tenders.bid.china'), 74, text('tenders.points')),
      {
        key: 'limits',
        label: text('tenders.bid.limits'),
        width: 110,
        text: ({ breached, cured }) => [...breached, ...cured].join(serial()),
        cell: (row) => <Limits row={row} />,
        note: ({ breached, cured }) => [...breached, ...cured].join(serial()) || undefined,
      },
      {
        key: 'tonnes',
        label: text('tenders.bid.tonnes'),
        unit: text('formUnit.kdmtAYear'),
        align: 'right',
        width: 92,
        text: ({ tonnesPerYear }) => formatNumber(tonnesPerYear / KDMT, { decimals: 1 }),
        sortValue: ({ tonnesPerYear }) => tonnesPerYear,
        edit: { kind: 'number' },
      },
      {
        key: 'incoterm',
        label: text('tenders.bid.incoterm'),
        term: 'incoterm',
        width: 84,
        text: ({ incoterm }) => incoterm,
        edit: { kind: 'select', choices: INCOTERMS },
      },
      {
        key: 'payment',
        label: text('tenders.bid.payment'),
        unit: text('formUnit.months'),
        align: 'right',
        width: 80,
        text: ({ paymentMonths }) => String(paymentMonths),
        sortValue: ({ paymentMonths }) => paymentMonths,
        edit: { kind: 'number' },
      },
      {
        key: 'letterOfCredit',
        label: text('tenders.bid.letterOfCredit'),
        width: 120,
        text: ({ letterOfCredit }) => text(letterOfCredit ? 'tenders.secured.yes' : 'tenders.secured.no'),
        edit: { kind: 'select', choices: securityChoices() },
      },
      { key: 'basis', label: text('tenders.bid.basis'), width: 170, text: ({ basis }) => labelText(basis) },
      { key: 'quotation', label: text('tenders.bid.quotation'), term: 'qp', width: 190, text: ({ quotation }) => labelText(quotation) },
      { key: 'accepted', label: text('tenders.bid.accepted'), width: 80, text: ({ accepted }) => accepted?.code ?? '' },
      { key: 'note', label: text('tenders.bid.note'), width: 220, text: ({ note }) => note, edit: { kind: 'text' } },
    ];
  }, [buyers, read, labelText, message]);
  return (
    <DataTable
      label={text('tenders.bidsTable')}
      columns={columns}
      rows={bids}
      rowKey={(row) => row.id}
      rowRoute={(row) => bidRoute(id, row.id)}
      onEdit={onEdit}
      draft={draft}
      onChoose={onChoose}
      visibleRows={Math.min(MOST_ROWS, bids.length)}
    />
  );
};
