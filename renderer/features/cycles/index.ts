import { lazyPage } from '../../components/lazyPage.ts';

export const CyclesPage = lazyPage(() => import('./CyclesPage.tsx'));
export const ScenarioPage = lazyPage(() => import('./ScenarioPage.tsx'));
export const SimulationPage = lazyPage(() => import('./SimulationPage.tsx'));
export { DisplacementTable } from './DisplacementTable.tsx';
