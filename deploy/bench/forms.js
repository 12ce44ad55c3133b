// What visitors of the forms do, for k6. Package cmd/postkamer (forms_load_test.go)
// makes the plan (PLAN, a file of JSON), chooses the part (PART) and reads RESULT.
//
//   page  one address, as fast as it goes: URL
//   send  the last page of forms that are filled in: plan.tokens, one form each
//   form  whole forms from the start page to the receipt, RATE a second
//   flood the same, by people who come back when they are told to
import http from 'k6/http';
import exec from 'k6/execution';
import { sleep } from 'k6';
import { Counter, Trend } from 'k6/metrics';

const plan = JSON.parse(open(__ENV.PLAN));
const base = plan.base;
const photo = __ENV.PHOTO ? open(__ENV.PHOTO, 'b') : null;

const accepted = new Counter('accepted'); // sent and received
const failed = new Counter('failed');     // anything that is no right answer
const refused = new Trend('refused', true); // how long a refusal took
const turned = new Counter('turned');     // came, and was not let in
const late = new Counter('late');         // refusals that took more than 100 ms
const halfway = new Counter('halfway');   // was let in, and could not finish
const receipt = new Trend('receipt', true); // from pressing the button to having the receipt

const vus = Number(__ENV.VUS || 16);
const seconds = (__ENV.SECONDS || '10') + 's';

const scenarios = {
	page: { executor: 'constant-vus', exec: 'page', vus, duration: seconds },
	send: { executor: 'shared-iterations', exec: 'send', vus, iterations: (plan.tokens || [0]).length, maxDuration: '10m' },
	form: {
		executor: 'constant-arrival-rate', exec: 'form', rate: Number(__ENV.RATE || 1), timeUnit: '1s', duration: seconds,
		preAllocatedVUs: vus, maxVUs: (photo ? 2 : 20) * vus, gracefulStop: '60s',
	},
	flood: {
		executor: 'constant-arrival-rate', exec: 'flood', rate: Number(__ENV.RATE || 1), timeUnit: '1s', duration: seconds,
		preAllocatedVUs: vus, maxVUs: 40 * vus, gracefulStop: '120s',
	},
};

export const options = {
	scenarios: { [__ENV.PART]: scenarios[__ENV.PART] },
	discardResponseBodies: __ENV.PART === 'page' || __ENV.PART === 'send',
	summaryTrendStats: ['min', 'med', 'p(95)', 'p(99)', 'max', 'count'],
	insecureSkipTLSVerify: true,
	throw: false,
};

// From is the address that a visitor comes from, as the proxy before us says it.
function headers(visitor) {
	const from = `10.${(visitor >> 16) & 255}.${(visitor >> 8) & 255}.${visitor & 255}`;
	return { 'X-Forwarded-For': from, 'Accept-Encoding': 'gzip', 'Content-Type': 'application/x-www-form-urlencoded' };
}

export function page() {
	const answer = http.get(__ENV.URL, { headers: headers(__VU * 65536 + __ITER % 65536) });
	if (answer.status !== 200) failed.add(1);
}

export function send() {
	const n = exec.scenario.iterationInTest;
	const answer = http.post(base + plan.last.path, plan.last.body, {
		redirects: 0,
		headers: Object.assign(headers(n), { Cookie: plan.cookie + '=' + plan.tokens[n] }),
	});
	if (answer.status === 303 && answer.headers.Location === plan.done) accepted.add(1);
	else {
		failed.add(1);
		console.log(`sending: ${answer.status} to ${answer.headers.Location}`);
	}
}

// hidden are the hidden fields of a page, which its form sends along.
function hidden(html) {
	let more = '';
	for (const tag of (html || '').match(/<input[^>]*type="hidden"[^>]*>/g) || []) {
		const name = /name="([^"]*)"/.exec(tag), value = /value="([^"]*)"/.exec(tag);
		if (name) more += '&' + encodeURIComponent(name[1]) + '=' + encodeURIComponent(value ? value[1] : '');
	}
	return more;
}

// person are the answers in which people who send the same form differ, see loadPerson.
function person(n) {
	const name = String(n).padStart(5, '0').replace(/[0-9]/g, (d) => 'abdeklmnor'[d]);
	return { bsn: bsn(n), achternaam: "d'Hónt-" + name, huisnummer: String(1 + n % 250), tel: '06 13' + String(n % 1000000).padStart(6, '0'), mail: name + '@example.org' };
}

// bsn begins with 999 and passes the eleven-test.
function bsn(n) {
	for (let first = 99900001 + n % 99000; ; first++) {
		let sum = 0;
		for (let i = 0; i < 8; i++) sum += (9 - i) * Number(String(first)[i]);
		if (sum % 11 < 10) return String(first) + (sum % 11);
	}
}

// bodyOf is what somebody posts on a page: the answers of the plan with those of their own.
function bodyOf(step, who) {
	return step.body.replace(/(^|&)(bsn|achternaam|huisnummer|tel|mail)=[^&]*/g, (_, before, name) => before + name + '=' + encodeURIComponent(who[name]));
}

