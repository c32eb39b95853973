import { clockTime } from '#lib/i18n/format.ts';
import type { Locale } from '#lib/i18n/language.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import type { Change } from './diff.ts';
import type { Part } from './model.ts';
import type { ProgrammeRow } from './queries.server.ts';
import type { Warning } from './schedule.ts';
import { itemTitle } from './titles.ts';
import type { ProgrammeItemKind } from '../model.ts';
import type { SentencesOf } from '#lib/result.ts';
import type * as commands from './commands.server.ts';
import type { addMaterial, removeMaterial } from './materials.server.ts';

type UnitName = (unitId: string | null) => string;

/** One change of a programme as a line: "Nabodialog: kl. 09.15 → 09.25; 30 → 20 min". `unitName` gives '' for none. */
export function sayChange(locale: Locale, change: Change, unitName: UnitName): string {
	const title = (part: Part) => {
		const unit = unitName(part.speakerUnitId) || null;
		return itemTitle(locale, { ...part, unitNn: unit, unitNb: unit });
	};
	const { part } = change;
	if (change.kind === 'added')
		return m.programme_change_added({ title: title(part), time: clockTime(locale, part.startTime), count: part.minutes });
	if (change.kind === 'removed') return m.programme_change_removed({ title: title(part) });
	const { was } = change;
	const speaker = (one: Part) => [one.speaker, unitName(one.speakerUnitId)].filter(Boolean).join(', ') || m.programme_change_nobody();
	const words = {
		title: () => m.programme_change_title({ was: title(was) }),
		startTime: () => m.programme_change_time({ was: clockTime(locale, was.startTime), now: clockTime(locale, part.startTime) }),
		minutes: () => m.programme_change_minutes({ was: was.minutes, now: part.minutes }),
		speaker: () => m.programme_change_speaker({ was: speaker(was), now: speaker(part) }),
		track: () => (part.track ? m.programme_change_beside() : m.programme_change_common())
	};
	return `${title(part)}: ${change.what.map((what) => words[what]()).join('; ')}`;
}

/** What should be seen of a day before it is published. */
export function sayWarning(locale: Locale, warning: Warning<ProgrammeRow>): string {
	if (warning.kind === 'missed')
		return m.programme_warn_missed({ course: itemTitle(locale, warning.course), part: itemTitle(locale, warning.part) });
	const { endTime, until, minutes: count } = warning;
	return m.programme_warn_overrun({ end: clockTime(locale, endTime), count, until: clockTime(locale, until) });
}

const kinds: Record<ProgrammeItemKind, () => string> = {
	opening: m.gatherings_kind_opening,
	sinceLast: m.programme_item_since_last,
	talk: m.gatherings_kind_talk,
	workshop: m.gatherings_kind_workshop,
	cafe: m.gatherings_kind_cafe,
	course: m.gatherings_kind_course,
	plenary: m.gatherings_kind_plenary,
	lunch: m.gatherings_kind_lunch,
	break: m.gatherings_kind_break,
	closing: m.gatherings_kind_closing
};

export function kindName(kind: ProgrammeItemKind): string {
	return kinds[kind]();
}

type Edit = (typeof commands)[keyof typeof commands];

/** Why the programme was not changed. What others did meanwhile (`conflict`) is told part by part. */
export const programmeText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	closed: () => m.gatherings_refused_over(),
	invalidUnit: () => m.gatherings_refused_unit(),
	notFoundItem: () => m.gatherings_refused_item(),
	conflict: () => m.programme_conflict(),
	conflictTime: () => m.gatherings_refused_overlapping(),
	invalidTime: () => m.gatherings_refused_outside(),
	duplicate: () => m.programme_refused_has_since(),
	missingTopic: () => m.gatherings_refused_topic_taken()
} satisfies SentencesOf<Edit>;

/** Why a link was not added or taken away. */
export const materialText = {
	notAllowed: () => m.gatherings_refused_not_allowed(),
	notFoundItem: () => m.gatherings_refused_item(),
	conflictMaterial: () => m.gatherings_refused_not_found()
} satisfies SentencesOf<typeof addMaterial | typeof removeMaterial>;
