import type { ReactNode } from 'react';
import { Redirect, useLocation } from 'wouter';
import type { Output } from '#shared/contract/contract.ts';
import type { PageFigure } from '#shared/contract/sensitivity.ts';
import type { ContractId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { useCall } from '../../api/queries.ts';
import { EmptyState } from '../../components/EmptyState.tsx';
import { Page } from '../../components/Page.tsx';
import { WaitingPage } from '../../components/WaitingPage.tsx';
import type { GoalSeekView } from './sensitivityRoutes.ts';

/** What both pages open: a contract, and a figure of another page. */
export const modelInput = ({ contract, figure }: Pick<GoalSeekView, 'contract' | 'figure'>) => ({
  ...(contract === undefined ? {} : { contractId: contract }),
  ...(figure === undefined ? {} : { figure }),
});

export type SensitivityOptionsProps = {
  readonly title: string;
  readonly contract: ContractId | undefined;
  /** The figure that was opened on a page. */
  readonly figure: PageFigure | undefined;
  /** The page without a contract. */
  readonly planRoute: string;
  /** The page with a contract whose terms move the opened figure; undefined where a driver was chosen. */
  readonly openRoute: (contract: ContractId) => string | undefined;
  readonly children: (options: Output<'sensitivity.options'>) => ReactNode;
};

/** Reads the drivers and figures of a contract for a page; shows why there are none. */
export const SensitivityOptions = ({ title, contract, figure, planRoute, openRoute, children }: SensitivityOptionsProps) => {
  const [, navigate] = useLocation();
  const options = useCall('sensitivity.options', modelInput({ contract, figure }), { keepLast: true });
  const { data, error } = options;
  if (error?.code === 'NOT_FOUND')
    return (
      <Page title={title}>
        <EmptyState
          what={text('sensitivity.contractDeleted')}
          actions={[{ label: text('sensitivity.planOnly'), onAction: () => navigate(planRoute) }]}
        />
      </Page>
    );
  if (!data || options.isPlaceholderData)
    return <WaitingPage title={title} error={error ? errorText(error) : undefined} onRetry={() => void options.refetch()} />;
  const routeWithContract = data.contractToOpen && openRoute(data.contractToOpen);
  if (routeWithContract !== undefined) return <Redirect to={routeWithContract} replace />;
  if (data.targets.length === 0 || data.drivers.length === 0)
    return (
      <Page title={title}>
        <EmptyState what={text('sensitivity.nothing')} actions={[{ label: text('place.contracts'), route: '/contracts' }]} />
      </Page>
    );
  return children(data);
};
