import { findRunPart, saveRunPart } from '#db/repositories/runs.ts';
import type { SimulationRequest } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import { MAX_SAVED_QUESTIONS, type SavedQuestion, type SimulationQuestion } from '#shared/contract/simulationQuestion.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import { isJsonEqual } from '#shared/equality.ts';
import { message } from '#shared/messages/text.ts';
import { issue, throwIfIssues } from '../badInput.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { documentName } from '../documents/blockContent.ts';
import { writeCsv } from '../documents/csv.ts';
import { type Workbook, workbook } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { answerQuestion, type QuestionNames } from './question.ts';
import { measuresOf, outcomesOf, yearsOf } from './questionOutcomes.ts';
import { SIMULATION_RUNS } from './runFormat.ts';
import { type IdentifyInRun, identifyInRun } from './runIdentity.ts';
import { buyersOf, findRunPaths, loadRunPaths, type RunPaths } from './runPaths.ts';
import { centredRequest, runById, type SimulationRunHead } from './storedRun.ts';

/** Rows of a path table written between two yields. */
const ROWS_PER_YIELD = 5_000;

const buyerOf = ({ subject }: SimulationQuestion): BuyerId | undefined => (subject.kind === 'buyer' ? subject.buyerId : undefined);

/** The data of the workspace for a question, read under the lock; `inputs` only where the run must be simulated again. */
type QuestionInputs = {
  readonly run: SimulationRunHead;
  readonly names: QuestionNames;
  readonly identify: IdentifyInRun;
  readonly pathsInMemory: RunPaths | undefined;
  readonly inputs: SimulationRequest | undefined;
};

/** Returns the names that answers show. */
const questionNames = (book: Workbook): QuestionNames => ({
  buyers: new Map([...book.buyers].map(([id, { name }]) => [id as BuyerId, name])),
  products: new Map([...book.products].map(([id, { name }]) => [id, name])),
});

/** Reads the data for a question. `shouldLoad`: also the inputs of the run, if its paths or all of its buyers are not in memory. */
const readQuestionInputs = (ctx: ServiceContext, question: SimulationQuestion, shouldLoad: boolean): Promise<QuestionInputs> =>
  ctx.readShared(async () => {
    const run = (await runById(ctx, question.id))!;
    const book = await workbook(ctx);
    const pathsInMemory = findRunPaths({ id: run.id, resultDigest: run.head.resultDigest }, { buyer: buyerOf(question) });
    const isWhole = pathsInMemory !== undefined && (!pathsInMemory.isReproduced || pathsInMemory.table.buyers.length > 0);
    return {
      run,
      names: questionNames(book),
      identify: identifyInRun(book, run),
      pathsInMemory,
      inputs: shouldLoad && !isWhole ? await centredRequest(ctx, run.id) : undefined,
    };
  });

const findOrLoadPaths = async (
  ctx: ServiceContext,
  { run, pathsInMemory, inputs }: QuestionInputs,
  question: SimulationQuestion,
): Promise<RunPaths | undefined> => {
  if (inputs === undefined) return pathsInMemory;
  const buyer = buyerOf(question);
  if (buyer !== undefined && !buyersOf(inputs).includes(buyer)) throw new OrebookError('NOT_FOUND', { kind: 'buyer', id: buyer });
  return loadRunPaths(ctx, { id: run.id, resultDigest: run.head.resultDigest }, inputs, { buyer });
};

/** Returns the questions saved with a run; empty if they are of a version that can no longer be read. */
export const savedQuestions = async ({ workspace }: Pick<ServiceContext, 'workspace'>, id: string): Promise<readonly SavedQuestion[]> => {
  const savedPart = await findRunPart(workspace.db(), SIMULATION_RUNS, id, 'questions');
  return savedPart.state === 'readable' ? savedPart.value : [];
};

const isSameQuestion = (a: SimulationQuestion, b: SimulationQuestion): boolean => isJsonEqual(a, b);

type QuestionCalls = 'question' | 'savedQuestions' | 'saveQuestion' | 'removeQuestion' | 'exportPaths';

export const questionHandlers: Pick<HandlersOf<'simulation'>, `simulation.${QuestionCalls}`> = {
  'simulation.question': async ({ question, load }, ctx) => {
    const read = await readQuestionInputs(ctx, question, load);
    const paths = await findOrLoadPaths(ctx, read, question);
    const { head } = read.run;
    if (paths === undefined) return { state: 'notInMemory', paths: head.choice.paths, seconds: head.seconds };
    if (!paths.isReproduced) return { state: 'notReproducible' };
    return answerQuestion(paths, question, read.names, read.identify);
  },

  'simulation.savedQuestions': async ({ id }, ctx) => ({ questions: await savedQuestions(ctx, id) }),

  'simulation.saveQuestion': async ({ question }, ctx) => {
    ctx.workspace.requireWritable();
    const run = (await runById(ctx, question.id))!;
    const paths = findRunPaths({ id: run.id, resultDigest: run.head.resultDigest }, { buyer: buyerOf(question) });
    if (!paths?.isReproduced) throw new OrebookError('PATHS_NOT_IN_MEMORY');
    const book = await workbook(ctx);
    const answer = await answerQuestion(paths, question, questionNames(book), identifyInRun(book, run));
    const savedQuestion = {
      question: answer.question,
      verdict: answer.verdict,
      ...(answer.distribution && { distribution: answer.distribution }),
    };
    const storedQuestions = await savedQuestions(ctx, run.id);
    const place = storedQuestions.findIndex((candidate) => isSameQuestion(candidate.question, savedQuestion.question));
    throwIfIssues(place < 0 && storedQuestions.length >= MAX_SAVED_QUESTIONS ? [issue('question', 'tooMany', MAX_SAVED_QUESTIONS)] : []);
    const questions = place < 0 ? [...storedQuestions, savedQuestion] : storedQuestions.with(place, savedQuestion);
    await saveRunPart(ctx.workspace.db(), SIMULATION_RUNS, run.id, 'questions', questions);
    return { done: true };
  },

  'simulation.removeQuestion': async ({ question }, ctx) => {
    ctx.workspace.requireWritable();
    const run = (await runById(ctx, question.id))!;
    const questions = (await savedQuestions(ctx, run.id)).filter((candidate) => !isSameQuestion(candidate.question, question));
    await saveRunPart(ctx.workspace.db(), SIMULATION_RUNS, run.id, 'questions', questions);
    return { done: true };
  },

  'simulation.exportPaths': async ({ question }, ctx) => {
    const read = await readQuestionInputs(ctx, question, true);
    const paths = (await findOrLoadPaths(ctx, read, question))!;
    const { subject } = question;
    const measure = measuresOf(paths, subject).find((candidate) => candidate === question.measure) ?? 'revenue';
    const years = yearsOf(paths);
    const columns = [...years, undefined].map((year) => outcomesOf(paths, measure, subject, year)!);
    const pause = createYielder();
    const rows: (readonly (string | number | undefined)[])[] = [['path', ...years.map(String), 'plan']];
    for (let path = 0; path < paths.table.paths; path++) {
      rows.push([path, ...columns.map((values) => (Number.isNaN(values[path]!) ? undefined : values[path]!))]);
      if (path % ROWS_PER_YIELD === 0) await pause();
    }
    const fileName = `${documentName(message('simulation.question.exportName', { measure: message(`simulation.question.measure.${measure}`, {}, 'inSentence') }))}.csv`;
    const { token, bytes } = await ctx.artefacts.store(fileName, 'text/csv', writeCsv(rows));
    return { artefact: token, fileName, bytes };
  },
};
