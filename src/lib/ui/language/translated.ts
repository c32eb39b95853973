/*
 * A browser that translates a page (Google, and what is built on it) puts `<font>` in the place of each text and takes the text itself
 * out of the document. What the page writes afterwards would go into a text that nobody sees: a clock stands still, "saved" stays. So the
 * text is put back beside its translation, empty; when the page writes in it, the translation goes and the text is seen, to be translated
 * anew.
 */

/** The translation that stands for a text. */
const standsFor = new Map<Text, Element>();

/** The `<font>` that came where `record` took a text away, beside it or in one step with it. */
function translationIn({ addedNodes, previousSibling, nextSibling }: MutationRecord): Element | undefined {
	const beside = [...addedNodes, previousSibling, nextSibling];
	const taken = new Set(standsFor.values());
	return beside.find(
		(node): node is Element => node instanceof Element && node.nodeName === 'FONT' && node.isConnected && !taken.has(node)
	);
}

/** Keeps a page true while a browser translates it; from the first moment on. */
export function staysTrueTranslated(): void {
	const watch = new MutationObserver((records) => {
		for (const record of records) {
			if (record.type === 'characterData') written(record.target as Text);
			else for (const node of record.removedNodes) if (node instanceof Text) removed(node, record);
		}
		// What was done here is no news.
		watch.takeRecords();
		for (const [text, translation] of standsFor) if (!text.isConnected && !translation.isConnected) standsFor.delete(text);
	});

	function removed(text: Text, record: MutationRecord): void {
		if (text.isConnected) return;
		const known = standsFor.get(text);
		const translation = translationIn(record);
		if (known?.isConnected) {
			// The page took its text away.
			known.remove();
			standsFor.delete(text);
		} else if (translation) {
			text.data = '';
			translation.before(text);
			standsFor.set(text, translation);
			watch.observe(text, { characterData: true });
		}
	}

	function written(text: Text): void {
		const translation = standsFor.get(text);
		if (!translation || text.data === '') return;
		translation.remove();
		standsFor.delete(text);
	}

	watch.observe(document, { childList: true, subtree: true });
}
