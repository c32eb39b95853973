import { redirect } from '@sveltejs/kit';
import { broadcastStatus } from '#lib/cafe/board/status.server.ts';
import { settleHosts } from '#lib/cafe/hosts/queries.server.ts';
import { mayRun } from '#lib/cafe/model.ts';
import { seatEveryone, seatHosts } from '#lib/cafe/seating/commands.server.ts';
import { pressed, typedDraft, withKept } from '#lib/cafe/setup/configuration.ts';
import { configureCafe } from '#lib/cafe/setup/configure.server.ts';
import { configurationForm, seen } from '#lib/cafe/setup/input.ts';
import { questionLibrary } from '#lib/cafe/setup/questions.ts';
import { configureText } from '#lib/cafe/setup/text.ts';
import { parsedBy } from '#lib/form.ts';
import { action } from '../../../../action.server.ts';

/** A press of one of the form's own buttons, without a script: changes the draft and stores nothing. */
export const draftAction = action({
	may: mayRun,
	run: async () => ({ ok: true as const }),
	text: {},
	done: (_, { values, locals }) => {
		const pool = questionLibrary(locals.locale);
		return { id: 'configure', draft: pressed(typedDraft(values, pool), String(values.press ?? ''), withKept(values, pool)), values };
	}
});

/** Stores the configuration, seats everybody if it needs another seating, and goes to the café's page. */
export const configureAction = action({
	id: 'configure',
	may: mayRun,
	input: configurationForm,
	run: ({ actor, data, values, params, locals }) => {
		const began = parsedBy(seen, values.seen || null);
		return configureCafe(locals.db, actor, params.id, { wanted: data, seen: began.ok ? began.data : null }, locals.now, seatHosts);
	},
	text: configureText,
	done: async ({ cafeId, isSeated }, { actor, params, locals: { db, live, now } }) => {
		// Refused while too few are present; the café's page offers it when they have come.
		if (!isSeated) await seatEveryone(db, actor, cafeId, now);
		await settleHosts(db, actor.municipalityId, params.id, now);
		await broadcastStatus(db, live, cafeId, now);
		redirect(303, `/gatherings/${params.id}/cafe`);
	}
});
