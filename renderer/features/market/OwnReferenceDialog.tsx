import { useState } from 'react';
import type { Output } from '#shared/contract/contract.ts';
import type { DeckRow } from '#shared/contract/market.ts';
import { ReferenceCode } from '#shared/domain/ids.ts';
import { METALS, type Metal } from '#shared/domain/metal.ts';
import { OwnReference, type PriceUnit, UNITS_OF_KIND } from '#shared/domain/reference.ts';
import { text } from '#shared/messages/text.ts';
import { Form, FormRow, PairRow } from '../../components/FormRow.tsx';
import { DialogField, NameDialog } from '../../components/NameDialog.tsx';
import { NumberField } from '../../components/NumberField.tsx';
import { QuietButton } from '../../components/QuietButton.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { TextField } from '../../components/TextField.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { ReferenceUses } from './ReferenceUses.tsx';

type Given = Omit<OwnReference, 'name' | 'code'>;

const KINDS = ['price', 'treatmentCharge', 'freight'] as const;
/** A round level where nobody knows: prices of the ten metals move by 15 to 45 % a year, charges by 25 USD/dmt. */
const USUAL_VOLATILITY = { price: 0.25, treatmentCharge: 25, freight: 0 } as const;
const MOST = { price: 5, treatmentCharge: 100, freight: 5 } as const;
const EMPTY: Given = {
  kind: 'price',
  quotation: '',
  unit: 'USD/t',
  incoterm: '',
  vatIncluded: false,
  volatility: USUAL_VOLATILITY.price,
};
const NONE = 'none';

const sameWords = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

/** A code from a name: its letters and digits, short. */
const codeFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 20);

const FollowRow = ({
  follows,
  onChange,
}: {
  readonly follows: NonNullable<Given['follows']>;
  readonly onChange: (follows: Given['follows']) => void;
}) => (
  <FormRow label={text('market.own.ratio')}>
    <PairRow>
      <NumberField
        value={follows.ratio}
        decimals={2}
        required
        min={1e-6}
        max={1e6}
        unit="×"
        onCommit={(ratio) => ratio !== undefined && onChange({ ...follows, ratio })}
      />
      <NumberField
        label={text('market.own.beta')}
        value={follows.beta}
        decimals={2}
        required
        min={-5}
        max={5}
        unit="β"
        onCommit={(beta) => beta !== undefined && onChange({ ...follows, beta })}
      />
    </PairRow>
  </FormRow>
);

/** A reference that is edited, and what uses it. */
export type EditedReference = Output<'market.ownReference'>;

/** A reference as its form holds it. */
const givenOf = ({ name: _name, code: _code, ...given }: OwnReference): Given => given;

export type OwnReferenceDialogProps = {
  readonly rows: readonly DeckRow[];
  /** Absent for a new one. */
  readonly edited?: EditedReference | undefined;
  readonly onSaved: (name: string) => void;
  /** Asks for it to be removed. */
  readonly onRemove?: (() => void) | undefined;
  readonly onClose: () => void;
};

