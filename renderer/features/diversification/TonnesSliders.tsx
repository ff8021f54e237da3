import Slider from '@mui/material/Slider';
import { styled } from '@mui/material/styles';
import type { WhatIfAnswer } from '#shared/contract/diversification.ts';
import { text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { NumberField } from '../../components/NumberField.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';

/** A buyer's tonnes can be dragged to this many times what they are. */
const MOST = 2;
const STEP = 0.05;

/** A dragged amount to the nearest hundred dmt. */
const rounded = (tonnes: number): number => Math.round(tonnes / 100) * 100;

/** A slider of one thumb. */
const single = (factor: number | readonly number[]): number => (typeof factor === 'number' ? factor : (factor[0] ?? 1));

/** A hand lets go of a thumb; keys and screen readers move the field behind it from place to place. */
const isKeyed = ({ type }: { readonly type: string }): boolean => type === 'keydown' || type === 'change';

const Named = styled('span')({ display: 'block', maxWidth: 170, overflow: 'hidden', textOverflow: 'ellipsis' });
const Drag = styled('div')({ width: '100%', minWidth: 90, padding: '0 8px', display: 'flex' });
const Small = styled('div')({ width: 92, marginLeft: 'auto' });

export type TonnesSlidersProps = {
  readonly members: WhatIfAnswer['members'];
  readonly factors: ReadonlyMap<string, number>;
  /** While it is dragged, and once it stands. */
  readonly onDrag: (member: string, factor: number) => void;
  readonly onChange: (member: string, factor: number) => void;
  /** A place that keys moved a slider to, and when they leave it. */
  readonly onKeyed: (member: string, factor: number) => void;
  readonly onLeave: () => void;
};

/** Every buyer's tonnes, to drag or type; none loses the buyer. */
export const TonnesSliders = ({ members, factors, onDrag, onChange, onKeyed, onLeave }: TonnesSlidersProps) => (
  <Section title={text('whatIf.tonnes.title')} note={text('whatIf.tonnes.note')} span={6}>
    <SimpleTable
      tight
      label={text('whatIf.tonnes.title')}
      columns={[
        { key: 'name', label: text('dimension.buyer'), tone: 'key', cell: ({ name }) => <Named title={name}>{name}</Named> },
        {
          key: 'drag',
          label: text('whatIf.tonnes.drag'),
          width: '38%',
          cell: ({ member, name }) => (
            <Drag>
              <Slider
                size="small"
                aria-label={text('whatIf.tonnes.of', { buyer: name })}
                min={0}
                max={MOST}
                step={STEP}
                value={Math.min(MOST, factors.get(member) ?? 1)}
                getAriaValueText={(factor) => formatPercent(factor)}
                onChange={(_event, factor) => onDrag(member, single(factor))}
                onChangeCommitted={(event, factor) => (isKeyed(event) ? onKeyed : onChange)(member, single(factor))}
                onBlur={onLeave}
              />
            </Drag>
          ),
        },
        {
          key: 'tonnes',
          label: text('whatIf.tonnes.tonnes'),
          unit: 'kdmt',
          align: 'right',
          cell: ({ member, name, tonnes }) => (
            <Small>
              <NumberField
                label={text('whatIf.tonnes.of', { buyer: name })}
                decimals={1}
                scale={1e-3}
                min={0}
                max={tonnes * 10}
                value={rounded(tonnes * (factors.get(member) ?? 1))}
                onCommit={(typed) => onChange(member, typed === undefined ? 1 : typed / tonnes)}
              />
            </Small>
          ),
        },
        {
          key: 'lose',
          label: text('common.acts'),
          hiddenLabel: true,
          cell: ({ member, name }) => {
            const lost = factors.get(member) === 0;
            return (
              <QuietButton
                aria-label={text(lost ? 'whatIf.tonnes.keepBuyer' : 'whatIf.tonnes.loseBuyer', { buyer: name })}
                onClick={() => onChange(member, lost ? 1 : 0)}
              >
                {text(lost ? 'whatIf.tonnes.keep' : 'whatIf.tonnes.lose')}
              </QuietButton>
            );
          },
        },
      ]}
      rows={members}
      rowKey={({ member }) => member}
      foot={members.length === 0 ? text('whatIf.tonnes.none') : undefined}
    />
  </Section>
);
