import { error, fail, isActionFailure, isRedirect, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { GenericSchema, InferOutput } from 'valibot';
import { guestCookie } from '#lib/cafe/participants/phone.server.ts';
import { civilDate } from '#lib/dates.ts';
import { hasUnseenIn, parseForm, valuesOf, type FormValues } from '#lib/form.ts';
import { m } from '#lib/i18n/paraglide/messages.js';
import { requireActor } from '#lib/people/auth/guard.server.ts';
import { isSecure } from '#lib/people/auth/sessions.server.ts';
import { contentHash } from '#lib/canonical.server.ts';
import type { Actor } from '#lib/people/model.ts';
import type { Answer, ReasonIn, RefusalIn, SentencesFor } from '#lib/result.ts';

/** The parameters that routes have in their paths; a route knows which of them are its own. */
type Params = Record<'id' | 'token' | 'code' | 'kind', string>;

/** What the work of an action is given: the checked form, who asks, and the request's own things. */
export type Asked<S extends GenericSchema, Who> = {
	actor: Who;
	data: InferOutput<S>;
	values: FormValues;
	/** What was uploaded under a name, unless it is empty; files are not among the values. */
	file: (name: string) => File | undefined;
	event: RequestEvent;
	params: Params;
	locals: App.Locals;
};

/** What a page's `form` is after a refusal; `formProps` (ui) hands it to the form with that `id`. */
export type Failure<A> = {
	id: string | undefined;
	values: FormValues;
	errors: Record<string, string> | undefined;
	/** The command's refusal with its facts, and its sentence. Undefined when the form was wrong. */
	refused: RefusalIn<A> | undefined;
	refusal: string | undefined;
};

type Form<S extends GenericSchema, A, Who> = {
	/** Which form of the page is answered; of a form that is there once a row, made of what was sent. */
	id?: string | ((values: FormValues) => string);
	input?: S;
	/** Who may; somebody signed in by default. */
	may?: (actor: Actor) => boolean;
	/** Calls the command. */
	run: (asked: Asked<S, Who>) => Promise<A>;
	/** A sentence for each of its refusals. */
	text: SentencesFor<A>;
	/**
	 * The field that a reason is about: its sentence stands there. Null: what was sent is wrong as a whole; 400, above the form.
	 * A function gives the sentences of several fields, made of the refusal's facts.
	 */
	at?: { [R in ReasonIn<A>]?: string | null | ((refusal: Extract<RefusalIn<A>, { reason: R }>) => Record<string, string>) };
	/** Of what was typed, what the page is given back after a refusal. Default: all. */
	keep?: (values: FormValues) => FormValues;
	/** One sentence of what was done, for who does not see the page change; without one the form says it as best it can. */
	said?: (accepted: Extract<A, { ok: true }>, asked: Asked<S, Who>) => string;
};
/** What the page is given after success; may redirect. */
type Done<S extends GenericSchema, A, Who, Data> = (accepted: Extract<A, { ok: true }>, asked: Asked<S, Who>) => Data | Promise<Data>;
type Accepted = { id: string | undefined; done: true; said?: string };
type Handler<A, Data> = (event: RequestEvent) => Promise<Data | ActionFailure<Failure<A>>>;

/**
 * A form action for somebody signed in: parse → may → command → sentence. Signed out leads to the sign-in page; without
 * the right, and where the command says `notFound`, the page is a 404. A wrong form is 400 with a sentence beside each field
 * and what was typed still there; a refusal is 409 (429 for `limit`, 400 when it is about a field) with its sentence.
 */
export function action<S extends GenericSchema, A, Data>(form: Form<S, A, Actor> & { done: Done<S, A, Actor, Data> }): Handler<A, Data>;
export function action<S extends GenericSchema, A>(form: Form<S, A, Actor> & { done?: undefined }): Handler<A, Accepted>;
export function action<S extends GenericSchema, A extends Answer>(
	form: Form<S, A, Actor> & { done?: Done<S, A, Actor, unknown> | undefined }
) {
	return handler(form, (event) => requireActor(event.locals, event.url, form.may));
}

/**
 * A maker of actions for whoever `who` finds behind a request, such as somebody at a table. What it throws (404, redirect) comes before
 * the form.
 */
export type ActionFor<Who> = {
	<S extends GenericSchema, A, Data>(form: Form<S, A, Who> & { done: Done<S, A, Who, Data> }): Handler<A, Data>;
	<S extends GenericSchema, A>(form: Form<S, A, Who> & { done?: undefined }): Handler<A, Accepted>;
};

/** `const tableAction = actionFor(atTable)`: as `action`, where `actor` is what `who` gives. */
export function actionFor<Who>(who: (event: RequestEvent) => Who | Promise<Who>): ActionFor<Who> {
	return (<S extends GenericSchema, A extends Answer>(form: Form<S, A, Who>) => handler(form, who)) as ActionFor<Who>;
}

/** As `action`, for whoever has the address of the page, such as a personal link: `actor` is null for most. */
export const openAction = actionFor(({ locals }) => locals.actor);

function handler<S extends GenericSchema, A extends Answer, Who>(
	form: Form<S, A, Who> & { done?: Done<S, A, Who, unknown> | undefined },
	who: (event: RequestEvent) => Who | Promise<Who>
): Handler<A, unknown> {
	return async (event) => {
		const actor = await who(event);
		const sent = await event.request.formData();
		await beginPress(event, sent);
		return hasUnseenIn(sent) ? toldOfUnseen(() => answer(event, actor, sent)) : answer(event, actor, sent);
	};

	async function answer(event: RequestEvent, actor: Who, sent: FormData) {
		const typed = valuesOf(sent);
		const id = typeof form.id === 'function' ? form.id(typed) : form.id;
		const values = form.keep ? form.keep(typed) : typed;
		const failure: Failure<A> = { id, values, errors: undefined, refused: undefined, refusal: undefined };
		const parsed = form.input ? parseForm(form.input, sent, civilDate(event.locals.now)) : { ok: true as const, data: undefined };
		if (!parsed.ok) return fail(400, { ...failure, errors: parsed.errors });
		const params = event.params as Params;
		const file = (name: string) => sent.getAll(name).find((value) => value instanceof File && value.size > 0) as File | undefined;
		const asked = { actor, data: parsed.data as InferOutput<S>, values: typed, file, event, params, locals: event.locals };
		const result = await pressed(event, () => form.run(asked));
		if (!result) return fail(409, { ...failure, refusal: m.app_sent_before() });
		if (result.ok) {
			const accepted = result as Extract<A, { ok: true }>;
			const said = form.said?.(accepted, asked);
			return { ...(form.done ? ((await form.done(accepted, asked)) as object) : { id, done: true }), ...(said ? { said } : {}) };
		}
		const refused = result as RefusalIn<A> & { reason: string };
		if (refused.reason === 'notFound') error(404);
		if (refused.reason.startsWith('notAllowed')) event.locals.isRefused = true;
		const refusal = sentence(form.text, refused);
		const at = (form.at as Record<string, string | null | ((refused: object) => Record<string, string>)> | undefined)?.[refused.reason];
		const errors = typeof at === 'function' ? at(refused) : at ? { [at]: refusal } : undefined;
		const told = errors ? { ...failure, refused, errors } : { ...failure, refused, refusal };
		return fail(refused.reason === 'limit' ? 429 : at === undefined ? 409 : 400, told);
	}
}

/** What `Form` sends with every form: the key that is made with it. */
const onceKey = /^[0-9a-hjkmnp-tv-z]{20}$/;

/** From here on the commands of this request belong to the form that was sent, so that sent once more it is not done once more. */
async function beginPress({ cookies, locals, url }: RequestEvent, sent: FormData): Promise<void> {
	const key = sent.get('once');
	sent.delete('once');
	if (typeof key !== 'string' || !onceKey.test(key)) return;
	const name = [...url.searchParams.keys()].find((each) => each.startsWith('/')) ?? '';
	const who = locals.actor?.id ?? cookies.get(guestCookie(isSecure(locals.sessions))) ?? '';
	const fields = [...sent].map(async ([field, value]) => [field, typeof value === 'string' ? value : await hashOfFile(value)]);
	locals.press.begin({
		key,
		by: JSON.stringify([who, url.pathname, name]),
		form: contentHash(JSON.stringify(await Promise.all(fields))),
		now: locals.now
	});
}

const hashOfFile = async (file: File) => contentHash(Buffer.from(await file.arrayBuffer()).toString('base64'));

/** What came of the work of a form; undefined when the key of the form was sent before with other contents: nothing was done. */
async function pressed<A>({ locals: { press } }: RequestEvent, run: () => Promise<A>): Promise<A | undefined> {
	try {
		return await run();
	} catch (thrown) {
		if (!press.wasOtherwise) throw thrown;
		return undefined;
	} finally {
		press.end();
	}
}

/** Whoever typed or pasted what nobody sees is told that it was taken out, on the page that they are led to as well. */
async function toldOfUnseen(answer: () => Promise<unknown>): Promise<unknown> {
	try {
		const given = (await answer()) as object;
		return isActionFailure(given) ? fail(given.status, { ...(given.data as unknown as object), unseen: true }) : { ...given, unseen: true };
	} catch (thrown) {
		if (!isRedirect(thrown) || !thrown.location.startsWith('/')) throw thrown;
		const to = new URL(thrown.location, 'http://own.invalid');
		to.searchParams.set('told', 'unseen');
		redirect(thrown.status, to.pathname + to.search + to.hash);
	}
}

/** The sentence of a refusal. Throws when none was written, which the types do not let happen. */
function sentence<A>(text: SentencesFor<A>, refused: RefusalIn<A> & { reason: string }): string {
	const say = (text as unknown as Record<string, (refusal: RefusalIn<A>) => string>)[refused.reason];
	if (!say) throw new Error(`No sentence for the refusal ${refused.reason}`);
	return say(refused);
}
