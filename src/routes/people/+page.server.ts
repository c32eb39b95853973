import type { FormValues } from '#lib/form.ts';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { invitePeople } from '#lib/people/auth/passwordLinks.server.ts';
import { inviteText } from '#lib/people/auth/text.ts';
import { mayAdminister, type Actor } from '#lib/people/model.ts';
import { addPerson, changeRoles, disablePerson, enablePerson } from '#lib/people/persons/commands.server.ts';
import { editPerson } from '#lib/people/persons/edit.server.ts';
import { newPerson, onePerson, personDetails, personRoles } from '#lib/people/persons/input.ts';
import { personText } from '#lib/people/persons/text.ts';
import { removeSecondFactor } from '#lib/people/secondFactor/commands.server.ts';
import { secondFactorText } from '#lib/people/secondFactor/text.ts';
import { eraseAccount } from '#lib/privacy/erasure.server.ts';
import { leftSentences, type LeftNamed } from '#lib/privacy/text.ts';
import { refuse } from '#lib/result.ts';
import { action } from '../action.server.ts';
import { personList } from './personList.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals, url }) =>
	personList(locals.db, requireActor(locals, url, mayAdminister), locals.locale, url.searchParams, locals.settings.passwords);

const about = { may: mayAdminister, input: onePerson, text: personText };
const given = ({ actor, data, locals }: { actor: Actor; data: { personId: string }; locals: App.Locals }) =>
	[locals.db, actor, data.personId, locals.now] as const;
const withoutPassword = (values: FormValues) => ({ ...values, password: '' });
/** What was taken from somebody is taken from the boards that they have open as well. */
const closeBoards =
	(id: string) =>
	async (_: unknown, { locals }: { locals: App.Locals }) => {
		await locals.live.reauthorizeAll();
		return { id, done: true as const };
	};

/** The list of the erased lies beside the database at once, and nothing of them in its free pages. */
const forgotten = async (accepted: { left: LeftNamed }, asked: { locals: App.Locals }) => {
	await asked.locals.watch.afterErasing();
	return { ...(await closeBoards('forget')(accepted, asked)), left: leftSentences(accepted.left) };
};

export const actions = {
	add: action({
		...{ ...about, id: 'add', input: newPerson, keep: withoutPassword },
		run: ({ actor, data, locals }) => addPerson(locals.db, actor, locals.settings.passwords ? data : { ...data, password: '' }, locals.now),
		at: { invalidPassword: 'password' }
	}),
	invite: action({
		...{ ...about, id: 'invite', text: inviteText },
		run: async ({ actor, data, locals }) =>
			locals.settings.passwords ? invitePeople(locals.db, actor, data.personId, locals.settings.origin, locals.now) : refuse('closed')
	}),
	inviteAll: action({
		...{ may: mayAdminister, id: 'inviteAll', text: inviteText },
		run: async ({ actor, locals }) =>
			locals.settings.passwords ? invitePeople(locals.db, actor, null, locals.settings.origin, locals.now) : refuse('closed'),
		done: ({ count }) => ({ id: 'inviteAll', done: true as const, count })
	}),
	edit: action({
		...{ ...about, id: 'edit', input: personDetails },
		run: ({ actor, data: { personId, ...details }, locals }) => editPerson(locals.db, actor, personId, details, locals.now),
		at: { duplicate: 'email' }
	}),
	roles: action({
		...{ ...about, id: 'roles', input: personRoles, done: closeBoards('roles') },
		run: ({ actor, data, locals }) => changeRoles(locals.db, actor, data.personId, data.roles, locals.now)
	}),
	dropFactor: action({
		...about,
		id: 'dropFactor',
		text: secondFactorText,
		run: (asked) => removeSecondFactor(...given(asked)),
		done: closeBoards('dropFactor')
	}),
	disable: action({ ...about, id: 'disable', run: (asked) => disablePerson(...given(asked)), done: closeBoards('disable') }),
	forget: action({
		...about,
		id: 'forget',
		run: ({ actor, data, locals }) => eraseAccount(locals.db, locals.live, actor, data.personId, locals.now),
		done: forgotten
	}),
	enable: action({ ...about, id: 'enable', run: (asked) => enablePerson(...given(asked)) })
};
