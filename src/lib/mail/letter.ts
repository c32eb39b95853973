import type { Locale } from '#lib/i18n/language.ts';

/**
 * A piece of a letter, top to bottom: a paragraph (line breaks kept), a heading, a list, facts (what → the fact),
 * or the one link that is a button. All of it is plain text.
 */
export type Block =
	| string
	| { heading: string }
	| { list: readonly string[] }
	| { facts: readonly (readonly [string, string])[] }
	| { button: string; href: string };

export type Letter = {
	locale: Locale;
	/** What the letter says in one line, on top. */
	heading: string;
	body: readonly Block[];
	/** Who sends it and why the reader gets it; a paragraph each. */
	footer: readonly string[];
	/** The link at the very end through which the reader unsubscribes from mails of this kind. */
	unsubscribe?: { text: string; href: string };
};

/**
 * The same letter as text and as HTML. One column of tables with inline styles, which is what Outlook's Word engine
 * understands; no images, nothing fetched from anywhere. Whatever people have typed is escaped and freed of unseen characters.
 * Throws when a link is not absolute http(s).
 */
export function letter({ locale, heading, body, footer, unsubscribe }: Letter): { text: string; html: string } {
	const clean = withoutEmpty(body.map(cleanBlock));
	const title = plain(heading);
	const notes = footer.map(plain);
	if (unsubscribe) checkLink(unsubscribe.href);
	const end = unsubscribe && { text: plain(unsubscribe.text), href: unsubscribe.href };
	return { text: asText(title, clean, notes, end), html: asHtml(locale, title, clean, notes, end) };
}

/** What people left empty says nothing in a letter: no empty paragraph, and no heading with nothing under it or nothing in it. */
function withoutEmpty(body: Block[]): Block[] {
	const said = body
		.map((block) => (typeof block !== 'string' && 'list' in block ? { list: block.list.filter((item) => item !== '') } : block))
		.filter((block) => {
			if (typeof block === 'string') return block !== '';
			if ('heading' in block) return block.heading !== '';
			return 'list' in block ? block.list.length > 0 : true;
		});
	const isHeading = (block: Block | undefined) => typeof block === 'object' && 'heading' in block;
	return said.filter((block, at) => !isHeading(block) || (at + 1 < said.length && !isHeading(said[at + 1])));
}

