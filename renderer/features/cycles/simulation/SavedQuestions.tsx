import { useLocation } from 'wouter';
import type { SavedQuestion } from '#shared/contract/simulationQuestion.ts';
import { text } from '#shared/messages/text.ts';
import { QuietEditButton } from '../../../components/EditButton.tsx';
import { QuietButton } from '../../../components/QuietButton.tsx';
import { Section } from '../../../components/Section.tsx';
import { SimpleTable } from '../../../components/SimpleTable.tsx';
import { Verdict } from '../../../components/Verdict.tsx';
import { questionRoute } from './questionView.ts';

export type SavedQuestionsProps = {
  readonly questions: readonly SavedQuestion[];
  readonly onRemove: (savedQuestion: SavedQuestion) => void;
};

/** The questions saved with a run and their answers, which documents also show. */
export const SavedQuestions = ({ questions, onRemove }: SavedQuestionsProps) => {
  const [, navigate] = useLocation();
  if (questions.length === 0) return undefined;
  return (
    <Section title={text('simulation.question.saved')} note={text('simulation.question.savedNote')} span={12}>
      <SimpleTable
        label={text('simulation.question.saved')}
        columns={[
          {
            key: 'answer',
            label: text('simulation.question.answer'),
            tone: 'key',
            cell: ({ verdict }: SavedQuestion) => <Verdict as="text" sentences={verdict} />,
          },
          {
            key: 'act',
            label: text('common.actions'),
            isLabelHidden: true,
            align: 'right',
            width: '150px',
            cell: (savedQuestion: SavedQuestion) => (
              <>
                <QuietButton onClick={() => navigate(questionRoute(savedQuestion.question), { replace: true })}>
                  {text('simulation.question.show')}
                </QuietButton>
                <QuietEditButton onClick={() => onRemove(savedQuestion)}>{text('simulation.question.delete')}</QuietEditButton>
              </>
            ),
          },
        ]}
        rows={questions}
        rowKey={({ question }) => JSON.stringify(question)}
      />
    </Section>
  );
};
