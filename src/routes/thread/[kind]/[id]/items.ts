import { signatureName } from '#lib/cafe/labelName.ts';
import { unitWords } from '#lib/plan/indicators/text.ts';
import { asWritten } from '#lib/ui/show/written.ts';
import { monthAndYear, osloTime, mediumDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { joined, nameFor, type Name, type Words } from '#lib/i18n/named.ts';
import { dateAsKnown, outcomeLabels } from '#lib/plan/text.ts';
import { kindLabels, statusLabels } from '#lib/plan/document/text.ts';
import { originLabels } from '#lib/plan/inputs/text.ts';
import { startKinds, type ThreadItem } from '#lib/plan/thread/model.ts';

/** An item of the thread in words: what it says, what stands before it, where and when it was said, and where its own page is. */
export function wordsOf(item: ThreadItem, locale: Locale): { title: Name; kind: string; about: Words; href: string | undefined } {
	const title =
		item.kind === 'decision'
			? { text: outcomeLabels[item.outcome]() }
			: item.kind === 'element' || item.kind === 'indicator'
				? nameFor(locale, item)
				: item.kind === 'status'
					? { text: statusLabels[item.status]() }
					: item.kind === 'reading'
						? { text: item.shown }
						: item.kind === 'version'
							? { text: m.plan_version_number({ number: item.number }) }
							: asWritten(item.text);
	return {
		title,
		kind: item.kind === 'element' ? `${kindLabels[item.elementKind]()} ${item.number}: ` : '',
		about: joined(aboutOf(item, locale), ' · '),
		href: (startKinds as readonly string[]).includes(item.kind)
			? `/thread/${item.kind}/${item.id}`
			: item.kind === 'summary'
				? `/gatherings/${item.gatheringId}/summary`
				: undefined
	};
}

function aboutOf(item: ThreadItem, locale: Locale): (Words | false)[] {
	const month = (text: string | null) => (text ? monthAndYear(locale, text) : '');
	const day = (instant: string | null) => (instant ? mediumDate(locale, osloTime(instant).date) : '');
	switch (item.kind) {
		case 'note':
			return [m.common_table_number({ number: item.table }), month(item.month), signatureName(item.writtenBy, item.firstText)];
		case 'cluster':
		case 'harvestPoint':
			return [m.common_table_number({ number: item.table }), month(item.month)];
		case 'forumPoint':
			return [asWritten(item.theme), month(item.month), item.isFirst && m.thread_comes_first()];
		case 'summary':
			return [day(item.publishedAt)];
		case 'finding':
			return [asWritten(item.title), `${item.year}`];
		case 'input':
			return [
				originLabels[item.origin](),
				m.thread_for_version({ number: item.revision }),
				item.withdrawnAt !== null && m.thread_withdrawn()
			];
		case 'decision':
			return [day(item.at), !item.isSettled && m.thread_not_settled()];
		case 'element':
			return [item.isDraft && m.thread_in_draft()];
		case 'indicator':
			return [unitWords(item.unit)];
		case 'status':
			return [m.thread_since({ when: mediumDate(locale, item.at) })];
		case 'reading':
			return [nameFor(locale, item), item.unit === '%' ? '' : unitWords(item.unit), dateAsKnown(locale, item.at)];
		case 'version':
			return [dateAsKnown(locale, item.adoptedDate), asWritten(item.adoptedBy ?? ''), item.caseNumber ?? ''];
	}
}
