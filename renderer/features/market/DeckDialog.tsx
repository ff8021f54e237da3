import { useState } from 'react';
import type { DeckSummary } from '#shared/contract/decks.ts';
import { type Deck, DeckRule } from '#shared/domain/deck.ts';
import type { DeckId } from '#shared/domain/ids.ts';
import { isSameName } from '#shared/equality.ts';
import { text } from '#shared/messages/text.ts';
import { usePresentation } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';
import { at, rootOf } from '../../editing/fields/fieldPath.ts';
import type { FieldSpec } from '../../editing/fields/fieldSpec.ts';
import { choiceSpec } from '../../editing/fields/specs.ts';
import { FullWidthRow, RecordDialog } from '../../editing/record/RecordDialog.tsx';
import { RecordRow } from '../../editing/record/RecordRow.tsx';

type Fields = Pick<Deck, 'name' | 'rule' | 'source'>;

const MAX_NAME = 120;
const MAX_SOURCE = 500;
const EMPTY: Fields = { name: '', rule: 'hold', source: '' };

const FIELDS = rootOf<Fields>();
const NAME = at(FIELDS, 'name');
const RULE = at(FIELDS, 'rule');
const SOURCE = at(FIELDS, 'source');

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && 'rule' in value && 'source' in value;

const SPECS: Readonly<Record<string, () => FieldSpec>> = {
  [NAME]: () => ({ kind: 'text', label: text('market.deckDialog.name'), required: true, maxLength: MAX_NAME }),
  [RULE]: () =>
    choiceSpec(
      'market.deckDialog.rule',
      DeckRule.options.map((value) => ({ value, label: text(`deckRule.${value}`) })),
    ),
  [SOURCE]: () => ({ kind: 'text', label: text('market.deckDialog.source'), required: false, maxLength: MAX_SOURCE }),
};

export type DeckDialogProps = {
  readonly decks: readonly DeckSummary[];
  /** Absent for a new deck. */
  readonly edited?: DeckSummary | undefined;
  readonly onSaved: (id: DeckId) => void;
  readonly onClose: () => void;
};

/** Adds or edits a price deck: its name, its rule between prices, and its source. */
export const DeckDialog = ({ decks, edited, onSaved, onClose }: DeckDialogProps) => {
  const { label } = usePresentation();
  const [problem, setProblem] = useState<string>();
  const save = useCommand('decks.save', {
    isExclusive: true,
    doneText: (_output, { deck }) =>
      text(deck.id === undefined ? 'market.deckDialog.added' : 'market.deckDialog.saved', { name: deck.name }),
  });
  const submit = async (fields: Fields): Promise<boolean> => {
    const others = decks.filter(({ id }) => id !== edited?.id);
    if (others.some(({ name }) => isSameName(label(name), fields.name))) {
      setProblem(text('market.deckDialog.nameInUse'));
      return false;
    }
    const savedDeck = await save.run({ deck: { ...fields, ...(edited && { id: edited.id, version: edited.version }) } });
    if (savedDeck === undefined) return false;
    onSaved(savedDeck.id);
    return true;
  };
  const record = edited ? { name: label(edited.name), rule: edited.rule, source: edited.source } : EMPTY;
  return (
    <RecordDialog<Fields>
      title={text(edited ? 'market.deckDialog.edit' : 'market.deckDialog.add')}
      action={text(edited ? 'market.deckDialog.save' : 'market.deckList.add')}
      draft={{ kind: 'reference', id: `deck:${edited?.id ?? 'new'}` }}
      record={record}
      isRecord={edited ? undefined : isFields}
      specOf={(path) => SPECS[path]?.()}
      isComplete={(fields) => fields.name.trim() !== ''}
      onEdit={() => setProblem(undefined)}
      focus={NAME}
      onSubmit={submit}
      onClose={onClose}
    >
      {() => (
        <>
          <RecordRow path={NAME} error={problem} />
          <RecordRow path={RULE} />
          <RecordRow path={SOURCE} />
          <FullWidthRow>{text('market.deckDialog.how')}</FullWidthRow>
        </>
      )}
    </RecordDialog>
  );
};
