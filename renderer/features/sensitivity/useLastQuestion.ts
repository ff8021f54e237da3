import { useEffect, useState } from 'react';
import { useWorkspaceCount } from '../../api/queries.ts';

/** The addresses of the last questions of this window: by workspace and page, and by contract. */
const lastQuestions = new Map<string, string>();

/**
 * Remembers the question of a page, which only its address has, with the job of its answer. Returns the address of the last one where the
 * page is opened without a question: the last one of its contract, if the address has one.
 */
export const useLastQuestion = (path: string, search: string): string | undefined => {
  const workspaceCount = useWorkspaceCount();
  const query = new URLSearchParams(search);
  const contract = query.get('contract') ?? '';
  const hasQuestion = [...query.keys()].some((key) => key !== 'contract');
  const keyOf = (contractId: string): string => `${workspaceCount} ${path} ${contractId}`;
  const [lastQuestion, setLastQuestion] = useState(() => (hasQuestion ? undefined : lastQuestions.get(keyOf(contract))));
  // once: a person may clear the question on the page
  if (hasQuestion && lastQuestion !== undefined) setLastQuestion(undefined);
  const [lastKey, contractKey] = [keyOf(''), keyOf(contract)];
  useEffect(() => {
    if (!hasQuestion) return;
    lastQuestions.set(lastKey, search);
    lastQuestions.set(contractKey, search);
  }, [hasQuestion, lastKey, contractKey, search]);
  return hasQuestion || lastQuestion === undefined ? undefined : `${path}?${lastQuestion}`;
};
