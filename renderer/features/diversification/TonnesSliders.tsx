import Slider from '@mui/material/Slider';
import { styled } from '@mui/material/styles';
import { text } from '#shared/messages/text.ts';
import { formatPercent } from '#shared/units/format.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { Section } from '../../components/Section.tsx';
import { SimpleTable } from '../../components/SimpleTable.tsx';
import { roundAsShown, tonnageDecimals } from './tonnageDecimals.ts';

/** The largest factor of a slider. */
const MAX_FACTOR = 2;
const STEP = 0.05;

/** The value of a slider with one thumb. */
const singleValue = (factor: number | readonly number[]): number => (typeof factor === 'number' ? factor : (factor[0] ?? 1));

/** Whether keys or a screen reader moved the slider rather than a pointer. */
const isKeyed = ({ type }: { readonly type: string }): boolean => type === 'keydown' || type === 'change';

const ClippedName = styled('span')({ display: 'block', maxWidth: 170, overflow: 'hidden', textOverflow: 'ellipsis' });
const Drag = styled('div')({ width: '100%', minWidth: 90, padding: '0 8px', display: 'flex' });
const Small = styled('div')({ width: 92, marginLeft: 'auto' });

export type TonnesSlidersProps = {
  readonly members: readonly { readonly member: string; readonly name: string; readonly tonnes: number }[];
  readonly factors: ReadonlyMap<string, number>;
  /** During a drag, and after it. */
  readonly onDrag: (member: string, factor: number) => void;
  readonly onChange: (member: string, factor: number) => void;
  /** A position that keys moved a slider to, and when the slider loses focus. */
  readonly onKey: (member: string, factor: number) => void;
  readonly onLeave: () => void;
};

/** Every buyer's tonnes, to drag or enter; zero removes the buyer. */
export const TonnesSliders = ({ members, factors, onDrag, onChange, onKey, onLeave }: TonnesSlidersProps) => (
  <Section title={text('whatIf.tonnes.title')} note={text('whatIf.tonnes.note')} span={6}>
    <SimpleTable
      isTight
      label={text('whatIf.tonnes.title')}
      columns={[
        { key: 'name', label: text('dimension.buyer'), tone: 'key', cell: ({ name }) => <ClippedName title={name}>{name}</ClippedName> },
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
                max={MAX_FACTOR}
                step={STEP}
                value={Math.min(MAX_FACTOR, factors.get(member) ?? 1)}
                getAriaValueText={(factor) => formatPercent(factor)}
                onChange={(_event, factor) => onDrag(member, singleValue(factor))}
                onChangeCommitted={(event, factor) => (isKeyed(event) ? onKey : onChange)(member, singleValue(factor))}
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
                decimals={tonnageDecimals(tonnes)}
                scale={1e-3}
                min={0}
                max={tonnes * 10}
                value={roundAsShown(tonnes * (factors.get(member) ?? 1), tonnageDecimals(tonnes))}
                onCommit={(typedTonnes) => onChange(member, typedTonnes === undefined ? 1 : typedTonnes / tonnes)}
              />
            </Small>
          ),
        },
        {
          key: 'lose',
          label: text('common.actions'),
          isLabelHidden: true,
          cell: ({ member, name }) => {
            const isLost = factors.get(member) === 0;
            return (
              <QuietButton
                aria-label={text(isLost ? 'whatIf.tonnes.restoreBuyer' : 'whatIf.tonnes.loseBuyer', { buyer: name })}
                onClick={() => onChange(member, isLost ? 1 : 0)}
              >
                {text(isLost ? 'whatIf.tonnes.restore' : 'whatIf.tonnes.lose')}
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
