import { firstEnglish } from './firstEnglish.ts';
import { laterEnglish } from './laterEnglish.ts';

/** Every text a person reads, in English. Each area of the app has its own file. */
export const en = { ...firstEnglish, ...laterEnglish } as const;

export type MessageKey = keyof typeof en;
