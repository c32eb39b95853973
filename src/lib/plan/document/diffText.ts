import { langOfName, inLanguage, type Locale } from '#lib/i18n/language.ts';
import { mediumDate } from '#lib/i18n/format.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { wordChanges, type WordChange } from '#lib/wordChanges.ts';
import type { Change, ComparedField } from './diff.ts';
import type { Element } from './model.ts';
import type { ElementKind } from '../model.ts';
import type { Because } from './queries.server.ts';
import { costInWords } from './text.ts';
import { nameFor } from '#lib/i18n/named.ts';

/** A change as a page shows it, in the reader's language. */
export type Difference = {
	elementId: string;
	what: 'added' | 'removed' | 'changed';
	kind: ElementKind;
	number: string;
	/** Set when the number is another than before. */
	wasNumber: string | null;
	text: string;
	lang?: Locale | undefined;
	moved: boolean;
	/** The written form whose words changed while the other one's stayed: does that still say the same? */
	onlyIn: 'nn' | 'nb' | null;
	fields: { field: ComparedField; lang: 'nn' | 'nb' | undefined; words: WordChange[] }[];
	because: Because[];
};

type Names = { id: string; nn: string; nb: string };

/** What fields that hold an id are called. */
export type ComparedNames = { units: readonly Names[]; series: readonly Names[]; indicators: readonly Names[] };

/** Changes in the reader's language; ids, dates and states are compared as the reader sees them. */
export function differences(changes: readonly (Change & { because?: Because[] })[], locale: Locale, names: ComparedNames): Difference[] {
	return changes.map((change) => {
		const element = change.what === 'removed' ? change.previous : change.next;
		const own = change.what === 'changed';
		return {
			elementId: change.elementId,
			what: change.what,
			kind: element.kind,
			number: element.number,
			wasNumber: own && change.previous.number !== element.number ? change.previous.number : null,
			...nameFor(locale, element),
			moved: own && change.moved,
			onlyIn: own ? onlyIn(change.previous, change.next) : null,
			fields: own ? fieldChanges(change.previous, change.next, change.fields, locale, names) : [],
			because: change.because ?? []
		};
	});
}

function onlyIn(previous: Element, next: Element): 'nn' | 'nb' | null {
	const [nn, nb] = [previous.nn !== next.nn, previous.nb !== next.nb];
	if (nn && !nb && next.nb !== '') return 'nn';
	return nb && !nn && next.nn !== '' ? 'nb' : null;
}

/** How `next` differs from `previous` in each of `fields`. */
export function fieldChanges(
	previous: Pick<Element, ComparedField>,
	next: Pick<Element, ComparedField>,
	fields: readonly ComparedField[],
	locale: Locale,
	names: ComparedNames
): Difference['fields'] {
	const named = (rows: readonly Names[], id: string | null) => {
		const row = rows.find((candidate) => candidate.id === id);
		return row ? inLanguage(locale, row) : '';
	};
	const shown = (element: Pick<Element, ComparedField>, field: ComparedField): string => {
		if (field === 'unitId') return named(names.units, element.unitId);
		if (field === 'seriesId') return named(names.series, element.seriesId);
		if (field === 'deadline') return element.deadline ? mediumDate(locale, element.deadline) : m.plan_no_deadline();
		if (field === 'indicatorId') return named(names.indicators, element.indicatorId);
		if (field === 'costKr') return element.costKr === null ? '' : costInWords(locale, element.costKr);
		return element[field] ?? '';
	};
	return fields.map((field) => {
		const [before, after] = [shown(previous, field), shown(next, field)];
		const isText = /^(nn|nb|aim|notMeasurable)/.test(field);
		const whole: WordChange[] = [
			{ kind: 'del', text: before },
			{ kind: 'ins', text: after }
		];
		const lang = /(^nn|Nn)$/.test(field) ? 'nn' : /(^nb|Nb)$/.test(field) ? 'nb' : undefined;
		return {
			field,
			lang: /Id$/.test(field) ? langOfName(locale) : lang === locale ? undefined : lang,
			words: isText ? wordChanges(before, after) : whole.filter(({ text }) => text !== '')
		};
	});
}
