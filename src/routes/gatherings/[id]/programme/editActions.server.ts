import type { FormValues } from '#lib/form.ts';
import * as programme from '#lib/gatherings/programme/commands.server.ts';
import * as input from '#lib/gatherings/programme/input.ts';
import { edit } from './edit.server.ts';

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
	topic: edit({
		id: 'topic',
		input: input.oneTopic,
		run: ({ actor, data, params, locals }, seen) => {
			const taken = { gatheringId: params.id, topicId: data.topicId, origin: locals.settings.origin };
			return programme.addTopicItem(locals.db, actor, taken, locals.now, seen);
		}
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
