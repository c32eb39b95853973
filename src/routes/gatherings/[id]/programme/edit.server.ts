import type { GenericSchema } from 'valibot';
import type { FormValues } from '#lib/form.ts';
import { parsedBy } from '#lib/form.ts';
import type { addItem, addTopicItem, ItemFields } from '#lib/gatherings/programme/commands.server.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { programme as itemsOf } from '#lib/gatherings/programme/queries.server.ts';
import { revisionOf } from '#lib/gatherings/programme/revisions.server.ts';
import type { Change } from '#lib/gatherings/programme/diff.ts';
import { programmeText, sayChange } from '#lib/gatherings/programme/text.ts';
import type { Actor } from '#lib/people/model.ts';
import { unitNames } from '#lib/people/units/names.server.ts';
import { refuse } from '#lib/result.ts';
import { action, type Asked } from '../../../action.server.ts';

type Edited = Awaited<ReturnType<typeof addItem | typeof addTopicItem>>;
type Edit<S extends GenericSchema> = {
	id: string | ((values: FormValues) => string);
	input?: S;
	run: (asked: Asked<S, Actor>, seen: number | null) => Promise<Edited>;
};

/**
 * An action that changes the programme as of the revision that the page was made from. When others were first, the page is told
 * what they did, the revision to go on from, and the form that what was typed belongs in now.
 */
export function edit<S extends GenericSchema>({ id, input: schema, run }: Edit<S>) {
	return action({
		id,
		...(schema && { input: schema }),
		run: async (asked: Asked<S, Actor>) => {
			const revision = parsedBy(input.seen, asked.values);
			const done = await run(asked, revision.ok ? revision.data.revision : null);
			if (done.ok || done.reason !== 'conflict') return done;
			const form = typeof id === 'function' ? id(asked.values) : id;
			return refuse('conflict', {
				by: done.by,
				merged: done.merged && asTyped(done.merged),
				...(await conflict(asked, form, done.changes))
			});
		},
		text: programmeText
	});
}

/** What others did meanwhile in the reader's words, and where what was typed belongs now. */
async function conflict({ actor, params, locals }: Asked<GenericSchema, Actor>, form: string, changes: readonly Change[]) {
	const scope = [locals.db, actor.municipalityId, params.id] as const;
	const isThere = (await itemsOf(...scope)).some((item) => item.id === form);
	// What was typed about a part that is gone is kept as a new part.
	const place = isThere || form.startsWith('partner') || ['add', 'list', 'closeUp', 'topic'].includes(form) ? form : 'add';
	const unitName = await unitNames(locals.db, actor.municipalityId, locals.locale);
	const said = changes.map((change) => sayChange(locals.locale, change, unitName));
	return { place, changes: said, revision: await revisionOf(...scope) };
}

/** The fields of a part as its form has them. */
function asTyped({ push, startTime, minutes, speakerUnitId, track, ...words }: ItemFields): FormValues {
	const typed = { ...words, startTime: startTime ?? '', minutes: String(minutes), speakerUnitId: speakerUnitId ?? '', track: track ?? '' };
	return push ? { ...typed, push: '1' } : typed;
}
