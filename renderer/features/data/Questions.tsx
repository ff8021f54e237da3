import { styled } from '@mui/material/styles';
import type { BuyerQuestion, IgnoredQuestion, NameAnswer, UnitQuestion } from '#shared/contract/importQuestions.ts';
import type { ImportFile, ImportPreview, SheetChoice } from '#shared/contract/imports.ts';
import { countryName } from '#shared/messages/country.ts';
import { serial, text } from '#shared/messages/text.ts';
import { renderLabel } from '#shared/presentation/message.ts';
import { formatNumber } from '#shared/units/format.ts';
import { columnLetters } from '#shared/units/spreadsheetText.ts';
import { useCall } from '../../api/queries.ts';
import { Section } from '../../components/Section.tsx';
import { SelectField } from '../../components/SelectField.tsx';
import { type SimpleColumn, SimpleTable } from '../../components/SimpleTable.tsx';
import { StateMark } from '../../components/StateMark.tsx';
import { ColumnUnit } from './ColumnUnit.tsx';
import { fieldLabel } from './fieldLabel.ts';
import { hasAnswer, isOpenQuestion } from './openQuestions.ts';
import type { Importing } from './useImport.ts';

const IGNORE = 'ignore';

const isYearField = (field: string): boolean => /^[yqhm]\d{4,6}$/.test(field);

const WrappingText = styled('span')({ display: 'block', whiteSpace: 'normal', padding: '6px 0', textWrap: 'pretty' });

type Question = ImportPreview['questions'][number];

const quoteNames = (names: readonly string[]): string => names.map((name) => `“${name}”`).join(serial());

const buyerWords = ({ name, similarNames: like, isRequired: isAnswerRequired, rows }: BuyerQuestion): string => {
  if (isAnswerRequired && like.length === 0) return text('data.ask.unknown', { name, count: rows });
  return text(isAnswerRequired ? 'data.ask.unknownLike' : 'data.ask.like', { name, like: quoteNames(like), count: rows });
};

const formatShort = (value: number): string => formatNumber(value, { decimals: Number.isInteger(value) ? 0 : 2 });
/** A number with all its decimals, up to three. */
const formatExact = (value: number): string => formatNumber(value, { decimals: (String(value).split('.')[1] ?? '').length });

const columnLabel = (header: string, index: number): string =>
  header === '' ? text('data.columns.letter', { column: columnLetters(index) }) : `“${header}”`;

const questionWords = (question: Question): string => {
  switch (question.kind) {
    case 'buyer':
      return buyerWords(question);
    case 'unit':
      return unitWords(question);
    case 'decimal': {
      const { sample } = question;
      const values = { asDecimals: formatExact(Number(sample)), asThousands: formatExact(Number(sample.replace('.', ''))) };
      return text('data.ask.decimal', { sample, ...values });
    }
    case 'dates':
      return text('data.ask.dates', { sample: question.sample });
    case 'ignored':
      return text('data.ask.ignored', { column: columnLabel(question.header, question.index), samples: question.samples.join(serial()) });
    case 'skippedRows': {
      const skippedRows = question.rows.map((row) =>
        row.line === undefined ? `“${row.text}”` : text('data.ask.skippedRow', { text: row.text, line: row.line }),
      );
      return text('data.ask.skippedRows', { rows: skippedRows.join(serial()) });
    }
    case 'deck':
      return text(question.isByYear ? 'data.ask.deckByYear' : 'data.ask.deck');
  }
};

const keyOf = (question: Question): string => {
  if (question.kind === 'buyer') return question.name;
  return 'index' in question ? `${question.kind}:${question.sheet}:${question.index}` : `${question.kind}:${question.sheet}`;
};

const unitWords = (question: UnitQuestion): string => {
  const { header, index, minimum, maximum, doubt } = question;
  const values = { column: columnLabel(header, index), least: formatShort(minimum), most: formatShort(maximum) };
  return text(doubt ? `data.ask.${doubt}` : 'data.ask.read', values);
};

