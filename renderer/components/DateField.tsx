import type { IsoDate, Month } from '#shared/domain/time.ts';
import { CodecField, type CodecFieldProps } from './CodecField.tsx';
import { dateCodec, monthCodec } from './fieldCodec.ts';

/** A calendar date; arrow keys step by a day, with Shift by ten. */
export const DateField = (props: Omit<CodecFieldProps<IsoDate>, 'codec'>) => <CodecField {...props} codec={dateCodec(props.required)} />;

/** A month; arrow keys step by a month, with Shift by ten. */
export const MonthField = (props: Omit<CodecFieldProps<Month>, 'codec'>) => <CodecField {...props} codec={monthCodec(props.required)} />;
