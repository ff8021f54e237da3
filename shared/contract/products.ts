import { z } from 'zod';
import { ProductId } from '../domain/ids.ts';
import { Metal } from '../domain/metal.ts';
import { FieldOrigins } from '../domain/origin.ts';
import { Product } from '../domain/product.ts';
import { command, query } from './call.ts';
import { BarsChart } from './charts.ts';
import { ContractRow } from './contracts.ts';
import { TableIdentities, Verdict } from './figure.ts';
import { LIST_PAGE_ROWS } from './listPages.ts';
import { FirstRow } from './rowsPage.ts';
import { Completion, NoInput } from './workspace.ts';

export const productsCalls = {
  'products.list': query(
    NoInput,
    z.object({ products: z.array(z.object({ product: Product, version: z.number().int(), contracts: z.number().int() })).readonly() }),
  ),
  'products.get': query(
    z.object({ id: ProductId, first: FirstRow }),
    z.object({
      product: Product,
      version: z.number().int(),
      verdict: Verdict,
      /** Sold shares of planned production by year; absent without planned production. */
      commitments: BarsChart.optional(),
      /** The contracts of the product, in the plan or not: the page that begins at row `first`. */
      contracts: z.array(ContractRow).max(LIST_PAGE_ROWS).readonly(),
      count: z.number().int(),
      identities: TableIdentities,
      /** Number of limits on this product alone. */
      limits: z.number().int(),
    }),
  ),
  /** Creates a product with the defaults of a metal, a new id and an unused name; not stored. Default metal: the first without a product. */
  'products.blank': query(z.object({ metal: Metal.optional() }), z.object({ product: Product, origins: FieldOrigins })),
  'products.save': command(
    z.object({ product: Product, version: z.number().int().optional() }),
    z.object({ id: ProductId, version: z.number().int() }),
  ),
  /** Saves stored products in one change, all or none. */
  'products.saveMany': command(
    z.object({
      entries: z
        .array(z.object({ product: Product, version: z.number().int() }))
        .min(1)
        .max(200)
        .readonly(),
    }),
    Completion,
  ),
  'products.copy': command(z.object({ id: ProductId }), z.object({ id: ProductId })),
  'products.remove': command(z.object({ ids: z.array(ProductId).min(1).max(200).readonly() }), Completion),
} as const;
