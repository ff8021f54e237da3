import type { ContractId, TenderId } from '#shared/domain/ids.ts';

export const TENDERS_ROUTE = '/contracts/tenders';

export const tenderRoute = (id: TenderId): string => `${TENDERS_ROUTE}/${id}`;

export const bidRoute = (id: TenderId, bid: ContractId): string => `${tenderRoute(id)}/bids/${bid}`;
