import { foldedLine } from '#lib/mail/letter.ts';
import { zone, type CivilDate, type Instant, type LocalTime } from '#lib/dates.ts';

export type CalendarEntry = {
	/** What stays the same for ever: the gathering's id, or that of the request to a speaker. */
	id: string;
	of?: 'gathering' | 'speaker';
	/** What the attendee has answered (RFC 5545 §3.2.12), so that no calendar takes back a yes. */
	answer?: 'NEEDS-ACTION' | 'ACCEPTED' | 'DECLINED';
	/** Up by one for each change of day, time or place (RFC 5545 §3.8.7.4). */
	sequence: number;
	/** REQUEST and CANCEL go by mail (RFC 5546 §3.2), PUBLISH is for a file somebody fetches. */
	method: 'REQUEST' | 'CANCEL' | 'PUBLISH';
	date: CivilDate;
	startTime: LocalTime;
	endTime: LocalTime | null;
	/** When this file was made. */
	at: Instant;
	title: string;
	description: string;
	place: string;
	link: string | null;
	organiser: { name: string; email: string };
	attendee: { name: string; email: string } | null;
};

/** Oslo's clock since 1996: summer time from the last Sunday of March to the last of October (EU directive 2000/84/EC). */
const osloZone = [
	'BEGIN:VTIMEZONE',
	`TZID:${zone}`,
	'BEGIN:DAYLIGHT',
	'TZOFFSETFROM:+0100',
	'TZOFFSETTO:+0200',
	'TZNAME:CEST',
	'DTSTART:19960331T020000',
	'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
	'END:DAYLIGHT',
	'BEGIN:STANDARD',
	'TZOFFSETFROM:+0200',
	'TZOFFSETTO:+0100',
	'TZNAME:CET',
	'DTSTART:19961027T030000',
	'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
	'END:STANDARD',
	'END:VTIMEZONE'
];

/** One gathering as an iCalendar file (RFC 5545): CRLF, lines folded at 75 octets, local time with Oslo's own zone. */
export function calendarFile(entry: CalendarEntry): string {
	const attendee = entry.attendee;
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Samling//Samling//NN',
		'CALSCALE:GREGORIAN',
		`METHOD:${entry.method}`,
		...osloZone,
		'BEGIN:VEVENT',
		`UID:${calendarId(entry.id, entry.of)}`,
		`SEQUENCE:${entry.sequence}`,
		`DTSTAMP:${utc(entry.at)}`,
		`DTSTART;TZID=${zone}:${local(entry.date, entry.startTime)}`,
		...(entry.endTime ? [`DTEND;TZID=${zone}:${local(entry.date, entry.endTime)}`] : []),
		`SUMMARY:${text(entry.title)}`,
		...(entry.description ? [`DESCRIPTION:${text(entry.description)}`] : []),
		...(entry.place ? [`LOCATION:${text(entry.place)}`] : []),
		...(entry.link ? [`URL:${entry.link}`] : []),
		`ORGANIZER;CN=${parameter(entry.organiser.name)}:mailto:${entry.organiser.email}`,
		...(attendee
			? [
					`ATTENDEE;CN=${parameter(attendee.name)};ROLE=REQ-PARTICIPANT;PARTSTAT=${entry.answer ?? 'NEEDS-ACTION'};RSVP=FALSE:mailto:${attendee.email}`
				]
			: []),
		`STATUS:${entry.method === 'CANCEL' ? 'CANCELLED' : 'CONFIRMED'}`,
		'TRANSP:OPAQUE',
		'END:VEVENT',
		'END:VCALENDAR'
	];
	return lines.map(foldedLine).join('\r\n') + '\r\n';
}

export type FeedEvent = {
	/** What stays the same for ever. */
	uid: string;
	sequence: number;
	date: CivilDate;
	/** null: all day. */
	startTime: LocalTime | null;
	endTime: LocalTime | null;
	title: string;
	description: string;
	place: string;
	link: string | null;
	state: 'CONFIRMED' | 'TENTATIVE' | 'CANCELLED';
};

/** A calendar to subscribe to (RFC 5545, with RFC 7986's name and refresh): what happens, asking nobody to answer. */
export function feedFile(name: string, events: readonly FeedEvent[], at: Instant): string {
	const lines = [
		'BEGIN:VCALENDAR',
		'VERSION:2.0',
		'PRODID:-//Samling//Samling//NN',
		'CALSCALE:GREGORIAN',
		'METHOD:PUBLISH',
		`NAME:${text(name)}`,
		`X-WR-CALNAME:${text(name)}`,
		'REFRESH-INTERVAL;VALUE=DURATION:PT12H',
		'X-PUBLISHED-TTL:PT12H',
		...osloZone,
		...events.flatMap((event) => [
			'BEGIN:VEVENT',
			`UID:${event.uid}`,
			`SEQUENCE:${event.sequence}`,
			`DTSTAMP:${utc(at)}`,
			...(event.startTime
				? [
						`DTSTART;TZID=${zone}:${local(event.date, event.startTime)}`,
						...(event.endTime ? [`DTEND;TZID=${zone}:${local(event.date, event.endTime)}`] : [])
					]
				: [`DTSTART;VALUE=DATE:${event.date.replaceAll('-', '')}`]),
			`SUMMARY:${text(event.title)}`,
			...(event.description ? [`DESCRIPTION:${text(event.description)}`] : []),
			...(event.place ? [`LOCATION:${text(event.place)}`] : []),
			...(event.link ? [`URL:${event.link}`] : []),
			`STATUS:${event.state}`,
			`TRANSP:${event.startTime ? 'OPAQUE' : 'TRANSPARENT'}`,
			'END:VEVENT'
		]),
		'END:VCALENDAR'
	];
	return lines.map(foldedLine).join('\r\n') + '\r\n';
}

/**
 * The UID of a calendar entry of a gathering, or of a speaker's part of it; does not follow the installation's address, so that it stays
 * when that moves.
 */
export function calendarId(id: string, of: 'gathering' | 'speaker' = 'gathering'): string {
	return `${id}@${of}.samling`;
}

function local(date: CivilDate, time: LocalTime): string {
	return `${date.replaceAll('-', '')}T${time.replace(':', '')}00`;
}

function utc(instant: Instant): string {
	return new Date(instant).toISOString().replace(/[-:]|\.\d+/g, '');
}

/** A TEXT value (RFC 5545 §3.3.11): what could end the line or the value is escaped, other control characters go. */
function text(value: string): string {
	return value
		.replace(/\r\n?/g, '\n')
		.replace(/[\u0000-\u0009\u000b-\u001f\u007f\u2028\u2029]/g, ' ')
		.replace(/[\\;,]/g, '\\$&')
		.replaceAll('\n', '\\n');
}

/** A quoted parameter value: no quotes or control characters can be in it (RFC 5545 §3.2). */
function parameter(value: string): string {
	return `"${value.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').replaceAll('"', "'")}"`;
}
