/*
 * When two names are the same, and whether a text has what is searched for: the one place where text is folded to be compared.
 * Nothing of it is ever stored or shown.
 */

// Acute and grave are replaced before NFKC, which would make a space of them.
const apostrophes = /[`´ʹʻʼʽʾʿˈˊˋ‘’‛′‵＇ꞌ՚]/g;
const hyphens = /[\u2010-\u2015\u2043\u2212\u02d7\u058a\ufe58\ufe63\uff0d]/g;
const ascii = /^[\u0020-\u007e]*$/;

/**
 * What names are compared by: however letters are composed, whatever their case (all letters, not ASCII's only) and width, whichever
 * apostrophe and hyphen, without what nobody sees, and with one space between words.
 */
export function nameKey(text: string): string {
	if (ascii.test(text)) return text.replaceAll('`', "'").toLowerCase().trim().replace(/ +/g, ' ');
	const seen = text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '').replace(/[\s\p{Cc}\p{Z}]+/gu, ' ');
	const signs = seen.replace(apostrophes, "'").replace(hyphens, '-').normalize('NFKC');
	// By way of capitals: ß is ss, ı is i, and the two small sigmas are one.
	const small = signs.toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i');
	return small.normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** Letters of other alphabets that look like Latin ones (Unicode TR 39, confusables.txt), each above the Latin one. */
const [foreign, latin] = [
	'АВЕЅІЈКМНОРСТУХҮԚԜӀаеѕіјкморстухүԁԛԝһӏвнгпьΑΒΕΖΗΙΚΜΝΟΡΤΥΧαεηικνορτυχγϳϲωıɑɡ',
	'ABESIJKMHOPCTYXYQWIaesijkmopctyxydqwhlbhrnbABEZHIKMNOPTYXaenikvoptuxyjcwiag'
];
const lookAlikes = new Map([...foreign].map((letter, at) => [letter, latin[at]!]));
const skeleton = (name: string) =>
	ascii.test(name) ? nameKey(name) : nameKey([...name.normalize('NFKD')].map((letter) => lookAlikes.get(letter) ?? letter).join(''));

/** Whether two names are the same person's for whoever reads them, also when one is written with look-alikes of another alphabet. */
export function sameName(one: string, other: string): boolean {
	return nameKey(one) === nameKey(other) || skeleton(one) === skeleton(other);
}

/** As `nameKey`, where é is e as well; å, æ and ø are letters of their own. */
function searchKey(text: string): string {
	const key = nameKey(text);
	if (ascii.test(key)) return key;
	return key
		.normalize('NFD')
		.replace(/[\u0300-\u0309\u030b-\u036f]/g, '')
		.normalize('NFC');
}

/** What is searched for, word by word: hyphens part words as spaces do. Empty when nothing is. */
export function wordsOf(search: string): string[] {
	return searchKey(search).split(/[ -]+/).filter(Boolean);
}

/** Whether `text` has every one of `words` (`wordsOf`), also inside of its own words. */
export function hasWords(text: string, words: readonly string[]): boolean {
	if (words.length === 0) return true;
	const key = searchKey(text);
	return words.every((word) => key.includes(word));
}

/** Those whose names have every word of `search`; all, when it is empty. */
export function namedLike<T extends { name: string }>(people: readonly T[], search: string): T[] {
	const words = wordsOf(search);
	return people.filter(({ name }) => hasWords(name, words));
}

/** Compares names as a Norwegian reader sorts them, in every language: æ ø å last, numbers by value. */
export const nameOrder: (a: string, b: string) => number = new Intl.Collator(['nn-NO', 'nb-NO', 'da'], {
	numeric: true,
	sensitivity: 'variant'
}).compare;

/** Rows by their names, which no database knows how to sort; those of one name stay in their order. */
export function inNameOrder<T>(rows: readonly T[], nameOf: (row: T) => string): T[] {
	return rows.toSorted((a, b) => nameOrder(nameOf(a), nameOf(b)));
}
