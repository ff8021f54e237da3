import { text } from '#shared/messages/text.ts';
import { useFigureReader } from '../../../components/settings.tsx';

/** Money in the page's scale, with its standard error where there is one. */
export const useMoney = () => {
  const read = useFigureReader();
  const money = (value: number, sign = false) => read.format({ value, unit: 'usd', decimals: 1, sign });
  return {
    unit: money(0).unit,
    text: (value: number, sign = false) => money(value, sign).text,
    estimate: ({ value, error }: { readonly value: number; readonly error: number }, sign = false) =>
      text('simulation.page.estimate', { value: money(value, sign).text, error: money(error).text }),
  };
};
