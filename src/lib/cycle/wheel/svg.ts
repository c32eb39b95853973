import { longDate, monthName } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { around, mark, round } from '#lib/ui/show/marks.ts';
import {
	angleOf,
	arc,
	band,
	monthsOf,
	outline,
	picture,
	point,
	radii,
	spanAngles,
	weeksOf,
	type WheelEntry,
	type WheelKind,
	type WheelSpan
} from './wheel.ts';
import { labelling, placeLabels, type Label } from './labels.ts';
import { placeMarks, ringsOf, type Placed, type RingsBy } from './marks.ts';
import { kindName, ringNames, whenShort } from './text.ts';

export type PicturedYear = {
	year: number;
	today: string | null;
	municipality: string;
	locale: Locale;
	entries: readonly WheelEntry[];
	windows: readonly WheelSpan[];
	breaks: readonly WheelSpan[];
	ringsBy: RingsBy;
};

const ink = '#1c242b';
const quiet = '#595148';
const line = '#d9cfbf';
const strong = '#8f8577';
const thread = '#b3122f';
const wash = '#dcebee';
const paper = '#fbf7ef';

/**
 * The annual wheel as an SVG file that stands alone, with title, labels and legend: what the page shows, for a poster or a report.
 * It needs no style sheet and no font but the viewer's own.
 */
export function wheelPicture(shown: PicturedYear): string {
	const { year, locale, municipality, entries, ringsBy, today } = shown;
	const placed = placeMarks(year, entries, ringsBy);
	const title = `${m.wheel_title({ year }, { locale })}, ${municipality}`;
	const rings = ringNames(
		ringsOf(
			placed.map(({ entry }) => entry),
			ringsBy
		),
		locale
	);
	return [
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-960 -600 ${picture.width} ${picture.height}" width="${picture.width}" height="${picture.height}" lang="${locale}" font-family="Inter, 'Segoe UI', Arial, sans-serif" role="img" aria-labelledby="t">`,
		`<title id="t">${escaped(title)}</title>`,
		`<rect x="-960" y="-600" width="${picture.width}" height="${picture.height}" fill="${paper}"/>`,
		text(-910, -535, title, { size: 34, weight: 700 }),
		...(today?.startsWith(`${year}-`) ? [text(-910, -503, longDate(locale, today), { size: 18, fill: quiet })] : []),
		...face(shown),
		...ringsOf(
			placed.map(({ entry }) => entry),
			ringsBy
		)
			.slice(1)
			.map(({ radius }) => `<circle r="${round(radius)}" fill="none" stroke="${line}" stroke-width="1.5" stroke-dasharray="1.5 6"/>`),
		...months(shown),
		...placed.map(stretch),
		...placeLabels(placed).flatMap((label) => labelled(label, locale)),
		...placed.map(glyph),
		text(0, 28, String(year), { size: 92, weight: 750, anchor: 'middle' }),
		...legend(
			entries.filter(({ id }) => placed.some((one) => one.entry.id === id)),
			shown
		),
		text(-910, 690, m.wheel_rings_are({ rings }, { locale }), { size: 17, fill: quiet }),
		'</svg>',
		''
	].join('\n');
}

function face({ year, today, windows, breaks }: PicturedYear): string[] {
	const wedge = (spans: readonly WheelSpan[], inner: number, outer: number, fill: string) =>
		spans.flatMap((span) => {
			const at = spanAngles(year, span);
			return at ? [`<path d="${band(at.from, at.to, inner, outer)}" fill="${fill}"><title>${escaped(span.title)}</title></path>`] : [];
		});
	const now = today === null || today < `${year}-01-01` ? 0 : today > `${year}-12-31` ? 2 * Math.PI : angleOf(year, today);
	const hand = today?.startsWith(`${year}-`) ? [ray(now, radii.hub, radii.months + 2, ink, 2.5)] : [];
	return [
		`<defs><pattern id="away" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V8" stroke="${strong}" stroke-width="0.7"/></pattern></defs>`,
		`<circle r="${radii.rim}" fill="#fffdf8" stroke="${strong}" stroke-width="1.5"/>`,
		`<path fill-rule="evenodd" d="${band(0, 2 * Math.PI - 0.0001, radii.months, radii.rim)}" fill="#f3ecdf"/>`,
		...wedge(breaks, radii.hub, radii.months, 'url(#away)'),
		...wedge(windows, radii.thread - 28, radii.thread + 28, wash),
		...[radii.months, radii.hub].map((radius) => `<circle r="${radius}" fill="none" stroke="${line}" stroke-width="1.5"/>`),
		...(now < 2 * Math.PI
			? [`<path d="${arc(now, 2 * Math.PI, radii.thread)}" fill="none" stroke="${thread}" stroke-width="3.5" stroke-dasharray="9 9"/>`]
			: []),
		...(now > 0 ? [`<path d="${arc(0, now, radii.thread)}" fill="none" stroke="${thread}" stroke-width="4.5"/>`] : []),
		...hand
	];
}

function months({ year, locale }: PicturedYear): string[] {
	const weeks = weeksOf(year).flatMap(({ week, start, middle }) => {
		const at = point(middle, radii.weeks);
		return [
			ray(start, radii.months - 7, radii.months, strong, 1),
			text(at.x, at.y + 4.5, String(week), { size: 12.5, fill: quiet, anchor: 'middle' })
		];
	});
	return [
		...weeks,
		...monthsOf(year).flatMap(({ key, month, from, to }) => {
			const upper = Math.cos((from + to) / 2) > -0.02;
			const along = upper ? arc(from, to, 448) : arc(from, to, 470, true);
			return [
				ray(from, radii.hub, radii.rim, line, 1.5),
				`<path id="m${key}" d="${along}" fill="none"/>`,
				`<text font-size="25" font-weight="600" fill="${ink}"><textPath href="#m${key}" startOffset="50%" text-anchor="middle">${escaped(monthName(locale, month))}</textPath></text>`
			];
		})
	];
}

