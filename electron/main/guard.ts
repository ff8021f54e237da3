import { app, type Session, shell, type WebContents } from 'electron';
import { type Log, newLogId } from '#core';
import { isAllowedLink, isAppAddress, ORIGIN } from './address.ts';

/** The one permission of a page: to write text or a picture to the clipboard after a click. */
const isAllowedPermission = (permission: string, origin: string): boolean =>
  permission === 'clipboard-sanitized-write' && isAppAddress(origin);

/** Restricts a session to the app's own addresses: no other request, no permission and no download of other content. */
export const restrictSession = (session: Session, log: Log): void => {
  const deny = (reason: string, what: string): void => log.write({ event: 'turnedAway', id: newLogId(), reason, what });

  session.setPermissionRequestHandler((_contents, permission, callback, { requestingUrl }) => {
    const isAllowed = isAllowedPermission(permission, requestingUrl);
    if (!isAllowed) deny('permission', permission);
    callback(isAllowed);
  });
  session.setPermissionCheckHandler((_contents, permission, origin) => isAllowedPermission(permission, origin));
  session.setDevicePermissionHandler(() => false);
  session.setSpellCheckerEnabled(false);
  session.webRequest.onBeforeRequest((request, callback) => {
    const isOwnAddress = isAppAddress(request.url) || /^(?:data:|blob:|devtools:)/.test(request.url);
    if (!isOwnAddress) deny('request', URL.parse(request.url)?.protocol ?? '');
    callback({ cancel: !isOwnAddress });
  });
  session.on('will-download', (event, item) => {
    // documents are saved through the save dialog; blobs made by the page are the only downloads
    if (item.getURL().startsWith(`blob:${ORIGIN}/`)) return;
    deny('download', '');
    event.preventDefault();
  });
};

/** Denies navigation, redirects, webviews and new windows in one page. */
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

/** Restricts every page that is created from now on. */
export const restrictAllPages = (log: Log): void => {
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
};
