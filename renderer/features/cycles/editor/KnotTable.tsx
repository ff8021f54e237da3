import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import type { Knots } from '#shared/domain/scenarioPath.ts';
import type { Month } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth, formatNumber } from '#shared/units/format.ts';
import { Icon } from '../../../components/Icon.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { at, type FieldPath } from '../../../editing/fields/fieldPath.ts';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { DISPLAY_SCALE, LAST_MONTH, NEUTRAL, type PathKind } from './pathScale.ts';

const MAX_KNOTS = 40;
/** Months from the last knot to one that is added. */
const NEXT_KNOT = 6;

type Row = Knots[number] & { readonly index: number };

export type KnotTableProps = {
  readonly kind: PathKind;
  readonly label: string;
  readonly knots: Knots;
  /** Their path in the scenario. */
  readonly path: FieldPath<Knots>;
  readonly start: Month;
  readonly readOnly: boolean;
  readonly onCommit: (knots: Knots) => void;
};

/** The knots of a path as numbers. */
export const KnotTable = ({ kind, label, knots, path, start, readOnly, onCommit }: KnotTableProps) => {
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
          <RecordField
            path={at(path, index, 'afterMonths')}
            label={text('scenarios.knot.afterOf', { number: index + 1, label })}
            hidesUnit
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
          formatNumber(value * DISPLAY_SCALE[kind], { decimals: 1 })
        ) : (
          <RecordField path={at(path, index, 'value')} label={text('scenarios.knot.valueOf', { number: index + 1, label })} hidesUnit />
        ),
    },
    ...(readOnly
      ? []
      : [
          {
            key: 'remove',
            label: text('common.actions'),
            isLabelHidden: true,
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
  const last = knots.at(-1);
  const next = last
    ? { ...last, afterMonths: Math.min(LAST_MONTH, last.afterMonths + NEXT_KNOT) }
    : { afterMonths: 0, value: NEUTRAL[kind] };
  return (
    <div>
      <SimpleTable
        label={text('scenarios.knots', { label })}
        columns={columns}
        rows={knots.map((knot, index) => ({ ...knot, index }))}
        rowKey={({ index }) => index}
        isTight
      />
      {readOnly || knots.length >= MAX_KNOTS ? undefined : (
        <Button onClick={() => onCommit([...knots, next])}>{text('scenarios.knot.add')}</Button>
      )}
    </div>
  );
};
