import { nameKey } from '#lib/text/names.ts';
import { plain } from '#lib/topics/similarity.ts';

/*
 * Whether two points say the same, judged by their words: how much of each is found again in the other, whatever the order, the ending or
 * the written norm (nynorsk, bokmål). What stands in both directions counts most, so that "Kurs for nye" is not "Kurs for utleigarar", and
 * an opposite word ends it. Precision and recall over labelled pairs are in `tests/domain/summaries/samePoint.test.ts`.
 */

/** From here on two points are offered as one. */
const near = 0.75;

/** How much the direction counts in which less is found again; the other counts the rest. */
const byTheWeaker = 0.7;
/** Two stems this alike (Dice's coefficient over pairs of letters) are one word written in two ways. */
const sameWord = 0.65;

const words = (text: string) => text.split(' ');

/** Words that carry a sentence and do not say what it asks for, beside those that `plain` takes away. */
const carrying = new Set(
	words(
		'må bør skal kan vil få får fått treng trenger trengst vere være vert bli blir bruk bruke brukar ta tek tar gjere gjer gjør la lat ' +
			'ha har meir mer fleire flere færre betre bedre alle kvar hver kvart hvert eit ett éin éitt éi dei de det den dette også både då da ' +
			'nokon noen når der her sjølv selv heile slik litt mykje mye mellom ut opp inn over under etter før utan uten ikkje ikke ingen av ' +
			'dem hos kommune kommunen kommunal kommunale kommunalt felles same lik'
	)
);

/** What the two written norms call by different stems. */
const norms: readonly (readonly [RegExp, string])[] = [
	[/enhet/gu, 'eining'],
	[/leilighet/gu, 'leilegheit'],
	[/beskjed|varsl(?:ing)?/gu, 'melding']
];

const word = (forms: string) => new RegExp(`(?<!\\p{L})(?:${forms})(?!\\p{L})`, 'u');

/** Words of which one says the opposite of the other. */
const opposites: readonly (readonly [RegExp, RegExp])[] = [
	[word('fleire|flere|meir|mer'), word('færre|mindre')],
	[word('før|innan|innen'), word('etter')],
	[word('stor|stort|store|større'), word('små|liten|lita|lite|mindre')],
	[word('høg|høgt|høge|høgare|høy|høyt|høye|høyere'), word('låg|lågt|låge|lågare|lav|lavt|lave|lavere')],
	[word('kort|kortare|kortere'), word('lang|langt|lengre|lenger')],
	[word('sel[jg]\\p{L}*'), word('(?:kjøp|bygg)\\p{L}*')],
	[word('samarbeid\\p{L}*'), word('usemje\\p{L}*|uenig\\p{L}*')]
];

function areOpposite(one: string, other: string): boolean {
	return opposites.some(([left, right]) => {
		const [a, b, c, d] = [left.test(one), right.test(one), left.test(other), right.test(other)];
		return (a && !b && d && !c) || (b && !a && c && !d);
	});
}

const ending =
	/(?:ingane|ingene|ingar|inger|inga|ingen|ing|elsar|elser|else|ane|ene|ande|ende|aste|este|are|ere|ast|est|ar|er|en|et|a|e|t|s)$/u;

/** A word without its endings, at least three letters, and with what the norms spell differently written one way. */
function stemOf(word: string): string {
	let stem = word;
	for (let taken = 0; taken < 2; taken++) {
		const shorter = stem.replace(ending, '');
		if (shorter.length < 3) break;
		stem = shorter;
	}
	return stem
		.replace(/(.)\1$/u, '$1')
		.replaceAll('ei', 'e')
		.replaceAll('øy', 'øg')
		.replace(/[kg]j/gu, 'g');
}

function stemsOf(text: string): string[] {
	const one = norms.reduce((sofar, [pattern, norm]) => sofar.replace(pattern, norm), plain(text));
	return [
		...new Set(
			words(one)
				.filter((each) => !carrying.has(each))
				.map(stemOf)
		)
	];
}

const pairsOfLetters = (stem: string) => {
	const padded = ` ${stem} `;
	return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)));
};

/** How far a stem is found in another: as the same word, 0–1, or the share of its letters that the other is (a part of a compound). */
type Found = { other: number; whole: number; part: number };

