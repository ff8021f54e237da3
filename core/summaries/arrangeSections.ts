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
const chosenParts = (parts: readonly Part[], wanted: readonly string[]): readonly Part[] => {
  const made: Part[] = [];
  let run: Part[] = [];
  const flush = () => {
    made.push(...wanted.flatMap((key) => run.filter((part) => keyOf(part) === key)));
    run = [];
  };
  for (const part of parts) {
    if (keyOf(part) === undefined) {
      flush();
      made.push(part);
    } else run.push(part);
  }
  flush();
  return made;
};

/** Returns the blocks of the wanted sections in their order, and the list of all sections with the wanted ones first. */
export const arrangeSections = (
  blocks: readonly SummaryBlock[],
  wanted: readonly string[] | undefined,
): { readonly blocks: readonly SummaryBlock[]; readonly sections: readonly SummarySection[] } => {
  const parts = partsOf(blocks);
  const found = new Map<string, Heading>();
  for (const part of parts) {
    const key = keyOf(part);
    if (key !== undefined && part.heading && !found.has(key)) found.set(key, part.heading);
  }
  const order = wanted === undefined ? [...found.keys()] : [...new Set([...wanted, ...found.keys()])];
  const sections = order.flatMap((key): SummarySection[] => {
    const heading = found.get(key);
    return heading ? [{ key, text: heading.text, shown: wanted === undefined || wanted.includes(key) }] : [];
  });
  if (wanted === undefined) return { blocks, sections };
  return { blocks: chosenParts(parts, [...new Set(wanted)]).flatMap((part) => part.blocks), sections };
};
