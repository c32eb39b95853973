import { number } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import type { SentencesOf } from '#lib/result.ts';
import type { importPeople, previewFile } from './commands.server.ts';
import { maxRows } from './preview.ts';

/** Why a list was not read or taken in. */
export const importText = {
	notAllowed: m.people_refused_not_allowed,
	missing: m.import_no_file,
	invalidWorkbook: m.import_workbook,
	invalidText: m.import_not_text,
	invalidEncoding: m.import_wrong_encoding,
	empty: m.import_empty,
	missingHeader: m.import_no_header,
	tooLong: ({ rows }) => m.import_too_many({ rows: number(getLocale(), rows), most: number(getLocale(), maxRows) }),
	invalidQuote: ({ line }) => m.import_unclosed({ line })
} satisfies SentencesOf<typeof previewFile | typeof importPeople>;
