import { nameKey } from '#lib/text/names.ts';

/**
 * Words that mean the same here, nynorsk and bokmål first of all (bustøtte and bustønad are one scheme). Each row is written as
 * the first of it before two titles are compared, also inside compounds.
 */
const synonyms: readonly (readonly string[])[] = [
	['bustøtte', 'bustønad', 'bostøtte', 'bostønad'],
	['bustad', 'bolig'],
	['startlån', 'startlånet'],
	['leige', 'leie', 'hyre'],
	['eige', 'eie'],
	['heim', 'hjem'],
	[
		'gjeldsrådgjeving',
		'gjeldsrådgiving',
		'gjeldsrådgivning',
		'økonomirådgjeving',
		'økonomisk rådgjeving',
		'økonomisk rådgiving',
		'økonomisk rådgivning'
	],
	['rettleiing', 'veiledning', 'vegleiing'],
	['saksbehandl', 'sakshandsam'],
	['utkasting', 'utkastelse', 'fråviking', 'fravikelse'],
	['kartlegging', 'brukarplan', 'brukerplan'],
	['flyktning', 'busetting', 'bosetting'],
	['unge', 'ungdom'],
	['barnefamili', 'familiar med barn', 'familier med barn'],
	['velferdsteknologi', 'digitalt tilsyn'],
	['tenest', 'tjenest'],
	['søknad', 'søkje', 'søke'],
	['rutine', 'prosedyre'],
	['tilsett', 'ansatt'],
	['nye', 'nytilsette', 'nyansatte', 'ferske'],
	['nabo', 'grannar', 'granne']
];

/** Words that say nothing about the topic. */
const small = new Set(
	'i på og for til av om med som er det den dei de ein ei et en å vi oss vår vårt kva hva korleis hvordan kven hvem når kan skal frå fra ved mot meir mer om ikkje ikke sine sin a an and for how in of on the to we what with'.split(
		' '
	)
);

/** A text in lower case without signs and small words, and with one word for what means the same here. */
export function plain(title: string): string {
	let text = nameKey(title)
		.replace(/[^\p{Letter}\p{Number}]+/gu, ' ')
		.trim();
	for (const [first = '', ...others] of synonyms)
		for (const other of others.toSorted((a, b) => b.length - a.length)) text = text.replaceAll(other, first);
	const words = text.split(' ').filter((word) => word && !small.has(word));
	return words.join(' ') || text;
}

function trigrams(text: string): Map<string, number> {
	const found = new Map<string, number>();
	for (const word of text.split(' ')) {
		const padded = ` ${word} `;
		for (let at = 0; at + 3 <= padded.length; at++) {
			const part = padded.slice(at, at + 3);
			found.set(part, (found.get(part) ?? 0) + 1);
		}
	}
	return found;
}

const size = (parts: Map<string, number>) => [...parts.values()].reduce((sum, count) => sum + count, 0);

/**
 * How alike two titles are, 0–1, whatever the order of words: the mean of Dice's coefficient over the trigrams of their words and
 * how much of the shorter one is found in the longer. 1 for the same words, 0 when either is empty.
 */
export function likeness(a: string, b: string): number {
	const [left, right] = [trigrams(plain(a)), trigrams(plain(b))];
	if (left.size === 0 || right.size === 0) return 0;
	let shared = 0;
	for (const [part, count] of left) shared += Math.min(count, right.get(part) ?? 0);
	return (2 * shared) / (size(left) + size(right)) / 2 + shared / Math.min(size(left), size(right)) / 2;
}

/** From here on somebody should look whether it is the same topic; set by what the titles of the demo say of each other. */
export const alike = 0.5;

/** The topics whose titles are like `title`, the likest first, at most `most`. */
export function similarTo<T extends { title: string }>(title: string, topics: readonly T[], most = 3): T[] {
	return topics
		.map((topic) => ({ topic, likeness: likeness(title, topic.title) }))
		.filter((found) => found.likeness >= alike)
		.toSorted((a, b) => b.likeness - a.likeness)
		.slice(0, most)
		.map(({ topic }) => topic);
}
