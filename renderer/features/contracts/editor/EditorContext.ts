import { createContext, useContext } from 'react';
import type { Terms } from '#shared/domain/terms.ts';
import type { Edit } from '../../../editing/record/recordState.ts';
import type { FieldContext } from '../fields/fieldContext.ts';

/** What the groups of the terms form share. */
export type Editor = FieldContext & {
  /** Which set of terms is shown. */
  readonly set: number;
  readonly terms: Terms;
  readonly leave: (edits: readonly Edit[]) => void;
};

const EditorContext = createContext<Editor | undefined>(undefined);

/** Gives the contract and its shown set of terms to the groups of the form. */
export const EditorProvider = EditorContext.Provider;

export const useEditor = (): Editor => {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('a group outside the terms form');
  return editor;
};

/** The path of a field of the shown set. */
export const useSetPath = (): ((field: string) => string) => {
  const { set } = useEditor();
  return (field) => `terms.${set}.${field}`;
};
