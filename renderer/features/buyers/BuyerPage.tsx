import { useParams } from 'wouter';
import type { BuyerId } from '#shared/domain/ids.ts';
import { NewBuyer } from './editor/NewBuyer.tsx';
import { StoredBuyer } from './editor/StoredBuyer.tsx';

/** A buyer by its id, or a new one. */
export default function BuyerPage() {
  const { id = 'new' } = useParams<{ id?: string }>();
  return id === 'new' ? <NewBuyer /> : <StoredBuyer key={id} id={id as BuyerId} />;
}