function foundIn(stem: string, other: string, dice: number): Omit<Found, 'other'> {
	const whole = stem === other ? 1 : stem.length >= 4 && other.includes(stem) ? 0.9 : dice >= sameWord ? dice : 0;
	return { whole, part: other.length >= 3 && other !== stem && stem.includes(other) ? other.length / stem.length : 0 };
}

/** For each stem, by its place, the stems it is found in, itself too. Only stems that share two pairs of letters are looked at. */
function relatedStems(stems: readonly string[]): Found[][] {
	const pairs = stems.map(pairsOfLetters);
	const withPair = new Map<string, number[]>();
	for (const [at, own] of pairs.entries()) for (const pair of own) gathered(withPair, pair).push(at);
	const shared = new Uint8Array(stems.length);
	return stems.map((stem, at) => {
		const touched: number[] = [];
		for (const pair of pairs[at]!) for (const other of withPair.get(pair)!) if (shared[other]!++ === 1) touched.push(other);
		const found = touched
			.map((other) => {
				const dice = (2 * shared[other]!) / (pairs[at]!.size + pairs[other]!.size);
				return { other, ...foundIn(stem, stems[other]!, dice) };
			})
			.filter(({ whole, part }) => whole > 0 || part > 0);
		for (const pair of pairs[at]!) for (const other of withPair.get(pair)!) shared[other] = 0;
		return found;
	});
}

function gathered<K>(lists: Map<K, number[]>, key: K): number[] {
	const list = lists.get(key) ?? [];
	if (list.length === 0) lists.set(key, list);
	return list;
}

/** A long word says more than a short one, up to nine letters. */
const weightOf = (stem: string) => Math.sqrt(Math.min(stem.length, 9));

/** Both directions must reach this, or the two are not `near` even when all of the one is found in the other. */
const leastShare = (near - (1 - byTheWeaker)) / byTheWeaker;

/** By text, how much of it (0–1) is found in each other text, where that is `leastShare` at least. */
function sharesOf(texts: readonly (readonly number[])[], stems: readonly string[]): Map<number, number>[] {
	const related = relatedStems(stems);
	const textsWith = stems.map((): number[] => []);
	for (const [at, own] of texts.entries()) for (const stem of own) textsWith[stem]!.push(at);
	const [found, whole, parts] = [new Float64Array(texts.length), new Float64Array(texts.length), new Float64Array(texts.length)];
	return texts.map((own, at) => {
		const all = own.reduce((sum, stem) => sum + weightOf(stems[stem]!), 0);
		const touched = new Set<number>();
		for (const stem of own) {
			const here = new Set<number>();
			for (const hit of related[stem]!)
				for (const text of textsWith[hit.other]!) {
					here.add(text);
					whole[text] = Math.max(whole[text]!, hit.whole);
					parts[text]! += hit.part;
				}
			for (const text of here) {
				touched.add(text);
				found[text]! += weightOf(stems[stem]!) * Math.max(whole[text]!, Math.min(1, parts[text]!));
				whole[text] = parts[text] = 0;
			}
		}
		const shares = new Map([...touched].map((text) => [text, found[text]! / all] as const).filter(([, share]) => share >= leastShare));
		for (const text of touched) found[text] = 0;
		shares.delete(at);
		return shares;
	});
}

/** Two texts by their places in what was given, and how alike they are, 0–1. */
export type AlikePair = { one: number; other: number; likeness: number };

/**
 * The pairs of `texts` that say the same (likeness at least `near`), the likest first. What stems have in common is reckoned once for all
 * texts, and only texts with related stems are compared.
 */
export function alikePairs(texts: readonly string[]): AlikePair[] {
	const places = new Map<string, number>();
	const placeOf = (stem: string) => places.get(stem) ?? (places.set(stem, places.size), places.size - 1);
	const shares = sharesOf(
		texts.map((text) => stemsOf(text).map(placeOf)),
		[...places.keys()]
	);
	const lower = texts.map(nameKey);
	const pairs: AlikePair[] = [];
	for (const [one, own] of shares.entries())
		for (const [other, there] of own) {
			const back = other > one ? shares[other]!.get(one) : undefined;
			if (back === undefined) continue;
			const likeness = Math.min(there, back) * byTheWeaker + Math.max(there, back) * (1 - byTheWeaker);
			if (likeness >= near && !areOpposite(lower[one]!, lower[other]!)) pairs.push({ one, other, likeness });
		}
	return pairs.toSorted((a, b) => b.likeness - a.likeness || a.one - b.one || a.other - b.other);
}
