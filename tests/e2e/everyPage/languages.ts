import type { Check } from './check.ts';

/** Words of most sentences in one language and of none in the other. */
const words = {
	nynorsk:
		'ikkje|eg|ein|eit|dei|frå|kva|kven|korleis|kvar|kvifor|noko|nokon|nokre|vart|vere|gjere|meir|fleire|mykje|berre|saman|hjå|seier|kjem|eining\\w*|bustad(?!kontoret)\\w*|bustøn\\w*|innspel|høyring\\w*',
	bokmål:
		'ikke|jeg|et|fra|hva|hvem|hvordan|hver|hvorfor|noe|noen|være|gjøre|mer|flere|mye|bare|sammen|sier|kommer|enhet\\w*|bolig\\w*|innspill|høring\\w*',
	both: 'og|som|til|på|av|med|ei|skal|når|også|di|ved|mellom|etter|våre|våra|vårt|samling\\w*|kommunal\\w*|bustadkontoret',
	english: 'the|of|and|with|from|this|these|your|you|which|have|been|was|were|their|not|how|who|what|when|remove'
};

/** By the language that words say they are in: what shows that they are not. */
const foreign: Record<string, string> = {
	en: `${words.nynorsk}|${words.bokmål}|${words.both}`,
	nb: `${words.nynorsk}|${words.english}`,
	nn: `${words.bokmål}|${words.english}`
};

/** Names in any language: the product, its cookies and address, a strategy of the state, a published text, a button. */
const names = 'Samling|samling-[\\w…]+|<samling@.*?>|Bolig for velferd|Helhetlig boligsosialt arbeid i Stord|English';

/** The demo's municipality writes nynorsk and its pre-analysis is quoted in bokmål, which nothing can know; a thread may begin with it. */
const quoted = ['/plan/findings', '/thread/[kind]/[id]'];

/**
 * What is in another language than the page says so, and says nothing of the page's own (WCAG 3.1.2): no text stands in a `lang` that
 * its words are not of. Who reads English or bokmål sees what a nynorsk municipality wrote beside its units and plan in bokmål. An
 * attribute, or the title of the page or of a picture, cannot have two languages: what it quotes is not asked about, only that it does not
 * stand in an element of another language.
 */
export const languages: Check = {
	widths: [1280],
	locales: ['en', 'nb'],
	faults: (page, { route, locale }) =>
		page.evaluate(
			({ foreign, names, page, isQuoted }) => {
				const found = new Set<string>();
				const ask = (at: Element, text: string, what: string) => {
					const lang = at.closest('[lang]')!.getAttribute('lang')!.slice(0, 2);
					if (isQuoted && lang === 'nn') return;
					const plain = text.replace(/\s+/g, ' ').replace(new RegExp(names, 'g'), '').trim();
					const word = new RegExp(`(?<![\\p{L}\\d@.])(${foreign[lang]})(?![\\p{L}\\d@])`, 'iu').exec(plain)?.[1];
					if (word) found.add(`has «${plain.slice(0, 90)}» in ${lang}, for «${word}» (${what})`);
				};
				const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
				for (let text = texts.nextNode(); text; text = texts.nextNode()) {
					const at = text.parentElement!;
					if (!at.closest('script, style, code, title, #svelte-announcer')) ask(at, text.textContent!, `${at.localName}.${at.className}`);
				}
				for (const name of ['aria-label', 'alt', 'title', 'placeholder'])
					for (const at of document.body.querySelectorAll(`[${name}]`))
						if (!at.closest('[lang]')!.getAttribute('lang')!.startsWith(page))
							ask(at, at.getAttribute(name)!, `${name} of ${at.localName}`);
				for (const at of document.body.querySelectorAll<HTMLInputElement>('input[type=text], input:not([type]), textarea'))
					ask(at, at.value, `value of ${at.localName} ${at.name}`);
				return [...found];
			},
			{ foreign, names, page: locale, isQuoted: quoted.includes(route) }
		)
};
