import type { ProductId } from '#shared/domain/ids.ts';
import type { Metal } from '#shared/domain/metal.ts';
import { colon } from '#shared/messages/text.ts';
import { MenuButton } from './MenuButton.tsx';
import { MetalName } from './MetalName.tsx';

type ProductEntry = { readonly productId: ProductId; readonly metal: Metal; readonly product: string };

export type ProductMenuProps = {
  readonly label: string;
  readonly products: readonly ProductEntry[];
  readonly chosenProduct: ProductEntry;
  readonly onChoose: (id: ProductId) => void;
};

/** The metal of the chosen product as a button that opens a menu of all products. */
export const ProductMenu = ({ label, products, chosenProduct, onChoose }: ProductMenuProps) => (
  <MenuButton
    label={`${label}${colon()}${chosenProduct.product}`}
    entries={products.map(({ productId, metal, product }) => ({
      key: productId,
      label: (
        <>
          <MetalName metal={metal} show="symbol" />
          {product}
        </>
      ),
      isChosen: productId === chosenProduct.productId,
      onPick: () => onChoose(productId),
    }))}
  >
    <MetalName metal={chosenProduct.metal} />
  </MenuButton>
);
