import { createContext, type ReactNode, useContext, useMemo } from 'react';
import type { ChartFacts } from '#shared/contract/charts.ts';
import type { Figure, Label, Message } from '#shared/contract/figure.ts';
import type { ListedNote, NoteSubject } from '#shared/contract/notes.ts';
import type { FigureIdentity } from '#shared/domain/figureIdentity.ts';
import type { ComponentTexts } from '#shared/messages/components.en.ts';
import { componentTexts } from '#shared/messages/text.ts';
import { presentChart, type ViewOf } from '#shared/presentation/charts/presentChart.ts';
import type { ChartView, PictureView } from '#shared/presentation/charts/table.ts';
import {
  columnText,
  type FigureValue,
  figureText,
  headlineText,
  joinUnit,
  renderLabel,
  renderMessage,
} from '#shared/presentation/message.ts';
import type { FormattedValue, MoneyScaleChoice } from '#shared/units/format.ts';

/** A page that opens for a figure. */
export type FigureAction = { readonly label: string; readonly route: string };

/** A figure as a page shows it: which one it is, and in which unit. */
export type ShownFigure = { readonly identity: FigureIdentity } & Pick<Figure, 'unit' | 'decimals'>;

export type FigureActions = {
  readonly has: (identity: FigureIdentity) => boolean;
  readonly list: (figure: ShownFigure) => readonly FigureAction[];
};

/** The notes of the workspace: those about a subject by its key, the page that is shown, and the function that opens their dialog. */
export type NotesOfWorkspace = {
  readonly of: (key: string) => readonly ListedNote[];
  /** Whether any note is on a figure: figures compute their keys only then. */
  readonly hasFigureNotes: boolean;
  readonly route: string;
  /** `about` is what the notes are about, as it is read. */
  readonly open: (subject: NoteSubject, about: string) => void;
};

/** The settings of components, provided by the app. */
export type ComponentSettings = {
  /** The money scale of the workspace. */
  readonly moneyScale: MoneyScaleChoice;
  /** Whether the workspace can't be changed: it is open read-only, or shown as it was. */
  readonly isReadOnly: boolean;
  /** Navigates to a page of the app without a page load. */
  readonly navigate: (route: string) => void;
  /** The pages that open for a figure, besides its explanation. */
  readonly figureActions?: FigureActions | undefined;
  /** Absent where no notes are written. */
  readonly notes?: NotesOfWorkspace | undefined;
  /** The source line of chart pictures, and the function that saves their files; absent if pictures can only be copied. */
  readonly pictures?: { readonly source: string; readonly save: (title: string, png: Blob) => Promise<void> } | undefined;
};

const Settings = createContext<ComponentSettings>({
  moneyScale: 'm',
  isReadOnly: false,
  navigate: (route) => window.location.assign(route),
});

export type ComponentSettingsProviderProps = Partial<ComponentSettings> & { readonly children: ReactNode };

/** Provides settings to the components inside; omitted ones are inherited. */
export const ComponentSettingsProvider = ({
  moneyScale,
  isReadOnly,
  navigate,
  figureActions,
  notes,
  pictures,
  children,
}: ComponentSettingsProviderProps) => {
  const outerSettings = useContext(Settings);
  const value = useMemo(
    () => ({
      moneyScale: moneyScale ?? outerSettings.moneyScale,
      isReadOnly: isReadOnly ?? outerSettings.isReadOnly,
      navigate: navigate ?? outerSettings.navigate,
      figureActions: figureActions ?? outerSettings.figureActions,
      notes: notes ?? outerSettings.notes,
      pictures: pictures ?? outerSettings.pictures,
    }),
    [outerSettings, moneyScale, isReadOnly, navigate, figureActions, notes, pictures],
  );
  return <Settings.Provider value={value}>{children}</Settings.Provider>;
};

export const useComponentSettings = (): ComponentSettings => useContext(Settings);

/** Formats facts in the current locale at the workspace's money scale. */
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

/** Returns the view of a chart in the current locale at the workspace's money scale. */
export const usePresentedChart = <T extends ChartFacts | ChartView | PictureView>(chart: T): ViewOf<T> => {
  const { moneyScale } = useContext(Settings);
  return useMemo(() => presentChart(chart, { moneyScale }), [chart, moneyScale]);
};

/** Returns the texts of components in the current locale. */
export const useTexts = (): ComponentTexts => componentTexts();

/** Fills the values into a text of components. */
export const fillText = (pattern: string, values: Readonly<Record<string, string | number>>): string =>
  pattern.replace(/\{(\w+)\}/g, (match, name: string) => {
    const value = values[name];
    return value === undefined ? match : typeof value === 'number' ? value.toLocaleString('en-US') : value;
  });

export type FigureReader = {
  /** Number and unit separately, at the workspace's money scale. */
  readonly format: (figure: FigureValue) => FormattedValue;
  /** The same for labelled figures, which have a unit of their own: small money at its own scale. */
  readonly alone: (figure: FigureValue) => FormattedValue;
  /** The same for tables whose header or row has the unit: the unit does not depend on the size of the number. */
  readonly inColumn: (figure: FigureValue) => FormattedValue;
  /** One text, money at the scale of its size: for sentences. */
  readonly inWords: (figure: FigureValue) => string;
};

/** Returns the functions that format figures with the settings of the workspace. */
export const useFigureReader = (): FigureReader => {
  const { moneyScale } = useContext(Settings);
  return useMemo(
    () => ({
      format: (figure) => figureText(figure, moneyScale),
      alone: (figure) => headlineText(figure, moneyScale),
      inColumn: (figure) => columnText(figure, moneyScale),
      inWords: (figure) => joinUnit(figureText(figure, 'auto')),
    }),
    [moneyScale],
  );
};
