import type { Db } from '#lib/db/open.server.ts';
import type { Block } from '#lib/documents/document.ts';
import { longDate, mediumDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { joined, nameFor, textOf, writtenFor, type Words } from '#lib/i18n/named.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { depthsOf, isTop } from '../document/model.ts';
import { documentOf, type ElementView } from '../document/queries.server.ts';
import { costInWords, kindLabels, moreFacts } from '../document/text.ts';

type Fact = [string, Words];

/** Contents, then the plan as it is read, with all measures in one table before the appendices. */
export async function planBlocks(
	db: Db,
	municipalityId: string,
	{ versionId, locale, from }: { versionId: string; locale: Locale; /** What the municipality writes in. */ from: Locale }
): Promise<Block[]> {
	const elements = await documentOf(db, municipalityId, versionId);
	const depths = depthsOf(elements);
	const headingOf = (element: ElementView): Words => [
		`${kindLabels[element.kind]({}, { locale })} ${element.number}: `,
		nameFor(locale, element)
	];
	const written = (element: ElementView): Block[] => {
		if (element.kind === 'paragraph') {
			const { text, lang } = nameFor(locale, element);
			return text.split(/\n\s*\n/).map((part) => ({ text: part, lang }));
		}
		const level = Math.min(depths.get(element.elementId)!, 3) as 1 | 2 | 3;
		const heading: Block = { heading: headingOf(element), level };
		return element.kind === 'measure' ? [heading, { facts: measureFacts(element, locale, from) }] : [heading];
	};
	const tops = elements.filter(({ kind }) => isTop(kind));
	const appendices = elements.findIndex(({ kind }) => kind === 'appendix');
	const body = appendices < 0 ? elements : elements.slice(0, appendices);
	return [
		...(tops.length > 3 ? [{ heading: m.plan_contents({}, { locale }), level: 1 } as const, { list: tops.map(headingOf) }] : []),
		...body.flatMap(written),
		...measuresTable(elements, locale),
		...elements.slice(body.length).flatMap(written)
	];
}

function measuresTable(elements: readonly ElementView[], locale: Locale): Block[] {
	const measures = elements.filter(({ kind }) => kind === 'measure');
	if (measures.length === 0) return [];
	const title = m.plan_measures_table({}, { locale });
	return [
		{ heading: title, level: 1 },
		{
			table: {
				caption: title,
				head: [
					m.plan_field_number({}, { locale }),
					m.plan_measure({}, { locale }),
					m.plan_responsible({}, { locale }),
					m.common_deadline({}, { locale }),
					m.measure_cost({}, { locale })
				],
				rows: measures.map((element) => [
					element.number,
					nameFor(locale, element),
					responsible(element, locale),
					element.deadline ? mediumDate(locale, element.deadline) : '',
					element.costKr === null ? '' : costInWords(locale, element.costKr)
				])
			}
		}
	];
}

function responsible(element: ElementView, locale: Locale): Words {
	const role = nameFor(locale, { nn: element.roleNn, nb: element.roleNb });
	return joined([element.unit && nameFor(locale, element.unit), role], ', ');
}

function measureFacts(element: ElementView, locale: Locale, from: Locale): Fact[] {
	const unknown = m.plan_not_given({}, { locale });
	const who = responsible(element, locale);
	return [
		[m.plan_responsible({}, { locale }), textOf(who) ? who : unknown],
		[m.common_deadline({}, { locale }), element.deadline ? longDate(locale, element.deadline) : m.plan_no_deadline({}, { locale })],
		...(element.series ? [[m.plan_kept_by({}, { locale }), nameFor(locale, element.series)] as Fact] : []),
		...moreFacts(locale, element).map(({ label, ...words }): Fact => [label, words]),
		...element.findings.map((finding) => [m.plan_answers({}, { locale }).replace(/:$/, ''), writtenFor(locale, from, finding.text)] as Fact)
	];
}
