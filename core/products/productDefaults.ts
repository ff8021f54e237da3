import { RESALE_MONTHS } from '#shared/domain/houseDefaults.ts';
import type { Metal } from '#shared/domain/metal.ts';
import type { FieldOrigins } from '#shared/domain/origin.ts';
import type { Product } from '#shared/domain/product.ts';
import { isDeepEqual } from '#shared/equality.ts';

type Defaults = Pick<Product, 'form' | 'assay' | 'moisture' | 'resaleMonths'>;

const defaults = (form: Product['form'], assay: Product['assay'], moisture: number): Defaults => ({
  form,
  assay,
  moisture,
  resaleMonths: RESALE_MONTHS,
});

/** Default assumptions for a usual saleable product of each metal; the user edits every field. */
const PRODUCT_DEFAULTS: Readonly<Record<Metal, Defaults>> = {
  iron: defaults('fines', { Fe: 0.62, SiO2: 0.045, Al2O3: 0.023, P: 0.0008 }, 0.08),
  copper: defaults('concentrate', { Cu: 0.26, Au: 0.000001, Ag: 0.00008, As: 0.002 }, 0.09),
  aluminium: defaults('bauxite', { Al2O3: 0.5, SiO2: 0.02 }, 0.065),
  lithium: defaults('spodumene', { Li2O: 0.06, Fe2O3: 0.008 }, 0.06),
  manganese: defaults('ore', { Mn: 0.44, Fe: 0.05 }, 0.04),
  zinc: defaults('concentrate', { Zn: 0.52, Ag: 0.0001, Cd: 0.002 }, 0.09),
  nickel: defaults('hydroxide', { Ni: 0.38, Co: 0.035 }, 0.38),
  lead: defaults('concentrate', { Pb: 0.6, Ag: 0.001 }, 0.08),
  tin: defaults('concentrate', { Sn: 0.6, Fe: 0.03, S: 0.003 }, 0.04),
  cobalt: defaults('hydroxide', { Co: 0.32, Mn: 0.03 }, 0.4),
};

/** Makes a new product with the defaults of its metal; its assay counts as assumed until a user enters or confirms it. */
export const newProduct = (fields: Pick<Product, 'id' | 'name' | 'metal' | 'production'>): Product => ({
  ...PRODUCT_DEFAULTS[fields.metal],
  isAssayAssumed: true,
  ...fields,
  unitCost: [],
});

/** Clears the mark of an assumed assay if the assay differs from the stored one, or from the default of a new product. */
export const withEnteredAssay = (product: Product, productBefore: Product | undefined): Product => {
  const previousAssay = productBefore?.assay ?? PRODUCT_DEFAULTS[product.metal].assay;
  if (!product.isAssayAssumed || isDeepEqual(product.assay, previousAssay)) return product;
  const { isAssayAssumed: _assumed, ...productWithAssay } = product;
  return productWithAssay;
};

/** Returns the origins of the fields of a new product that have a default assumption. */
export const productOrigins = ({ assay }: Product): FieldOrigins =>
  Object.fromEntries(
    ['form', 'moisture', 'resaleMonths', ...Object.keys(assay).map((element) => `assay.${element}`)].map((path) => [path, 'house']),
  );
