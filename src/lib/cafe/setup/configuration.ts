import { addMinutes, minutesOf, type LocalTime } from '#lib/dates.ts';
import type { FormValues } from '#lib/form.ts';
import { limits, presets, tablesFor, voteMinutes, defaultRoundOptions, type Preset, type Rhythm, type RoundOptions } from '../model.ts';

/** Everything about a café that is agreed before the first round. Tables in the order of their numbers. */
export type Configuration = Rhythm & RoundOptions & { preset: Preset; tables: ConfiguredTable[] };
/**
 * `id` null: a table that does not exist yet. `places`: how many it takes at most; null: no limit. `location`: where it stands in the hall;
 * null: nobody has said.
 */
export type ConfiguredTable = {
	id: string | null;
	question: string;
	hostId: string | null;
	places: number | null;
	location: string | null;
};

export const draftFields = [
	'preset',
	'rounds',
	'roundMinutes',
	'changeoverMinutes',
	'alone',
	'silentMinutes',
	'votesPerSeat',
	'silentShows',
	'talkShows'
] as const;

/** A configuration while it is edited: numbers as typed in their fields, '' for none. */
export type Draft = Record<(typeof draftFields)[number], string> & { tables: DraftTable[] };
export type DraftTable = { id: string; question: string; hostId: string; places: string; location: string };

/** Proposed minutes of writing alone. */
export const aloneMinutes = 3;

/** The columns of a café that its configuration sets. */
export function settingsOf(from: Omit<Configuration, 'tables'>): Omit<Configuration, 'tables'> {
	const { preset, rounds, roundMinutes, changeoverMinutes, silentMinutes, votesPerSeat, silentShows, talkShows } = from;
	return { preset, rounds, roundMinutes, changeoverMinutes, silentMinutes, votesPerSeat, silentShows, talkShows };
}

/** A configuration as it stands in the form's fields. */
export function draftOf(configuration: Configuration): Draft {
	const { rounds, roundMinutes, changeoverMinutes, silentMinutes, votesPerSeat, silentShows, talkShows } = configuration;
	return {
		preset: configuration.preset,
		silentShows,
		talkShows,
		rounds: String(rounds),
		roundMinutes: String(roundMinutes),
		changeoverMinutes: String(changeoverMinutes),
		alone: silentMinutes > 0 ? 'yes' : '',
		silentMinutes: String(silentMinutes || aloneMinutes),
		votesPerSeat: String(votesPerSeat),
		tables: configuration.tables.map(({ id, question, hostId, places, location }) => ({
			...{ id: id ?? '', question, hostId: hostId ?? '', location: location ?? '' },
			places: places === null ? '' : String(places)
		}))
	};
}

/** A draft from a form's fields, valid or not. A question picked for a table replaces the one typed. */
export function draftFrom(values: FormValues): Draft {
	const one = (name: string) => String([values[name] ?? ''].flat()[0] ?? '');
	const list = (name: string) => [values[name] ?? []].flat();
	const [ids, hosts, places, picks] = [list('tableId'), list('hostId'), list('places'), list('pick')];
	const locations = list('location');
	const draft = {
		preset: one('preset'),
		...{ rounds: one('rounds'), roundMinutes: one('roundMinutes'), changeoverMinutes: one('changeoverMinutes') },
		...{ alone: one('alone'), silentMinutes: one('silentMinutes'), votesPerSeat: one('votesPerSeat') },
		...{ silentShows: one('silentShows') || defaultRoundOptions.silentShows, talkShows: one('talkShows') || defaultRoundOptions.talkShows },
		tables: list('question')
			.slice(0, limits.tables)
			.map((question, at) => ({
				id: ids[at] ?? '',
				question: picks[at] || question,
				hostId: hosts[at] ?? '',
				places: places[at] ?? '',
				location: locations[at] ?? ''
			}))
	};
	return inRhythm(draft, one('shownPreset'), one('shownRhythm'));
}

/** The questions a café keeps, from the lines they are stored as. */
export function keptQuestions(lines: string | null): string[] {
	return lines?.split('\n').filter(Boolean) ?? [];
}

/**
 * The questions to keep when the tables `before` become those `after`, in lines: those on the tables in their order, then those that no
 * table shows now. One that was mended at its table is kept as it reads now.
 */
export function questionsToKeep(lines: string | null, before: readonly ConfiguredTable[], after: readonly ConfiguredTable[]): string {
	const mended = before.flatMap(({ id, question }) =>
		after.some((table) => table.id === id && table.question !== question) ? [question] : []
	);
	const known = [...new Set([...keptQuestions(lines), ...before.map(({ question }) => question)])];
	return [...new Set([...after.map(({ question }) => question), ...known.filter((question) => !mended.includes(question))])].join('\n');
}

/** What new tables are asked: first what the café keeps (`kept`, as the form sends it), then the `pool`. */
export function withKept(values: FormValues, pool: readonly string[]): string[] {
	return [...keptQuestions(String([values.kept ?? ''].flat()[0] ?? '').replaceAll('\r', '')), ...pool];
}

/** The form's draft with as many tables as its `count` asks for, which no script has added; new ones get questions from `pool`. */
export function typedDraft(values: FormValues, pool: readonly string[]): Draft {
	return pressed(draftFrom(values), `count ${String(values.count)}`, withKept(values, pool));
}

