import { json } from '@sveltejs/kit';
import { hereNow } from '../here.server.ts';
import type { RequestHandler } from './$types';

/** Who is here by now: the list at the door asks again without loading its page, which it would lose where there is no net. */
export const GET: RequestHandler = async (event) => json(await hereNow(event));
