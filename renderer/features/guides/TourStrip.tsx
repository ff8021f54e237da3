import Button from '@mui/material/Button';
import { styled } from '@mui/material/styles';
import { useEffect, useRef } from 'react';
import type { PlanId } from '#shared/domain/ids.ts';
import { text } from '#shared/messages/text.ts';
import { QuietButton } from '../../components/QuietButton.tsx';
import { useComponentSettings } from '../../components/settings.tsx';
import { useCommand } from '../../editing/commands/useCommand.ts';

const STEPS = ['overview', 'plan', 'limits', 'china', 'cycles', 'contract', 'compare', 'summary'] as const;
type Step = (typeof STEPS)[number];

/** The plan of the sample that the tour looks at. */
const SAMPLE_PLAN = 'renew-hai-long' as PlanId;

const ROUTES: Readonly<Record<Exclude<Step, 'plan'>, string>> = {
  overview: '/',
  limits: '/diversification',
  china: '/china',
  cycles: '/cycles',
  contract: '/contracts/new?template=copperConcentrateCif',
  compare: '/compare',
  summary: `/summary?board=${SAMPLE_PLAN}`,
};

const Strip = styled('section')(({ theme }) => ({
  ...theme.typography.body1,
  display: 'flex',
  flexWrap: 'wrap',
  alignItems: 'center',
  gap: 8,
  padding: '6px 24px',
  backgroundColor: theme.vars.palette.ore.sunken,
  borderBottom: `1px solid ${theme.vars.palette.ore.line.normal}`,
  '& p': { flex: '1 1 320px', margin: 0, textWrap: 'pretty' },
  '@media print': { display: 'none' },
}));

export type TourStripProps = {
  /** The index of the step that is shown. */
  readonly step: number;
};

/**
 * One step of the tour in a strip above the page: what to look at, and a button that does it. A step opens its page, which stays usable. The
 * step is stored with the installation, so that the tour goes on where it was left.
 */
export const TourStrip = ({ step }: TourStripProps) => {
  const { navigate } = useComponentSettings();
  const setGuides = useCommand('workspace.setGuides', { isUndoable: false });
  const choosePlan = useCommand('plans.choose', { isUndoable: false });
  // a tour that begins by the keyboard goes on by it: the palette that began it leaves the focus nowhere
  const strip = useRef<HTMLElement>(null);
  useEffect(() => {
    if (document.activeElement === document.body) strip.current?.focus();
  }, []);
  const index = Math.min(step, STEPS.length - 1);
  const key = STEPS[index] ?? 'overview';
  const isLast = index === STEPS.length - 1;
  const title = text('guides.tour.step', { step: index + 1, count: STEPS.length });
  const openPage = (tourStep: Step) => {
    if (tourStep !== 'plan') navigate(ROUTES[tourStep]);
  };
  const goTo = (tourStep: number) => {
    void setGuides.run({ tourStep });
    openPage(STEPS[tourStep] ?? 'overview');
  };
  const act = () => {
    if (key === 'plan') void choosePlan.run({ id: SAMPLE_PLAN });
    else openPage(key);
  };
  return (
    <Strip aria-label={title} ref={strip} tabIndex={-1}>
      <b>{title}</b>
      <p>{text(`guides.tour.${key}.text`)}</p>
      <Button onClick={act}>{text(`guides.tour.${key}.action`)}</Button>
      {index > 0 ? <QuietButton onClick={() => goTo(index - 1)}>{text('guides.tour.back')}</QuietButton> : undefined}
      {isLast ? (
        <QuietButton onClick={() => void setGuides.run({ tourStep: 0, isTourOpen: false })}>{text('guides.tour.finish')}</QuietButton>
      ) : (
        <>
          <QuietButton onClick={() => goTo(index + 1)}>{text('guides.tour.next')}</QuietButton>
          <QuietButton onClick={() => void setGuides.run({ isTourOpen: false })}>{text('guides.tour.leave')}</QuietButton>
        </>
      )}
    </Strip>
  );
};