/**
 * A newly chosen preset sets its minutes, also without a script; typed minutes turn the preset into 'own'.
 * `shownPreset` and `shownRhythm` are what the page showed.
 */
function inRhythm(draft: Draft, shownPreset: string, shownRhythm: string): Draft {
	const isTyped = rhythmText(draft) !== shownRhythm;
	if (draft.preset !== shownPreset && !isTyped) return withPreset(draft, draft.preset);
	if (draft.preset in presets && rhythmText(draft) !== rhythmText(presets[draft.preset as keyof typeof presets]))
		return { ...draft, preset: 'own' };
	return draft;
}

export function rhythmText({ rounds, roundMinutes, changeoverMinutes }: Record<keyof Rhythm, string | number>): string {
	return [rounds, roundMinutes, changeoverMinutes].join(' ');
}

export function withPreset(draft: Draft, preset: string): Draft {
	if (!(preset in presets)) return { ...draft, preset };
	const { rounds, roundMinutes, changeoverMinutes } = presets[preset as keyof typeof presets];
	return {
		...{ ...draft, preset },
		...{ rounds: String(rounds), roundMinutes: String(roundMinutes), changeoverMinutes: String(changeoverMinutes) }
	};
}

/**
 * The draft with `count` tables. New ones get questions from `pool` that no table has, then all questions in turn; surplus tables
 * are removed from the end.
 */
export function resized(draft: Draft, count: number, pool: readonly string[]): Draft {
	const target = Math.max(1, Math.min(limits.tables, count));
	const tables = draft.tables.slice(0, target);
	const asked = [...new Set([...tables.map(({ question }) => question), ...pool])].filter(Boolean);
	for (const question of pool) {
		if (tables.length >= target) break;
		if (!tables.some((table) => table.question === question)) tables.push(newTable(question));
	}
	for (let at = 0; tables.length < target; at++) tables.push(newTable(asked[at % Math.max(asked.length, 1)] ?? ''));
	return { ...draft, tables };
}

const newTable = (question: string): DraftTable => ({ id: '', question, hostId: '', places: '', location: '' });

/** The draft after a press of a button: `up 2`, `down 2`, `remove 2` (0-based), `add`, `count 7`. Anything else changes nothing. */
export function pressed(draft: Draft, press: string, pool: readonly string[]): Draft {
	const [what, number] = press.split(' ');
	const at = Number(number);
	if (what === 'add') return resized(draft, draft.tables.length + 1, pool);
	if (what === 'count' && Number.isInteger(at) && at > 0) return resized(draft, at, pool);
	if (what === 'remove' && draft.tables.length > 1) return { ...draft, tables: draft.tables.filter((_, index) => index !== at) };
	const other = what === 'up' ? at - 1 : what === 'down' ? at + 1 : -1;
	const [one, two] = [draft.tables[at], draft.tables[other]];
	return one && two ? { ...draft, tables: draft.tables.with(at, two).with(other, one) } : draft;
}

/** Whether the number of tables suits the number of people: the average at each is what the preset advises. */
export function suits(preset: Preset, tables: number, people: number): boolean {
	const [min, max] = adviceOf(preset);
	const each = Math.round(people / tables);
	return each >= min && each <= max;
}

/** The fewest and the most people a table, as the preset advises. */
export function adviceOf(preset: Preset): readonly [number, number] {
	return preset === 'own' ? [5, 7] : presets[preset].perTable;
}

/** The proposal before anybody has configured the café: its tables if they suit, else as many as suit. */
export function proposed(draft: Draft, people: number, pool: readonly string[]): Draft {
	const preset = draft.preset as Preset;
	return people < 4 || suits(preset, draft.tables.length, people) ? draft : resized(draft, tablesFor(preset, people), pool);
}

export type Forecast = {
	tables: number;
	/** The fewest and the most at a table; null while nobody is expected. */
	each: readonly [number, number] | null;
	rounds: number;
	minutes: number;
	ends: LocalTime | null;
	/** How many find no place where every table has its limit. */
	placesShort: number;
};

/** What follows from a draft; null where a number is missing. `startsAt`: local time of the first round. */
export function forecast(draft: Draft, people: number, startsAt: LocalTime | null): Forecast | null {
	const [rounds, roundMinutes, changeover, votes] = [draft.rounds, draft.roundMinutes, draft.changeoverMinutes, draft.votesPerSeat].map(
		(typed) => (/^\d{1,4}$/.test(typed) ? Number(typed) : NaN)
	) as [number, number, number, number];
	const minutes = rounds * roundMinutes + (rounds - 1) * changeover + (votes > 0 ? voteMinutes : 0);
	const tables = draft.tables.length;
	if (!Number.isFinite(minutes + votes) || rounds < 1 || tables < 1) return null;
	const places = draft.tables.map((table) => (table.places === '' ? Infinity : Number(table.places) || 0));
	return {
		tables,
		each: people > 0 ? [Math.floor(people / tables), Math.ceil(people / tables)] : null,
		...{ rounds, minutes },
		ends: startsAt === null || minutesOf(startsAt) + minutes >= 24 * 60 ? null : addMinutes(startsAt, minutes),
		placesShort: Math.max(0, people - places.reduce((sum, one) => sum + one, 0))
	};
}
