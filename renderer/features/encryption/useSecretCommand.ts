import { useMutation } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import type { Input, Output } from '#shared/contract/contract.ts';
import { useSendCommand } from '../../api/queries.ts';
import { type CommandName, newRequestId } from '../../api/sendCommand.ts';

export type SecretCommand<K extends CommandName> = {
  readonly run: (input: Input<K>) => Promise<Output<K>>;
  readonly isPending: boolean;
};

/** Runs a command whose input is a secret: neither the cache of mutations nor the list of unanswered commands stores it. */
export const useSecretCommand = <K extends CommandName>(name: K): SecretCommand<K> => {
  const send = useSendCommand(name);
  const secret = useRef<Input<K>>(undefined);
  const { mutateAsync, isPending } = useMutation<Output<K>>({
    mutationKey: [name],
    mutationFn: () => {
      const input = secret.current;
      secret.current = undefined;
      if (input === undefined) throw new Error('a secret is sent once');
      return send(input, { requestId: newRequestId(), timeoutMs: 0 });
    },
  });
  const run = useCallback(
    (input: Input<K>): Promise<Output<K>> => {
      secret.current = input;
      return mutateAsync();
    },
    [mutateAsync],
  );
  return { run, isPending };
};
