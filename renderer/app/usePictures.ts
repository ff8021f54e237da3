import { useCallback, useMemo } from 'react';
import { text } from '#shared/messages/text.ts';
import { formatDate } from '#shared/units/format.ts';
import type { ComponentSettings } from '../components/settings.tsx';
import { useDocument } from '../editing/commands/useDocument.ts';
import type { OpenWorkspace } from './useWorkspace.ts';

const inBase64 = (png: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    // what stands before the comma says that it is a PNG in base64
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('a picture could not be read'));
    reader.readAsDataURL(png);
  });

/** What charts need to become files: the words of their source, and the way a document goes out. */
export const usePictures = ({ settings, plans }: Pick<OpenWorkspace, 'settings' | 'plans'>): ComponentSettings['pictures'] => {
  const { write } = useDocument('exports.picture', 'data.export.done');
  const { name: workspace, planId, valuationDate } = settings;
  const plan = plans.find(({ id }) => id === planId)?.name ?? '';
  const source = text('exports.picture.source', { workspace, plan, date: formatDate(valuationDate) });
  const save = useCallback(async (title: string, png: Blob) => write({ title, png: await inBase64(png) }), [write]);
  return useMemo(() => ({ source, save }), [source, save]);
};
