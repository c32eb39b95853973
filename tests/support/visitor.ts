import { unzipped } from './office.ts';
import type { RunningServer } from './server.ts';

export type Answer = { status: number; text: string; location: string | null };

/** What stands in an answer; of an archive or an Office file, what stands in its parts. */
function readable(bytes: Buffer): string {
	if (bytes.subarray(0, 2).toString('latin1') !== 'PK') return bytes.toString('utf8');
	return [...unzipped(bytes)].map(([name, part]) => `${name}\n${readable(part)}`).join('\n');
}

/** Somebody with a browser but without JavaScript: keeps cookies, posts native forms, does not follow redirects. */
export function visitor({ origin }: Pick<RunningServer, 'origin'>, headers: Record<string, string> = {}) {
	const cookies = new Map<string, string>();

	async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
		const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
		const answer = await fetch(origin + path, {
			redirect: 'manual',
			...init,
			headers: {
				accept: 'text/html',
				'accept-language': 'nn',
				origin,
				...headers,
				...(cookie && { cookie }),
				...(init.headers as Record<string, string>)
			}
		});
		for (const line of answer.headers.getSetCookie()) {
			const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
			if (value === '' || /max-age=0/i.test(line)) cookies.delete(name);
			else cookies.set(name, value);
		}
		// A stream of events never ends: that it begins is the answer.
		const isStream = answer.headers.get('content-type')?.startsWith('text/event-stream');
		if (isStream) await answer.body?.cancel();
		return {
			status: answer.status,
			text: isStream ? '' : readable(Buffer.from(await answer.arrayBuffer())),
			location: answer.headers.get('location')
		};
	}

	const post = (path: string, fields: Record<string, string> = {}) => ask(path, { method: 'POST', body: new URLSearchParams(fields) });
	return {
		ask,
		get: (path: string) => ask(path),
		post,
		/** Lets the browser have a cookie. */
		keep: (name: string, value: string) => void cookies.set(name, value),
		/** Signs in, with the demo's password unless told otherwise; throws when that is refused. */
		async signIn(email: string, password = 'samling-demo') {
			const { status, text } = await post('/sign-in', { email, password });
			if (status !== 303) throw new Error(`${email} could not sign in: ${status} ${text.slice(0, 300)}`);
		}
	};
}
