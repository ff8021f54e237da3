import Button from '@mui/material/Button';
import { type ReactNode, Suspense, useEffect, useState } from 'react';
import { OrebookError } from '#shared/contract/errors.ts';
import type { NotOpened } from '#shared/contract/result.ts';
import type { RecentWorkspace } from '#shared/contract/workspace.ts';
import { LANGUAGES, type Language } from '#shared/domain/workspace.ts';
import { currentLocale, text } from '#shared/messages/text.ts';
import { errorText } from '#shared/presentation/errorText.ts';
import { formatDate } from '#shared/units/format.ts';
import { ErrorNote } from '../../components/ErrorNote.tsx';
import { FieldMessage } from '../../components/FormRow.tsx';
import { DropHint, useFileDrop } from '../../components/fileDrop.ts';
import { QuietButton } from '../../components/QuietButton.tsx';
import { RouteLink } from '../../components/RouteLink.tsx';
import { askPassphrase, isPassphraseNeeded, withdrawPassphraseRequest } from '../passphrase/index.ts';
import { SharingDialog } from '../team/index.ts';
import { Foot, Lead, Lines, RecentButton, Sheet, Way, Ways } from './firstMinuteParts.tsx';
import { readStartDraft } from './startDraft.ts';
import { type Opening, type OpeningMethod, useOpening } from './useOpening.ts';

/** Contents of the sample mine; a test compares it with the sample. */
const SAMPLE = { metals: 10, contracts: 40, buyers: 28, countries: 12, plans: 3, breached: 2 } as const;
const FIRST_RECENTS = 5;

type PartProps = { readonly opening: Opening };

const Problem = ({ opening, at }: PartProps & { readonly at: OpeningMethod }) =>
  opening.problem?.at === at ? <FieldMessage fieldId={`way-${at}`}>{opening.problem.message}</FieldMessage> : undefined;

const Line = ({ lead, children }: { readonly lead: number; readonly children: ReactNode }) => (
  <li>
    <b>{lead}</b>
    <span>{children}</span>
  </li>
);

const SampleWay = ({ opening }: PartProps) => (
  <Way aria-labelledby="way-sample-title">
    <h2 id="way-sample-title">{text('first.sample')}</h2>
    <p>{text('first.sampleBody')}</p>
    <Lines>
      <Line lead={SAMPLE.metals}>{text('first.sampleMetals')}</Line>
      <Line lead={SAMPLE.contracts}>{text('first.sampleContracts', SAMPLE)}</Line>
      <Line lead={SAMPLE.plans}>{text('first.samplePlans')}</Line>
      <Line lead={SAMPLE.breached}>{text('first.sampleLimits')}</Line>
    </Lines>
    <div className="act">
      <Problem opening={opening} at="sample" />
      <Button
        autoFocus
        size="medium"
        variant="contained"
        color="primary"
        disabled={opening.busy !== undefined}
        onClick={opening.openSample}
      >
        {text(opening.busy === 'sample' ? 'first.opening' : 'first.openSample')}
      </Button>
    </div>
  </Way>
);

const StartWay = () => (
  <Way aria-labelledby="way-start-title">
    <h2 id="way-start-title">{text('first.new')}</h2>
    <p>{text('first.newBody')}</p>
    <Lines>
      <Line lead={1}>{text('first.newName')}</Line>
      <Line lead={2}>{text('first.newProducts')}</Line>
      <Line lead={3}>{text('first.newTonnes')}</Line>
      <Line lead={4}>{text('first.newRate')}</Line>
    </Lines>
    <div className="act">
      <Button size="medium" component={RouteLink} route="/start">
        {text(readStartDraft() ? 'first.continueNew' : 'first.createWorkspace')}
      </Button>
    </div>
  </Way>
);

