import { lazy } from 'react';
export const BackupList = lazy(async () => ({ default: (await import('./BackupList.tsx')).BackupList }));
