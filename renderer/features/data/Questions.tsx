import { styled } from '@mui/material/styles';
import type { BuyerQuestion, ImportFile, ImportPreview, NameAnswer, SheetChoice, UnitQuestion } from '#shared/contract/imports.ts';
import { countryName } from '#shared/messages/country.ts';
import { serial, text } from '#shared/messages/text.ts';
import { formatNumber } from '#shared/units/format.ts';
import { useCall } from '../../api/queries.ts';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { ColumnUnit, letters } from './ColumnUnit.tsx';
import type { Importing } from './useImport.ts';

const Words = styled('span')({ display: 'block', whiteSpace: 'normal', padding: '6px 0', textWrap: 'pretty' });

type Question = ImportPreview['questions'][number];

const quoted = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(serial());

const buyerWords = ({ name, like, needed, rows }: BuyerQuestion): string => {
  if (needed && like.length === 0) return text('data.ask.unknown', { name, count: rows });
  return text(needed ? 'data.ask.unknownLike' : 'data.ask.like', { name, like: quoted(like), count: rows });
};

const plain = (value: number): string => formatNumber(value, { decimals: Number.isInteger(value) ? 0 : 2 });

const unitWords = (question: UnitQuestion): string => {
  const { head, index, least, most, doubt } = question;
  const column = head === '' ? text('data.columns.letter', { column: letters(index) }) : `“${head}”`;
  const values = { column, least: plain(least), most: plain(most) };
  return text(doubt ? `data.ask.${doubt}` : 'data.ask.read', values);
};

/** The choice of a buyer for a name. */
const BuyerAnswer = ({ question, onAnswer }: { readonly question: BuyerQuestion; readonly onAnswer: (answer: NameAnswer) => void }) => {
  const { name, like, needed, answer } = question;
  const buyers = useCall('buyers.list', {}, { keepLast: true, enabled: needed });
  const countries = needed ? (buyers.data?.countries ?? []) : [];
  const others = needed ? (buyers.data?.rows ?? []).map((row) => row.name).filter((other) => !like.includes(other)) : [];
  const value =
    answer?.as === 'same' ? `same ${answer.buyer}` : answer?.as === 'new' ? `new ${answer.country}` : needed ? undefined : 'different';
  const choices = [
    ...(needed ? [] : [{ value: 'different', label: text('data.ask.different') }]),
    ...like.map((other) => ({ value: `same ${other}`, label: text('data.ask.same', { name: other }) })),
    ...countries.map((country) => ({ value: `new ${country.code}`, label: text('data.ask.new', { country: countryName(country) }) })),
    ...others.map((other) => ({ value: `same ${other}`, label: text('data.ask.same', { name: other }) })),
  ];
  return (
    <SelectField
      label={text('data.ask.answerTo', { name })}
      placeholder={text('data.ask.choose')}
      value={value}
      choices={choices}
      onCommit={(picked) => {
        const [as, rest] = [picked.split(' ', 1)[0], picked.slice(picked.indexOf(' ') + 1)];
        if (as === 'same') onAnswer({ name, as, buyer: rest });
        else if (as === 'new') onAnswer({ name, as, country: rest });
        else onAnswer({ name, as: 'different' });
      }}
    />
  );
};

export type QuestionsProps = {
  readonly importing: Importing;
  readonly file: Extract<ImportFile, { kind: 'tables' }>;
  readonly questions: ImportPreview['questions'];
};

/** Lists the questions of an import: unknown buyers, similar names, numbers of uncertain unit. */
export const Questions = ({ importing, file, questions }: QuestionsProps) => {
  const { choice, choose } = importing;
  if (choice?.kind !== 'tables' || questions.length === 0) return undefined;
  const answer = (next: NameAnswer): void =>
    choose({ ...choice, names: [...(choice.names ?? []).filter(({ name }) => name !== next.name), next] });
  const sheetOf = (place: number): SheetChoice | undefined => choice.sheets.find(({ sheet }) => sheet === place);

  const unit = (question: UnitQuestion) => {
    const sheet = sheetOf(question.sheet);
    const column = sheet?.columns.find(({ index }) => index === question.index);
    const field = file.sheets[question.sheet]?.fields.find(({ key }) => key === column?.field);
    if (!sheet || !column || !field) return undefined;
    return (
      <ColumnUnit
        label={text('data.columns.unitOf', { column: letters(question.index) })}
        column={column}
        field={field}
        onTake={(column) => {
          const columns = sheet.columns.map((one) => (one.index === column.index ? column : one));
          choose({ ...choice, sheets: choice.sheets.map((one) => (one.sheet === sheet.sheet ? { ...sheet, columns } : one)) });
        }}
      />
    );
  };
  const isOpen = (question: Question): boolean =>
    question.kind === 'buyer' ? question.answer === undefined : question.doubt !== undefined;
  const columns: readonly SimpleColumn<Question>[] = [
    {
      key: 'state',
      label: text('data.ask.state'),
      hiddenLabel: true,
      width: '84px',
      cell: (question) => (isOpen(question) ? <StateMark state="near">{text('data.ask.open')}</StateMark> : text('data.ask.answered')),
    },
    {
      key: 'what',
      label: text('data.ask.what'),
      cell: (question) => <Words>{question.kind === 'buyer' ? buyerWords(question) : unitWords(question)}</Words>,
    },
    {
      key: 'answer',
      label: text('data.ask.answer'),
      width: '300px',
      cell: (question) => (question.kind === 'buyer' ? <BuyerAnswer question={question} onAnswer={answer} /> : unit(question)),
    },
  ];
  return (
    <Section title={text('data.ask')} note={text('data.ask.note')}>
      <SimpleTable
        label={text('data.ask')}
        columns={columns}
        rows={questions}
        rowKey={(question) => (question.kind === 'buyer' ? question.name : `${question.sheet}:${question.index}`)}
      />
    </Section>
  );
};
