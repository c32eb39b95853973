import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitsHeader } from '#lib/mail/address.ts';
import { letter, type Letter } from '#lib/mail/letter.ts';

const invitation: Letter = {
	locale: 'nn',
	heading: 'Velkomen til bustadsosialt forum',
	body: [
		'Hei Åse,\nvi ses på rådhuset.',
		{ heading: 'Når og kvar' },
		{
			facts: [
				['Tid', 'onsdag 14. mars 2018 kl. 09.00–15.00'],
				['Stad', 'Kommunestyresalen']
			]
		},
		{ list: ['Innlegg', 'Kafédialog'] },
		{ button: 'Svar på invitasjonen', href: 'https://samling.example/invitation/abc?a=1&b=2' }
	],
	footer: ['Du får denne fordi bustadkontoret har invitert deg.', 'Stord kommune']
};

describe('A letter', () => {
	test('reads as plain text without the HTML', () => {
		expect(letter(invitation).text).toBe(
			[
				'Velkomen til bustadsosialt forum',
				'================================',
				'',
				'Hei Åse,',
				'vi ses på rådhuset.',
				'',
				'Når og kvar',
				'-----------',
				'',
				'Tid: onsdag 14. mars 2018 kl. 09.00–15.00',
				'Stad: Kommunestyresalen',
				'',
				'- Innlegg',
				'- Kafédialog',
				'',
				'Svar på invitasjonen:',
				'https://samling.example/invitation/abc?a=1&b=2',
				'',
				'-- ',
				'Du får denne fordi bustadkontoret har invitert deg.',
				'Stord kommune',
				''
			].join('\n')
		);
	});

	test.each(['nn', 'nb', 'en'] as const)('says its language, %s, where screen readers and mail clients look', (locale) => {
		const { html } = letter({ ...invitation, locale });
		expect(html).toContain(`<html lang="${locale}" dir="ltr">`);
		// Many mail clients drop the html element.
		expect(html).toContain(`<div lang="${locale}" dir="ltr">`);
	});

	test('has one first heading, headings in order, and facts whose headers are headers', () => {
		const { html } = letter(invitation);
		expect(html.match(/<h[1-6]/g)).toEqual(['<h1', '<h2']);
		expect(html).toMatch(/<th scope="row"[^>]*>Tid<\/th>/);
		expect(html.match(/<table(?![^>]*role="presentation")/g)).toHaveLength(1);
	});

	test('fetches nothing and runs nothing', () => {
		const { html } = letter(invitation);
		expect(html).not.toMatch(/<(img|script|link|iframe|object|form)\b|url\(|@import|\son\w+=/i);
		expect(html.match(/https?:\/\/[^"<\s]+/g)).toEqual(['https://samling.example/invitation/abc?a=1&amp;b=2']);
	});

	test('says of every text and every ground what it is on a dark device, and in itself where nobody asks', () => {
		const { html } = letter({ ...invitation, unsubscribe: { text: 'Meld deg av', href: 'https://samling.example/mail/x/stop' } });
		expect(html).toContain('<meta name="color-scheme" content="light dark">');
		const [, style = ''] = /<style>(.*)<\/style>/.exec(html) ?? [];
		const told = new Set([...style.matchAll(/\.(\w+)\{/g)].map(([, name]) => name));
		const coloured = html.match(/<(?!a href="[^"]*" style="display)[^>]*(?:[";]color:#|bgcolor=|background-color:)[^>]*>/g)!;
		expect(coloured.length).toBeGreaterThan(10);
		expect(coloured.filter((tag) => !told.has(/class="(\w+)"/.exec(tag)?.[1]))).toEqual([]);
		// The link of the button has the colour of its cell's rule.
		expect(style).toContain('.do a{color:');
	});

	test('shows what people typed as text, wherever they typed it', () => {
		const bad = '<script>alert("x")</script> & \'y\'';
		const { html, text } = letter({
			locale: 'nn',
			heading: bad,
			body: [bad, { heading: bad }, { list: [bad] }, { facts: [[bad, bad]] }, { button: bad, href: 'https://samling.example/' }],
			footer: [bad]
		});
		expect(html).not.toContain('<script');
		expect(html.match(/&lt;script&gt;alert\(&quot;x&quot;\)&lt;\/script&gt; &amp; &#39;y&#39;/g)).toHaveLength(9);
		expect(text.split(bad)).toHaveLength(9);
	});

	test('keeps no control characters and none that turn the direction of writing', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary' }), (typed) => {
				const { html, text } = letter({ locale: 'nn', heading: typed, body: [typed, { list: [typed] }], footer: [typed] });
				expect(html + text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
			})
		);
	});

	test.each(['javascript:alert(1)', '/invitation/abc', 'https://samling.example/"onclick="x', 'ftp://samling.example/'])(
		'does not link to %s',
		(href) => {
			expect(() => letter({ ...invitation, body: [{ button: 'Svar', href }] })).toThrow('absolute');
		}
	);

	test('with nobody to name at its foot has no foot', () => {
		const { html, text } = letter({ ...invitation, footer: [] });
		expect(text).not.toContain('-- ');
		expect(html).not.toContain('border-top:1px');
	});
});

describe('A header', () => {
	test.each(['Svar på invitasjonen', 'Møte – «Heile vegen heim» 🏠', ''])('may say %j', (text) => expect(fitsHeader(text)).toBe(true));
	test.each(['a\r\nBcc: b', 'a\nb', 'a\u0000b', 'a\u2028b', 'a\u202eb', 'a\tb', 'x'.repeat(251)])('may not say %j', (text) =>
		expect(fitsHeader(text)).toBe(false)
	);
});

test('a heading with nothing in it or under it is not mailed, nor an empty paragraph or item', () => {
	const { text, html } = letter({
		locale: 'nn',
		heading: 'Oppsummering',
		body: [{ heading: 'Tomt' }, { heading: '' }, '', { heading: 'Punkt' }, { list: ['', 'Eitt'] }, { heading: 'Sist' }, { list: [''] }],
		footer: []
	});
	expect(text).toBe('Oppsummering\n============\n\nPunkt\n-----\n\n- Eitt\n');
	expect(html.match(/<h2|<li|<p/g)).toEqual(['<h2', '<li']);
});
