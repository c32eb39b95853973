import type { Instant } from '#lib/dates.ts';
import { instantText } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Redaction } from '#lib/pii/redaction.ts';

/**
 * Whether content is what it was when it was hashed: `redacted` since, when the audit trail accounts for what is there now; `forged`
 * when nothing does.
 */
export type Seal = { state: 'whole' | 'forged' } | { state: 'redacted'; redactions: { kind: Redaction['kind']; at: Instant }[] };

const kinds = { erased: m.seal_erased, masked: m.seal_masked };

/** What was taken out of a text since, a sentence each. */
export function redactionSentences(seal: Seal, locale: Locale): string[] {
	if (seal.state !== 'redacted') return [];
	return [...new Set(seal.redactions.map(({ kind, at }) => kinds[kind]({ when: instantText(locale, at) }, { locale })))];
}

/** The same beside its hash, and what the hash is worth now; nothing of what is whole. */
export function sealSentences(seal: Seal, locale: Locale): string[] {
	if (seal.state === 'whole') return [];
	if (seal.state === 'forged') return [m.seal_forged({}, { locale })];
	return [...redactionSentences(seal, locale), m.seal_before({}, { locale })];
}
