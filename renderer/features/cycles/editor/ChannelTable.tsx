import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import type { Output } from '#shared/contract/contract.ts';
import type { BuyerId, ProductId, ReferenceCode } from '#shared/domain/ids.ts';
import { type ChannelShock, MAX_CHANNELS } from '#shared/domain/scenario.ts';
import type { Month } from '#shared/domain/time.ts';
import { ZONES, type Zone } from '#shared/domain/zone.ts';
import { text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatMonth, formatNumber, formatPlainNumber } from '#shared/units/format.ts';
import { Icon } from '../../../components/Icon.tsx';
import { Section } from '../../../components/Section.tsx';
import { SelectField } from '../../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../../components/SimpleTable.tsx';
import { at, type Edit, set } from '../../../editing/fields/fieldPath.ts';
import { RecordField } from '../../../editing/record/RecordField.tsx';
import { SCENARIO } from './scenarioField.ts';

type Row = ChannelShock & { readonly index: number };

export type ChannelTableProps = {
  readonly channels: readonly ChannelShock[];
  readonly start: Month;
  readonly references: Output<'scenarios.get'>['references'];
  readonly products: Output<'scenarios.get'>['products'];
  readonly buyers: Output<'scenarios.get'>['buyers'];
  readonly origins: Output<'scenarios.get'>['origins'];
  readonly readOnly: boolean;
  readonly onCommit: (edits: readonly Edit[]) => void;
};

const formatWhole = (value: number): string => formatPlainNumber(value, { decimals: 0 });
/** Formats a fraction as a number of percent: 50, 2.5. */
const formatPercentNumber = (fraction: number): string => {
  const percent = Math.round(fraction * 1000) / 10;
  return formatPlainNumber(percent, { decimals: Number.isInteger(percent) ? 0 : 1 });
};

const EVERYTHING = 'all';
const FULL_YEAR = 12;
const CHANNELS = at(SCENARIO, 'channels');

