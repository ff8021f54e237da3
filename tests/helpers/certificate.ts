import { generateKeyPairSync, sign } from 'node:crypto';

/** DER (ITU-T X.690): the tags that a certificate needs. */
const TAG = {
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  time: 0x17,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
  extensions: 0xa3,
  dnsName: 0x82,
} as const;

const der = (tag: number, ...contents: readonly Buffer[]): Buffer => {
  const content = Buffer.concat(contents);
  const length = content.length < 128 ? [content.length] : [0x82, content.length >> 8, content.length & 255];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
};

const hex = (digits: string): Buffer => Buffer.from(digits, 'hex');

const ECDSA_WITH_SHA256 = der(TAG.sequence, der(TAG.oid, hex('2a8648ce3d040302')));
const COMMON_NAME = der(TAG.oid, hex('550403'));
const ALTERNATIVE_NAME = der(TAG.oid, hex('551d11'));

const pem = (label: string, content: Buffer): string =>
  `-----BEGIN ${label}-----\n${content.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----\n`;

/** Makes a certificate of its own issuer for a host, valid from 2020 to 2049 (RFC 5280), and its key, both as PEM. */
export const createCertificate = (host: string): { readonly certificate: string; readonly key: string } => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = der(TAG.sequence, der(TAG.set, der(TAG.sequence, COMMON_NAME, der(TAG.utf8, Buffer.from(host)))));
  const body = der(
    TAG.sequence,
    der(TAG.version, der(TAG.integer, hex('02'))),
    der(TAG.integer, hex('01')),
    ECDSA_WITH_SHA256,
    name,
    der(TAG.sequence, der(TAG.time, Buffer.from('200101000000Z')), der(TAG.time, Buffer.from('491231235959Z'))),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(
      TAG.extensions,
      der(TAG.sequence, der(TAG.sequence, ALTERNATIVE_NAME, der(TAG.octets, der(TAG.sequence, der(TAG.dnsName, Buffer.from(host)))))),
    ),
  );
  const signature = sign('sha256', body, privateKey);
  const certificate = der(TAG.sequence, body, ECDSA_WITH_SHA256, der(TAG.bits, hex('00'), signature));
  return { certificate: pem('CERTIFICATE', certificate), key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
};
