import { langOfText, type Locale } from './language.ts';

/** Words in a language of their own: `lang` is set where it is not that of what they stand in (WCAG 3.1.2). */
export type Name = { text: string; lang?: Locale | undefined };

/** What is shown as one text: a sentence of the page or document, something written or named in another language, or both. */
export type Words = string | Name | readonly (string | Name)[];

/** The words the reader gets of two written forms, one of which may be empty, and their `lang` when it is not the reader's. */
export function nameFor(locale: Locale, words: { nn: string | null; nb: string | null }): Name {
	const wanted = locale === 'nn' ? 'nn' : 'nb';
	const given = words[wanted] ? wanted : wanted === 'nn' ? 'nb' : 'nn';
	return { text: words[given] || '', lang: langOfText(locale, given) };
}

/** What was written in the language `from`, as the reader gets it. */
export function writtenFor(locale: Locale, from: Locale, text: string | null): Name {
	return { text: text ?? '', lang: langOfText(locale, from) };
}

/** The words piece by piece, each with its language; what is empty is left out. */
export function pieces(words: Words): Name[] {
	const parts = typeof words === 'string' || 'text' in words ? [words] : words;
	return parts.map((part) => (typeof part === 'string' ? { text: part } : part)).filter(({ text }) => text !== '');
}

export function textOf(words: Words): string {
	return pieces(words)
		.map(({ text }) => text)
		.join('');
}

/** The one language that can be said of the whole, where only one can: that of most of it. */
export function langOf(words: Words): Locale | undefined {
	return pieces(words).reduce<Name>((longest, piece) => (piece.text.length > longest.text.length ? piece : longest), { text: '' }).lang;
}

/** `parts` one after the other; those that are empty are left out. */
export function joined(parts: readonly (Words | null | undefined | false)[], between: string): Words {
	const said = parts.flatMap((part) => (part && textOf(part) ? [pieces(part)] : []));
	const all = said.flatMap((part, at) => (at === 0 ? part : [{ text: between }, ...part]));
	return all.some(({ lang }) => lang) ? all : textOf(all);
}

/** A sentence with `names` in it, each of which (its first place) is in the language it says. */
export function parted(sentence: string, names: readonly Name[]): Name[] {
	return names.reduce<Name[]>(
		(done, { text, lang }) => {
			const nth = lang && text ? done.findIndex((part) => part.lang === undefined && part.text.includes(text)) : -1;
			if (nth === -1) return done;
			const around = done[nth]!.text;
			const at = around.indexOf(text);
			return done.toSpliced(nth, 1, { text: around.slice(0, at) }, { text, lang }, { text: around.slice(at + text.length) });
		},
		[{ text: sentence }]
	);
}

/** From the character `from` to that before `to`, as `String.slice`. */
export function sliced(words: Words, from: number, to = Infinity): Name[] {
	let at = 0;
	return pieces(words).flatMap((piece) => {
		const start = at;
		at += piece.text.length;
		return pieces({ ...piece, text: piece.text.slice(Math.max(0, from - start), Math.max(0, to - start)) });
	});
}

/** The words part by part, where the whole is split by `at` (a global expression); each part at least one piece, which may be empty. */
export function split(words: Words, at: RegExp): Name[][] {
	const whole = textOf(words);
	const ends = [...whole.matchAll(at)].map((found) => ({ from: found.index, to: found.index + found[0].length }));
	return [...ends, { from: whole.length, to: whole.length }].map(({ from }, nth) => sliced(words, ends[nth - 1]?.to ?? 0, from));
}
