/**
 * What was pasted as HTML, as lines: a row of a table with tabs between its cells, a heading behind `#`. Nothing when it holds neither,
 * and the browser's own text is as good.
 */
export function linesOfHtml(html: string): string | undefined {
	const document = new DOMParser().parseFromString(html, 'text/html');
	if (!document.querySelector('table, h1, h2, h3, h4, h5, h6')) return undefined;
	const lines: string[] = [];
	const inOneLine = (element: Element) => (element.textContent ?? '').replace(/\s+/g, ' ').trim();
	const walk = (element: Element): void => {
		if (element.localName === 'table') {
			for (const row of element.querySelectorAll('tr')) lines.push([...row.querySelectorAll('th, td')].map(inOneLine).join('\t'));
			lines.push('');
		} else if (/^h[1-6]$/.test(element.localName)) lines.push(`${'#'.repeat(Number(element.localName[1]))} ${inOneLine(element)}`);
		else if (element.localName === 'li') lines.push(`• ${inOneLine(element)}`);
		else if (element.querySelector('table, h1, h2, h3, h4, h5, h6, p, li, div')) for (const child of element.children) walk(child);
		else if (!['style', 'script', 'meta', 'title'].includes(element.localName) && inOneLine(element)) lines.push(inOneLine(element));
	};
	for (const child of document.body.children) walk(child);
	return lines.join('\n');
}

/** Pastes tables and headings so that they can be told in the text. */
export function pasteAsLines(event: ClipboardEvent & { currentTarget: HTMLTextAreaElement }): void {
	const lines = linesOfHtml(event.clipboardData?.getData('text/html') ?? '');
	if (lines === undefined) return;
	event.preventDefault();
	const area = event.currentTarget;
	area.setRangeText(lines, area.selectionStart, area.selectionEnd, 'end');
	area.dispatchEvent(new Event('input', { bubbles: true }));
}
