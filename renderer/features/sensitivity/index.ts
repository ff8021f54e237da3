import { lazyPage } from '../../components/lazyPage.ts';

export const GoalSeekPage = lazyPage(() => import('./GoalSeekPage.tsx'));
export const SensitivityTablePage = lazyPage(() => import('./TablePage.tsx'));
