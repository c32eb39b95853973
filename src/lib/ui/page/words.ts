/** What is not read out with the text around it: controls, and what is for the eye only. */
const silent = 'button, input, select, textarea, summary, [aria-hidden="true"]';

/** The text of an element as it is said: without its controls, and with a stop where one paragraph ends and the next begins. */
export function wordsOf(element: Element): string {
	let words = '';
	const add = (text: string, stop: string) => {
		const next = text.replace(/\s+/g, ' ');
		if (next.trim() === '') return;
		const ended = words === '' || /[.!?:…]\s*$/.test(words);
		words = `${words.trimEnd()}${ended && words !== '' ? ' ' : words === '' || /^[.,:;]/.test(next.trim()) ? '' : stop}${next.trim()}`;
	};
	const read = (node: Node, stop: string): void => {
		if (node instanceof Text) return add(node.data, stop);
		if (!(node instanceof Element) || node.matches(silent)) return;
		let first = node.matches('p, li, div, h2, h3, dd, dt, tr') ? '. ' : stop;
		for (const child of node.childNodes) {
			const before = words;
			read(child, first);
			if (words !== before) first = ' ';
		}
	};
	for (const child of element.childNodes) read(child, ' ');
	return words.trim();
}