/** The choice of a buyer for a name. */
const BuyerAnswer = ({ question, onAnswer }: { readonly question: BuyerQuestion; readonly onAnswer: (answer: NameAnswer) => void }) => {
  const { name, similarNames: like, isRequired: isAnswerRequired, answer } = question;
  const buyers = useCall('buyers.list', {}, { keepLast: true, enabled: isAnswerRequired });
  const countries = isAnswerRequired ? (buyers.data?.countries ?? []) : [];
  const otherBuyers = isAnswerRequired
    ? (buyers.data?.rows ?? []).map((row) => row.name).filter((otherName) => !like.includes(otherName))
    : [];
  const value =
    answer?.as === 'same'
      ? `same ${answer.buyer}`
      : answer?.as === 'new'
        ? `new ${answer.country}`
        : isAnswerRequired
          ? undefined
          : 'different';
  const choices = [
    ...(isAnswerRequired ? [] : [{ value: 'different', label: text('data.ask.different') }]),
    ...like.map((otherName) => ({ value: `same ${otherName}`, label: text('data.ask.same', { name: otherName }) })),
    ...countries.map((country) => ({ value: `new ${country.code}`, label: text('data.ask.new', { country: countryName(country) }) })),
    ...otherBuyers.map((otherName) => ({ value: `same ${otherName}`, label: text('data.ask.same', { name: otherName }) })),
  ];
  return (
    <SelectField
      label={text('data.ask.answerTo', { name })}
      placeholder={text('data.ask.choose')}
      value={value}
      choices={choices}
      onCommit={(chosenValue) => {
        const [answerKind, answerValue] = [chosenValue.split(' ', 1)[0], chosenValue.slice(chosenValue.indexOf(' ') + 1)];
        if (answerKind === 'same') onAnswer({ name, as: answerKind, buyer: answerValue });
        else if (answerKind === 'new') onAnswer({ name, as: answerKind, country: answerValue });
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

/** Lists the questions of an import: unknown buyers, numbers of uncertain notation or unit, ignored columns, the deck of prices. */
export const Questions = ({ importing, file, questions }: QuestionsProps) => {
  const { choice, choose } = importing;
  const state = useCall('workspace.state', {});
  const decks = state.data?.open ? state.data.decks : [];
  if (choice?.kind !== 'tables' || questions.length === 0) return undefined;
  const answer = (next: NameAnswer): void =>
    choose({ ...choice, names: [...(choice.names ?? []).filter(({ name }) => name !== next.name), next] });
  const sheetOf = (place: number): SheetChoice | undefined => choice.sheets.find(({ sheet }) => sheet === place);

  const unitAnswer = (question: UnitQuestion) => {
    const sheet = sheetOf(question.sheet);
    const column = sheet?.columns.find(({ index }) => index === question.index);
    const field = file.sheets[question.sheet]?.fields.find(({ key }) => key === column?.field);
    if (!sheet || !column || !field) return undefined;
    return (
      <ColumnUnit
        label={text('data.columns.unitOf', { column: columnLetters(question.index) })}
        column={column}
        field={field}
        isOpen={isOpenQuestion(question)}
        onChange={(column) => {
          const { scale, wet } = column;
          const columns = sheet.columns.map((otherColumn) => {
            if (otherColumn.index === column.index) return column;
            // the columns of years are in one unit
            const isAlike = isYearField(column.field) && isYearField(otherColumn.field);
            return isAlike ? { ...otherColumn, scale, wet, isUnitChosen: true } : otherColumn;
          });
          choose({
            ...choice,
            sheets: choice.sheets.map((otherSheet) => (otherSheet.sheet === sheet.sheet ? { ...sheet, columns } : otherSheet)),
          });
        }}
      />
    );
  };
  const setSheet = (sheet: SheetChoice): void =>
    choose({ ...choice, sheets: choice.sheets.map((otherSheet) => (otherSheet.sheet === sheet.sheet ? sheet : otherSheet)) });
  const ignoredAnswer = (question: IgnoredQuestion) => {
    const sheet = sheetOf(question.sheet);
    const fields = file.sheets[question.sheet]?.fields ?? [];
    if (!sheet) return undefined;
    const freeFields = fields.filter(({ key }) => !sheet.columns.some(({ field }) => field === key));
    return (
      <SelectField
        label={text('data.columns.fieldOf', { column: columnLetters(question.index) })}
        placeholder={text('data.ask.choose')}
        value={question.isConfirmed ? IGNORE : undefined}
        choices={[
          { value: IGNORE, label: text('data.sheets.leaveOut') },
          ...freeFields.map(({ key }) => ({ value: key, label: fieldLabel(key) })),
        ]}
        onCommit={(chosenValue) => {
          const ignoredIndexes = (sheet.ignored ?? []).filter((index) => index !== question.index);
          if (chosenValue === IGNORE) setSheet({ ...sheet, ignored: [...ignoredIndexes, question.index] });
          else importing.mapColumn(sheet, question.index, chosenValue);
        }}
      />
    );
  };
  const decimalAnswer = ({ sheet: place }: Extract<Question, { kind: 'decimal' }>) => {
    const sheet = sheetOf(place);
    return sheet ? (
      <SelectField
        label={text('data.ask.notation')}
        placeholder={text('data.ask.choose')}
        value={undefined}
        choices={(['point', 'comma'] as const).map((value) => ({ value, label: text(`data.columns.decimal.${value}`) }))}
        onCommit={(decimal) => setSheet({ ...sheet, decimal })}
      />
    ) : undefined;
  };
  const datesAnswer = ({ sheet: place }: Extract<Question, { kind: 'dates' }>) => {
    const sheet = sheetOf(place);
    return sheet ? (
      <SelectField
        label={text('data.ask.dateNotation')}
        placeholder={text('data.ask.choose')}
        value={undefined}
        choices={(['dayFirst', 'monthFirst'] as const).map((value) => ({ value, label: text(`data.columns.dates.${value}`) }))}
        onCommit={(dates) => setSheet({ ...sheet, dates })}
      />
    ) : undefined;
  };
  const deckAnswer = (question: Extract<Question, { kind: 'deck' }>) => {
    const sheet = sheetOf(question.sheet);
    return sheet ? (
      <SelectField
        label={text('data.ask.deckAnswer')}
        placeholder={text('data.ask.choose')}
        value={question.deck}
        choices={decks.map(({ id, name }) => ({ value: id, label: renderLabel(name) }))}
        onCommit={(value) => setSheet({ ...sheet, deck: value })}
      />
    ) : undefined;
  };
  const answerTo = (question: Question) => {
    switch (question.kind) {
      case 'buyer':
        return <BuyerAnswer question={question} onAnswer={answer} />;
      case 'unit':
        return unitAnswer(question);
      case 'decimal':
        return decimalAnswer(question);
      case 'dates':
        return datesAnswer(question);
      case 'ignored':
        return ignoredAnswer(question);
      case 'skippedRows':
        return text('data.ask.noAnswer');
      case 'deck':
        return deckAnswer(question);
    }
  };
  const columns: readonly SimpleColumn<Question>[] = [
    {
      key: 'state',
      label: text('data.ask.state'),
      isLabelHidden: true,
      width: '84px',
      cell: (question) =>
        isOpenQuestion(question) ? (
          <StateMark state="near">{text('data.ask.open')}</StateMark>
        ) : (
          text(hasAnswer(question) ? 'data.ask.answered' : 'data.ask.optional')
        ),
    },
    {
      key: 'what',
      label: text('data.ask.what'),
      cell: (question) => <WrappingText>{questionWords(question)}</WrappingText>,
    },
    {
      key: 'answer',
      label: text('data.ask.answer'),
      width: '300px',
      cell: (question) => <div data-open-question={isOpenQuestion(question) || undefined}>{answerTo(question)}</div>,
    },
  ];
  return (
    <Section title={text('data.ask')} note={text('data.ask.note')}>
      <SimpleTable label={text('data.ask')} columns={columns} rows={questions} rowKey={keyOf} />
    </Section>
  );
};
