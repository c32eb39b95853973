import type { GenericSchema } from 'valibot';
import type { FormValues } from '#lib/form.ts';
import { parsedBy } from '#lib/form.ts';
import * as programme from '#lib/gatherings/programme/commands.server.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { programme as itemsOf } from '#lib/gatherings/programme/queries.server.ts';
import { revisionOf } from '#lib/gatherings/programme/revisions.server.ts';
import { programmeText } from '#lib/gatherings/programme/text.ts';
import type { Actor } from '#lib/people/model.ts';
import { refuse } from '#lib/result.ts';
import { action, type Asked } from '../../../action.server.ts';
import { sayChanges } from './programme.server.ts';

type Edited = Awaited<ReturnType<typeof programme.addItem>>;
type Edit<S extends GenericSchema> = {
	id: string | ((values: FormValues) => string);
	input?: S;
	run: (asked: Asked<S, Actor>, seen: number | null) => Promise<Edited>;
};

/**
 * An action that changes the programme as of the revision that the page was made from. When others were first, the page is told
 * what they did, the revision to go on from, and the form that what was typed belongs in now.
 */
function edit<S extends GenericSchema>({ id, input: schema, run }: Edit<S>) {
	return action({
		id,
		...(schema && { input: schema }),
		run: async (asked: Asked<S, Actor>) => {
			const revision = parsedBy(input.seen, asked.values);
			const done = await run(asked, revision.ok ? revision.data.revision : null);
			if (done.ok || done.reason !== 'conflict') return done;
			const form = typeof id === 'function' ? id(asked.values) : id;
			return refuse('conflict', { by: done.by, ...(await conflict(asked, form, done.changes)) });
		},
		text: programmeText
	});
}

async function conflict({ actor, params, locals }: Asked<GenericSchema, Actor>, form: string, changes: Parameters<typeof sayChanges>[2]) {
	const scope = [locals.db, actor.municipalityId, params.id] as const;
	const isThere = (await itemsOf(...scope)).some((item) => item.id === form);
	// What was typed about a part that is gone is kept as a new part.
	const place = isThere || form.startsWith('partner') || ['add', 'list', 'closeUp'].includes(form) ? form : 'add';
	return { place, changes: await sayChanges(locals.db, actor, changes, locals.locale), revision: await revisionOf(...scope) };
}

const itemOf = (values: FormValues) => String(values.itemId ?? '');

export const editActions = {
	add: edit({
		id: 'add',
		input: input.item,
		run: ({ actor, data, params, locals }, seen) => programme.addItem(locals.db, actor, params.id, data, locals.now, seen)
	}),
	edit: edit({
		id: itemOf,
		input: input.item,
		run: ({ actor, data, values, params, locals }, seen) =>
			programme.editItem(locals.db, actor, params.id, itemOf(values), data, locals.now, seen)
	}),
	remove: edit({
		id: 'list',
		input: input.itemId,
		run: ({ actor, data, params, locals }, seen) => programme.removeItem(locals.db, actor, params.id, data.itemId, locals.now, seen)
	}),
	move: edit({
		id: 'list',
		input: input.itemId,
		run: ({ actor, data, values, params, locals }, seen) =>
			programme.moveItem(locals.db, actor, params.id, data.itemId, values.by === 'up' ? -1 : 1, locals.now, seen)
	}),
	order: edit({
		id: 'list',
		input: input.order,
		run: ({ actor, data, params, locals }, seen) => programme.orderItems(locals.db, actor, params.id, data.ids, locals.now, seen)
	}),
	closeUp: edit({
		id: 'closeUp',
		input: input.closeUp,
		run: ({ actor, data, params, locals }, seen) => programme.closeUp(locals.db, actor, params.id, data.startTime, locals.now, seen)
	}),
	sinceLast: edit({
		id: 'list',
		run: ({ actor, params, locals }, seen) => programme.addSinceLast(locals.db, actor, params.id, locals.now, seen)
	}),
	partner: edit({
		id: (values) => `partner-${itemOf(values)}`,
		input: input.partnerItem,
		run: ({ actor, data, params, locals }, seen) => programme.partnerItem(locals.db, actor, params.id, data, locals.now, seen)
	})
};
