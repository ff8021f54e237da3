import type { Message } from '#shared/contract/figure.ts';
import { LimitId, ProductId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import { countedYear } from '../portfolio/countedYear.ts';
import type { Workbook } from '../portfolio/portfolio.ts';

/** The name of a requirement of an allocation, by the source of its rules. */
export const partName = (book: Workbook, source: string): Message => {
  const [kind, id = ''] = source.split(':');
  if (kind === 'production' || kind === 'total')
    return message(`allocation.part.${kind}`, { product: book.products.get(ProductId.parse(id))?.name ?? id });
  if (source === 'revenueTarget') return message('allocation.part.revenue');
  return message('allocation.part.limit', { name: book.limits.find((limit) => limit.id === LimitId.parse(source))?.name ?? source });
};

/** The name of the limit that a rule of the model comes from, with its year. */
export const ruleName = (book: Workbook, id: string, source: string): Message => {
  const year = /@(\d{4})/.exec(id)?.[1];
  const part = partName(book, source);
  return year === undefined ? part : { key: `${part.key}.year`, values: { ...part.values, year: countedYear(book, Number(year)) } };
};
