import type { Check } from './check.ts';

/**
 * What has the focus is in sight wherever it is (WCAG 2.4.11): no bar that sticks covers anything of it, nor is it outside the window.
 * Each stop is given the focus forwards and backwards, which scrolls as Tab does; of what is high a part is enough.
 */
export const focusShown: Check = {
	widths: [1280, 390],
	locales: ['nn'],
	faults: (page) =>
		page.evaluate(() => {
			const seen = new Set<string>();
			const isStuck = (node: Element | null, stop: Element): boolean => {
				for (let each = node; each && !each.contains(stop); each = each.parentElement)
					if (['sticky', 'fixed'].includes(getComputedStyle(each).position)) return true;
				return false;
			};
			const isInside = (y: number) => y >= 0 && y <= innerHeight;
			const isCovered = (stop: Element, x: number, y: number): boolean => {
				const top = isInside(y) ? document.elementFromPoint(Math.min(Math.max(x, 1), innerWidth - 1), y) : null;
				return top !== null && !stop.contains(top) && isStuck(top, stop);
			};
			const named = (stop: Element) =>
				`${stop.localName} "${(stop.getAttribute('aria-label') ?? stop.closest('label')?.textContent ?? stop.textContent ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 40)}" ${stop.id}`.trim();
			scrollTo(0, 0);
			const stops = [...document.querySelectorAll<HTMLElement>('a[href], button, input, select, textarea, summary, [tabindex]')];
			// Forwards, and back again, which brings them in from the other side.
			for (const stop of [...stops, ...stops.toReversed()]) {
				if (stop.tabIndex < 0 || !stop.checkVisibility({ visibilityProperty: true })) continue;
				stop.focus();
				if (document.activeElement !== stop) continue;
				// A control that only its label shows: `visually-hidden`, as radio buttons drawn anew.
				const box = stop.getBoundingClientRect();
				const shown = box.width <= 1 ? (stop.closest('label') ?? stop) : stop;
				const { left, right, top, bottom } = shown.getClientRects()[0] ?? box;
				const rows = [top + 2, (top + bottom) / 2, bottom - 2];
				const covered = (y: number) => [left + 2, (left + right) / 2, right - 2].some((x) => isCovered(shown, x, y));
				const isHigh = bottom - top > innerHeight / 2;
				const isShown = (y: number) => isInside(y) && !covered(y);
				// Of a field of several lines the browser shows the one that is written on.
				const isPart = stop.localName === 'textarea';
				const isClear = isHigh ? bottom > 40 && top < innerHeight - 40 : rows.some(isShown) && (isPart || !rows.some(covered));
				if (!isClear) seen.add(named(stop));
			}
			(document.activeElement as HTMLElement | null)?.blur();
			scrollTo(0, 0);
			return seen.size > 0 ? [`hides the focus of ${seen.size} stops: ${[...seen].slice(0, 5).join(', ')}`] : [];
		})
};
