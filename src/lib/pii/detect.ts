/*
 * Finds numbers and addresses that identify one person: on the phone before a text is shared, and on the server before it is
 * published. A hit is a question, not a verdict, since 0.7 % of all random eleven-digit numbers are valid as a national identity
 * number. So people are asked, and nothing is deleted.
 */

export type ConfidentialKind = 'identity' | 'duf' | 'phone' | 'email' | 'name' | 'address' | 'birth';

/** A range of the text, in UTF-16 units; `to` is exclusive. */
export type Confidential = { kind: ConfidentialKind; from: number; to: number };

const bar = '█';
const gap = '[ \\u00a0\\u202f\\u2009.\\-–]?';
const eleven = new RegExp(`(?<![\\d])\\d(?:${gap}\\d){10}(?!\\d)`, 'g');
const twelve = new RegExp(`(?<![\\d])(?:19|20)\\d{2}(?:${gap}\\d){8}(?!\\d)`, 'g');
const space = '[ \\u00a0\\u202f\\u2009]';
/** Norwegian numbers as 41234567, 412 34 567 or 41 23 45 67, with or without +47 or 0047; and any number with + or 00. */
const phones = [
	new RegExp(
		`(?<![\\d+])(?:(?:\\+|00)47${space}?)?(?:[2-9]\\d{7}|[2-9]\\d{2}${space}\\d{2}${space}\\d{3}|[2-9]\\d(?:${space}\\d{2}){3})(?!\\d|${space}\\d)`,
		'g'
	),
	new RegExp(`(?<![\\d+])(?:\\+|00)[1-9]\\d{0,2}(?:[ \\u00a0\\u202f\\u2009.\\-]?\\d){6,12}(?!\\d)`, 'g')
];
const email = /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}/gu;

/** Everything in `text` that identifies one person, in its order, without overlaps. */
export function confidentialIn(text: string): Confidential[] {
	const found: Confidential[] = [];
	if (!/[@\d]/.test(text)) return found;
	// A hit is replaced by bars, so that the later patterns do not match it again.
	let rest = text;
	const find = (kind: ConfidentialKind, pattern: RegExp, is: (digits: string, whole: string) => boolean = () => true) => {
		rest = rest.replace(pattern, (whole: string, at: number) => {
			if (!is(whole.replace(/\D/g, ''), whole)) return whole;
			found.push({ kind, from: at, to: at + whole.length });
			return bar.repeat(whole.length);
		});
	};
	// A number too close to another to match is found in the next pass, when the other is replaced.
	for (let before = -1; found.length > before;) {
		before = found.length;
		find('email', email);
		find('duf', twelve, isDuf);
		find('identity', eleven, isIdentity);
		for (const pattern of phones) find('phone', pattern, (digits, whole) => !isDate(digits, whole));
	}
	return found.sort((a, b) => a.from - b.from);
}

/** The kinds found in `text`, each once, in order. */
export function confidentialKinds(text: string): ConfidentialKind[] {
	return [...new Set(confidentialIn(text).map(({ kind }) => kind))];
}

/** `text` with bars in place of what identifies one person: for projectors, print and everything that many read. */
export function masked(text: string): string {
	let out = '';
	let at = 0;
	for (const { from, to } of confidentialIn(text)) {
		out += text.slice(at, from) + bar.repeat(5);
		at = to;
	}
	return out + text.slice(at);
}

/**
 * A national identity number, d-number (day + 40), h-number (month + 40) or synthetic one (month + 40 or + 80, also for a
 * d-number), by the rules from 2032: the first check digit may leave a remainder of 0–3 (Skatteetaten). Older numbers leave 0,
 * and are valid by the same rule.
 */
export function isIdentity(digits: string): boolean {
	if (!/^\d{11}$/.test(digits)) return false;
	const [day, month] = [Number(digits.slice(0, 2)) % 40, Number(digits.slice(2, 4)) % 40];
	if (Number(digits.slice(0, 2)) > 71 || day < 1 || month < 1 || month > 12) return false;
	// The number does not tell the century, so a 29th of February is accepted in any year.
	if (day > (month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31)) return false;
	return weigh(digits, [3, 7, 6, 1, 8, 9, 4, 5, 2, 1]) % 11 <= 3 && weigh(digits, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0;
}

/** A DUF number (UDI): year, six digits, and the weighted sum of those ten modulo 11 as two digits. */
export function isDuf(digits: string): boolean {
	if (!/^(19|20)\d{10}$/.test(digits)) return false;
	return weigh(digits, [4, 6, 3, 2, 4, 6, 3, 2, 7, 5]) % 11 === Number(digits.slice(10));
}

function weigh(digits: string, weights: readonly number[]): number {
	return weights.reduce((sum, weight, at) => sum + weight * Number(digits[at]), 0);
}

/** A date such as 20180115; no Norwegian telephone number begins with 20. */
function isDate(digits: string, whole: string): boolean {
	return /^20\d{6}$/.test(digits) && !/^[+0]/.test(whole);
}

/** Whether `next` contains something confidential that `shared` does not, by what `found` finds. */
export function bringsConfidential(next: string, shared: string, found: (text: string) => Confidential[] = confidentialIn): boolean {
	const ranges = (text: string) => found(text).map(({ from, to }) => text.slice(from, to));
	const known = new Set(ranges(shared));
	return ranges(next).some((range) => !known.has(range));
}
