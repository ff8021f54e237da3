import { useParams, useSearch } from 'wouter';
import { ProductId } from '#shared/domain/ids.ts';
import { Metal } from '#shared/domain/metal.ts';
import { NewProduct } from './NewProduct.tsx';
import { StoredProduct } from './StoredProduct.tsx';

/** A product by its id, or a new one of the metal that the address names. */
export default function ProductPage() {
  const { id } = useParams<{ id?: string }>();
  const search = useSearch();
  if (id !== undefined) return <StoredProduct key={id} id={ProductId.parse(id)} />;
  return <NewProduct key={search} metal={Metal.safeParse(new URLSearchParams(search).get('metal')).data} />;
}
