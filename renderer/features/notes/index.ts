import { lazy } from 'react';
import { lazyPage } from '../../components/lazyPage.ts';

export const NotesPage = lazyPage(() => import('./NotesPage.tsx'));
export const NoteDialog = lazy(async () => ({ default: (await import('./NoteDialog.tsx')).NoteDialog }));
export const ContractNotes = lazy(async () => ({ default: (await import('./ContractNotes.tsx')).ContractNotes }));
export { useNotes } from './useNotes.ts';
