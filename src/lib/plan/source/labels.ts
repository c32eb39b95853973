import type { LineKind, Written } from './model.ts';

/** Words that say what a line is, before a number or a colon. */
const kinds: readonly [LineKind, RegExp][] = [
	['subGoal', /^(?:delmål|undermål)(?=[\s:.–-]|\d|$)/i],
	['goal', /^(?:hovudmål|hovedmål|mål|satsingsområde|innsatsområde)(?=\s*[\d:–-]|\s+[A-Z]\b|$)/i],
	['measure', /^tiltak(?=\s*\d|\s*:|\s+[A-Z]\d|$)/i],
	['appendix', /^vedlegg(?=\s*\d|\s+[A-Z]\b|\s*:|$)/i],
	['chapter', /^kapittel(?=\s*\d)/i]
];

const number = /^\s*((?:\d{1,3}|[A-Z])(?:[.-]\d{1,3}){0,4}[a-z]?|[A-Z]\d{1,3})(?=[.):–\s-]|$)[.):]?\s*/;
/** A year, a day, a share and an amount are no number of a heading. */
const noNumber =
	/^\s*(?:(?:19|20)\d\d\b|\d+\s*%|\d{1,2}\.\s*(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember)|\d+\s+(?:kr|mill|bustad|bolig|person|leilegheit|leilighet))/i;

/** A line taken apart: what it says that it is, the number it prints, and the rest. */
export type Label = { kind: LineKind | null; number: string; text: string };

/** "Delmål 3.2: …" → sub-goal 3.2; "3.2.1 …" → a number; "Tiltak:" → a measure with nothing said of it yet. */
export function labelOf(line: string): Label {
	const [kind = null, pattern] = kinds.find(([, one]) => one.test(line)) ?? [];
	const rest = pattern ? line.replace(pattern, '') : line;
	const printed = noNumber.test(rest) ? null : number.exec(rest);
	// A capital alone is a number only behind a word that says what is numbered.
	const isNumber = printed !== null && (kind !== null || /\d/.test(printed[1]!));
	const text = (isNumber ? rest.slice(printed[0].length) : rest).replace(/^[\s:.–-]+/, '').trim();
	return { kind, number: isNumber ? printed[1]! : '', text };
}

const labels: readonly [keyof Written, string][] = [
	['unit', 'ansvar(?:leg|lig)?(?: eining| enhet)?'],
	['deadline', '(?:tids)?frist|tidsrom'],
	['cost', 'kostnad(?:er|ar)?|økonomi|finansiering'],
	['legalBasis', '(?:lov)?heimel|(?:lov)?hjemmel|rettsgrunnlag'],
	['status', 'status'],
	['aim', 'ønskt resultat|ønsket resultat|resultatmål|effektmål']
];
const any = labels.map(([, words]) => words).join('|');
const labelled = new RegExp(`(?:^|[\\s.;,(|–-])(${any})\\s*:\\s*`, 'giu');

/** What a text says of a measure behind labels ("Ansvar: Nav. Frist: 2018."), and what is left of it before the first of them. */
export function factsIn(text: string): { text: string; facts: Partial<Written> } {
	const found = [...text.matchAll(labelled)];
	const first = found[0];
	if (!first) return { text, facts: {} };
	const facts: Partial<Written> = {};
	for (const [at, match] of found.entries()) {
		const value = text.slice(match.index + match[0].length, found[at + 1]?.index ?? text.length);
		const [field] = labels.find(([, words]) => new RegExp(`^(?:${words})$`, 'iu').test(match[1]!))!;
		if (facts[field] !== undefined) return { text, facts: {} };
		facts[field] = value
			.replace(/[\s.;,|)–-]+$/, '')
			.replace(/\s+/g, ' ')
			.trim();
	}
	return {
		text: text
			.slice(0, first.index)
			.replace(/[\s;,(|–-]+$/, '')
			.trim(),
		facts
	};
}