/** Asks what a reference of the user's own is; its prices are typed, pasted or imported into the decks afterwards. */
export const OwnReferenceDialog = ({ rows, edited, onSaved, onRemove, onClose }: OwnReferenceDialogProps) => {
  const [given, setGiven] = useState<Given>(edited ? givenOf(edited.reference) : EMPTY);
  const [code, setCode] = useState<string | undefined>(edited?.reference.code);
  const [refused, setRefused] = useState<{ readonly code?: string; readonly name?: string }>({});
  const add = useCommand('market.addReference', {
    alone: true,
    done: (_output, { reference }) => text('market.own.added', { name: reference.name }),
  });
  const edit = useCommand('market.editReference', {
    alone: true,
    done: (_output, { reference }) => text('market.own.edited', { name: reference.name }),
  });
  const uses = edited?.uses ?? [];
  const priced = uses.some((use) => use.priced);
  const moved = uses.some((use) => use.kind === 'scenario');
  const followed = uses.some((use) => use.kind === 'reference');
  const change = (part: Partial<Given>) => setGiven({ ...given, ...part });
  const { kind, follows } = given;

  const save = async (name: string) => {
    const read = OwnReference.safeParse({ ...given, name, code: code ?? codeFrom(name) });
    const others = rows.filter(({ reference }) => reference !== edited?.reference.code);
    const nameTaken = others.some((row) => sameWords(row.name, name));
    const codeWrong = !read.success || others.some((row) => sameWords(row.reference, read.data.code));
    setRefused({
      ...(nameTaken ? { name: text('market.own.nameTaken') } : {}),
      ...(codeWrong ? { code: text('market.own.codeRule') } : {}),
    });
    if (nameTaken || codeWrong) return;
    if (await (edited ? edit : add).run({ reference: read.data })) onSaved(name);
  };

  return (
    <NameDialog
      title={text(edited ? 'market.own.editTitle' : 'market.own.title')}
      action={text(edited ? 'market.own.save' : 'market.own.add')}
      label={text('market.own.name')}
      name={edited?.reference.name ?? ''}
      problem={refused.name}
      onSave={(name) => void save(name)}
      onClose={onClose}
    >
      <DialogField>
        <Form>
          <FormRow label={text('market.own.code')}>
            <TextField
              value={code}
              disabled={edited !== undefined}
              placeholder={text('market.own.codeHint')}
              maxLength={20}
              error={refused.code}
              onCommit={setCode}
              onType={(typed) => setCode(typed.trim() || undefined)}
            />
          </FormRow>
          <FormRow label={text('market.own.kind')}>
            <SelectField
              value={kind}
              disabled={uses.length > 0}
              choices={KINDS.map((value) => ({ value, label: text(`market.own.kind.${value}`) }))}
              onCommit={(next) =>
                setGiven({ ...given, kind: next, unit: UNITS_OF_KIND[next][0], volatility: USUAL_VOLATILITY[next], follows: undefined })
              }
            />
          </FormRow>
          <FormRow label={text('market.own.metal')}>
            <SelectField<Metal | typeof NONE>
              value={given.metal ?? NONE}
              choices={[
                { value: NONE, label: text('market.own.noMetal') },
                ...METALS.map((value) => ({ value, label: text(`metal.${value}`) })),
              ]}
              onCommit={(metal) => change({ metal: metal === NONE ? undefined : metal })}
            />
          </FormRow>
          <FormRow label={text('market.own.unit')}>
            <SelectField<PriceUnit>
              value={given.unit}
              disabled={priced}
              choices={UNITS_OF_KIND[kind].map((value) => ({ value, label: value }))}
              onCommit={(unit) => change({ unit })}
            />
          </FormRow>
          <FormRow label={text('market.own.quotation')}>
            <TextField
              value={given.quotation || undefined}
              maxLength={200}
              onCommit={(quotation) => change({ quotation: quotation ?? '' })}
            />
          </FormRow>
          <FormRow label={text('market.own.incoterm')}>
            <TextField
              value={given.incoterm || undefined}
              maxLength={40}
              placeholder={text('market.own.incotermHint')}
              onCommit={(incoterm) => change({ incoterm: incoterm ?? '' })}
            />
          </FormRow>
          <FormRow label={text('market.own.vat')}>
            <SelectField
              value={given.vatIncluded ? 'yes' : 'no'}
              choices={(['no', 'yes'] as const).map((value) => ({ value, label: text(`market.own.vat.${value}`) }))}
              onCommit={(vat) => change({ vatIncluded: vat === 'yes' })}
            />
          </FormRow>
          {kind === 'price' ? (
            <FormRow label={text('market.own.follows')}>
              <SelectField<string>
                value={follows?.reference ?? NONE}
                disabled={followed || (moved && !follows)}
                choices={[
                  { value: NONE, label: text('market.own.followsNone') },
                  ...rows
                    .filter(({ leads, reference }) => leads && reference !== edited?.reference.code)
                    .map(({ reference, name }) => ({ value: reference, label: text('market.own.followsOne', { name }) })),
                ]}
                onCommit={(leader) =>
                  change({
                    follows: leader === NONE ? undefined : { beta: 1, ratio: 1, ...follows, reference: ReferenceCode.parse(leader) },
                  })
                }
              />
            </FormRow>
          ) : undefined}
          {follows ? <FollowRow follows={follows} onChange={(next) => change({ follows: next })} /> : undefined}
          {kind === 'freight' ? undefined : (
            <FormRow label={text(follows ? 'market.own.residual' : 'market.own.volatility')}>
              <NumberField
                value={given.volatility}
                decimals={1}
                required
                min={0}
                max={MOST[kind]}
                {...(kind === 'price' ? { unit: text('calibration.unit.percent'), scale: 100 } : { unit: text('calibration.unit.charge') })}
                onCommit={(volatility) => volatility !== undefined && change({ volatility })}
              />
            </FormRow>
          )}
        </Form>
        <span>{text(follows ? 'market.own.howFollows' : 'market.own.how')}</span>
        {uses.length > 0 ? <ReferenceUses uses={uses} /> : undefined}
        {onRemove && uses.length === 0 ? (
          <div>
            <QuietButton onClick={onRemove}>{text('market.own.remove')}</QuietButton>
          </div>
        ) : undefined}
      </DialogField>
    </NameDialog>
  );
};
