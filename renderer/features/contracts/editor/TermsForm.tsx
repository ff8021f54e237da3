import { styled } from '@mui/material/styles';
import { memo } from 'react';
import type { ContractPreview } from '#shared/contract/contracts.ts';
import type { FieldIssue } from '#shared/contract/issues.ts';
import { MONTHS_PER_YEAR } from '#shared/domain/time.ts';
import { text } from '#shared/messages/text.ts';
import { formatMonth } from '#shared/units/format.ts';
import { ErrorNote } from '../../../components/ErrorNote.tsx';
import { Form, useIsLocked } from '../../../components/FormRow.tsx';
import { MenuButton } from '../../../components/MenuButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { at, set } from '../../../editing/fields/fieldPath.ts';
import { fieldIssueText } from '../../../editing/fields/fieldSpec.ts';
import { useRecordFields } from '../../../editing/record/RecordField.tsx';
import { DEAL } from '../fields/fieldContext.ts';
import { completeness } from './completeness.ts';
import { DealGroup } from './DealGroup.tsx';
import { DeliveryGroup } from './DeliveryGroup.tsx';
import { useEditor } from './EditorContext.ts';
import { LawGroup, NoteGroup } from './LawGroup.tsx';
import { PaymentGroup } from './PaymentGroup.tsx';
import { PriceGroup } from './PriceGroup.tsx';
import { QuotationGroup } from './QuotationGroup.tsx';
import { SupportGroup } from './SupportGroup.tsx';
import { UnderWayGroup } from './UnderWayGroup.tsx';

const MAX_SETS = 12;

const Note = styled('div')({ gridColumn: '1 / -1', '& > div': { marginBottom: 0 } });

/** Menu that selects, adds and removes dated sets of terms. */
const SetMenu = ({ onShow }: { readonly onShow: (set: number) => void }) => {
  const { contract, shownSet, terms, commit } = useEditor();
  const isLocked = useIsLocked();
  const sets = contract.terms;
  const last = sets.at(-1);
  const add = () => {
    if (!last) return;
    commit([
      set(at(DEAL, 'terms', sets.length), { ...last, from: Math.min(contract.end, Math.max(last.from, contract.start) + MONTHS_PER_YEAR) }),
    ]);
    onShow(sets.length);
  };
  const remove = () => {
    onShow(Math.max(0, shownSet - 1));
    commit([
      set(
        at(DEAL, 'terms'),
        sets.filter((_, index) => index !== shownSet),
      ),
    ]);
  };
  return (
    <MenuButton
      label={sets.length > 1 ? text('form.setFrom', { month: formatMonth(terms.from) }) : text('form.oneSet')}
      entries={[
        ...(sets.length > 1
          ? [
              ...sets.map(({ from }, index) => ({
                key: `set ${index}`,
                label: text('form.setFrom', { month: formatMonth(from) }),
                isChosen: index === shownSet,
                onPick: () => onShow(index),
              })),
              { key: 'rule', rule: true as const },
            ]
          : []),
        { key: 'add', label: text('form.addSet'), icon: 'plus' as const, disabled: isLocked || sets.length >= MAX_SETS, onPick: add },
        ...(sets.length > 1 && shownSet > 0
          ? [
              {
                key: 'remove',
                label: text('form.removeSet', { month: formatMonth(terms.from) }),
                icon: 'trash' as const,
                disabled: isLocked,
                onPick: remove,
              },
            ]
          : []),
      ]}
    />
  );
};

/** Shows an issue of a field that is not on the page: in another set of terms, or without a field. */
const HiddenIssue = ({ issues, onShow }: { readonly issues: readonly FieldIssue[]; readonly onShow: (set: number) => void }) => {
  const { shownSet } = useEditor();
  const { specOf } = useRecordFields();
  const hiddenIssue = issues.find(({ path }) => {
    const setNumber = /^terms\.(\d+)\./.exec(path)?.[1];
    return specOf(path) === undefined || (setNumber !== undefined && Number(setNumber) !== shownSet);
  });
  if (!hiddenIssue) return undefined;
  const spec = specOf(hiddenIssue.path);
  const otherSet = /^terms\.(\d+)\./.exec(hiddenIssue.path)?.[1];
  return (
    <Note>
      <ErrorNote
        text={text('form.otherIssues', { field: spec?.label ?? hiddenIssue.path, issue: fieldIssueText(spec, hiddenIssue) })}
        action={otherSet === undefined ? undefined : { label: text('form.showThem'), onAction: () => onShow(Number(otherSet)) }}
      />
    </Note>
  );
};

export type TermsFormProps = {
  readonly issues: readonly FieldIssue[];
  readonly onShow: (set: number) => void;
  /** The current contract year up to the valuation, from the preview. */
  readonly elapsed: ContractPreview['elapsed'];
};

/** Edits all terms of the contract in groups; hides terms that the price basis does not use. */
export const TermsForm = memo(({ issues, onShow, elapsed }: TermsFormProps) => {
  const { contract, shownSet } = useEditor();
  const { filled, total } = completeness(contract, issues);
  return (
    <Section title={text('form.terms')} note={text('form.complete', { done: filled, of: total })} tools={<SetMenu onShow={onShow} />}>
      <Form>
        <HiddenIssue issues={issues} onShow={onShow} />
        <DealGroup />
        {/* a key by set, as another set has other fields */}
        <DeliveryGroup key={`delivery ${shownSet}`} />
        <PriceGroup key={`price ${shownSet}`} />
        <SupportGroup key={`support ${shownSet}`} />
        <QuotationGroup key={`quotation ${shownSet}`} />
        <PaymentGroup key={`payment ${shownSet}`} />
        <UnderWayGroup elapsed={elapsed} />
        <LawGroup />
        <NoteGroup />
      </Form>
    </Section>
  );
});
