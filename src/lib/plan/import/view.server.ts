import type { Instant } from '#lib/dates.ts';
import type { Db } from '#lib/db/open.server.ts';
import { longDate } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { nameFor } from '#lib/i18n/named.ts';
import { costInWords, statusLabels } from '../document/text.ts';
import { textOf } from '../source/block.ts';
import { written, type Line, type Written } from '../source/model.ts';
import { countsOf, readOf } from './model.ts';
import { importOf, lookedThrough, type Looked } from './queries.server.ts';
import { doubtTexts, placeText } from './text.ts';

/** How something that is written of a measure was understood; null when it was not. */
export type Fact = { field: keyof Written; written: string; read: string | null };

/** An import as its page shows it; undefined when it is not there. */
export async function importView(db: Db, municipalityId: string, importId: string, locale: Locale, now: Instant) {
	const found = await importOf(db, municipalityId, importId);
	if (!found) return undefined;
	const looked = await lookedThrough(db, municipalityId, found, now);
	const standing = new Map(looked.placed.map((line) => [line.id, line]));
	const lines = found.lines.map((line) => ({
		...line,
		source: line.from.map((at) => ({ place: placeText(found.blocks[at]!.place), text: textOf(found.blocks[at]!) })),
		shown: looked.numbers.get(line.id) ?? '',
		depth: depthOf(standing, line.id),
		isLoose: standing.get(line.id)?.parent === -1,
		isSilent: line.kind !== 'out' && line.text === '',
		isTwice: looked.twice.has(line.id),
		unread: looked.unread.get(line.id) ?? [],
		facts: factsOf(line, looked, locale),
		doubted: line.doubt ? doubtTexts[line.doubt]() : null
	}));
	return {
		importId: found.id,
		fileName: found.fileName,
		purpose: found.purpose,
		edition: found.edition,
		corrections: found.corrections,
		counts: countsOf(found.lines),
		lines,
		units: looked.units.map(({ id, nameNn, nameNb }) => ({ value: id, label: nameFor(locale, { nn: nameNn, nb: nameNb }).text })),
		known: looked.known.map(({ elementId, kind, number, nn, nb }) => ({ elementId, kind, number, words: nameFor(locale, { nn, nb }) })),
		proposals: looked.proposals.map(({ lineId, known, sameWords, sameNumber }) => ({
			lineId,
			own: found.lines.find(({ id }) => id === lineId)!.text,
			number: looked.numbers.get(lineId) ?? '',
			known: { elementId: known.elementId, number: known.number, words: nameFor(locale, { nn: known.nn, nb: known.nb }) },
			sameWords,
			sameNumber
		}))
	};
}

function depthOf(standing: ReadonlyMap<number, { parent: number | null }>, id: number): number {
	let depth = 0;
	for (let at = standing.get(id)?.parent ?? null; at !== null && at !== -1; at = standing.get(at)?.parent ?? null) depth++;
	return depth;
}

function factsOf(line: Line, { unitOf }: Looked, locale: Locale): Fact[] {
	const unit = unitOf.get(line.id);
	const { deadline, costKr, status } = readOf(line);
	const read: Partial<Record<keyof Written, string | null>> = {
		unit: unit ? nameFor(locale, { nn: unit.nameNn, nb: unit.nameNb }).text : null,
		deadline: deadline && longDate(locale, deadline),
		cost: costKr === null ? null : costInWords(locale, costKr),
		status: status && statusLabels[status]({}, { locale }),
		legalBasis: line.legalBasis,
		aim: line.aim
	};
	if (line.kind !== 'measure')
		return written.filter((field) => line[field] !== '').map((field) => ({ field, written: line[field], read: null }));
	return written
		.filter((field) => line[field] !== '' || (field === 'unit' && unit !== undefined))
		.map((field) => ({ field, written: line[field], read: read[field] ?? null }));
}
