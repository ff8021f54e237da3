/** What writes documents, fonts and all. It takes as long to load as the rest of the core: it is imported when a document is first asked for. */

export { summaryMarkdown } from './markdown.ts';
export { paginate } from './paginate.ts';
export { summaryPdf } from './pdf.ts';
export { printOf, summarySheets } from './sheets.ts';
