import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import type { Output } from '#shared/contract/contract.ts';
import type { ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import type { ChannelShock } from '#shared/domain/scenario.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatMonth } from '#shared/units/format.ts';
import { Icon } from '../../../components/Icon.tsx';
import { NumberField } from '../../../components/NumberField.tsx';
import { Section } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';

type Row = ChannelShock & { readonly index: number };

export type ChannelTableProps = {
  readonly channels: readonly ChannelShock[];
  readonly start: Month;
  readonly references: Output<'scenarios.get'>['references'];
  readonly products: Output<'scenarios.get'>['products'];
  readonly readOnly: boolean;
  readonly onCommit: (channels: readonly ChannelShock[]) => void;
};

const EVERYTHING = 'all';
const FULL_YEAR = 12;
const MOST_FREIGHT = 10_000;
const MOST_ROWS = 60;

/** Channels that close, wholly or partly, for some months. */
export const ChannelTable = ({ channels, start, references, products, readOnly, onCommit }: ChannelTableProps) => {
  const change = (index: number, part: Partial<ChannelShock>) =>
    onCommit(channels.map((row, i) => (i === index ? { ...row, ...part } : row)));
  const whats = [
    { value: EVERYTHING, label: text('scenarios.channel.all') },
    ...products.map(({ id, name }) => ({ value: `product ${id}`, label: name })),
    ...references.filter(({ charge }) => !charge).map(({ code, name }) => ({ value: `reference ${code}`, label: renderLabel(name) })),
  ];
  const whatOf = ({ productId, reference }: ChannelShock): string =>
    productId ? `product ${productId}` : reference ? `reference ${reference}` : EVERYTHING;
  const pick = (index: number, what: string) => {
    const { productId: _product, reference: _reference, ...rest } = channels[index]!;
    const [kind, ...id] = what.split(' ');
    const named =
      kind === 'product'
        ? { productId: id.join(' ') as ProductId }
        : kind === 'reference'
          ? { reference: id.join(' ') as ReferenceCode }
          : {};
    onCommit(channels.map((row, i) => (i === index ? { ...rest, ...named } : row)));
  };
  const number = (
    key: 'afterMonths' | 'months' | 'openShare' | 'discount' | 'freightUsdPerWmt',
    given: { readonly unit: string; readonly min: number; readonly max: number; readonly scale?: number },
  ): SimpleColumn<Row> => ({
    key,
    label: text(`scenarios.channel.${key}`),
    unit: given.unit,
    align: 'right',
    width: '92px',
    cell: (row) =>
      readOnly ? (
        row[key] * (given.scale ?? 1)
      ) : (
        <NumberField
          label={text('scenarios.channel.of', { what: text(`scenarios.channel.${key}`), number: row.index + 1 })}
          value={row[key]}
          decimals={0}
          required
          min={given.min}
          max={given.max}
          {...(given.scale === undefined ? {} : { scale: given.scale })}
          onCommit={(value) => value !== undefined && change(row.index, { [key]: given.scale === undefined ? Math.round(value) : value })}
        />
      ),
  });
  const percent = { unit: text('scenarios.unit.percent'), min: 0, max: 1, scale: 100 };
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'what',
      label: text('scenarios.channel.what'),
      width: '22%',
      cell: (row) =>
        readOnly ? (
          whats.find(({ value }) => value === whatOf(row))?.label
        ) : (
          <SelectField
            label={text('scenarios.channel.of', { what: text('scenarios.channel.what'), number: row.index + 1 })}
            value={whatOf(row)}
            choices={whats}
            onCommit={(what) => pick(row.index, what)}
          />
        ),
    },
    {
      key: 'zone',
      label: text('scenarios.channel.zone'),
      width: '130px',
      cell: (row) =>
        readOnly ? (
          text(`zone.${row.zone}`)
        ) : (
          <SelectField
            label={text('scenarios.channel.of', { what: text('scenarios.channel.zone'), number: row.index + 1 })}
            value={row.zone}
            choices={ZONES.map((zone) => ({ value: zone, label: text(`zone.${zone}`) }))}
            onCommit={(zone) => change(row.index, { zone })}
          />
        ),
    },
    { key: 'from', label: text('scenarios.channel.from'), tone: 'context', cell: (row) => formatMonth(start + row.afterMonths) },
    number('afterMonths', { unit: text('scenarios.unit.months'), min: 0, max: 600 }),
    number('months', { unit: text('scenarios.unit.months'), min: 1, max: 600 }),
    number('openShare', percent),
    number('discount', percent),
    number('freightUsdPerWmt', { unit: text('scenarios.unit.freight'), min: 0, max: MOST_FREIGHT }),
    {
      key: 'excused',
      label: text('scenarios.channel.excused'),
      width: '110px',
      cell: (row) =>
        readOnly ? (
          text(row.excused ? 'scenarios.channel.yes' : 'scenarios.channel.no')
        ) : (
          <SelectField
            label={text('scenarios.channel.of', { what: text('scenarios.channel.excused'), number: row.index + 1 })}
            value={row.excused ? 'yes' : 'no'}
            choices={[
              { value: 'yes', label: text('scenarios.channel.yes') },
              { value: 'no', label: text('scenarios.channel.no') },
            ]}
            onCommit={(excused) => change(row.index, { excused: excused === 'yes' })}
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
            cell: ({ index }: Row) => (
              <IconButton
                aria-label={text('scenarios.channel.removeOf', { number: index + 1 })}
                title={text('scenarios.channel.remove')}
                onClick={() => onCommit(channels.filter((_, i) => i !== index))}
              >
                <Icon name="trash" size={14} />
              </IconButton>
            ),
          },
        ]),
  ];
  const add: ChannelShock = {
    zone: 'china',
    afterMonths: 0,
    months: FULL_YEAR,
    openShare: 0,
    discount: 0,
    freightUsdPerWmt: 0,
    excused: true,
    source: text('scenarios.ownSource'),
  };
  return (
    <Section
      title={text('scenarios.channels')}
      note={text('scenarios.channels.note')}
      span={12}
      tools={
        readOnly || channels.length >= MOST_ROWS ? undefined : (
          <Button onClick={() => onCommit([...channels, add])}>{text('scenarios.channel.add')}</Button>
        )
      }
    >
      <SimpleTable
        label={text('scenarios.channels')}
        columns={columns}
        rows={channels.map((row, index) => ({ ...row, index }))}
        rowKey={({ index }) => index}
        {...(channels.length === 0 ? { foot: text('scenarios.channels.none') } : {})}
        tight
      />
    </Section>
  );
};
