import { listText, type Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { getLocale } from '#lib/i18n/paraglide/runtime.js';
import type { ConfidentialKind } from './detect.ts';

const words: Record<ConfidentialKind, () => string> = {
	identity: m.board_confidential_identity,
	duf: m.board_confidential_duf,
	phone: m.board_confidential_phone,
	email: m.board_confidential_email,
	name: m.board_confidential_name,
	address: m.board_confidential_address,
	birth: m.board_confidential_birth
};

/** What a text seems to contain: "eit fødselsnummer og eit telefonnummer". */
export function confidentialWords(kinds: readonly ConfidentialKind[], locale: Locale): string {
	return listText(
		locale,
		kinds.map((kind) => words[kind]())
	);
}

/** What somebody is asked before such a note is shared. */
export const confidentialQuestion = (kinds: readonly ConfidentialKind[]) =>
	m.board_confidential_ask({ what: confidentialWords(kinds, getLocale()) });

/** What somebody is asked before such a point is kept. */
export const confidentialPoint = (kinds: readonly ConfidentialKind[]) =>
	m.board_confidential_point({ what: confidentialWords(kinds, getLocale()) });
