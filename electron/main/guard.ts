import { app, type Session, shell, type WebContents } from 'electron';
import { type Log, newLogId } from '#core';
import { isAllowedLink, isAppAddress, ORIGIN } from './address.ts';

/** What a page may do beyond drawing: write text or a picture to the clipboard after a click. */
const isAllowedPermission = (permission: string, origin: string): boolean =>
  permission === 'clipboard-sanitized-write' && isAppAddress(origin);

/** Nothing leaves the app's own pages: no other address, no second kind of window, no permission, no network. */
export const restrictSession = (session: Session, log: Log): void => {
  const deny = (reason: string, what: string): void => log.write({ event: 'turnedAway', id: newLogId(), reason, what });

  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) => {
    const allowed = isAllowedPermission(permission, requestingUrl);
    if (!allowed) deny('permission', permission);
    callback(allowed);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowedPermission(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((request, callback) => {
    const own = isAppAddress(request.url) || /^(?:data:|blob:|devtools:)/.test(request.url);
    if (!own) deny('request', URL.parse(request.url)?.protocol ?? '');
    callback({ cancel: !own });
  });
  session.on('will-download', (event, item) => {
    // documents go through the save dialog; what a page made itself is the only other thing it may keep
    if (item.getURL().startsWith(`blob:${ORIGIN}/`)) return;
    deny('download', '');
    event.preventDefault();
  });
};

/** Keeps one page where it is, whichever window or frame it is in. */
const guardContents = (contents: WebContents, log: Log): void => {
  const deny = (reason: string): void => log.write({ event: 'turnedAway', id: newLogId(), reason });

  contents.on('will-frame-navigate', (details) => {
    if (details.isMainFrame && isAppAddress(details.url)) return;
    deny('navigation');
    details.preventDefault();
  });
  contents.on('will-redirect', (details) => {
    deny('redirect');
    details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => {
    deny('webview');
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    if (isAllowedLink(url)) void shell.openExternal(url);
    else deny('window');
    return { action: 'deny' };
  });
};

/** Guards every page that is ever made. */
export const restrictAllPages = (log: Log): void => {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
};
