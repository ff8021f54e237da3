import type { ReactNode } from 'react';
import type { ContractRow } from '#shared/contract/contracts.ts';
import type { OrebookError } from '#shared/contract/errors.ts';
import type { TableIdentities, Verdict as VerdictSentences } from '#shared/contract/figure.ts';
import { RecordContracts, type RecordContractsProps } from '../../components/RecordContracts.tsx';
import { Verdict } from '../../components/Verdict.tsx';
import { type RecordHandle, RecordPage, type RecordPageProps } from './RecordPage.tsx';
import type { Opening } from './recordState.ts';
import type { DraftKey } from './useDraft.ts';

/** Options of the editor of a record with contracts; `live` is the stored record, absent for a new one. */
export type RecordWithContractsOptions<T, Live> = {
  readonly opening: Opening<T>;
  readonly draft: DraftKey;
  readonly live?: Live | undefined;
  readonly refusal?: OrebookError | undefined;
  readonly meta: (record: T) => string;
  readonly actions: (handle: RecordHandle<T>) => ReactNode;
  readonly onSubmit?: ((handle: RecordHandle<T>) => void) | undefined;
  readonly note?: ReactNode | undefined;
};

type Live = { readonly verdict: VerdictSentences; readonly contracts: readonly ContractRow[]; readonly identities: TableIdentities };

export type RecordWithContractsProps<T> = Pick<RecordPageProps<T>, 'form' | 'issues' | 'specOf' | 'title' | 'children'> & {
  /** The options of the editor. */
  readonly options: Pick<RecordWithContractsOptions<T, Live>, 'live' | 'meta' | 'actions' | 'onSubmit' | 'note'>;
  /** Shown above the contracts of a stored record. */
  readonly head: ReactNode;
  readonly contracts: Omit<RecordContractsProps, 'rows' | 'identities'>;
  /** The changes of a stored record. */
  readonly history: ReactNode;
};

/** The page of a record that contracts refer to: its form, its results, and its contracts once it is stored. */
export const RecordWithContracts = <T extends object>({
  options,
  head,
  contracts,
  history,
  children,
  ...page
}: RecordWithContractsProps<T>) => {
  const { live, meta, actions, onSubmit, note } = options;
  return (
    <RecordPage
      {...page}
      meta={meta(page.form.isAutosaved ? page.form.state.stored : page.form.typedRecord)}
      verdict={live ? <Verdict sentences={live.verdict} /> : undefined}
      actions={actions}
      onSubmit={onSubmit}
      note={note}
      history={live ? history : undefined}
      results={
        live ? (
          <>
            {head}
            <RecordContracts rows={live.contracts} identities={live.identities} {...contracts} />
          </>
        ) : undefined
      }
    >
      {children}
    </RecordPage>
  );
};
