import type { Page } from '@playwright/test';

/**
 * What can't be read from the back of the hall: texts under 1/25 of the height of the picture, texts that are not wholly in it, and pages
 * that would have to be scrolled.
 */
export function readableFromAfar(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const least = innerHeight / 25;
		const faults: string[] = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) {
			const node = walker.currentNode;
			const words = node.textContent!.trim();
			const parent = node.parentElement!;
			if (!words || parent.closest('script, style, .visually-hidden, .skip:not(:focus), .hold:not(:focus), .aside:not(:focus-within)'))
				continue;
			const range = document.createRange();
			range.selectNodeContents(node);
			const box = range.getBoundingClientRect();
			if (box.width === 0 || box.height === 0 || getComputedStyle(parent).visibility === 'hidden') continue;
			const size = Number.parseFloat(getComputedStyle(parent).fontSize);
			if (size < least - 0.01) faults.push(`${size} px, of at least ${least}: ${words}`);
			const clips = parent.closest('.told li, .title, .question');
			const isIn = box.left >= 0 && box.right <= innerWidth + 1 && box.top >= 0 && box.bottom <= innerHeight + 1;
			if (!isIn && !clips)
				faults.push(
					`${Math.round(box.left)}–${Math.round(box.right)} × ${Math.round(box.top)}–${Math.round(box.bottom)} is not in the picture: ${words}`
				);
		}
		const high = document.documentElement.scrollHeight - innerHeight;
		if (high > 0) faults.push(`the picture is ${high} px higher than the screen`);
		return faults;
	});
}
