import type { Input } from '#shared/contract/contract.ts';
import { PAGED_LISTS, pageRowsOf } from '#shared/contract/listPages.ts';
import type { CallName } from '#shared/contract/names.ts';
import { type AnswerTo, callWithRevision } from './client.ts';

type CallOptions = { readonly signal: AbortSignal };
type Paged = Readonly<Record<string, unknown>> & { readonly count: number };

/** Pages that are asked for at once: the page reads one while the core makes the next. A browser has six connections to the app. */
const PAGES_AT_ONCE = 3;

const listNamesOf = (name: CallName): readonly string[] =>
  (PAGED_LISTS as Readonly<Partial<Record<CallName, readonly string[]>>>)[name] ?? [];

/**
 * Makes a call as `callWithRevision`. An answer whose lists come in pages has the rows of all pages, of one revision: after a change between
 * two pages it begins again. An input with `first` asks for that page alone.
 */
export const callAllPages = async <K extends CallName>(name: K, input: Input<K>, options: CallOptions): Promise<AnswerTo<K>> => {
  const answer = await callWithRevision(name, input, options);
  const listNames = listNamesOf(name);
  if (listNames.length === 0 || 'first' in (input as object)) return answer;
  const paged = answer.value as unknown as Paged;
  const pageRows = pageRowsOf(name);
  if (paged.count <= pageRows) return answer;
  const remainingStarts = Array.from({ length: Math.ceil(paged.count / pageRows) - 1 }, (_, i) => (i + 1) * pageRows);
  const pages = new Map([[0, paged]]);
  let isChanged = false;
  const loadPages = async (): Promise<void> => {
    for (let first = remainingStarts.shift(); first !== undefined && !isChanged; first = remainingStarts.shift()) {
      const page = await callWithRevision(name, { ...(input as object), first } as Input<K>, options);
      isChanged ||= page.revision !== answer.revision;
      pages.set(first, page.value as unknown as Paged);
    }
  };
  await Promise.all(Array.from({ length: PAGES_AT_ONCE }, loadPages));
  if (isChanged) return callAllPages(name, input, options);
  const orderedPages = [...pages].toSorted(([a], [b]) => a - b).map(([, page]) => page);
  const lists = Object.fromEntries(
    listNames.map((listName) => [listName, orderedPages.flatMap((page) => page[listName] as readonly unknown[])]),
  );
  return { ...answer, value: { ...paged, ...lists } as unknown as AnswerTo<K>['value'] };
};
