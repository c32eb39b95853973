import type { Page } from '@playwright/test';

/**
 * Does to a page what Google Translate does: says another language on `<html>`, puts two `<font>` with "¤" before the text in the place of
 * every text and takes the text itself out, and goes on doing so with what comes. What is not to be translated is left alone.
 */
export async function translates(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const left = 'script, style, textarea, noscript, svg, font, [translate=no], .notranslate';
		const replace = (text: Text) => {
			if (text.data.trim() === '' || !text.parentElement || text.parentElement.closest(left)) return;
			const [outer, inner] = [document.createElement('font'), document.createElement('font')];
			inner.textContent = `¤${text.data}`;
			outer.append(inner);
			text.parentNode!.insertBefore(outer, text);
			text.remove();
		};
		const all = (node: Node) => {
			if (node instanceof Text) return replace(node);
			const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
			const found: Text[] = [];
			while (walker.nextNode()) found.push(walker.currentNode as Text);
			found.forEach(replace);
		};
		const begin = () => {
			document.documentElement.lang = 'ar';
			document.documentElement.classList.add('translated-ltr');
			all(document.body);
			new MutationObserver((records) => {
				for (const { type, target, addedNodes } of records)
					(type === 'characterData' ? [target] : [...addedNodes]).forEach((node) => node.isConnected && all(node));
			}).observe(document.body, { childList: true, subtree: true, characterData: true });
		};
		// A reader presses "translate" when the page is there.
		addEventListener('load', () => setTimeout(begin, 400));
	});
}
