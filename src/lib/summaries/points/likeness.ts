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
type Found = { whole: number; part: number };

function foundIn(stem: string, other: string, dice: number): Found {
	const whole = stem === other ? 1 : stem.length >= 4 && other.includes(stem) ? 0.9 : dice >= sameWord ? dice : 0;
	return { whole, part: other.length >= 3 && other !== stem && stem.includes(other) ? other.length / stem.length : 0 };
}

/** For each stem the stems it is found in, itself too. Only stems that share two pairs of letters are looked at. */
function relatedStems(stems: readonly string[]): Map<string, Map<string, Found>> {
	const pairs = new Map(stems.map((stem) => [stem, pairsOfLetters(stem)]));
	const withPair = new Map<string, string[]>();
	for (const [stem, own] of pairs) for (const pair of own) withPair.set(pair, [...(withPair.get(pair) ?? []), stem]);
	return new Map(
		[...pairs].map(([stem, own]) => {
			const shared = new Map<string, number>();
			for (const pair of own) for (const other of withPair.get(pair)!) shared.set(other, (shared.get(other) ?? 0) + 1);
			const found = [...shared]
				.filter(([, count]) => count >= 2)
				.map(([other, count]) => [other, foundIn(stem, other, (2 * count) / (own.size + pairs.get(other)!.size))] as const)
				.filter(([, { whole, part }]) => whole > 0 || part > 0);
			return [stem, new Map(found)];
		})
	);
}

/** A long word says more than a short one, up to nine letters. */
const weightOf = (stem: string) => Math.sqrt(Math.min(stem.length, 9));

/** How much of `own` is found in `others`, 0–1. */
function share(own: readonly string[], others: readonly string[], related: Map<string, Map<string, Found>>): number {
	let found = 0;
	let all = 0;
	for (const stem of own) {
		let whole = 0;
		let parts = 0;
		const near = related.get(stem)!;
		for (const other of others) {
			const hit = near.get(other);
			if (!hit) continue;
			whole = Math.max(whole, hit.whole);
			parts += hit.part;
		}
		all += weightOf(stem);
		found += weightOf(stem) * Math.max(whole, Math.min(1, parts));
	}
	return all === 0 ? 0 : found / all;
}

/** Two texts by their places in what was given, and how alike they are, 0–1. */
export type AlikePair = { one: number; other: number; likeness: number };

/**
 * The pairs of `texts` that say the same (likeness at least `near`), the likest first. What stems have in common is reckoned once for all
 * texts, and only texts with related stems are compared.
 */
export function alikePairs(texts: readonly string[]): AlikePair[] {
	const stems = texts.map(stemsOf);
	const related = relatedStems([...new Set(stems.flat())]);
	const textsWith = new Map<string, number[]>();
	for (const [at, own] of stems.entries()) for (const stem of own) textsWith.set(stem, [...(textsWith.get(stem) ?? []), at]);
	const lower = texts.map(nameKey);
	const pairs: AlikePair[] = [];
	for (const [one, own] of stems.entries()) {
		const candidates = new Set(own.flatMap((stem) => [...related.get(stem)!.keys()].flatMap((other) => textsWith.get(other)!)));
		for (const other of candidates) {
			if (other <= one) continue;
			const [there, back] = [share(own, stems[other]!, related), share(stems[other]!, own, related)];
			const likeness = Math.min(there, back) * byTheWeaker + Math.max(there, back) * (1 - byTheWeaker);
			if (likeness >= near && !areOpposite(lower[one]!, lower[other]!)) pairs.push({ one, other, likeness });
		}
	}
	return pairs.toSorted((a, b) => b.likeness - a.likeness || a.one - b.one || a.other - b.other);
}
