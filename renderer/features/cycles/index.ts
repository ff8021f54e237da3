import { lazy } from 'react';
import { lazyPage } from '../../components/lazyPage.ts';

export const CyclesPage = lazyPage(() => import('./CyclesPage.tsx'));
export const ScenarioPage = lazyPage(() => import('./ScenarioPage.tsx'));
export const SimulationPage = lazyPage(() => import('./SimulationPage.tsx'));
export const DisplacementTable = lazy(async () => ({ default: (await import('./DisplacementTable.tsx')).DisplacementTable }));
export { ScenarioMenu, scenarioOfAddress } from './ScenarioMenu.tsx';