const RecentLines = ({ opening, recents }: PartProps & { readonly recents: readonly RecentWorkspace[] }) => {
  const [areAllShown, setAllShown] = useState(false);
  return (
    <div>
      <Lines sx={{ maxHeight: 188, overflowY: 'auto', marginBottom: '8px' }}>
        {(areAllShown ? recents : recents.slice(0, FIRST_RECENTS)).map(({ handle, name, openedAt, isMissing }) => (
          <li key={handle}>
            <RecentButton type="button" disabled={isMissing || opening.busy !== undefined} onClick={() => opening.openRecent(handle)}>
              <b>{name}</b>
              <span>{isMissing ? text('first.missing') : text('first.openedAt', { date: formatDate(openedAt.slice(0, 10)) })}</span>
            </RecentButton>
          </li>
        ))}
      </Lines>
      {areAllShown || recents.length <= FIRST_RECENTS ? undefined : (
        <QuietButton onClick={() => setAllShown(true)}>{text('first.showAll', { count: recents.length })}</QuietButton>
      )}
    </div>
  );
};

const OpenWay = ({ opening, recents }: PartProps & { readonly recents: readonly RecentWorkspace[] }) => {
  const [isJoining, setJoining] = useState(false);
  return (
    <Way aria-labelledby="way-open-title">
      <h2 id="way-open-title">{text('first.open')}</h2>
      <p>{text('first.openBody')}</p>
      {recents.length > 0 ? (
        <RecentLines opening={opening} recents={recents} />
      ) : (
        <Lines>
          <li className="block">
            <b>{text('first.openNone')}</b>
            <span>{text('first.openHint')}</span>
          </li>
        </Lines>
      )}
      <div className="act">
        <Problem opening={opening} at="open" />
        <Button size="medium" disabled={opening.busy !== undefined} onClick={() => opening.choose()}>
          {text(opening.busy === 'open' ? 'first.opening' : 'first.chooseFile')}
        </Button>
        <QuietButton disabled={opening.busy !== undefined} onClick={() => opening.choose({ isReadOnly: true })}>
          {text('readOnly.choose')}
        </QuietButton>
        <QuietButton onClick={() => setJoining(true)}>{text('team.join')}</QuietButton>
        {isJoining ? (
          <Suspense>
            <SharingDialog action="join" onClose={() => setJoining(false)} />
          </Suspense>
        ) : undefined}
      </div>
    </Way>
  );
};

export type FirstMinuteProps = {
  readonly recents: readonly RecentWorkspace[];
  /** Why the workspace could not be opened. */
  readonly notOpened: NotOpened | undefined;
  readonly onShortcuts: () => void;
  readonly onLanguage: (language: Language) => void;
};

/** The first page: opens the sample mine, a new workspace, or an existing one. */
export const FirstMinute = ({ recents, notOpened, onShortcuts, onLanguage }: FirstMinuteProps) => {
  const opening = useOpening();
  const isFileOver = useFileDrop(opening.openFiles);
  useEffect(() => {
    if (!notOpened || !isPassphraseNeeded(notOpened)) return;
    void askPassphrase(notOpened);
    // another window may open it
    return () => withdrawPassphraseRequest(notOpened);
  }, [notOpened]);
  return (
    <Sheet>
      <div>
        <Lead>{text('first.lead')}</Lead>
        {notOpened && isPassphraseNeeded(notOpened) ? (
          <ErrorNote
            state="near"
            text={text('passphrase.locked', { name: String(notOpened.details.name) })}
            action={{ label: text('passphrase.enter'), onAction: () => void askPassphrase(notOpened) }}
          />
        ) : notOpened ? (
          <ErrorNote text={text('first.notOpened', { why: errorText(new OrebookError(notOpened.code, notOpened.details)) })} />
        ) : undefined}
        <Ways>
          <SampleWay opening={opening} />
          <StartWay />
          <OpenWay opening={opening} recents={recents} />
        </Ways>
        <Foot>
          <span>{text('first.noAccount')}</span>
          <span>{text('first.undoable')}</span>
          <QuietButton onClick={onShortcuts}>
            <kbd>?</kbd>
            {text('action.shortcuts')}
          </QuietButton>
          {LANGUAGES.filter((listedLanguage) => listedLanguage !== currentLocale()).map((listedLanguage) => (
            <QuietButton key={listedLanguage} lang={listedLanguage} onClick={() => onLanguage(listedLanguage)}>
              {text(`language.${listedLanguage}`)}
            </QuietButton>
          ))}
        </Foot>
      </div>
      {isFileOver ? <DropHint role="status">{text('first.drop')}</DropHint> : undefined}
    </Sheet>
  );
};
