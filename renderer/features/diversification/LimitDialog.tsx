import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import { useId, useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import { Rating } from '#shared/domain/buyer.ts';
import type { Limit, LimitMeasure } from '#shared/domain/limit.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { DestinationZone } from '#shared/domain/zone.ts';
import { ratingText } from '#shared/messages/rating.ts';
import { text } from '#shared/messages/text.ts';
import { issueText } from '#shared/presentation/issueText.ts';
import { useCall } from '../../api/queries.ts';
import { Form, FormRow, PairRow } from '../../components/FormRow.tsx';
import { focusInvalidField } from '../../components/focusInvalidField.ts';
import { NumberField } from '../../components/NumberField.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { useTexts } from '../../components/settings.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { serverIssues } from '../../editing/record/serverIssues.ts';

type Products = Output<'limits.board'>['products'];

const MEASURES = [
  'zoneShare',
  'largestGroup',
  'largestContract',
  'coverage',
  'ratedAtOrBelow',
  'stateOwned',
  'traders',
  'effectiveNumber',
] as const satisfies readonly LimitMeasure['kind'][];
const DENOMINATORS = ['plannedProduction', 'tonnesSold', 'valueSold'] as const;
const DIRECTIONS = ['atMost', 'atLeast'] as const;
const WHOLE = 'whole';

const measureOf = (kind: LimitMeasure['kind'], was: LimitMeasure): LimitMeasure => {
  if (kind === was.kind) return was;
  if (kind === 'zoneShare') return { kind, zone: 'china' };
  return kind === 'ratedAtOrBelow' ? { kind, rating: 'B' } : { kind };
};

/** A limit's scope as one choice: the whole plan, a metal, a product. */
const scopeOf = ({ metal, productId }: Limit): string => productId ?? metal ?? WHOLE;

const isMetal = (value: string): value is Metal => (METALS as readonly string[]).includes(value);

const withScope = ({ metal: _metal, productId: _productId, ...limit }: Limit, scope: string, products: Products): Limit => {
  if (scope === WHOLE) return limit;
  if (isMetal(scope)) return { ...limit, metal: scope };
  const product = products.find(({ id }) => id === scope);
  return product ? { ...limit, productId: product.id } : limit;
};

type FieldsProps = {
  readonly limit: Limit;
  readonly products: Products;
  readonly errorAt: (path: string) => string | undefined;
  readonly change: (part: Partial<Limit>) => void;
  readonly onScope: (scope: string) => void;
};

const Fields = ({ limit, products, errorAt, change, onScope }: FieldsProps) => {
  const { measure } = limit;
  const counts = measure.kind === 'effectiveNumber';
  const level = counts ? ({ unit: text('limits.form.buyers'), decimals: 1 } as const) : ({ unit: '%', decimals: 0, scale: 100 } as const);
  const year = (value: number | undefined, key: 'from' | 'to') => {
    if (value !== undefined) change({ [key]: value });
  };
  return (
    <Form>
      <FormRow label={text('limits.form.name')}>
        <TextField
          autoFocus
          required
          maxLength={120}
          value={limit.name}
          error={errorAt('name')}
          onCommit={(name) => change({ name: name ?? '' })}
        />
      </FormRow>
      <FormRow label={text('limits.form.scope')}>
        <SelectField
          value={scopeOf(limit)}
          choices={[
            { value: WHOLE, label: text('limits.scope.whole') },
            ...METALS.filter((metal) => products.some((product) => product.metal === metal)).map((metal) => ({
              value: metal,
              label: text(`metal.${metal}`),
              note: text('limits.scope.metal'),
            })),
            ...products.map(({ id, name }) => ({ value: id as string, label: name, note: text('limits.scope.product') })),
          ]}
          onCommit={onScope}
        />
      </FormRow>
      <FormRow label={text('limits.form.measure')}>
        <SelectField
          value={measure.kind}
          choices={MEASURES.map((value) => ({ value, label: text(`measure.${value}`) }))}
          onCommit={(kind) => change({ measure: measureOf(kind, measure) })}
        />
      </FormRow>
      {measure.kind === 'zoneShare' ? (
        <FormRow label={text('limits.form.zone')}>
          <SelectField
            value={measure.zone}
            choices={DestinationZone.options.map((value) => ({ value, label: text(`zone.${value}`) }))}
            onCommit={(zone) => change({ measure: { kind: 'zoneShare', zone } })}
          />
        </FormRow>
      ) : undefined}
      {measure.kind === 'ratedAtOrBelow' ? (
        <FormRow label={text('limits.form.rating')}>
          <SelectField
            value={measure.rating}
            choices={Rating.options.map((value) => ({ value, label: ratingText(value) }))}
            onCommit={(rating) => change({ measure: { kind: 'ratedAtOrBelow', rating } })}
          />
        </FormRow>
      ) : undefined}
      <FormRow label={text('limits.form.denominator')}>
        <SelectField
          value={limit.denominator}
          choices={DENOMINATORS.map((value) => ({ value, label: text(`denominator.${value}`) }))}
          onCommit={(denominator) => change({ denominator })}
        />
      </FormRow>
      <FormRow label={text('limits.form.period')}>
        <PairRow>
          <TextField value={String(limit.from)} error={errorAt('from')} onCommit={(typed) => year(Number(typed), 'from')} />
          <TextField
            label={text('limits.form.to')}
            value={String(limit.to)}
            error={errorAt('to')}
            onCommit={(typed) => year(Number(typed), 'to')}
          />
        </PairRow>
      </FormRow>
      <FormRow label={text('limits.form.direction')}>
        <SelectField
          value={limit.direction}
          choices={DIRECTIONS.map((value) => ({ value, label: text(`direction.${value}`) }))}
          onCommit={(direction) => change({ direction })}
        />
      </FormRow>
      <FormRow label={text('limits.form.warn')}>
        <NumberField
          required
          {...level}
          value={limit.warn}
          error={errorAt('warn')}
          onCommit={(warn) => change({ warn: warn ?? limit.warn })}
        />
      </FormRow>
      <FormRow label={text('limits.form.breach')}>
        <NumberField
          required
          {...level}
          value={limit.breach}
          error={errorAt('breach')}
          onCommit={(breach) => change({ breach: breach ?? limit.breach })}
        />
      </FormRow>
      <FormRow label={text('limits.form.owner')}>
        <TextField maxLength={120} value={limit.owner} error={errorAt('owner')} onCommit={(owner) => change({ owner: owner ?? '' })} />
      </FormRow>
      <FormRow label={text('limits.form.why')}>
        <TextField rows={2} maxLength={500} value={limit.why} error={errorAt('why')} onCommit={(why) => change({ why: why ?? '' })} />
      </FormRow>
    </Form>
  );
};

export type LimitDialogProps = {
  readonly products: Products;
  /** A limit that is there already; a new one without. */
  readonly stored?: { readonly limit: Limit; readonly version: number };
  readonly onClose: () => void;
};

/** Sets a limit: what it counts, of what, when, at which levels, who says so and why. */
export const LimitDialog = ({ products, stored, onClose }: LimitDialogProps) => {
  const texts = useTexts();
  const id = useId();
  const [edited, setEdited] = useState<Limit>();
  const [refusal, setRefusal] = useState<OrebookError>();
  const blank = useCall('limits.blank', {}, { enabled: stored === undefined });
  const save = useCommand('limits.save', {
    done: (_output, { limit }) => text('limits.saved', { name: limit.name }),
    alone: true,
    shows: (error) => {
      setRefusal(error);
      return error.code === 'BAD_INPUT';
    },
  });
  const limit = edited ?? stored?.limit ?? blank.data?.limit;
  const issues = serverIssues(refusal, 'limit');
  const errorAt = (path: string): string | undefined => {
    const found = issues.find((one) => one.path === path || one.path.startsWith(`${path}.`));
    return found && issueText(found);
  };
  const set = (next: Limit) => {
    setRefusal(undefined);
    setEdited(next);
  };
  const submit = async () => {
    if (!limit) return;
    const done = await save.run({ limit, ...(stored ? { version: stored.version } : {}) });
    if (done) onClose();
  };
  return (
    <Dialog open onClose={onClose} aria-labelledby={id} maxWidth="xs" fullWidth>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!focusInvalidField(event.currentTarget)) void submit();
        }}
      >
        <DialogTitle id={id}>{text(stored ? 'limits.form.edit' : 'limits.form.new')}</DialogTitle>
        <DialogContent>
          {limit ? (
            <Fields
              limit={limit}
              products={products}
              errorAt={errorAt}
              change={(part) => set({ ...limit, ...part })}
              onScope={(scope) => set(withScope(limit, scope, products))}
            />
          ) : undefined}
        </DialogContent>
        <DialogActions>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button type="submit" variant="contained" color="primary" disabled={!limit}>
            {text('limits.form.save')}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
};
