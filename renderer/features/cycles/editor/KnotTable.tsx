import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { type Knots, sortKnots } from '#shared/domain/scenarioPath.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { Icon } from '../../../components/Icon.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { HIGHEST, LAST_MONTH, LOWEST, NEUTRAL, type PathKind, SHOWN } from './pathScale.ts';

const MOST_KNOTS = 40;

/** A hundredth of a per cent is what a field needs to show; the path keeps its own value until it is typed over. */
const legible = (value: number): number => Math.round(value * 1e4) / 1e4;

type Row = Knots[number] & { readonly index: number };

export type KnotTableProps = {
  readonly kind: PathKind;
  readonly label: string;
  readonly knots: Knots;
  readonly start: Month;
  readonly readOnly: boolean;
  readonly onCommit: (knots: Knots) => void;
};

/** The knots of a path, typed. */
export const KnotTable = ({ kind, label, knots, start, readOnly, onCommit }: KnotTableProps) => {
  const change = (index: number, part: Partial<Knots[number]>) =>
    onCommit(sortKnots(knots.map((knot, i) => (i === index ? { ...knot, ...part } : knot))));
  const taken = (index: number, month: number) => knots.some((knot, i) => i !== index && knot.afterMonths === month);
  const unit =
    kind === 'charge' ? text('scenarios.unit.charge') : text(kind === 'price' ? 'scenarios.unit.price' : 'scenarios.unit.demand');
  const columns: readonly SimpleColumn<Row>[] = [
    { key: 'month', label: text('scenarios.knot.month'), cell: ({ afterMonths }) => formatMonth(start + afterMonths) },
    {
      key: 'after',
      label: text('scenarios.knot.after'),
      unit: text('scenarios.unit.months'),
      align: 'right',
      width: '110px',
      cell: ({ index, afterMonths }) =>
        readOnly ? (
          afterMonths
        ) : (
          <NumberField
            label={text('scenarios.knot.afterOf', { number: index + 1, label })}
            value={afterMonths}
            decimals={0}
            min={0}
            max={LAST_MONTH}
            required
            onCommit={(months) => {
              if (months !== undefined && !taken(index, Math.round(months))) change(index, { afterMonths: Math.round(months) });
            }}
          />
        ),
    },
    {
      key: 'value',
      label: text('scenarios.knot.value'),
      unit,
      align: 'right',
      width: '120px',
      cell: ({ index, value }) =>
        readOnly ? (
          formatNumber(value * SHOWN[kind], { decimals: 1 })
        ) : (
          <NumberField
            label={text('scenarios.knot.valueOf', { number: index + 1, label })}
            value={legible(value)}
            decimals={1}
            scale={SHOWN[kind]}
            min={LOWEST[kind]}
            max={HIGHEST[kind]}
            required
            onCommit={(next) => next !== undefined && change(index, { value: next })}
          />
        ),
    },
    ...(readOnly
      ? []
      : [
          {
            key: 'remove',
            label: text('common.acts'),
            hiddenLabel: true,
            cell: ({ index }: Row) =>
              knots.length > 1 ? (
                <IconButton
                  aria-label={text('scenarios.knot.removeOf', { number: index + 1, label })}
                  title={text('scenarios.knot.remove')}
                  onClick={() => onCommit(knots.filter((_, i) => i !== index))}
                >
                  <Icon name="trash" size={14} />
                </IconButton>
              ) : undefined,
          },
        ]),
  ];
  const end = knots.at(-1);
  return (
    <div>
      <SimpleTable
        label={text('scenarios.knots', { label })}
        columns={columns}
        rows={knots.map((knot, index) => ({ ...knot, index }))}
        rowKey={({ index }) => index}
        tight
      />
      {readOnly || knots.length >= MOST_KNOTS ? undefined : (
        <Button
          onClick={() =>
            onCommit([...knots, { afterMonths: Math.min(LAST_MONTH, (end?.afterMonths ?? -6) + 6), value: end?.value ?? NEUTRAL[kind] }])
          }
        >
          {text('scenarios.knot.add')}
        </Button>
      )}
    </div>
  );
};
