import { createContext, useContext } from 'react';
import type { Terms } from '#shared/domain/terms.ts';
import { at, type Edit, type FieldPath } from '../../../editing/fields/fieldPath.ts';
import { DEAL, type FieldContext } from '../fields/fieldContext.ts';

/** What all groups of the terms form use. */
export type Editor = FieldContext & {
  /** Index of the set of terms shown. */
  readonly shownSet: number;
  readonly terms: Terms;
  readonly commit: (edits: readonly Edit[]) => void;
};

const EditorContext = createContext<Editor | undefined>(undefined);

/** Gives the contract and its shown set of terms to the groups of the form. */
export const EditorProvider = EditorContext.Provider;

export const useEditor = (): Editor => {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('a group outside the terms form');
  return editor;
};

/** The path of the shown set of terms. */
export const useTermsPath = (): FieldPath<Terms> => at(DEAL, 'terms', useEditor().shownSet);
