import type { Attachment } from 'svelte/attachments';

type Edge = 'top' | 'bottom';
/** How far what sticks reaches into the window, by its bar. */
const bars: Record<Edge, Map<HTMLElement, number>> = { top: new Map(), bottom: new Map() };

function tell(edge: Edge): void {
	document.documentElement.style.setProperty(`--stuck-${edge}`, `${Math.max(0, ...bars[edge].values())}px`);
}

/**
 * For a bar that sticks to an edge of the window: what gets the focus is scrolled clear of it (WCAG 2.4.11), however high it is just now.
 * The page's `scroll-padding` and what sticks beside it read `--stuck-top` and `--stuck-bottom`; where the bar does not stick, it is 0.
 */
export const sticks =
	(edge: Edge): Attachment<HTMLElement> =>
	(bar) => {
		const measure = () => {
			const { position, insetBlockStart, insetBlockEnd } = getComputedStyle(bar);
			const inset = Number.parseFloat(edge === 'top' ? insetBlockStart : insetBlockEnd) || 0;
			bars[edge].set(bar, position === 'sticky' ? inset + bar.offsetHeight : 0);
			tell(edge);
		};
		const resized = new ResizeObserver(measure);
		resized.observe(bar);
		// Whether it sticks hangs on the window, too.
		addEventListener('resize', measure);
		return () => {
			resized.disconnect();
			removeEventListener('resize', measure);
			bars[edge].delete(bar);
			tell(edge);
		};
	};
