import { DatabaseError } from 'pg';
import { z } from 'zod';
import { OrebookError } from '#shared/contract/errors.ts';
import type { TeamConnection } from '#shared/domain/team.ts';

/** SQLSTATE codes and classes (PostgreSQL, Appendix A). */
const INSUFFICIENT_PRIVILEGE = '42501';
const SERIALIZATION_FAILURE = '40001';
const INVALID_AUTHORIZATION = '28';
const UNDEFINED_TABLE = '42P01';
const INVALID_SCHEMA = '3F000';
const UNKNOWN_DATABASE = '3D000';
/** The server shuts down, ends the connection or cancels a statement that took too long. */
const OPERATOR_INTERVENTION = '57';

/** Codes with which Node refuses a certificate (Node.js, TLS, X.509 certificate error codes). */
const CERTIFICATE_CODE = /^(CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT|INVALID_CA|HOSTNAME_MISMATCH|PATH_LENGTH)/;
const OTHER_HOST_CODE = 'ERR_TLS_CERT_ALTNAME_INVALID';
const NO_TLS_MESSAGE = 'does not support SSL';

export const isSerializationFailure = (error: unknown): boolean => error instanceof DatabaseError && error.code === SERIALIZATION_FAILURE;

export const isPrivilegeFailure = (error: unknown): boolean => error instanceof DatabaseError && error.code === INSUFFICIENT_PRIVILEGE;

const toDatabaseError = (error: DatabaseError, { host, database }: TeamConnection): unknown => {
  const code = error.code ?? '';
  if (code === INSUFFICIENT_PRIVILEGE || code.startsWith(INVALID_AUTHORIZATION))
    return new OrebookError('TEAM_ACCESS_DENIED', {}, { cause: error });
  if (code === UNDEFINED_TABLE || code === INVALID_SCHEMA) return new OrebookError('TEAM_NOT_SET_UP', {}, { cause: error });
  if (code === UNKNOWN_DATABASE) return new OrebookError('TEAM_NO_DATABASE', { database }, { cause: error });
  return code.startsWith(OPERATOR_INTERVENTION) ? new OrebookError('TEAM_OFFLINE', { host }, { cause: error }) : error;
};

/** Returns an error of the driver as one of Orebook, where it has a meaning for a person. */
export const toTeamError = (error: unknown, connection: TeamConnection): unknown => {
  const { host } = connection;
  if (error instanceof OrebookError) return error;
  if (error instanceof DatabaseError) return toDatabaseError(error, connection);
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError || error instanceof z.ZodError) return error;
  // the driver itself ends the login if there is no password
  if (error.message.startsWith('SASL')) return new OrebookError('TEAM_ACCESS_DENIED', {}, { cause: error });
  if (error.message.includes(NO_TLS_MESSAGE)) return new OrebookError('TEAM_NO_TLS', { host }, { cause: error });
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (code === OTHER_HOST_CODE) return new OrebookError('TEAM_CERTIFICATE_OF_OTHER_HOST', { host }, { cause: error });
  if (CERTIFICATE_CODE.test(code)) return new OrebookError('TEAM_CERTIFICATE', { host }, { cause: error });
  return new OrebookError('TEAM_OFFLINE', { host }, { cause: error });
};
