import { useCallback, useMemo } from 'react';
import { text } from '#shared/messages/text.ts';
import { formatDate } from '#shared/units/format.ts';
import type { ComponentSettings } from '../components/settings.tsx';
import { useDocument } from '../editing/commands/useDocument.ts';
import type { OpenWorkspace } from './useWorkspace.ts';

const toBase64 = (png: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    // the data URL has a prefix before the comma
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error ?? new Error('a picture could not be read'));
    reader.readAsDataURL(png);
  });

/** Returns the source line of chart pictures, and the function that saves their files. */
export const usePictures = ({ settings, plans }: Pick<OpenWorkspace, 'settings' | 'plans'>): ComponentSettings['pictures'] => {
  const { write } = useDocument('exports.picture', 'data.export.done');
  const { name: workspace, planId, valuationDate } = settings;
  const plan = plans.find(({ id }) => id === planId)?.name ?? '';
  const source = text('exports.picture.source', { workspace, plan, date: formatDate(valuationDate) });
  const save = useCallback(async (title: string, png: Blob) => write({ title, png: await toBase64(png) }), [write]);
  return useMemo(() => ({ source, save }), [source, save]);
};
