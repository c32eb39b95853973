import { mailAddress } from '#lib/text/mailAddress.ts';

/** Why nobody comes from a unit or a level: nobody of it is known, none of them can be written to, or nobody was chosen. */
export type Lack = 'nobodyKnown' | 'noAddress' | 'notChosen';

/**
 * Which of `groups` (units, or levels) nobody is asked from, and why. `people` are those who could be; `groupId` null is in none.
 * The order is that of `groups`.
 */
export function lacking<G extends { id: string }>(
	groups: readonly G[],
	people: readonly { groupId: string | null; hasEmail: boolean; chosen: boolean }[]
): { group: G; why: Lack }[] {
	return groups.flatMap((group) => {
		const own = people.filter(({ groupId }) => groupId === group.id);
		if (own.some(({ chosen, hasEmail }) => chosen && hasEmail)) return [];
		const why = own.length === 0 ? 'nobodyKnown' : own.every(({ hasEmail }) => !hasEmail) ? 'noAddress' : 'notChosen';
		return [{ group, why } as const];
	});
}

export type Typed = { email: string; name: string };

/** What people paste from a mail's address field or a list: `Anna Vik <anna@x.no>; per@x.no`, one or many a line. At most 300. */
export const maxAddresses = 300;
/** No name with its address is longer; what is, is not looked into, since that would take longer by the square of its length. */
const maxPiece = 500;
const maxName = 120;

/** One piece of what was pasted: who it names, or null when no address can be read in it; `again` when the address stood before. */
export type Read = { text: string; person: Typed | null; again: boolean };

/** What was pasted, piece by piece, as it is understood. */
export function readPasted(pasted: string): Read[] {
	const seen = new Set<string>();
	return pieces(pasted).map((text) => {
		if (text.length > maxPiece) return { text, person: null, again: false };
		const inBrackets = /^(.*?)\s*<([^<>]+)>$/.exec(text);
		const email = mailAddress((inBrackets?.[2] ?? text).trim().replace(/^mailto:/i, ''));
		const name = email && (nameIn(inBrackets?.[1] ?? '') || nameOf(email));
		if (!email || !name || name.length > maxName) return { text, person: null, again: false };
		const again = seen.has(email);
		seen.add(email);
		return { text, person: { email, name }, again };
	});
}

/** What becomes of one piece of a pasted list; `name` and `email` are null where no address can be read. */
export type Understood = {
	text: string;
	name: string | null;
	email: string | null;
	what: 'known' | 'new' | 'invited' | 'again' | 'noAccess' | 'unread';
};

/** Addresses with the names that go with them, each once; what could not be read is given back as it was. */
export function addressesIn(pasted: string): { people: Typed[]; unread: string[] } {
	const read = readPasted(pasted);
	return {
		people: read.flatMap(({ person, again }) => (person && !again ? [person] : [])),
		unread: read.flatMap(({ text, person }) => (person ? [] : [text]))
	};
}

/** A comma ends a piece only once it has an address: `Vik, Anna <anna@x.no>` is one person. */
function pieces(pasted: string): string[] {
	const found: string[] = [];
	let piece = '';
	let hasAddress = false;
	for (const character of `${pasted}\n`) {
		const ends = /[\n\r;\t]/.test(character) || (character === ',' && hasAddress);
		if (!ends) {
			piece += character;
			hasAddress ||= character === '@';
		} else {
			if (piece.trim() !== '') found.push(piece.trim());
			piece = '';
			hasAddress = false;
		}
	}
	return found;
}

/** `"Vik, Anna"` → Anna Vik; '' where an address stands in the place of the name, as mail programs write it. */
function nameIn(text: string): string {
	const bare = text
		.trim()
		.replace(/^(["'])(.*)\1$/, '$2')
		.replaceAll('\\"', '"')
		.trim();
	if (mailAddress(bare) !== undefined) return '';
	const [last = '', first = '', ...more] = bare.split(/\s*,\s*/);
	return (first && more.length === 0 ? `${first} ${last}` : bare).replace(/\s+/g, ' ').trim();
}

/** anna.marie-vik@x.no → Anna Marie-Vik: better than nothing until somebody corrects it. */
function nameOf(email: string): string {
	const local = email.split('@')[0]!;
	const words = local.split(/[._+]+/).filter((word) => /\p{L}/u.test(word));
	const name = words.map((word) => word.replace(/(^|[-'])\p{L}/gu, (letter) => letter.toUpperCase())).join(' ');
	return name || local;
}
