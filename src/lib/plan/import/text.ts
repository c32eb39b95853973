import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { Word } from '../text.ts';
import { kindLabels } from '../document/text.ts';
import type { Place } from '../source/block.ts';
import type { correct, describeImport, discardImport, startImport } from './commands.server.ts';
import type { finishImport } from './finish.server.ts';
import type { Doubt, Line, LineKind, Written } from '../source/model.ts';

export const lineKindLabels: Record<LineKind, Word> = { ...kindLabels, out: m.planimport_out };

export const writtenLabels: Record<keyof Written, Word> = {
	unit: m.planimport_responsible,
	deadline: m.common_deadline,
	cost: m.planimport_cost,
	legalBasis: m.common_legal_basis,
	status: m.planimport_status,
	aim: m.measure_aim
};

export const doubtTexts: Record<Doubt, () => string> = {
	title: m.planimport_doubt_title,
	contents: m.planimport_doubt_contents,
	note: m.planimport_doubt_note,
	picture: m.planimport_doubt_picture,
	page: m.planimport_doubt_page,
	header: m.planimport_doubt_header,
	sum: m.planimport_doubt_sum,
	columns: m.planimport_doubt_columns,
	unsaid: m.planimport_doubt_unsaid
};

/** Where something stands in the source. */
export function placeText(place: Place): string {
	if ('paragraph' in place) return m.planimport_place_paragraph({ number: place.paragraph });
	if (place.sheet !== undefined) return m.planimport_place_sheet({ sheet: place.sheet, row: place.row });
	return m.planimport_place_table({ table: place.table, row: place.row });
}

/** The words of a line with those things behind them that the plan has no field for as they are written. */
export function wordsWith(line: Line, fields: readonly (keyof Written)[], locale: 'nn' | 'nb'): string {
	return [line.text, ...fields.map((field) => `${writtenLabels[field]({}, { locale })}: ${line[field]}`)].join('\n');
}

/** Why a plan was not read, corrected or taken in. */
export const planImportText = {
	notAllowed: m.plan_refused_not_allowed,
	empty: m.planimport_empty,
	tooLongFile: m.planimport_too_large,
	tooLong: (refusal) => ('blocks' in refusal ? m.planimport_too_long() : m.planimport_too_long_line({ number: refusal.number })),
	invalidFile: m.planimport_invalid_file,
	invalidPdf: m.planimport_pdf,
	invalidEncrypted: m.planimport_encrypted,
	invalidOld: m.planimport_old,
	invalidMacros: m.planimport_macros,
	invalidText: m.planimport_invalid_file,
	invalidEncoding: m.import_wrong_encoding,
	conflictEdition: m.planimport_changed_meanwhile,
	conflict: m.planimport_not_there,
	invalidPeriod: m.planimport_period_wrong,
	missingName: m.plan_name_missing,
	emptyPlan: m.planimport_no_measures,
	invalidFuture: m.plan_refused_future,
	invalidParent: ({ count }) => m.planimport_loose({ count }),
	missingWords: ({ number }) => m.planimport_no_text({ number }),
	duplicateNumber: ({ number }) => m.planimport_number_twice({ number }),
	conflictRevision: m.planimport_draft_open,
	duplicateVersion: m.planimport_version_there
} satisfies SentencesOf<typeof startImport | typeof correct | typeof describeImport | typeof discardImport | typeof finishImport>;
