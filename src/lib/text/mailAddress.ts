import * as v from 'valibot';
import { seenText } from './unseen.ts';

/** The part before the @, as RFC 5321 §4.1.2 has it without quotes: no dot first, last or twice. */
const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainName = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * `text` as one mail address, as it is stored and compared: lower case, its domain in ASCII (bømlo.example → xn--bmlo-gra.example),
 * apostrophes and hyphens as a keyboard has them, nothing unseen. Undefined when it is none, or is more than one. An address that
 * this gives is given back as it is.
 */
export function mailAddress(text: string): string | undefined {
	const trimmed = seenText(text).trim().replace(/[‘’]/g, "'").replace(/[‐‑]/g, '-').toLowerCase();
	const at = trimmed.lastIndexOf('@');
	const [local, domain] = [trimmed.slice(0, Math.max(0, at)), domainOf(trimmed.slice(at + 1))];
	if (local.length > 64 || !localPart.test(local) || domain === undefined) return undefined;
	const address = `${local}@${domain}`;
	return address.length <= 254 ? address : undefined;
}

function domainOf(typed: string): string | undefined {
	// Only what a person writes in a domain: the parser of addresses forgives line breaks, ports and numbers as well.
	if (!/^[\p{L}\p{M}\d-]+(?:\.[\p{L}\p{M}\d-]+)+$/u.test(typed) || /\.\d[^.]*$/.test(typed)) return undefined;
	const domain = URL.parse(`http://${typed}`)?.hostname ?? '';
	return domainName.test(domain) ? domain : undefined;
}

/**
 * The field for one mail address. `missing`, `wrong` and `tooLong` are called when it is, in the reader's language; without
 * `missing` it may be left empty, which is ''.
 */
export function mailField(say: { missing?: () => string; wrong: () => string; tooLong: (limit: { max: number }) => string }) {
	return v.pipe(
		v.optional(v.string(), ''),
		v.transform((typed) => seenText(typed).trim()),
		v.check(
			(typed) => typed !== '' || !say.missing,
			() => say.missing?.() ?? ''
		),
		v.maxLength(254, () => say.tooLong({ max: 254 })),
		v.check(
			(typed) => typed === '' || mailAddress(typed) !== undefined,
			() => say.wrong()
		),
		v.transform((typed) => mailAddress(typed) ?? typed)
	);
}
