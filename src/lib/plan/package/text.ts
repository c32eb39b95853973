import { instantText } from '#lib/i18n/format.ts';
import { nameFor } from '#lib/i18n/named.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { SentencesFor } from '#lib/result.ts';
import { dateAsKnown } from '../text.ts';
import type { Verdict } from './verify.server.ts';

export const verifyText = {
	missingFile: () => m.verify_no_file(),
	tooLongFile: () => m.verify_too_large(),
	limit: () => m.app_busy_text()
} satisfies SentencesFor<{ ok: false; reason: 'missingFile' | 'tooLongFile' | 'limit' }>;

/** What a file is, in sentences: the first is the answer. */
export function verdictSentences(verdict: Verdict, locale: Locale): string[] {
	const as = { locale };
	if (verdict.state === 'unknown') return [m.verify_unknown({}, as), m.verify_unknown_why({}, as)];
	const { of } = verdict;
	const about = {
		plan: nameFor(locale, { nn: of.nameNn, nb: of.nameNb }).text,
		municipality: of.municipality,
		body: of.adoptedBy ?? m.verify_body({}, as),
		date: of.adoptedDate ? dateAsKnown(locale, of.adoptedDate) : m.verify_undated({}, as)
	};
	if (verdict.state === 'changed') {
		const parts = verdict.differs.map((number) => number || m.verify_about_plan({}, as)).join(', ');
		return [m.verify_changed(about, as), ...(parts ? [m.verify_changed_in({ parts }, as)] : [m.verify_changed_form({}, as)])];
	}
	if (verdict.state === 'altered') {
		if (verdict.altered.length === 0) return [m.verify_altered_form(about, as), m.verify_altered_name({ name: verdict.name }, as)];
		return [m.verify_changed(about, as), m.verify_altered_name({ name: verdict.name }, as)];
	}
	if (verdict.state === 'added') return [m.verify_added(about, as), m.verify_added_how({ name: verdict.name, bytes: verdict.bytes }, as)];
	const kept = verdict.keptAt ? [m.verify_kept({ name: verdict.name, when: instantText(locale, verdict.keptAt) }, as)] : [];
	if (verdict.state === 'takenOut') return [m.verify_taken_out(about, as), ...kept];
	return [m.verify_same(about, as), ...kept];
}
