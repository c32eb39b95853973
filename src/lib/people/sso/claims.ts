import { refuse } from '#lib/result.ts';
import { mailAddress } from '#lib/text/mailAddress.ts';
import type { SsoSettings, Who } from './model.ts';

type Claims = Record<string, unknown>;

/**
 * Who the claims of a validated ID token (and of userinfo) are about. With tenants it is Entra ID: `oid` within `tid`, which stay when
 * names and addresses change. Refuses `notAllowed` (a tenant that is not listed) and `invalid` (no key).
 */
export function whoIs(claims: Claims, { tenants }: Pick<SsoSettings, 'tenants'>) {
	const { iss, sub, sid, tid, oid } = claims;
	if (!isText(iss) || !isText(sub)) return refuse('invalid');
	if (tenants.length > 0 && !(isText(tid) && tenants.includes(tid))) return refuse('notAllowed');
	if (tenants.length > 0 && !isText(oid)) return refuse('invalid');
	const key = isText(tid) && isText(oid) && tenants.length > 0 ? { issuer: tid, subject: oid } : { issuer: iss, subject: sub };
	const who: Who = {
		...key,
		email: verifiedAddress(claims, tenants.length > 0),
		groups: groupsOf(claims),
		session: { iss, sub, sid: isText(sid) ? sid : null }
	};
	return { ok: true as const, who };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * `email` when the issuer says that it is theirs: `email_verified`, or in Entra ID `xms_edov` (the domain's owner has verified it), which
 * is an optional claim. Entra's `email` alone is what somebody wrote, and `preferred_username` need not be an address.
 */
function verifiedAddress(claims: Claims, isEntra: boolean): string | null {
	const isVerified = claims.email_verified === true || (isEntra && [true, 1, '1', 'true'].includes(claims.xms_edov as never));
	return isVerified && isText(claims.email) ? (mailAddress(claims.email) ?? null) : null;
}

/** None when the issuer names none; undefined when it says that there are too many to name (Entra ID above 200). */
function groupsOf(claims: Claims): string[] | undefined {
	const { groups, hasgroups, _claim_names: elsewhere } = claims;
	if (Array.isArray(groups)) return groups.filter(isText);
	const isTooMany = hasgroups === true || (typeof elsewhere === 'object' && elsewhere !== null && 'groups' in elsewhere);
	return isTooMany ? undefined : [];
}
