import type { Check } from './check.ts';

/** What a reader's own colours are called, of those that pictures are painted with. */
const system = ['Canvas', 'CanvasText', 'GrayText', 'LinkText', 'ButtonFace', 'ButtonText', 'Highlight', 'HighlightText'];

/**
 * With forced colours every line, area and word of a picture has one of the reader's own; the browser does that for HTML alone. A code
 * to be scanned is kept out of it on purpose (`forced-color-adjust`).
 */
export const forcedColours: Check = {
	widths: [1280],
	locales: ['nn'],
	async faults(page) {
		await page.emulateMedia({ forcedColors: 'active' });
		const found = await page.evaluate((system) => {
			const probe = document.body.appendChild(document.createElement('i'));
			const theirs = system.map((name) => {
				probe.style.color = name;
				return getComputedStyle(probe).color;
			});
			probe.remove();
			const faults = new Set<string>();
			const shapes = 'path, circle, rect, line, polyline, polygon, ellipse, text, tspan';
			for (const node of document.querySelectorAll<SVGElement>(`svg :is(${shapes})`)) {
				const { fill, stroke, forcedColorAdjust } = getComputedStyle(node) as CSSStyleDeclaration & { forcedColorAdjust: string };
				if (forcedColorAdjust === 'none' || !node.checkVisibility() || node.closest('clipPath, mask')) continue;
				for (const [what, colour] of Object.entries({ fill, stroke })) {
					// Nothing, or a pattern whose own lines are asked about.
					if (/^none|^url|, 0\)$/.test(colour) || theirs.includes(colour)) continue;
					const picture = node.closest('svg')!;
					const named = [picture.parentElement, picture, node].map((each) => each?.getAttribute('class') ?? each?.localName);
					faults.add(`${what} ${colour} of ${node.localName} (${named.join(' > ')})`);
				}
			}
			return [...faults].slice(0, 6);
		}, system);
		await page.emulateMedia({ forcedColors: 'none' });
		return found.map((fault) => `with forced colours paints ${fault}`);
	}
};
