import type { MessageKey } from './en.ts';
import { isMessageKey, listKeys, text } from './text.ts';

type TermIn<Key> = Key extends `glossary.${infer Term}.text` ? Term : never;
/** A term of the trade that the glossary explains. */
export type GlossaryTerm = TermIn<MessageKey>;

/** A term in the current locale. */
export type GlossaryEntry = {
  readonly name: string;
  /** One sentence. */
  readonly text: string;
  readonly formula?: string;
  readonly source?: string;
};

const optionalText = (key: string): string | undefined => (isMessageKey(key) ? text(key) : undefined);

/** Every term, in the order of the glossary. */
export const glossaryTerms = (): readonly GlossaryTerm[] =>
  listKeys('glossary.').flatMap((key) => {
    const [, term] = /^glossary\.(\w+)\.text$/.exec(key) ?? [];
    return term === undefined ? [] : [term as GlossaryTerm];
  });

/** The entry of a term in the current locale. */
export const glossaryEntry = (term: GlossaryTerm): GlossaryEntry => {
  const formula = optionalText(`glossary.${term}.formula`);
  const source = optionalText(`glossary.${term}.source`);
  return {
    name: text(`glossary.${term}`),
    text: text(`glossary.${term}.text`),
    ...(formula === undefined ? {} : { formula }),
    ...(source === undefined ? {} : { source }),
  };
};
