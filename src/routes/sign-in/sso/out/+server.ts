import { error, redirect } from '@sveltejs/kit';
import type { RequestHandler } from './$types';

/** To where one signs out at the issuer as well, which asks before it does. */
export const GET: RequestHandler = async ({ locals }) => {
	if (!locals.sso) error(404);
	redirect(303, (await locals.sso.signOutAddress())?.href ?? '/sign-in?sso=away');
};
