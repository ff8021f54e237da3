import { useParams, useSearch } from 'wouter';
import type { BuyerId, ContractId, ProductId } from '#shared/domain/ids.ts';
import { NewContract } from './editor/NewContract.tsx';
import { StoredContract } from './editor/StoredContract.tsx';
import { TemplateChoice } from './editor/TemplateChoice.tsx';
import { isTemplate } from './templateRoutes.ts';

/** Shows a stored contract, or a new one from the template in the address. */
export default function ContractPage() {
  const { id } = useParams<{ id?: string }>();
  const search = useSearch();
  if (id !== undefined) return <StoredContract key={id} id={id as ContractId} />;
  const params = new URLSearchParams(search);
  const template = params.get('template');
  if (!isTemplate(template)) return <TemplateChoice search={search} />;
  const from = {
    template,
    buyerId: (params.get('buyer') ?? undefined) as BuyerId | undefined,
    productId: (params.get('product') ?? undefined) as ProductId | undefined,
  };
  return <NewContract key={search} from={from} />;
}
