/**
 * Twelve ways to tell units apart: a colour and a pattern each, so that nobody has to see colours to read a chart.
 * A pattern is an SVG path in a circle of radius 10 around (0,0), drawn in white on the colour; the colours hold
 * 4.5:1 against paper and against the white of the pattern. In a page they are painted by tokens of the theme, which has lighter ones
 * for a dark device.
 */
export type Mark = { colour: string; path: string; filled: boolean };

/** What a page paints a mark with: the fill of its ground, and the fill and stroke of its pattern. */
export function paintOf(colour: number): { ground: string; fill: string; stroke: string } {
	const pattern = 'var(--mark-pattern)';
	const { filled } = mark(colour);
	return { ground: `var(--mark-${turn(colour)})`, fill: filled ? pattern : 'none', stroke: filled ? 'none' : pattern };
}

const turn = (colour: number) => ((colour % marks.length) + marks.length) % marks.length;

const dots = (spots: [number, number, number][]) =>
	spots.map(([x, y, r]) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`).join('');

export const marks: readonly Mark[] = [
	{ colour: '#00515e', path: '', filled: false },
	{ colour: '#8a4b08', path: 'M-10 0H10', filled: false },
	{ colour: '#5b3f8f', path: 'M0 -10V10', filled: false },
	{ colour: '#2f6b2f', path: dots([[0, 0, 3.8]]), filled: true },
	{ colour: '#9b2d5e', path: 'M-8 8L8 -8', filled: false },
	{ colour: '#1f5aa6', path: 'M-10 0H10M0 -10V10', filled: false },
	{ colour: '#6b5a00', path: 'M-8 -8L8 8M-8 8L8 -8', filled: false },
	{
		colour: '#0f6f63',
		path: dots([
			[-3.8, -3, 2],
			[3.8, -3, 2],
			[0, 4, 2]
		]),
		filled: true
	},
	{ colour: '#7d3a2a', path: 'M-10 -3.5H10M-10 3.5H10', filled: false },
	{ colour: '#4a5568', path: 'M-5.6 0a5.6 5.6 0 1 0 11.2 0a5.6 5.6 0 1 0 -11.2 0', filled: false },
	{ colour: '#7a2f8f', path: 'M-7 5L0 -5L7 5', filled: false },
	{ colour: '#33520a', path: 'M0 -10A10 10 0 0 1 0 10Z', filled: true }
];

/** The mark of a unit's colour number (0–11; larger numbers start over). */
export function mark(colour: number): Mark {
	return marks[turn(colour)]!;
}

/** `count` seats around a table: points on a circle of `radius` around (0,0), the first at the top, clockwise. */
export function around(count: number, radius: number): { x: number; y: number; angle: number }[] {
	return Array.from({ length: count }, (_, seat) => {
		const angle = (2 * Math.PI * seat) / count - Math.PI / 2;
		return { x: round(Math.cos(angle) * radius), y: round(Math.sin(angle) * radius), angle };
	});
}

/** Two decimals are enough for a picture, and make the server's and the browser's text equal. */
export function round(value: number): number {
	return Math.round(value * 100) / 100 + 0;
}
