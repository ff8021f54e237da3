import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ChartFacts } from '#shared/contract/charts.ts';
import type { Label, Message } from '#shared/contract/figure.ts';
import type { ComponentTexts } from '#shared/messages/components.en.ts';
import { componentTexts } from '#shared/messages/text.ts';
import { presentChart, type ViewOf } from '#shared/presentation/charts/present.ts';
import type { ChartView, PictureView } from '#shared/presentation/charts/table.ts';
import { type FigureValue, figureText, joined, renderLabel, renderMessage } from '#shared/presentation/message.ts';
import type { FormattedValue, MoneyScaleChoice } from '#shared/units/format.ts';

/** What every component takes from the page around it. */
export type ComponentSettings = {
  /** The workspace's one money scale. */
  readonly moneyScale: MoneyScaleChoice;
  /** Goes to a place of the app without loading the page anew. */
  readonly navigate: (route: string) => void;
  /** What a chart's picture says of where it comes from, and what becomes of its file; absent = pictures are copied only. */
  readonly pictures?: { readonly source: string; readonly save: (title: string, png: Blob) => Promise<void> } | undefined;
};

const Settings = createContext<ComponentSettings>({
  moneyScale: 'm',
  navigate: (route) => window.location.assign(route),
});

export type ComponentSettingsProviderProps = Partial<ComponentSettings> & { readonly children: ReactNode };

/** Gives money scale and navigation to the components inside; what is left out stays as it was outside. */
export const ComponentSettingsProvider = ({ moneyScale, navigate, pictures, children }: ComponentSettingsProviderProps) => {
  const outer = useContext(Settings);
  const value = useMemo(
    () => ({ moneyScale: moneyScale ?? outer.moneyScale, navigate: navigate ?? outer.navigate, pictures: pictures ?? outer.pictures }),
    [outer, moneyScale, navigate, pictures],
  );
  return <Settings.Provider value={value}>{children}</Settings.Provider>;
};

export const useComponentSettings = (): ComponentSettings => useContext(Settings);

/** Writes facts in the current locale at the workspace's money scale. */
export type Presentation = {
  readonly message: (message: Message) => string;
  readonly label: (label: Label) => string;
};

export const usePresentation = (): Presentation => {
  const { moneyScale } = useContext(Settings);
  return useMemo(
    () => ({
      message: (message) => renderMessage(message, { moneyScale }),
      label: (label) => renderLabel(label, { moneyScale }),
    }),
    [moneyScale],
  );
};

/** The view of a chart, in the current locale at the workspace's money scale. */
export const usePresentedChart = <T extends ChartFacts | ChartView | PictureView>(chart: T): ViewOf<T> => {
  const { moneyScale } = useContext(Settings);
  return useMemo(() => presentChart(chart, { moneyScale }), [chart, moneyScale]);
};

/** What the components say in the language that is spoken. */
export const useTexts = (): ComponentTexts => componentTexts();

/** A text of the components with its values put in. */
export const fillText = (pattern: string, values: Readonly<Record<string, string | number>>): string =>
  pattern.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));

export type FigureReader = {
  /** Number and unit apart, at the workspace's money scale: for tables and labelled figures. */
  readonly apart: (figure: FigureValue) => FormattedValue;
  /** As one text, money at the scale its size asks for: for sentences. */
  readonly inWords: (figure: FigureValue) => string;
};

/** Reads figures out as this workspace wants them. */
export const useFigureReader = (): FigureReader => {
  const { moneyScale } = useContext(Settings);
  return useMemo(
    () => ({
      apart: (figure) => figureText(figure, moneyScale),
      inWords: (figure) => joined(figureText(figure, 'auto')),
    }),
    [moneyScale],
  );
};
