import type { SensitivityDriver } from '#shared/contract/sensitivity.ts';
import { commonUnit } from '#shared/presentation/message.ts';
import { useComponentSettings } from '../../components/settings.tsx';

/** How a field shows an amount: fractions in per cent, tonnes in kdmt, money at the scale of the workspace. */
export const useAmountRule = (): ((of: Pick<SensitivityDriver, 'unit' | 'decimals'>) => {
  readonly unit: string;
  readonly scale: number;
  readonly decimals: number;
}) => {
  const { moneyScale } = useComponentSettings();
  return ({ unit, decimals }) => {
    const unitView = commonUnit(unit, { moneyScale });
    return { unit: unitView.text, scale: unitView.toDisplayUnit(1), decimals: unitView.decimals(decimals) };
  };
};
