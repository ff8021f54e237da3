import { lazy } from 'react';

export const TourStrip = lazy(async () => ({ default: (await import('./TourStrip.tsx')).TourStrip }));
export const GlossaryDialog = lazy(async () => ({ default: (await import('./GlossaryDialog.tsx')).GlossaryDialog }));
export const NewsDialog = lazy(async () => ({ default: (await import('./NewsDialog.tsx')).NewsDialog }));
