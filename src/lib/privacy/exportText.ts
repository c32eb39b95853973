import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesOf } from '#lib/result.ts';
import type { ExportKind } from './exports.ts';
import type { takeOut } from './takeOut.server.ts';

/** Why somebody takes out what is kept of others: a short list, which the log tells. */
export const exportReasons = {
	request: m.export_reason_request,
	correct: m.export_reason_correct,
	archive: m.export_reason_archive,
	control: m.export_reason_control,
	other: m.export_reason_other
};
export type ExportReason = keyof typeof exportReasons;

/** Why something was not taken out. */
export const exportText = { notAllowed: m.export_not_allowed } satisfies SentencesOf<typeof takeOut>;

/** What the page that asks is called. */
export const fileNames: Record<ExportKind, () => string> = {
	people: m.export_people,
	person: m.export_person,
	archive: m.export_archive_package,
	log: m.export_log
};