// steps posts one page after the other; post does the posting.
function fillIn(visitor, post) {
	const params = { headers: headers(visitor) };
	const who = person(visitor);
	http.cookieJar().clear(base);
	http.get(base + plan.start, params);
	let answer = post(base + plan.start, '', params);
	if (!answer) return null;
	for (const step of plan.steps) {
		if (photo && step.photos) {
			answer = sendPhotos(step, answer, params);
			continue;
		}
		answer = post(base + step.path, bodyOf(step, who) + hidden(answer.body), params);
		if (!answer) return false;
	}
	return post(base + plan.last.path, plan.last.body + hidden(answer.body), params) || false;
}

// sendPhotos posts the page with files: as many as the plan says, in one form.
function sendPhotos(step, before, params) {
	const fields = {};
	for (const pair of (step.body + hidden(before.body)).split('&')) {
		const [name, value] = pair.split('=');
		if (name) fields[decodeURIComponent(name)] = decodeURIComponent((value || '').replace(/\+/g, ' '));
	}
	const boundary = '----postkamer' + Math.random().toString(36).slice(2);
	const headers = { 'X-Forwarded-For': params.headers['X-Forwarded-For'], 'Accept-Encoding': 'gzip', 'Content-Type': 'multipart/form-data; boundary=' + boundary };
	const answer = http.post(base + step.path, multipart(boundary, fields, step), { headers });
	if (answer.status !== 200) wrong(answer, step.path);
	return answer;
}

// multipart is the body of a form with several files in one field, which k6 has no
// words for.
function multipart(boundary, fields, step) {
	const parts = [];
	const begin = (name, more) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n`;
	for (const [name, value] of Object.entries(fields)) parts.push(ascii(begin(name, '') + unescape(encodeURIComponent(value)) + '\r\n'));
	for (let i = 0; i < step.photos; i++) {
		parts.push(ascii(begin(step.name, `; filename="foto-${i}.jpg"\r\nContent-Type: image/jpeg`)), new Uint8Array(distinct()), ascii('\r\n'));
	}
	parts.push(ascii(`--${boundary}--\r\n`));
	const body = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	parts.reduce((at, part) => { body.set(part, at); return at + part.length; }, 0);
	return body.buffer;
}

// ascii are the bytes of a text whose letters are bytes.
function ascii(text) {
	const bytes = new Uint8Array(text.length);
	for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
	return bytes;
}

// distinct is the photo with other bytes at its end, which a reader of JPEG leaves
// alone: equal bytes would be stored once.
function distinct() {
	const bytes = new Uint8Array(photo.slice(0));
	new DataView(bytes.buffer).setFloat64(bytes.length - 8, Math.random() * Date.now());
	return bytes.buffer;
}

// wrong counts an answer that is none, and prints it where references are printed.
function wrong(answer, asked) {
	failed.add(1);
	console.log(`wrong: ${answer.status} at ${asked}: ${(/<h1[^>]*>([^<]*)/.exec(answer.body || '') || ['', ''])[1]} ${answer.url}`);
}

const referenceOf = (html) => (/[A-Z]{2}-\d{4}-[A-Z0-9-]+/.exec(html || '') || [''])[0];

export function form() {
	const before = Date.now();
	let pressed = before;
	const last = fillIn(exec.scenario.iterationInTest, (url, body, params) => {
		pressed = Date.now();
		const answer = http.post(url, body, params);
		if (answer.status === 200) return answer;
		wrong(answer, url);
		return null;
	});
	const reference = last ? referenceOf(last.body) : '';
	if (!last || !last.url.endsWith(plan.done) || !reference) { if (last) wrong(last, 'the end'); return; }
	receipt.add(Date.now() - pressed);
	accepted.add(1);
	console.log(reference);
}

// patient posts as somebody who reads what the page says: too busy means to wait
// for as long as it says (at most 5 s here) and to press the button again.
function patient(url, body, params) {
	for (let i = 0; i < 30; i++) {
		const answer = http.post(url, body, params);
		if (answer.status === 200) return answer;
		if (answer.status !== 503 && answer.status !== 429) { wrong(answer, url); return null; }
		refused.add(answer.timings.duration);
		if (answer.timings.duration > 100) late.add(1);
		if ((answer.body || '').includes('name="bewijs"')) { // waits, as without JavaScript
			body = hidden(answer.body).slice(1);
			sleep(21);
			continue;
		}
		if (url === base + plan.start) return null; // not begun: goes away
		sleep(Math.min(Number(answer.headers['Retry-After'] || 1), 5));
	}
	return null;
}

export function flood() {
	let pressed = 0;
	const last = fillIn(exec.scenario.iterationInTest, (url, body, params) => { pressed = Date.now(); return patient(url, body, params); });
	if (last === null) { turned.add(1); return; }
	const reference = last ? referenceOf(last.body) : '';
	if (!last || !last.url.endsWith(plan.done) || !reference) { halfway.add(1); return; }
	receipt.add(Date.now() - pressed);
	accepted.add(1);
	console.log(reference);
}

export function handleSummary(data) {
	const short = {};
	for (const [name, metric] of Object.entries(data.metrics)) short[name] = metric.values;
	return { [__ENV.RESULT]: JSON.stringify(short) };
}
