import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { instantOf } from '#lib/dates.ts';
import { calendarFile, type CalendarEntry } from '#lib/gatherings/calendar/icalendar.ts';

const entry: CalendarEntry = {
	id: 'k3v9',
	sequence: 0,
	method: 'REQUEST',
	date: '2018-03-14',
	startTime: '09:00',
	endTime: '14:40',
	at: '2018-01-15T08:00:00.000Z',
	title: 'Bustadsosialt forum: Startlån',
	description: '09.00 Velkomen\n12.00 Lunsj',
	place: 'Kommunestyresalen',
	link: 'https://samling.example.no/invitation/abc',
	organiser: { name: 'Stord kommune', email: 'samling@stord.example' },
	attendee: { name: 'Tilsett Tysnes', email: 'tilsett@stord.example' }
};

/** Reads a file strictly: whatever iCalendar forbids throws. */
function read(file: string) {
	const calendar = new ICAL.Component(ICAL.parse(file));
	const zone = new ICAL.Timezone(calendar.getFirstSubcomponent('vtimezone')!);
	const component = calendar.getFirstSubcomponent('vevent')!;
	const event = new ICAL.Event(component);
	const instant = (name: string) => {
		const time = component.getFirstPropertyValue(name) as ICAL.Time;
		time.zone = zone;
		return new Date(time.toUnixTime() * 1000).toISOString();
	};
	return { calendar, component, event, start: () => instant('dtstart'), end: () => instant('dtend') };
}

const lines = (file: string) => file.split('\r\n');

describe('a calendar file', () => {
	test('says what, where and when, and who invites whom', () => {
		const { calendar, component, event, start, end } = read(calendarFile(entry));
		expect(calendar.getFirstPropertyValue('method')).toBe('REQUEST');
		expect(calendar.getFirstPropertyValue('version')).toBe('2.0');
		expect(event.summary).toBe('Bustadsosialt forum: Startlån');
		expect(event.location).toBe('Kommunestyresalen');
		expect(event.description).toBe('09.00 Velkomen\n12.00 Lunsj');
		expect(start()).toBe('2018-03-14T08:00:00.000Z');
		expect(end()).toBe('2018-03-14T13:40:00.000Z');
		expect(component.getFirstProperty('attendee')!.getParameter('cn')).toBe('Tilsett Tysnes');
		expect(component.getFirstPropertyValue('attendee')).toBe('mailto:tilsett@stord.example');
		expect(component.getFirstPropertyValue('organizer')).toBe('mailto:samling@stord.example');
		expect(component.getFirstPropertyValue('status')).toBe('CONFIRMED');
	});

	test('keeps its UID for ever and counts its changes, so that a calendar moves the same entry', () => {
		const first = read(calendarFile(entry)).event;
		const moved = read(
			calendarFile({ ...entry, sequence: 1, date: '2018-03-21', organiser: { name: 'Stord', email: 'ny@stord.example' } })
		).event;
		expect(moved.uid).toBe(first.uid);
		expect([first.sequence, moved.sequence]).toEqual([0, 1]);
	});

	test('of a gathering that is called off says so', () => {
		const { calendar, component } = read(calendarFile({ ...entry, method: 'CANCEL', sequence: 2 }));
		expect(calendar.getFirstPropertyValue('method')).toBe('CANCEL');
		expect(component.getFirstPropertyValue('status')).toBe('CANCELLED');
	});

	test.each([
		['2027-03-27', 'the day before summer time'],
		['2027-03-28', 'the day summer time begins'],
		['2027-03-29', 'the day after'],
		['2027-10-30', 'the last day of summer time'],
		['2027-10-31', 'the day summer time ends'],
		['2027-11-01', 'the day after that'],
		['2046-07-04', 'a summer far ahead'],
		['2018-01-17', 'a winter day']
	])('is right on %s, %s', (date) => {
		const { start, end } = read(calendarFile({ ...entry, date }));
		expect(start()).toBe(instantOf(date, '09:00'));
		expect(end()).toBe(instantOf(date, '14:40'));
	});

	test('has lines of at most 75 octets that end in CRLF, and loses no character by that', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (title) => {
				const file = calendarFile({ ...entry, title: `x${title}` });
				expect(file.endsWith('\r\n')).toBe(true);
				expect(file.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
				for (const line of lines(file)) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
				const kept = title.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0009\u000b-\u001f\u007f\u2028\u2029]/g, ' ');
				expect(read(file).event.summary).toBe(`x${kept}`);
			})
		);
	});

	test('lets nobody write lines of their own into it', () => {
		const sly = 'Lunsj\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Betal her';
		const file = calendarFile({
			...entry,
			title: sly,
			place: sly,
			description: sly,
			organiser: { name: `A"\r\n;X=1:${sly}`, email: 'samling@stord.example' },
			attendee: { name: sly, email: 'a@stord.example' }
		});
		const { calendar, component } = read(file);
		expect(calendar.getAllSubcomponents('vevent')).toHaveLength(1);
		expect(component.getAllProperties('summary')).toHaveLength(1);
		expect(component.getFirstProperty('organizer')!.getParameter('x')).toBeUndefined();
	});

	test('leaves out what is not known', () => {
		const file = calendarFile({ ...entry, endTime: null, place: '', description: '', link: null, attendee: null });
		expect(file).not.toMatch(/^(DTEND|LOCATION|DESCRIPTION|URL|ATTENDEE)/m);
		expect(read(file).start()).toBe('2018-03-14T08:00:00.000Z');
	});
});
