import FormControlLabel from '@mui/material/FormControlLabel';
import Switch from '@mui/material/Switch';
import { styled } from '@mui/material/styles';
import { AllocationAim, type AllocationRequest } from '#shared/contract/allocation.ts';
import type { Output } from '#shared/contract/contract.ts';
import { text } from '#shared/messages/text.ts';
import { NumberField } from '../../components/CodecField.tsx';
import { Form, FormRow } from '../../components/FormRow.tsx';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useFigureReader } from '../../components/settings.tsx';
import type { FieldDraft } from '../../components/useField.ts';
import { at, type FieldPath, rootOf } from '../../editing/fields/fieldPath.ts';
import { aimLabel } from './AllocationPlan.tsx';

const Note = styled('p')(({ theme }) => ({
  ...theme.typography.body1,
  margin: '8px 0 0',
  maxWidth: '68ch',
  color: theme.vars.palette.text.secondary,
  textWrap: 'pretty',
}));

const OtherProducts = styled(FormControlLabel)({ margin: '4px 0 0', gap: 6 });

/** The request without the bounds of deals and the limits. */
export type AimChoice = Pick<AllocationRequest, 'aim' | 'confidence' | 'scenarios' | 'seed'> & {
  readonly revenueAtLeast: number | undefined;
  readonly lot: number | undefined;
  /** Whether products outside the scope of the limit to cure may change. */
  readonly otherProducts: boolean;
};

const MILLION = 1e-6;

const SOURCES = ['simulated', 'library'] as const;

const AIM = rootOf<AimChoice>();

export type AllocationAimRowsProps = {
  readonly aim: AimChoice;
  /** Returns the uncommitted text of a field. */
  readonly draftOf: (path: FieldPath<number>) => FieldDraft<number>;
  readonly offered: Output<'allocation.deals'>;
  readonly onChange: (part: Partial<AimChoice>) => void;
  /** Whether a limit is cured that covers some of the products. */
  readonly hasOtherProducts: boolean;
  /** How the last run ended, if without a result. */
  readonly notice: string | undefined;
};

/** The objective of the allocation and how risk is measured. */
export const AllocationAimRows = ({ aim, draftOf, offered, onChange, hasOtherProducts, notice }: AllocationAimRowsProps) => {
  const read = useFigureReader();
  const minimisesRisk = aim.aim !== 'revenue';
  const usesPaths = aim.aim !== 'hhi' && aim.scenarios === 'simulated';
  return (
    <Section title={text('allocation.aim')} span={6}>
      <Form>
        <FormRow label={text('allocation.aim')}>
          <SelectField
            value={aim.aim}
            choices={AllocationAim.options.map((value) => ({ value, label: aimLabel(value, aim.confidence) }))}
            onCommit={(value) => onChange({ aim: value })}
          />
        </FormRow>
        {minimisesRisk ? (
          <FormRow label={text('allocation.revenueAtLeast')}>
            <NumberField
              unit="m USD"
              decimals={1}
              scale={MILLION}
              min={0}
              value={aim.revenueAtLeast}
              draft={draftOf(at(AIM, 'revenueAtLeast'))}
              placeholder={read.inWords(offered.revenue)}
              onCommit={(revenueAtLeast) => onChange({ revenueAtLeast })}
            />
          </FormRow>
        ) : undefined}
        {aim.aim === 'tailMean' ? (
          <FormRow label={text('allocation.confidence')}>
            <NumberField
              required
              unit="%"
              decimals={0}
              scale={100}
              min={0.5}
              max={0.99}
              value={aim.confidence}
              draft={draftOf(at(AIM, 'confidence'))}
              onCommit={(confidence) => onChange({ confidence: confidence ?? aim.confidence })}
            />
          </FormRow>
        ) : undefined}
        {aim.aim === 'hhi' ? undefined : (
          <FormRow label={text('allocation.scenarios')}>
            <SelectField
              value={aim.scenarios}
              choices={SOURCES.map((value) => ({ value, label: text(`allocation.scenarios.${value}`) }))}
              onCommit={(scenarios) => onChange({ scenarios })}
            />
          </FormRow>
        )}
        {usesPaths ? (
          <FormRow label={text('allocation.seed')} term="seed">
            <NumberField
              required
              decimals={0}
              min={0}
              max={Number.MAX_SAFE_INTEGER}
              value={aim.seed}
              draft={draftOf(at(AIM, 'seed'))}
              onCommit={(seed) => onChange({ seed: seed === undefined ? aim.seed : Math.round(seed) })}
            />
          </FormRow>
        ) : undefined}
        <FormRow label={text('allocation.lot')} term="lots">
          <NumberField
            unit="kdmt"
            decimals={0}
            scale={1e-3}
            min={1}
            value={aim.lot}
            draft={draftOf(at(AIM, 'lot'))}
            placeholder={text('allocation.lotNone')}
            onCommit={(lot) => onChange({ lot })}
          />
        </FormRow>
      </Form>
      {hasOtherProducts ? (
        <OtherProducts
          control={<Switch checked={aim.otherProducts} onChange={(_event, otherProducts) => onChange({ otherProducts })} />}
          label={text('allocation.otherProducts')}
        />
      ) : undefined}
      <Note>{notice ?? text('allocation.lead')}</Note>
      {aim.aim === 'hhi' ? undefined : (
        <Note>{text(`allocation.honest.${aim.scenarios}`, { count: usesPaths ? offered.paths : offered.scenarios })}</Note>
      )}
    </Section>
  );
};
