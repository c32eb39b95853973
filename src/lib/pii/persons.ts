import { confidentialIn, type Confidential, type ConfidentialKind } from './detect.ts';
import { nameKey } from '#lib/text/names.ts';
import { familyNames, givenNames, givenWords, likeFamily, standsAlone } from './names.ts';

/*
 * Names, home addresses and births of persons in a text. As with numbers (`detect.ts`) a hit is a question, not a verdict: who writes is
 * asked, and offered the sentence without it. Recall and false alarms over 200 sentences are in `tests/domain/pii/persons.test.ts`.
 */

type Word = { text: string; from: number; to: number; isCapital: boolean; startsSentence: boolean; follows: boolean };

const wordPattern = /\p{L}[\p{L}\p{M}]*(?:['’\-–]\p{L}+)*/gu;

/** The words of a text, with whether one begins a sentence and whether only a space is between it and the one before. */
function wordsOf(text: string): Word[] {
	let before = 0;
	return [...text.matchAll(wordPattern)].map(({ 0: word, index }) => {
		const between = text.slice(before, index);
		const startsSentence = before === 0 || /[.!?:\n•"«(–-]\s*$/u.test(between);
		before = index + word.length;
		return {
			text: word,
			from: index,
			to: before,
			isCapital: /^\p{Lu}(?!\p{Lu})/u.test(word),
			startsSentence,
			follows: /^(?: |\. |\s+)$/u.test(between) && !/\n/u.test(between) && !(between === '. ' && word.length > 2)
		};
	});
}

/** A word as the lists have it: without a genitive, and in the parts of a double name. */
const forms = (word: string): string[] => {
	const lower = nameKey(word);
	const bare = lower.replace(/'?s$/u, '');
	return [lower, bare, ...lower.split(/[-–]/u), ...bare.split(/[-–]/u)];
};
const isGiven = ({ text }: Word) => forms(text).some((form) => givenNames.has(form));
const mayBeGiven = (word: Word) => isGiven(word) || forms(word.text).some((form) => givenWords.has(form));
const isFamily = ({ text }: Word) => forms(text).some((form) => familyNames.has(form));
const isLikeFamily = (word: Word) => isFamily(word) || forms(word.text).some((form) => form.length > 3 && likeFamily.test(form));

/** Capital words that are no part of anybody's name. */
const offices = new Set(
	(
		'nav husbanken helse kommunen kommune heimetenesta barnevernet politiet tenesta senteret kirken kyrkja stiftelsen sjukehus sykehus ' +
		'gate gata veg vegen vei veien plass skule skole barnehage prisen fondet krf sv sp høgre høyre frp ap venstre rødt raudt'
	).split(' ')
);
const titles = /^(?:fru|frøken|herr|hr|familien|familie|ekteparet)$/iu;

/** Where names of persons stand. */
function namesIn(text: string): Confidential[] {
	const words = wordsOf(text);
	const found: Confidential[] = [];
	for (let at = 0; at < words.length; at++) {
		const word = words[at]!;
		const last = nameFrom(words, at);
		if (last < at || followedByNumberOfStreet(text, words[last]!)) continue;
		found.push({ kind: 'name', from: word.from, to: words[last]!.to });
		at = last;
	}
	return found;
}

/** The place of the last word of the name that begins at `at`; before `at` when none does. */
function nameFrom(words: readonly Word[], at: number): number {
	const word = words[at]!;
	const next = words[at + 1];
	const none = at - 1;
	if (titles.test(word.text) && next?.follows && next.isCapital && !offices.has(nameKey(next.text))) return at + 1;
	if (!word.isCapital) return next?.follows && isGiven(word) && standsAlone(nameKey(next.text)) ? at + 1 : none;
	if (offices.has(nameKey(word.text)) || /^(?:sankt|st)$/iu.test(words[at - 1]?.text ?? '')) return none;
	let last = at;
	const given = mayBeGiven(word);
	while (given && words[last + 1]?.follows && isMiddle(words[last + 1]!)) last++;
	const family = words[last + 1];
	const isNext = family?.follows && family.isCapital && !offices.has(nameKey(family.text));
	if (isNext && given && (isGiven(word) || isLikeFamily(family))) return last + 1;
	if (isNext && isFamily(family) && !word.startsSentence) return last + 1;
	if (isGiven(word)) return last;
	return forms(word.text).some(standsAlone) ? at : none;
}

/** A further given name or an initial. */
const isMiddle = (word: Word) => word.isCapital && (word.text.length === 1 || mayBeGiven(word)) && !isFamily(word);

/** "Kari Trestakkveg 3" is a street and its number. */
const followedByNumberOfStreet = (text: string, word: Word) => street.test(word.text) && /^\s+\d/u.test(text.slice(word.to));
const street = /(?:veg|vegen|vei|veien|gate|gata|gaten)$/iu;

const letters = "[\\p{L}\\p{M}.'’-]*";
const addresses = [
	// A street with the number of a house: "Prestagardsvegen 14", "Kong Oscars gate 3 B".
	new RegExp(
		`(?<!\\p{L})(?:\\p{Lu}${letters}\\s+){0,2}?(?:\\p{Lu}${letters}(?:vegen|veien|veg|vei|gata|gaten|gate|gt\\.?|vn\\.?|allé|alleen|svingen|stien|kroken|smauet|brauta|bakken|plassen|plass|tunet|ringen|haugen|lia|tomta|feltet)|(?:vegen|veien|veg|vei|gata|gate|allé|plass)(?<=\\p{L}\\s+\\p{L}+))\\s+\\d{1,4}(?!\\d|[.,]\\d|\\s?(?:%|kr|kroner|år|stk|personar|personer|bustader|boliger|plassar|plasser))(?:\\s?[A-Ha-h](?!\\p{L}))?`,
		'gu'
	),
	// A property in the cadastre, and a dwelling in a house.
	/(?<!\p{L})g(?:å|aa)?(?:rds)?nr\.?\s*\d{1,4}[\s,/]*(?:b(?:ruks)?nr\.?\s*)?\d{1,4}/giu,
	/(?<![\p{L}\d])[HKLU]0[1-9]0\d(?!\d)/gu
];

const monthNames =
	'januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember|jan\\.?|feb\\.?|apr\\.?|aug\\.?|sept?\\.?|okt\\.?|nov\\.?|des\\.?';
const day = `(?:0?[1-9]|[12]\\d|3[01])`;
const month = `(?:0?[1-9]|1[0-2])`;
const year = `(?:19\\d{2}|20[0-3]\\d)`;
const date = `(?:${day}[./-]\\s?${month}[./-]\\s?(?:${year}|\\d{2})|${day}\\.?\\s+(?:${monthNames})\\s+${year}|${year}-${month}-${day}|${day.replace('0?', '0')}${month.replace('0?', '0')}\\d{2}(?:\\d{2})?)(?!\\d)`;
/** Either case of the first letter: a pattern that asks for a capital elsewhere can't ignore case. */
const eitherCase = (list: string) =>
	`(?:${list
		.split(' ')
		.map((word) => `[${word[0]!.toUpperCase()}${word[0]}]${word.slice(1)}`)
		.join('|')})`;
const person = eitherCase(
	'mannen mann kvinnen kvinna kvinne damen dama dame jenten jenta jente guten gut gutten gutt mora mor faren far enkje enke han hun ho ' +
		'ungdom brukar bruker leigetakar leietaker pasient son sønn dotter datter nabo flyktning beboar beboer'
);
const place = '(?:i|på|frå|fra|ved|nedi|oppi)\\s+\\p{Lu}\\p{L}+';
const births = [
	new RegExp(
		`(?<!\\p{L})(?:fødd|født|f\\.|fødselsdato:?|fødselsdag:?|f\\.?dato:?|fdt\\.?)\\s*(?:i\\s+|den\\s+|dag\\s+)?(?:${date}|${year}(?!\\d))`,
		'giu'
	),
	// A whole date of a year in which those who are grown up now were born, unless it is the date of a paper.
	new RegExp(
		`(?<![\\d.])(?<!(?:lov|lova|loven|forskrift|rundskriv|vedtak|vedtatt|vedteke|datert|brev|av|frå|fra|til|sidan|siden)\\s(?:av\\s|den\\s)?)${day}[./-]\\s?${month}[./-]\\s?19\\d{2}(?!\\d)`,
		'giu'
	),
	// The age of one person with a place.
	new RegExp(`(?<!\\p{L})${person}\\s*(?:på\\s+|,\\s*|\\()?\\s*\\d{1,2}(?:\\s*år|\\))?[^.!?\\n]{0,25}?\\s${place}`, 'gu'),
	new RegExp(`(?<![\\d–-])\\d{1,2}(?:\\s|-)?år(?:ing(?:en|a)?|ig(?:e)?\\s+${person})[^.!?\\n]{0,25}?\\s${place}`, 'gu')
];

/**
 * All that points at one person: numbers and addresses of mail (`confidentialIn`), names, home addresses, births and ages with a place; in
 * their order, without overlaps.
 */
export function personalIn(text: string): Confidential[] {
	const found: Confidential[] = confidentialIn(text);
	const add = (hits: readonly Confidential[]) =>
		found.push(...hits.filter(({ from, to }) => !found.some((other) => from < other.to && other.from < to)));
	const matches = (kind: ConfidentialKind, patterns: readonly RegExp[]) =>
		patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(({ 0: hit, index }) => ({ kind, from: index, to: index + hit.length })));
	for (const pattern of births) add(matches('birth', [pattern]));
	for (const pattern of addresses) add(matches('address', [pattern]));
	add(namesIn(text));
	return found.toSorted((a, b) => a.from - b.from);
}

/** The kinds found in `text`, each once, in order. */
export function personalKinds(text: string): ConfidentialKind[] {
	return [...new Set(personalIn(text).map(({ kind }) => kind))];
}

/**
 * `text` as it could be said without anybody in it: `somebody` ("ein person") for a name and for an age with a place, nothing for the rest.
 * A proposal to be read: what is left may need a hand.
 */
export function withoutPersons(text: string, somebody: string): string {
	let out = '';
	let at = 0;
	for (const { kind, from, to } of personalIn(text)) {
		const before = text.slice(at, from);
		const isPerson = kind === 'name' || (kind === 'birth' && new RegExp(`\\s${place}$`, 'u').test(text.slice(from, to)));
		const startsSentence = /(?:^|[.!?]\s*)$/u.test(out + before);
		const word = startsSentence ? somebody.charAt(0).toUpperCase() + somebody.slice(1) : somebody;
		out += isPerson ? before + word : before.replace(/(?:\s(?:på|i|ved|frå|fra|til))?\s*[,(]?\s*$/u, '');
		at = to;
	}
	out += text.slice(at);
	return out
		.replace(/\s+([.,;:!?)])/gu, '$1')
		.replace(/\(\s*\)/gu, '')
		.replace(/[ \t]{2,}/gu, ' ')
		.trim();
}
