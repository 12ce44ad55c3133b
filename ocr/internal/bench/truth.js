// Returns what stands on the sheet as a person reads it: for each element with
// the mark s its lines as they were laid out, and each key value (mark k).
(() => {
	const squeeze = text => text.replace(/\s+/g, " ").trim();
	const block = node => {
		let e = node.parentElement;
		while (getComputedStyle(e).display === "inline") e = e.parentElement;
		return e.closest(".comb") || e;
	};
	const lines = [];
	const read = element => {
		const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
		let line = null, last = null, gap = true;
		for (let node; (node = walker.nextNode());) {
			if (last && block(last) !== block(node)) gap = true;
			for (const part of node.data.matchAll(/\S+|\s+/g)) {
				if (part[0].trim() === "") { gap = true; continue; }
				const range = document.createRange();
				range.setStart(node, part.index);
				range.setEnd(node, part.index + part[0].length);
				const r = range.getBoundingClientRect();
				const middle = r.top + r.height / 2;
				if (!line || Math.abs(middle - line.middle) > 0.6 * Math.max(r.height, line.height)) {
					line = { text: "", middle, height: r.height, hand: false };
					lines.push(line);
				}
				line.hand ||= !!node.parentElement.closest(".hand");
				line.text += (gap && line.text ? " " : "") + part[0];
				gap = false;
			}
			last = node;
		}
	};
	document.querySelectorAll("[s]").forEach(read);
	const keys = [...document.querySelectorAll("[k]")].map(e => ({
		kind: e.getAttribute("k"), text: squeeze(e.textContent), hand: !!e.closest(".hand"), boxed: e.classList.contains("comb"),
	}));
	const low = [...document.querySelectorAll("[s]")].filter(e => {
		const r = e.getBoundingClientRect();
		return r.bottom > document.body.getBoundingClientRect().bottom || e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0;
	}).map(e => squeeze(e.textContent).slice(0, 40));
	const loose = [...document.querySelectorAll("[k]")].filter(e => !e.closest("[s]")).map(e => e.textContent);
	return JSON.stringify({
		lines: lines.map(l => ({ text: l.text, hand: l.hand })), keys,
		hand: document.body.classList.contains("hand"), wrong: low.concat(loose),
	});
})()
