import { error, redirect } from '@sveltejs/kit';
import { readReceiptCode } from '#lib/cafe/participants/receipt.ts';
import type { RequestHandler } from './$types';

/** The address of receipts from before the code stood after #: leads on to where it is sent nowhere. */
export const GET: RequestHandler = ({ params }) => {
	if (!readReceiptCode(params.code)) error(404);
	redirect(303, `/receipt#${params.code}`);
};
