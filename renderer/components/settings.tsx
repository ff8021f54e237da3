import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { type ComponentTexts, componentTexts } from '#shared/messages/components.en.ts';
import { type FigureValue, figureText, joined } from '#shared/units/figureText.ts';
import type { Formatted, MoneyScaleChoice } from '#shared/units/format.ts';

/** What every component takes from the page around it. */
export type ComponentSettings = {
  readonly texts: ComponentTexts;
  /** The workspace's one money scale. */
  readonly moneyScale: MoneyScaleChoice;
  /** Goes to a place of the app without loading the page anew. */
  readonly navigate: (route: string) => void;
};

const Settings = createContext<ComponentSettings>({
  texts: componentTexts,
  moneyScale: 'm',
  navigate: (route) => window.location.assign(route),
});

export type ComponentSettingsProviderProps = Partial<ComponentSettings> & { readonly children: ReactNode };

/** Gives texts, money scale and navigation to the components inside; what is left out stays as it was outside. */
export const ComponentSettingsProvider = ({ texts, moneyScale, navigate, children }: ComponentSettingsProviderProps) => {
  const outer = useContext(Settings);
  const value = useMemo(
    () => ({ texts: texts ?? outer.texts, moneyScale: moneyScale ?? outer.moneyScale, navigate: navigate ?? outer.navigate }),
    [outer, texts, moneyScale, navigate],
  );
  return <Settings.Provider value={value}>{children}</Settings.Provider>;
};

export const useComponentSettings = (): ComponentSettings => useContext(Settings);

export const useTexts = (): ComponentTexts => useContext(Settings).texts;

/** A text of the components with its values put in. */
export const fillText = (pattern: string, values: Readonly<Record<string, string | number>>): string =>
  pattern.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(values, name) ? String(values[name]) : whole));

export type FigureReader = {
  /** Number and unit apart, at the workspace's money scale: for tables and labelled figures. */
  readonly apart: (figure: FigureValue) => Formatted;
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
