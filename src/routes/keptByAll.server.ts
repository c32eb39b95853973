/**
 * Headers of an answer that is the same for everybody: browsers and proxies keep it for five minutes, apart by language. What somebody
 * with a cookie gets (signed in, or a language of their own) is kept by nobody but them.
 */
export function keptByAll(hasCookies: boolean): Record<string, string> {
	return { 'cache-control': hasCookies ? 'private, no-store' : 'public, max-age=300', vary: 'accept-language, cookie' };
}
