// A reporter for Vitest: writes the errors that belong to no test, such as a test process that ended, as JSON to the file in OREBOOK_UNHANDLED_ERRORS.
import { writeFileSync } from 'node:fs';

export default class {
  /**
   * @param {unknown} _modules
   * @param {readonly { message: string, cause?: { message?: string } | undefined }[]} errors
   */
  onTestRunEnd(_modules, errors) {
    const file = process.env.OREBOOK_UNHANDLED_ERRORS;
    if (!file) return;
    const lines = errors.map(({ message, cause }) => (cause?.message ? `${message} ${cause.message}` : message));
    writeFileSync(file, JSON.stringify(lines));
  }
}
