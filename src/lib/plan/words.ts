import type { Words } from '#lib/pii/redaction.ts';

/** Where words are written that could name or describe somebody. */
export const planWords: readonly Words[] = [
	{ table: 'planInput', texts: ['text', 'originLabel'] },
	{ table: 'decision', texts: ['reason', 'internalRemark'] },
	{ table: 'remark', texts: ['suggestedNn', 'suggestedNb'] },
	{ table: 'hearing', texts: ['words'] },
	{ table: 'publicRemark', texts: ['heldReason'], labels: ['name', 'speaksFor'] },
	{ table: 'statusReport', texts: ['note'] },
	{ table: 'storyChoice', texts: ['words'] },
	{ table: 'reportWords', texts: ['words'] },
	{ table: 'report', texts: ['recipient'] },
	{ table: 'reportLink', texts: ['recipient'] },
	{ table: 'finding', texts: ['text'] },
	{ table: 'preAnalysis', texts: ['title'] },
	{ table: 'indicator', texts: ['nameNn', 'nameNb', 'source', 'qualityNote'] },
	{ table: 'planImport', texts: ['fileName'], json: ['blocks', 'lines', 'purpose'] },
	{ table: 'reading', texts: ['shown', 'publishedIn'] }
];

/** The words of the plan itself. Of adopted versions they are public and stay (decision 052). */
export const elementWords: readonly Words[] = [
	{ table: 'elementText', texts: ['nn', 'nb', 'roleNn', 'roleNb', 'aimNn', 'aimNb', 'legalBasis', 'notMeasurableNn', 'notMeasurableNb'] }
];