/** The sales channels that a scenario closes, wholly or partly, for some months. */
export const ChannelTable = ({ channels, start, references, products, buyers, origins, readOnly, onCommit }: ChannelTableProps) => {
  const commitRows = (rows: readonly ChannelShock[]) => onCommit([set(CHANNELS, rows)]);
  const scopes = [
    { value: EVERYTHING, label: text('scenarios.channel.all') },
    ...products.map(({ id, name }) => ({ value: `product ${id}`, label: name })),
    ...references.filter(({ isCharge }) => !isCharge).map(({ code, name }) => ({ value: `reference ${code}`, label: renderLabel(name) })),
    ...origins.map(({ country, name, isUsed }) => ({
      value: `origin ${country}`,
      label: text(isUsed ? 'scenarios.channel.origin' : 'scenarios.channel.originNone', { country: renderLabel(name) }),
    })),
  ];
  const scopeOf = ({ productId, reference, countryOfOrigin }: ChannelShock): string => {
    if (productId) return `product ${productId}`;
    if (reference) return `reference ${reference}`;
    return countryOfOrigin ? `origin ${countryOfOrigin}` : EVERYTHING;
  };
  const commitScope = (index: number, scope: string) => {
    const [kind, ...id] = scope.split(' ');
    onCommit([
      set(at(CHANNELS, index, 'productId'), kind === 'product' ? (id.join(' ') as ProductId) : undefined),
      set(at(CHANNELS, index, 'reference'), kind === 'reference' ? (id.join(' ') as ReferenceCode) : undefined),
      set(at(CHANNELS, index, 'countryOfOrigin'), kind === 'origin' ? id.join(' ') : undefined),
    ]);
  };
  const outlets = [
    { value: EVERYTHING, label: text('scenarios.channel.everywhere') },
    ...ZONES.map((zone) => ({ value: `zone ${zone}`, label: text(`zone.${zone}`) })),
    ...buyers.map(({ id, name }) => ({ value: `buyer ${id}`, label: name })),
  ];
  const outletOf = ({ zone, buyerId }: ChannelShock): string => {
    if (buyerId) return `buyer ${buyerId}`;
    return zone ? `zone ${zone}` : EVERYTHING;
  };
  const commitOutlet = (index: number, outlet: string) => {
    const [kind, ...id] = outlet.split(' ');
    onCommit([
      set(at(CHANNELS, index, 'zone'), kind === 'zone' ? (id.join(' ') as Zone) : undefined),
      set(at(CHANNELS, index, 'buyerId'), kind === 'buyer' ? (id.join(' ') as BuyerId) : undefined),
    ]);
  };
  const number = (
    key: 'afterMonths' | 'months' | 'openShare' | 'discount' | 'freightUsdPerWmt',
    unit: string,
    format: (value: number) => string,
  ): SimpleColumn<Row> => ({
    key,
    label: text(`scenarios.channel.${key}`),
    unit,
    align: 'right',
    width: '92px',
    cell: (row) =>
      readOnly ? (
        format(row[key])
      ) : (
        <RecordField
          path={at(CHANNELS, row.index, key)}
          label={text('scenarios.channel.of', { what: text(`scenarios.channel.${key}`), number: row.index + 1 })}
          hidesUnit
        />
      ),
  });
  const columns: readonly SimpleColumn<Row>[] = [
    {
      key: 'what',
      label: text('scenarios.channel.what'),
      width: '22%',
      cell: (row) =>
        readOnly ? (
          scopes.find(({ value }) => value === scopeOf(row))?.label
        ) : (
          <SelectField
            label={text('scenarios.channel.of', { what: text('scenarios.channel.what'), number: row.index + 1 })}
            value={scopeOf(row)}
            choices={scopes}
            onCommit={(scope) => commitScope(row.index, scope)}
          />
        ),
    },
    {
      key: 'zone',
      label: text('scenarios.channel.zone'),
      width: '150px',
      cell: (row) =>
        readOnly ? (
          outlets.find(({ value }) => value === outletOf(row))?.label
        ) : (
          <SelectField
            label={text('scenarios.channel.of', { what: text('scenarios.channel.zone'), number: row.index + 1 })}
            value={outletOf(row)}
            choices={outlets}
            onCommit={(outlet) => commitOutlet(row.index, outlet)}
          />
        ),
    },
    { key: 'from', label: text('scenarios.channel.from'), tone: 'context', cell: (row) => formatMonth(start + row.afterMonths) },
    number('afterMonths', text('scenarios.unit.months'), formatWhole),
    number('months', text('scenarios.unit.months'), formatWhole),
    number('openShare', text('scenarios.unit.percent'), formatPercentNumber),
    number('discount', text('scenarios.unit.percent'), formatPercentNumber),
    number('freightUsdPerWmt', text('scenarios.unit.freight'), (value) => formatNumber(value, { decimals: 0 })),
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
            onCommit={(choice) => onCommit([set(at(CHANNELS, row.index, 'excused'), choice === 'yes')])}
          />
        ),
    },
    ...(readOnly
      ? []
      : [
          {
            key: 'remove',
            label: text('common.actions'),
            isLabelHidden: true,
            cell: ({ index }: Row) => (
              <IconButton
                aria-label={text('scenarios.channel.removeOf', { number: index + 1 })}
                title={text('scenarios.channel.remove')}
                onClick={() => commitRows(channels.filter((_, i) => i !== index))}
              >
                <Icon name="trash" size={14} />
              </IconButton>
            ),
          },
        ]),
  ];
  const newChannel: ChannelShock = {
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
        readOnly || channels.length >= MAX_CHANNELS ? undefined : (
          <Button onClick={() => commitRows([...channels, newChannel])}>{text('scenarios.channel.add')}</Button>
        )
      }
    >
      <SimpleTable
        label={text('scenarios.channels')}
        columns={columns}
        rows={channels.map((row, index) => ({ ...row, index }))}
        rowKey={({ index }) => index}
        {...(channels.length === 0 ? { foot: text('scenarios.channels.none') } : {})}
        isTight
      />
    </Section>
  );
};
