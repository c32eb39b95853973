import { text } from '@sveltejs/kit';

/** Alive: this process answers. Whoever watches it restarts it when this does not. */
export const GET = () => text('alive\n');
