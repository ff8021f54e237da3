import { styled } from '@mui/material/styles';
import { Fragment, memo, useMemo, useState } from 'react';
import type { Sentence, Verdict as VerdictSentences } from '#shared/contract/figure.ts';
import { sentenceGap, text } from '#shared/messages/text.ts';
import { sentenceParts } from '#shared/presentation/message.ts';
import { verdictWide, WIDE_WINDOW } from '../theme/typography.ts';
import { FigureLink } from './FigureLink.tsx';
import { QuietButton } from './QuietButton.tsx';
import { LoadingSentences } from './Skeleton.tsx';

export type VerdictProps = {
  /** Templates of shared/messages whose placeholders are figures. */
  readonly sentences: VerdictSentences;
  /** `page` at the top of a page; `text` in a section. */
  readonly as?: 'page' | 'text' | undefined;
  /** Whether more sentences are loading, or the last clause. */
  readonly isLoading?: boolean | 'clause' | undefined;
  /** The sentences shown at first; a button that counts the others shows all. */
  readonly shownAtFirst?: number | undefined;
};

const PageVerdict = styled('p')(({ theme }) => ({
  ...theme.typography.verdict,
  margin: '0 0 20px',
  maxWidth: 1080,
  textWrap: 'balance',
  [WIDE_WINDOW]: { ...verdictWide, maxWidth: 1480, marginBottom: 24 },
}));

const TextVerdict = styled('p')(({ theme }) => ({
  ...theme.typography.body1,
  margin: 0,
  maxWidth: '76ch',
  textWrap: 'pretty',
  '--ore-underline': '3px',
}));

// a button is an inline box, so a line could break between it and a bracket before it or a comma after it
const NoBreak = styled('span')({ whiteSpace: 'nowrap' });
const punctuationOf = (text: string): string => /^[.,;:!?)’”，。；：！？）、]*/.exec(text)?.[0] ?? '';
const openingOf = (text: string): string => /[(‘“（]*$/.exec(text)?.[0] ?? '';

const SentenceText = memo(({ sentence }: { readonly sentence: Sentence }) => {
  const parts = useMemo(() => sentenceParts(sentence), [sentence]);
  return parts.map((part, index) => {
    const key = `${index}`;
    if (part.kind === 'text') {
      const followsFigure = parts[index - 1]?.kind === 'slot';
      const precedesFigure = parts[index + 1]?.kind === 'slot';
      const from = followsFigure ? punctuationOf(part.text).length : 0;
      const to = part.text.length - (precedesFigure ? openingOf(part.text.slice(from)).length : 0);
      return <Fragment key={key}>{part.text.slice(from, to)}</Fragment>;
    }
    const figure = sentence.figures[part.name];
    if (!figure) return <Fragment key={key}>{`{${part.name}}`}</Fragment>;
    const previous = parts[index - 1];
    const next = parts[index + 1];
    return (
      <NoBreak key={key}>
        {previous?.kind === 'text' ? openingOf(previous.text) : ''}
        <FigureLink figure={figure} />
        {next?.kind === 'text' ? punctuationOf(next.text) : ''}
      </NoBreak>
    );
  });
});

/** The sentences at the top of a page; every number in them opens its explanation. */
export const Verdict = ({ sentences, as = 'page', isLoading = false, shownAtFirst = sentences.length }: VerdictProps) => {
  const [showsAll, setShowsAll] = useState(false);
  const others = sentences.length - shownAtFirst;
  // a button in place of one sentence would save no room
  const shownSentences = showsAll || others < 2 ? sentences : sentences.slice(0, shownAtFirst);
  const Paragraph = as === 'page' ? PageVerdict : TextVerdict;
  return (
    <Paragraph>
      {shownSentences.map((sentence, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sentences are identified by their position
        <Fragment key={index}>
          {index > 0 ? sentenceGap() : ''}
          <SentenceText sentence={sentence} />
        </Fragment>
      ))}
      {others < 2 ? undefined : (
        <>
          {sentenceGap()}
          <QuietButton aria-expanded={showsAll} onClick={() => setShowsAll(!showsAll)}>
            {showsAll ? text('verdict.fewer') : text('verdict.more', { count: others })}
          </QuietButton>
        </>
      )}
      {isLoading ? <LoadingSentences isClause={isLoading === 'clause'} /> : undefined}
    </Paragraph>
  );
};
