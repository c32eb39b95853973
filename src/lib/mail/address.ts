import { domainToASCII } from 'node:url';

// One address as the HTML standard defines it (input type=email): no list, no name, no comment, no quoted part.
const oneAddress = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/**
 * `text` as one mail address in lower case, its domain in ASCII (bømlo.example → xn--bmlo-gra.example);
 * undefined when it is none, or is more than one.
 */
export function mailAddress(text: string): string | undefined {
	const trimmed = text.trim().toLowerCase();
	const at = trimmed.lastIndexOf('@');
	// Only what a person writes in a domain: domainToASCII also forgives line breaks and tabs.
	if (at < 1 || !/^[\p{L}\p{M}\d.-]+$/u.test(trimmed.slice(at + 1))) return undefined;
	const address = `${trimmed.slice(0, at)}@${domainToASCII(trimmed.slice(at + 1))}`;
	return address.length <= 254 && oneAddress.test(address) ? address : undefined;
}

/** Whether `text` can stand in a header: one line, nothing unseen (a line break would begin a header of its own), not endless. */
export function fitsHeader(text: string): boolean {
	return text.length <= 250 && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text);
}
