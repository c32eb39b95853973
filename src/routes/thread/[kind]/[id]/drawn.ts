import type { Locale } from '#lib/i18n/language.ts';

type Folded = { text: string; lang: Locale | undefined };
/** A station in words. */
type Said = { head: string; when: string; words: string; lang: Locale | undefined; isStart: boolean; folded: readonly Folded[] };
type Text = { x: number; y: number; text: string; lang?: Locale | undefined; quiet?: boolean };

/** Lines, knots and texts in the units of the picture. */
export type Drawn = {
	width: number;
	height: number;
	path: string;
	branches: string[];
	knots: { x: number; y: number; r: number; small: boolean }[];
	texts: Text[];
};

const line = 17;
/** Folded things that are named; the rest is counted. */
const named = 2;
/** Stations beside each other in a wide picture, how wide each is, and letters that fit beside its line. */
const wide = { inRow: 6, column: 178, letters: 19, lines: 4 };
const narrow = { width: 340, letters: 38, lines: 4 };

/** Lines of at most `letters`, at most `most` of them; what is left out is in the list. */
export function wrapped(text: string, letters: number, most: number): string[] {
	const lines: string[] = [];
	for (const word of text.split(/\s+/)) {
		const last = lines.at(-1);
		if (last !== undefined && `${last} ${word}`.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
		else lines.push(word.length > letters ? `${word.slice(0, letters - 1)}…` : word);
	}
	return lines.length <= most ? lines : [...lines.slice(0, most - 1), `${lines[most - 1]!.slice(0, letters - 1)}…`];
}

/** What is said under a station: what joined it, one line each, and how many more. */
function under(folded: readonly Folded[], letters: number, more: (count: number) => string): Folded[] {
	const shown = folded.length > named ? folded.slice(0, named - 1) : folded;
	return [
		...shown.map(({ text, lang }) => ({ text: wrapped(text, letters, 1)[0]!, lang })),
		...(folded.length > shown.length ? [{ text: more(folded.length - shown.length), lang: undefined }] : [])
	];
}

export function drawn(stations: readonly Said[], how: { tall: boolean; more: (count: number) => string }): Drawn {
	return how.tall ? down(stations, how.more) : along(stations, how.more);
}

/** The path goes down the left edge; everything else stands right of it. */
function down(stations: readonly Said[], more: (count: number) => string): Drawn {
	const x = 14;
	const picture: Drawn = { width: narrow.width, height: 0, path: '', branches: [], knots: [], texts: [] };
	const ends: number[] = [];
	let y = 18;
	for (const { head, when, words, lang, isStart, folded } of stations) {
		ends.push(y);
		picture.knots.push({ x, y, r: isStart ? 11 : 7, small: false });
		const text = (said: string, more: Partial<Text> = {}) => picture.texts.push({ x: x + 24, y: y + 5, text: said, ...more });
		text(when ? `${head} · ${when}` : head, { quiet: true });
		for (const said of wrapped(words, narrow.letters, narrow.lines)) {
			y += line;
			text(said, { lang });
		}
		for (const each of under(folded, narrow.letters - 5, more)) {
			y += line + 5;
			picture.branches.push(`M${x} ${y}H${x + 32}`);
			picture.knots.push({ x: x + 32, y, r: 4, small: true });
			text(each.text, { x: x + 44, lang: each.lang });
		}
		y += line + 22;
	}
	// To the last thin line, which may lie lower than the last knot.
	const lowest = Math.max(...ends, ...picture.knots.map((knot) => knot.y));
	return { ...picture, path: `M${x} ${ends[0]}V${lowest}`, height: y };
}

/** Rows of stations; from the end of one the path goes round its words, in the gutter, to the beginning of the next. */
function along(stations: readonly Said[], more: (count: number) => string): Drawn {
	const { inRow, column, letters, lines } = wide;
	const left = 12;
	const rows = Math.ceil(stations.length / inRow);
	const width = left * 2 + column * Math.min(inRow, stations.length);
	const picture: Drawn = { width, height: 0, path: '', branches: [], knots: [], texts: [] };
	let top = 40;
	for (let row = 0; row < rows; row++) {
		const shown = stations.slice(row * inRow, (row + 1) * inRow);
		let lowest = top;
		for (const [at, { head, when, words, lang, isStart, folded }] of shown.entries()) {
			const x = left + 12 + at * column;
			picture.knots.push({ x, y: top, r: isStart ? 11 : 7, small: false });
			picture.texts.push({ x, y: top - 20, text: head, quiet: true });
			let y = top + 12;
			const text = (said: string, language?: Locale) => picture.texts.push({ x: x + 18, y: (y += line), text: said, lang: language });
			if (when) text(when);
			for (const said of wrapped(words, letters, lines)) text(said, lang);
			for (const each of under(folded, letters, more)) {
				y += 5;
				text(each.text, each.lang);
				picture.knots.push({ x, y: y - 5, r: 4, small: true });
			}
			if (folded.length > 0) picture.branches.push(`M${x} ${top}V${y - 5}`);
			lowest = Math.max(lowest, y);
		}
		const start = left + 12;
		const end = start + (shown.length - 1) * column;
		const gutter = lowest + 22;
		picture.path += row === 0 ? `M${start} ${top}H${end}` : `H${end}`;
		if (row === rows - 1) picture.height = lowest + 14;
		else {
			picture.path += `H${width - 4}V${gutter}H4V${gutter + 56}`;
			top = gutter + 56;
		}
	}
	return picture;
}
