import type { SummaryBlock, SummarySection } from '#shared/contract/summaries.ts';

type Heading = Extract<SummaryBlock, { kind: 'heading' }>;
type Part = { readonly heading: Heading | undefined; readonly blocks: SummaryBlock[] };

/** The heading of a contract in a document of several. Sections are ordered within a contract. */
const DEAL = 'summaries.head.deal';

const partsOf = (blocks: readonly SummaryBlock[]): readonly Part[] => {
  const parts: Part[] = [{ heading: undefined, blocks: [] }];
  for (const block of blocks) {
    if (block.kind === 'heading') parts.push({ heading: block, blocks: [block] });
    else parts.at(-1)?.blocks.push(block);
  }
  return parts;
};

const keyOf = ({ heading }: Part): string | undefined => (heading?.text.key === DEAL ? undefined : heading?.text.key);

/** Selects and orders sections. Parts without a section key, such as the opening and the start of a contract, keep their places. */
const chosenParts = (parts: readonly Part[], wantedKeys: readonly string[]): readonly Part[] => {
  const arrangedParts: Part[] = [];
  let runOfSections: Part[] = [];
  const flush = () => {
    arrangedParts.push(...wantedKeys.flatMap((key) => runOfSections.filter((part) => keyOf(part) === key)));
    runOfSections = [];
  };
  for (const part of parts) {
    if (keyOf(part) === undefined) {
      flush();
      arrangedParts.push(part);
    } else runOfSections.push(part);
  }
  flush();
  return arrangedParts;
};

/** Returns the blocks of the wanted sections in their order, and the list of all sections with the wanted ones first. */
export const arrangeSections = (
  blocks: readonly SummaryBlock[],
  wantedKeys: readonly string[] | undefined,
): { readonly blocks: readonly SummaryBlock[]; readonly sections: readonly SummarySection[] } => {
  const parts = partsOf(blocks);
  const headingByKey = new Map<string, Heading>();
  for (const part of parts) {
    const key = keyOf(part);
    if (key !== undefined && part.heading && !headingByKey.has(key)) headingByKey.set(key, part.heading);
  }
  const order = wantedKeys === undefined ? [...headingByKey.keys()] : [...new Set([...wantedKeys, ...headingByKey.keys()])];
  const sections = order.flatMap((key): SummarySection[] => {
    const heading = headingByKey.get(key);
    return heading ? [{ key, text: heading.text, isShown: wantedKeys === undefined || wantedKeys.includes(key) }] : [];
  });
  if (wantedKeys === undefined) return { blocks, sections };
  return { blocks: chosenParts(parts, [...new Set(wantedKeys)]).flatMap((part) => part.blocks), sections };
};
