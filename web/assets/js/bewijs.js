// Works for a place while the site is busy, see web/proof.go: looks for a number of
// which SHA-256 with the task begins with so many zero bits, and then goes on. The
// browser hashes beside the page, so that the page stays usable. Without crypto (no
// https) the page stays as it is: one waits and presses the button.
const form = document.getElementById('bewijs');
const stand = document.getElementById('stand');
const batch = 250;

// zeros counts the zero bits with which a hash begins, at most 32.
const zeros = (hash) => Math.clz32(new DataView(hash).getUint32(0));

async function find(task, bits) {
	const encoder = new TextEncoder();
	for (let from = 0; ; from += batch) {
		const hashes = [];
		for (let n = from; n < from + batch; n++) hashes.push(crypto.subtle.digest('SHA-256', encoder.encode(`${task}:${n}`)));
		const at = (await Promise.all(hashes)).findIndex((hash) => zeros(hash) >= bits);
		if (at >= 0) return from + at;
	}
}

if (form && stand && window.crypto && crypto.subtle) {
	stand.textContent = stand.dataset.bezig;
	find(form.elements.bewijs.value, Number(stand.dataset.bits)).then((answer) => {
		form.elements.antwoord.value = answer;
		stand.textContent = stand.dataset.klaar;
		form.requestSubmit();
	});
}