function checkLink(href: string): void {
	if (!/^https?:\/\/[^\s"'<>]+$/.test(href)) throw new Error('A link in a letter must be absolute.');
}

/** Control characters other than line feed, and those that turn the direction of writing (Unicode TR 36). */
const unseen = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

function plain(text: string): string {
	return text.replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(unseen, '').trim();
}

function cleanBlock(block: Block): Block {
	if (typeof block === 'string') return plain(block);
	if ('heading' in block) return { heading: plain(block.heading) };
	if ('list' in block) return { list: block.list.map(plain) };
	if ('facts' in block) return { facts: block.facts.map(([what, fact]) => [plain(what), plain(fact)] as const) };
	checkLink(block.href);
	return { button: plain(block.button), href: block.href };
}

function asText(heading: string, body: Block[], footer: string[], unsubscribe: Letter['unsubscribe']): string {
	const blocks = body.map((block) => {
		if (typeof block === 'string') return block;
		if ('heading' in block) return `${block.heading}\n${'-'.repeat(Math.min(block.heading.length, 60))}`;
		if ('list' in block) return block.list.map((item) => `- ${item.replaceAll('\n', '\n  ')}`).join('\n');
		if ('facts' in block) return block.facts.map(([what, fact]) => `${what}: ${fact}`).join('\n');
		return `${block.button}:\n${block.href}`;
	});
	const top = `${heading}\n${'='.repeat(Math.min(heading.length, 60))}`;
	const foot = [...footer, ...(unsubscribe ? [`${unsubscribe.text}: ${unsubscribe.href}`] : [])];
	const end = foot.length > 0 ? [`-- \n${foot.join('\n')}`] : [];
	return `${[top, ...blocks, ...end].join('\n\n')}\n`;
}

/** Ink on paper, as in the rest of the product, in the only way that every mail client knows. */
const ink = '#1c242b';
const quiet = '#595148';
const fjord = '#00515e';
const paper = '#fbf7ef';
const font = "font-family:'Segoe UI',Arial,Helvetica,sans-serif";
/**
 * The same on a device that is dark, for clients that ask (Apple Mail, Outlook on a Mac); others keep the light letter, or turn its colours
 * round themselves: every text and every ground says its own.
 */
const dark = `<style>:root{color-scheme:light dark}@media (max-width:480px){.edge{padding:12px 0!important}.in{padding-left:16px!important;padding-right:16px!important}}@media (prefers-color-scheme:dark){.paper{background-color:#191714!important}.sheet{background-color:#24211d!important;border-color:#7cc7d4!important}.ink{color:#f0ebe2!important}.quiet{color:#b9afa0!important}.rule{border-color:#3d372f!important}.do{background-color:#7cc7d4!important}.do a{color:#06191d!important}}</style>`;
const paragraph = `margin:0 0 16px;${font};font-size:17px;line-height:26px;color:${ink}`;

function asHtml(locale: Locale, heading: string, body: Block[], footer: string[], unsubscribe: Letter['unsubscribe']): string {
	const title = escaped(heading);
	const small = `margin:0 0 8px;${font};font-size:14px;line-height:21px;color:${quiet}`;
	const link =
		unsubscribe && `<a href="${escaped(unsubscribe.href)}" class="quiet" style="color:${quiet}">${escaped(unsubscribe.text)}</a>`;
	const lines = [...footer.map(escaped), ...(link ? [link] : [])].map((note) => `<p class="quiet" style="${small}">${note}</p>`).join('\n');
	const notes =
		lines &&
		`<tr><td class="rule in" style="padding:16px 28px 24px;word-break:break-word;overflow-wrap:anywhere;border-top:1px solid #e0d6c7">\n${lines}\n</td></tr>`;
	return `<!doctype html>
<html lang="${locale}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<title>${title}</title>
${dark}
</head>
<body class="paper" style="margin:0;padding:0;background-color:${paper}">
<div lang="${locale}" dir="ltr">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${paper}" class="paper" style="background-color:${paper}"><tr><td align="center" class="edge" style="padding:24px 12px">
<!--[if mso]><table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"><tr><td><![endif]-->
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" class="sheet" style="max-width:600px;background-color:#ffffff;border-top:4px solid ${fjord}"><tr><td class="in" style="padding:32px 28px 16px;word-break:break-word;overflow-wrap:anywhere">
<h1 class="ink" style="margin:0 0 20px;${font};font-size:26px;line-height:34px;font-weight:700;color:${ink}">${title}</h1>
${bodyAsHtml(body)}
</td></tr>${notes}</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr></table>
</div>
</body>
</html>
`;
}

/** What marks the covering words: the paragraphs that a letter begins with. */
const mark = { from: '<!--words-->\n', to: '<!--/words-->\n' };

function bodyAsHtml(body: Block[]): string {
	const other = body.findIndex((block) => typeof block !== 'string');
	const count = other < 0 ? body.length : other;
	const said = body.slice(0, count).map((block) => `${blockAsHtml(block)}\n`);
	return `${mark.from}${said.join('')}${mark.to}${body.slice(count).map(blockAsHtml).join('\n')}`;
}

type Written = { text: string; html: string };

/** The paragraphs that a letter begins with; undefined where they are not marked. */
export function openingOf({ html }: Pick<Written, 'html'>): string[] | undefined {
	const [from, to] = [html.indexOf(mark.from), html.indexOf(mark.to)];
	if (from < 0 || to < from) return undefined;
	const lines = html.slice(from + mark.from.length, to).split('\n');
	return lines.filter(Boolean).map((line) => unescaped(line.replace(/^<p [^>]*>|<\/p>$/g, '')));
}

/** The same letter beginning with other paragraphs, which are plain text; undefined where they are not marked. */
export function withOpening({ text, html }: Written, opening: readonly string[]): Written | undefined {
	const before = openingOf({ html });
	if (!before) return undefined;
	const said = opening.map(plain).filter(Boolean);
	const [from, to] = [html.indexOf(mark.from) + mark.from.length, html.indexOf(mark.to)];
	// Right below the line under the heading.
	const top = /\n=+\n\n/.exec(text);
	const old = before.map((one) => `${one}\n\n`).join('');
	const at = top ? top.index + top[0].length : -1;
	if (at < 0 || !text.startsWith(old, at)) return undefined;
	return {
		html: `${html.slice(0, from)}${said.map((one) => `${blockAsHtml(one)}\n`).join('')}${html.slice(to)}`,
		text: `${text.slice(0, at)}${said.map((one) => `${one}\n\n`).join('')}${text.slice(at + old.length)}`
	};
}

/** A subject and covering words (paragraphs with an empty line between); `subject` null: each mail has its own. */
export type Wording = { subject: string | null; words: string };

/** A mail that says `to` where it said `from`; unchanged where it did not. */
export function reworded<M extends Written & { subject: string }>(mail: M, from: Wording, to: Wording): M {
	const subject = to.subject !== null && (from.subject === null || mail.subject === from.subject) ? to.subject : mail.subject;
	const opening = openingOf(mail) ?? [];
	const words = paragraphs(from.words);
	const at = words.length === 0 ? Math.min(1, opening.length) : placeOf(opening, words);
	const written =
		at < 0 ? undefined : withOpening(mail, [...opening.slice(0, at), ...paragraphs(to.words), ...opening.slice(at + words.length)]);
	return { ...mail, ...written, subject };
}

function placeOf(all: readonly string[], some: readonly string[]): number {
	return all.findIndex((_, at) => some.every((one, nth) => all[at + nth] === one));
}

export function paragraphs(words: string): string[] {
	return words
		.replace(/\r\n?/g, '\n')
		.split(/\n\s*\n/)
		.map((one) => one.trim())
		.filter(Boolean);
}

function blockAsHtml(block: Block): string {
	if (typeof block === 'string') return `<p class="ink" style="${paragraph}">${escaped(block)}</p>`;
	if ('heading' in block) {
		return `<h2 class="ink" style="margin:24px 0 12px;${font};font-size:20px;line-height:28px;font-weight:700;color:${ink}">${escaped(block.heading)}</h2>`;
	}
	if ('list' in block) {
		const items = block.list.map(
			(item) => `<li class="ink" style="margin:0 0 8px;${font};font-size:17px;line-height:26px;color:${ink}">${escaped(item)}</li>`
		);
		return `<ul style="margin:0 0 16px;padding:0 0 0 24px">${items.join('')}</ul>`;
	}
	if ('facts' in block) {
		const cell = `padding:4px 0;${font};font-size:17px;line-height:26px;vertical-align:top;text-align:left`;
		const rows = block.facts.map(
			([what, fact]) =>
				`<tr><th scope="row" valign="top" align="left" class="quiet" style="${cell};padding-right:20px;font-weight:400;color:${quiet}">${escaped(what)}</th>` +
				`<td valign="top" class="ink" style="${cell};font-weight:600;color:${ink}">${escaped(fact)}</td></tr>`
		);
		return `<table cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px">${rows.join('')}</table>`;
	}
	const href = escaped(block.href);
	// Word ignores the padding of a link, so the cell has the colour and the room.
	return (
		`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px"><tr><td bgcolor="${fjord}" class="do" style="border-radius:6px;padding:13px 26px">` +
		`<a href="${href}" style="display:inline-block;${font};font-size:17px;line-height:24px;font-weight:700;color:#ffffff;text-decoration:none">${escaped(block.button)}</a></td></tr></table>`
	);
}

function escaped(text: string): string {
	return text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;')
		.replaceAll('\n', '<br>');
}

function unescaped(html: string): string {
	return html
		.replaceAll('<br>', '\n')
		.replaceAll('&#39;', "'")
		.replaceAll('&quot;', '"')
		.replaceAll('&gt;', '>')
		.replaceAll('&lt;', '<')
		.replaceAll('&amp;', '&');
}

const encoder = new TextEncoder();

/** Folds a line of a calendar so that none is longer than 75 octets and no character is cut in two (RFC 5545 §3.1). */
export function foldedLine(line: string): string {
	let folded = '';
	let octets = 0;
	for (const character of line) {
		const size = encoder.encode(character).length;
		if (octets + size > 75) {
			folded += '\r\n ';
			octets = 1;
		}
		folded += character;
		octets += size;
	}
	return folded;
}
