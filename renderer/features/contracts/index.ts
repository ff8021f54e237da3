import { lazyPage } from '../../components/lazyPage.ts';

export const ContractsPage = lazyPage(() => import('./ContractsPage.tsx'));
export const BidPage = lazyPage(() => import('./BidPage.tsx'));
export const ContractPage = lazyPage(() => import('./ContractPage.tsx'));
