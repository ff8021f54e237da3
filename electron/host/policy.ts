/**
 * Returns the content security policy of both hosts. `nonce` is new for every load. With `allowsReload` (development only) scripts may carry the
 * nonce too, since the reload client has an inline preamble, and trusted types are off, since its error overlay writes markup.
 */
export const contentPolicy = (nonce: string, allowsReload = false): string =>
  [
    "default-src 'none'",
    allowsReload ? `script-src 'self' 'nonce-${nonce}'` : "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    ...(allowsReload ? [] : ["require-trusted-types-for 'script'"]),
  ].join('; ');

/** Headers of every response. */
export const SECURITY_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;