function stretch({ entry, span, radius }: Placed): string {
	if (span === null) return '';
	const style = entry.date === null ? 'stroke-width="3" stroke-dasharray="2 7" opacity="0.8"' : 'stroke-width="9" opacity="0.28"';
	return `<path d="${arc(span.from, span.to, radius)}" fill="none" stroke="${mark(entry.colour).colour}" stroke-linecap="round" ${style}/>`;
}

function labelled({ placed: { entry }, side, y, lines, spoke, leader }: Label, locale: Locale): string[] {
	const x = side === 'right' ? labelling.edge : -labelling.edge;
	const anchor = side === 'right' ? 'start' : 'end';
	const half = ((lines.length - 1) * labelling.line) / 2;
	return [
		`<path d="${spoke}" fill="none" stroke="${strong}" stroke-width="1.3" opacity="0.4"/>`,
		`<path d="${leader}" fill="none" stroke="${strong}" stroke-width="1.3"/>`,
		text(x, y - 7 - half, whenShort(locale, entry), { size: 18, fill: quiet, anchor }),
		...lines.map((words, at) =>
			text(x, y + 17 - half + at * labelling.line, words, { size: 21.5, weight: entry.kind === 'gathering' ? 720 : 500, anchor })
		)
	];
}

function glyph({ entry, x, y, size }: Placed): string {
	return drawn(entry.kind, entry.colour, size, { x, y, planned: entry.planned === true, title: entry.title });
}

function drawn(kind: WheelKind, colour: number, size: number, at: { x: number; y: number; planned: boolean; title: string }): string {
	const own = mark(colour);
	const path = outline(kind, size);
	const cut = `c${[kind, colour, size, at.x, at.y].join('').replace(/[^\w]/g, '_')}`;
	const scale = round((size * (kind === 'gathering' ? 0.54 : 1)) / 10);
	const seats =
		kind === 'gathering'
			? around(6, size * 0.88).map((seat) => `<circle cx="${seat.x}" cy="${seat.y}" r="${round(size * 0.15)}" fill="${own.colour}"/>`)
			: [];
	const body = at.planned
		? `<path d="${path}" fill="#fffdf8" stroke="${own.colour}" stroke-width="${Math.max(1.6, round(size * 0.11))}" stroke-dasharray="4 2.5"/>`
		: `<clipPath id="${cut}"><path d="${path}"/></clipPath><path d="${path}" fill="${own.colour}"/><g clip-path="url(#${cut})"><path transform="scale(${scale})" d="${own.path}" fill="${own.filled ? '#fff' : 'none'}" stroke="${own.filled ? 'none' : '#fff'}" stroke-width="2.6"/></g>`;
	const gap = `<path d="${outline(kind === 'gathering' ? 'body' : kind, size + (kind === 'gathering' ? 4 : 3))}" fill="#fffdf8"/>`;
	return `<g transform="translate(${round(at.x)} ${round(at.y)})"><title>${escaped(at.title)}</title>${gap}${seats.join('')}${body}</g>`;
}

/** What shapes mean, and whose the colours are: in rows under the wheel, as many as there is room for. */
function legend(entries: readonly WheelEntry[], { locale }: PicturedYear): string[] {
	const kinds = [...new Set(entries.map(({ kind }) => kind))].map((kind) => ({ kind, colour: 0, words: kindName(kind, locale) }));
	const owners = [...new Map(entries.filter(({ owner }) => owner).map((entry) => [entry.owner!, entry.colour]))].map(([words, colour]) => ({
		kind: 'body' as const,
		colour,
		words
	}));
	let x = -905;
	let y = 560;
	const row = (one: { kind: WheelKind; colour: number; words: string }) => {
		const width = 62 + one.words.length * 9.4;
		if (x + width > 920) [x, y] = [-905, y + 34];
		const at = { x, y, planned: false, title: one.words };
		const parts = [drawn(one.kind, one.colour, one.kind === 'gathering' ? 13 : 9, at), text(x + 22, y + 6, one.words, { size: 17 })];
		x += width;
		return parts;
	};
	const first = kinds.flatMap(row);
	[x, y] = [-905, y + 40];
	return [...first, ...owners.flatMap(row)];
}

function ray(angle: number, inner: number, outer: number, stroke: string, width: number): string {
	const [a, b] = [point(angle, inner), point(angle, outer)];
	return `<path d="M${a.x} ${a.y}L${b.x} ${b.y}" stroke="${stroke}" stroke-width="${width}" fill="none"/>`;
}

type Look = { size: number; weight?: number; fill?: string; anchor?: 'start' | 'middle' | 'end' };

function text(x: number, y: number, words: string, { size, weight = 400, fill = ink, anchor = 'start' }: Look): string {
	return `<text x="${round(x)}" y="${round(y)}" font-size="${size}" font-weight="${weight}" fill="${fill}" text-anchor="${anchor}">${escaped(words)}</text>`;
}

/** What XML can't hold is left out, what it reads as markup is written so that it does not. */
function escaped(words: string): string {
	return words
		.replace(/[\u0000-\u001f\u007f-\u009f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '')
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
}
