import type { ProductId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { colon } from '#shared/messages/text.ts';
import { MenuButton } from './MenuButton.tsx';
import { MetalName } from './MetalName.tsx';

type ProductEntry = { readonly productId: ProductId; readonly metal: Metal; readonly product: string };

export type ProductMenuProps = {
  readonly label: string;
  readonly products: readonly ProductEntry[];
  readonly chosen: ProductEntry;
  readonly onChoose: (id: ProductId) => void;
};

/** The metal of the chosen product as a button that opens a menu of all products. */
export const ProductMenu = ({ label, products, chosen, onChoose }: ProductMenuProps) => (
  <MenuButton
    label={`${label}${colon()}${chosen.product}`}
    entries={products.map(({ productId, metal, product }) => ({
      key: productId,
      label: (
        <>
          <MetalName metal={metal} show="symbol" />
          {product}
        </>
      ),
      chosen: productId === chosen.productId,
      onPick: () => onChoose(productId),
    }))}
  >
    <MetalName metal={chosen.metal} />
  </MenuButton>
);
