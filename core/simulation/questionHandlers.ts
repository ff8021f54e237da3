import type { SimulationRequest } from '#engine';
import { OrebookError } from '#shared/contract/errors.ts';
import type { SimulationQuestion } from '#shared/contract/simulationQuestion.ts';
import type { BuyerId } from '#shared/domain/ids.ts';
import { message } from '#shared/messages/text.ts';
import type { HandlersOf, ServiceContext } from '../context.ts';
import { documentName } from '../documents/blockContent.ts';
import { csv } from '../documents/csv.ts';
import { workbook } from '../portfolio/portfolio.ts';
import { createYielder } from '../yielding.ts';
import { answerQuestion, type QuestionNames } from './question.ts';
import { measuresOf, outcomesOf, yearsOf } from './questionOutcomes.ts';
import { buyersOf, findRunPaths, loadRunPaths, type RunPaths } from './runPaths.ts';
import { centredRequest, runById, type StoredRun } from './storedRun.ts';

/** Rows of a path table between two yields. */
const ROWS_AT_ONCE = 5_000;

const buyerOf = ({ subject }: SimulationQuestion): BuyerId | undefined => (subject.kind === 'buyer' ? subject.buyerId : undefined);

/** What a question needs from the workspace, which is read under the lock; `inputs` only where the run must be simulated again. */
type Read = {
  readonly run: StoredRun;
  readonly names: QuestionNames;
  readonly found: RunPaths | undefined;
  readonly inputs: SimulationRequest | undefined;
};

/** Reads what a question needs. `load`: also the inputs of the run, if its paths or all of its buyers are not in memory. */
const readFor = (ctx: ServiceContext, question: SimulationQuestion, load: boolean): Promise<Read> =>
  ctx.readShared(async () => {
    const run = (await runById(ctx, question.id))!;
    const book = await workbook(ctx);
    const found = findRunPaths({ id: run.id, resultDigest: run.head.resultDigest }, buyerOf(question));
    const isWhole = found !== undefined && (!found.isReproduced || found.table.buyers.length > 0);
    return {
      run,
      names: {
        buyers: new Map([...book.buyers].map(([id, { name }]) => [id as BuyerId, name])),
        products: new Map([...book.products].map(([id, { name }]) => [id, name])),
      },
      found,
      inputs: load && !isWhole ? await centredRequest(ctx, run.id) : undefined,
    };
  });

const pathsFor = async (ctx: ServiceContext, { run, found, inputs }: Read, question: SimulationQuestion): Promise<RunPaths | undefined> => {
  if (inputs === undefined) return found;
  const buyer = buyerOf(question);
  if (buyer !== undefined && !buyersOf(inputs).includes(buyer)) throw new OrebookError('NOT_FOUND', { kind: 'buyer', id: buyer });
  return loadRunPaths(ctx, { id: run.id, resultDigest: run.head.resultDigest }, inputs, buyer);
};

export const questionHandlers: Pick<HandlersOf<'simulation'>, 'simulation.question' | 'simulation.exportPaths'> = {
  'simulation.question': async ({ question, load }, ctx) => {
    const read = await readFor(ctx, question, load);
    const paths = await pathsFor(ctx, read, question);
    const { head } = read.run;
    if (paths === undefined) return { state: 'notInMemory', paths: head.choice.paths, seconds: head.seconds };
    if (!paths.isReproduced) return { state: 'notReproducible' };
    return answerQuestion(paths, question, read.names);
  },

  'simulation.exportPaths': async ({ question }, ctx) => {
    const read = await readFor(ctx, question, true);
    const paths = (await pathsFor(ctx, read, question))!;
    const { subject } = question;
    const measure = measuresOf(paths, subject).find((one) => one === question.measure) ?? 'revenue';
    const years = yearsOf(paths);
    const columns = [...years, undefined].map((year) => outcomesOf(paths, measure, subject, year)!);
    const rest = createYielder();
    const rows: (readonly (string | number | undefined)[])[] = [['path', ...years.map(String), 'plan']];
    for (let path = 0; path < paths.table.paths; path++) {
      rows.push([path, ...columns.map((values) => (Number.isNaN(values[path]!) ? undefined : values[path]!))]);
      if (path % ROWS_AT_ONCE === 0) await rest();
    }
    const fileName = `${documentName(message('simulation.question.exportName', { measure: message(`simulation.question.measure.${measure}`, {}, 'inSentence') }))}.csv`;
    const { token, bytes } = await ctx.artefacts.store(fileName, 'text/csv', csv(rows));
    return { artefact: token, fileName, bytes };
  },
};
