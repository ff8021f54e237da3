import type { ImportFile, ImportPreview } from '#shared/contract/imports.ts';
import type { SummaryRequest } from '#shared/contract/summaries.ts';
import { ContractId } from '#shared/domain/ids.ts';
import type { Services } from '../../helpers/services.ts';
import { read } from './importFiles.ts';

type BundleFile = Extract<ImportFile, { kind: 'bundle' }>;

export const dbOf = ({ ctx }: Services) => ctx.workspace.db();

export const deals = (...ids: readonly string[]): SummaryRequest => ({
  subject: { contractIds: ids.map((id) => ContractId.parse(id)) },
  view: 'internal',
});

export const exportBundle = async (from: Services, request: SummaryRequest): Promise<Uint8Array> => {
  const input = { ...request, format: 'orebundle', allowsPlain: true } as const;
  const { artefact } = await from.waitForJob(await from.ask('summaries.export', input), 'document');
  return new Uint8Array(await from.readArtefact(artefact));
};
export const openBundle = async (to: Services, bytes: Uint8Array): Promise<BundleFile> =>
  (await read(to, 'deal.orebundle', bytes)) as BundleFile;
export const previewBundle = (
  to: Services,
  file: BundleFile,
  excludedKeys: readonly string[] = file.excludedKeys,
): Promise<ImportPreview> => to.ask('imports.check', { id: file.id, choice: { kind: 'bundle', excludedKeys } });
export const importBundle = async (to: Services, file: BundleFile, excludedKeys: readonly string[] = file.excludedKeys) =>
  to.waitForJob(await to.ask('imports.apply', { id: file.id, choice: { kind: 'bundle', excludedKeys } }));
