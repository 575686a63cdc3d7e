
(() => {
  'use strict';

  // The data is text in two blocks that no browser runs. Everything below writes it as text, never as markup.
  const page = JSON.parse(document.getElementById('page-data').textContent);
  const entries = JSON.parse(document.getElementById('entry-data').textContent);

  // Entries are made in blocks, and only those near the window are in the document: 20,000 contacts are 500 empty boxes.
  const BLOCK = 40;
  const NEAR = '1200px';
  const FIELDS_AT_FIRST = 6;
  const LONG_VALUE = 280;
  const MOST_PRINTED = 2000;

  const chosen = { outcomes: new Set(), fields: new Set(), words: [] };
  const byId = id => document.getElementById(id);
  const list = byId('entries');
  const search = byId('search');
  let shown = [];
  let blocks = [];
  let entryHeight = 76;
  let highlight = null;
  let printing = false;
  let closed = [];

  const number = n => n.toLocaleString('en-US');
  const plural = n => `${number(n)} ${n === 1 ? 'contact' : 'contacts'}`;

  function make(tag, className, text) {
    const node = document.createElement(tag);
    if (className) {
      node.className = className;
    }

    if (text !== undefined && text !== null) {
      node.textContent = text;
    }

    return node;
  }

  function button(className, press) {
    const node = make('button', className);
    node.type = 'button';
    node.addEventListener('click', press);
    return node;
  }

  /** Text in which the words of the search are marked. */
  function marked(node, text) {
    if (!highlight) {
      node.append(text);
      return node;
    }

    // Every second part is a match: the expression is one group.
    text.split(highlight).forEach((part, at) => {
      if (part) {
        node.append(at % 2 ? make('mark', '', part) : part);
      }
    });
    return node;
  }

  // The head of the page.

  function showHead() {
    document.title = page.title;
    byId('kind').textContent = page.kind;
    byId('title').textContent = page.title;
    byId('lead').textContent = page.lead;
    byId('notes').append(...page.notes.map(note => make('li', '', note)));
    byId('facts-heading').textContent = `About this ${page.kind.toLowerCase()}`;
    byId('made').textContent = `Made ${page.made} by ConstantContact for PowerShell. This page holds personal data and makes no request.`;
    showOutcomes();
    showFields();
    showFacts(byId('cost'), page.cost);
    showFacts(byId('facts'), page.facts);
    byId('cost-panel').hidden = page.cost.length === 0;
    ['contacts', 'toolbar', 'hint', 'entries'].forEach(id => { byId(id).hidden = entries.length === 0; });
    if (matchMedia('(max-width: 46rem)').matches) {
      document.querySelectorAll('details').forEach(panel => { panel.open = false; });
    }
  }

  function showOutcomes() {
    for (const [at, outcome] of page.outcomes.entries()) {
      const part = make('span', outcome.tone);
      part.style.flexGrow = outcome.count;
      byId('share').append(part);

      const tile = entries.length ? button('', () => toggle('outcomes', at)) : make('div');
      tile.className = `outcome ${outcome.tone}`;
      tile.append(make('strong', '', number(outcome.count)), make('span', 'label', outcome.label));
      byId('outcomes').append(tile);
    }
  }

  function showFields() {
    const most = Math.max(1, ...page.fields.map(field => field.count));
    for (const [at, field] of page.fields.entries()) {
      const row = button('field', () => toggle('fields', at));
      const bar = make('span', 'bar');
      bar.style.width = `${100 * field.count / most}%`;
      row.append(bar, make('span', 'name', field.name), make('span', 'number', number(field.count)));
      row.hidden = at >= FIELDS_AT_FIRST;
      byId('fields').append(row);
    }

    byId('fields-panel').hidden = page.fields.length === 0;
    const more = byId('more-fields');
    more.hidden = page.fields.length <= FIELDS_AT_FIRST;
    more.textContent = `Show all ${page.fields.length} fields`;
    more.addEventListener('click', () => {
      more.hidden = true;
      for (const row of byId('fields').children) {
        row.hidden = false;
      }
    });
  }

  function showFacts(target, facts) {
    for (const fact of facts) {
      const row = make('div', fact.code ? 'wide' : '');
      const label = make('dt', '', fact.label);
      const value = make('dd');
      value.append(fact.code ? make('code', '', fact.value) : fact.value);
      if (fact.note) {
        label.append(make('small', '', fact.note));
      }

      row.append(label, value);
      target.append(row);
    }
  }

  // Search and filters.

  /** All that a search looks at, in lower case; made when it is first needed. */
  function haystack(entry) {
    if (entry.text === undefined) {
      const parts = [entry.key, entry.id, entry.reason, entry.error, entry.route, page.outcomes[entry.outcome].label, ...(entry.warnings || [])];
      for (const [field, part, before, after] of entry.changes || []) {
        parts.push(page.fields[field].name, part, before, after);
      }

      entry.text = parts.filter(Boolean).join('\n').toLowerCase();
    }

    return entry.text;
  }

  function matches(entry) {
    return (chosen.outcomes.size === 0 || chosen.outcomes.has(entry.outcome))
      && (chosen.fields.size === 0 || (entry.changes || []).some(change => chosen.fields.has(change[0])))
      && chosen.words.every(word => haystack(entry).includes(word));
  }

  function toggle(kind, at) {
    if (!chosen[kind].delete(at)) {
      chosen[kind].add(at);
    }

    refresh();
  }

  function clear() {
    chosen.outcomes.clear();
    chosen.fields.clear();
    search.value = '';
    refresh();
  }

  function refresh() {
    chosen.words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    highlight = chosen.words.length === 0 ? null
      : new RegExp(`(${chosen.words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'i');
    shown = [];
    for (let i = 0; i < entries.length; i++) {
      if (matches(entries[i])) {
        shown.push(i);
      }
    }

    showChoices();
    layOut();
  }

  function showChoices() {
    const press = (parent, kind) => [...byId(parent).children].forEach((node, at) => {
      if (node.tagName === 'BUTTON') {
        node.setAttribute('aria-pressed', chosen[kind].has(at));
      }
    });
    press('outcomes', 'outcomes');
    press('fields', 'fields');

    const chip = (kind, at, label) => {
      const node = button('chip', () => {
        toggle(kind, at);
        search.focus();
      });
      node.append(`${label} \u00d7`);
      node.setAttribute('aria-label', `Remove the filter ${label}`);
      return node;
    };
    byId('active').replaceChildren(
      ...[...chosen.outcomes].map(at => chip('outcomes', at, page.outcomes[at].label)),
      ...[...chosen.fields].map(at => chip('fields', at, page.fields[at].name)));
    byId('count').textContent = shown.length === entries.length ? plural(entries.length) : `${number(shown.length)} of ${plural(entries.length)}`;
    byId('none').hidden = shown.length > 0 || entries.length === 0;
  }

  // One contact.

  function row(at) {
    const entry = entries[shown[at]];
    const outcome = page.outcomes[entry.outcome];
    const node = make('div', 'entry');
    node.setAttribute('role', 'listitem');
    node.setAttribute('aria-setsize', shown.length);
    node.setAttribute('aria-posinset', at + 1);
    node.tabIndex = -1;
    node.dataset.at = at;

    const who = make('div', 'who');
    who.append(address(entry.key));
    const under = make('div', 'under');
    if (entry.row) {
      under.append(make('span', '', `Row ${number(entry.row)}`));
    }

    if (entry.id && entry.id !== entry.key) {
      under.append(marked(make('span', 'id'), entry.id));
    }

    who.append(under);
    const result = make('div', 'result');
    result.append(make('span', `badge ${outcome.tone}`, outcome.label));
    if (entry.route) {
      result.append(marked(make('span', 'route'), entry.route));
    }

    node.append(who, what(entry, outcome), result);
    return node;
  }

  /** An address breaks before its @ where it is too long for a line. */
  function address(text) {
    const at = Math.max(text.lastIndexOf('@'), 0);
    const node = marked(make('div', 'key'), text.slice(0, at));
    node.append(make('wbr'));
    return marked(node, text.slice(at));
  }

  function what(entry, outcome) {
    const node = make('div', 'what');
    if (entry.changes) {
      node.append(changesOf(entry));
    }

    if (entry.reason) {
      node.append(marked(make('p', `reason ${outcome.tone}`), entry.reason));
    }

    if (entry.remedy) {
      node.append(make('p', 'remedy', entry.remedy));
    }

    for (const warning of entry.warnings || []) {
      node.append(marked(make('p', 'remark'), warning));
    }

    return node;
  }

  /** Each field once, with a line for each of its parts, lists or tags. */
  function changesOf(entry) {
    const all = make('dl');
    let last = -1;
    let group = null;
    for (const [field, part, before, after] of entry.changes) {
      if (field !== last) {
        group = make('div', 'change');
        group.append(marked(make('dt'), page.fields[field].name));
        all.append(group);
        last = field;
      }

      group.append(change(part, before, after));
    }

    return all;
  }

  function change(part, before, after) {
    const node = make('dd');
    if (part) {
      node.append(make('span', 'part', `${part}: `));
    }

    if (before === null || after === null) {
      const added = before === null;
      const sign = make('span', added ? 'sign plus' : 'sign minus', added ? '+' : '\u2212');
      sign.setAttribute('aria-hidden', 'true');
      node.append(sign, make('span', 'hidden', added ? 'added: ' : 'removed: '), value(added ? 'ins' : 'del', added ? after : before));
    } else {
      const arrow = make('span', 'arrow', ' \u2192 ');
      arrow.setAttribute('aria-hidden', 'true');
      node.append(make('span', 'hidden', 'from '), value('del', before), arrow, make('span', 'hidden', ' to '), value('ins', after));
    }

    return node;
  }

  function value(tag, text) {
    const node = make(tag);
    if (text === '') {
      node.append(make('span', 'blank', 'blank'));
      return node;
    }

    // A blank at an end is all that some changes are about.
    const inner = text.trim();
    const start = text.indexOf(inner);
    const edge = blank => node.append(...(blank ? [make('span', 'edge', blank)] : []));
    edge(inner ? text.slice(0, start) : text);
    if (inner.length > LONG_VALUE && !highlight) {
      const more = button('plain', () => node.replaceChildren(text));
      more.textContent = 'Show all';
      node.append(`${inner.slice(0, LONG_VALUE)}\u2026 `, more);
    } else {
      marked(node, inner);
    }

    edge(inner ? text.slice(start + inner.length) : '');
    return node;
  }

  // The list.

  const observer = new IntersectionObserver(seen => {
    for (const { target, isIntersecting } of seen) {
      const block = blocks[target.dataset.block];
      if (block && block.node === target) {
        (isIntersecting ? fill : empty)(block);
      }
    }
  }, { rootMargin: `${NEAR} 0px` });

  const anchors = CSS.supports('overflow-anchor', 'auto');

  function fill(block) {
    if (block.filled) {
      return;
    }

    const before = anchors ? null : block.node.getBoundingClientRect();
    const rows = [];
    for (let at = block.first; at < block.end; at++) {
      rows.push(row(at));
    }

    block.node.replaceChildren(...rows);
    block.node.style.height = '';
    block.filled = true;

    // Other browsers keep what is in the window where it is when a block above it gets its true height.
    if (before && before.top < 0) {
      scrollBy(0, block.node.offsetHeight - before.height);
    }
  }

  function empty(block) {
    if (!block.filled || printing || block.node.contains(document.activeElement)) {
      return;
    }

    const height = block.node.offsetHeight;
    entryHeight = height / (block.end - block.first);
    block.node.style.height = `${height}px`;
    block.node.replaceChildren();
    block.filled = false;
  }

  function layOut() {
    observer.disconnect();
    blocks = [];
    for (let first = 0; first < shown.length; first += BLOCK) {
      const end = Math.min(first + BLOCK, shown.length);
      const node = make('div', 'block');
      node.dataset.block = blocks.length;
      node.style.height = `${(end - first) * entryHeight}px`;
      blocks.push({ node, first, end, filled: false });
    }

    list.replaceChildren(...blocks.map(block => block.node));
    if (blocks.length) {
      fill(blocks[0]);
    }

    blocks.forEach(block => observer.observe(block.node));
    const top = byId('contacts').getBoundingClientRect().top;
    if (top < 0) {
      scrollBy(0, top);
    }
  }

  function focusRow(at) {
    const to = Math.max(0, Math.min(at, shown.length - 1));
    const block = blocks[Math.floor(to / BLOCK)];
    if (block) {
      fill(block);
      const node = block.node.children[to - block.first];
      node.focus({ preventScroll: true });
      const bar = byId('toolbar').offsetHeight;
      const { top, bottom } = node.getBoundingClientRect();
      if (top < bar || bottom > innerHeight) {
        scrollBy(0, top < bar || bottom - top > innerHeight - bar ? top - bar : bottom - innerHeight);
      }
    }
  }

  /** The first contact below the search, for whoever comes to the list from outside. */
  function firstInWindow() {
    const bar = byId('toolbar').offsetHeight;
    const node = [...list.querySelectorAll('.entry')].find(entry => entry.getBoundingClientRect().top >= bar);
    return node ? Number(node.dataset.at) : 0;
  }

  list.addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }

    const current = event.target.closest('.entry');
    const at = current ? Number(current.dataset.at) : firstInWindow() - 1;
    const to = { ArrowDown: at + 1, ArrowUp: Math.max(at - 1, 0), PageDown: at + 10, PageUp: at - 10, Home: 0, End: shown.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      focusRow(to);
    }
  });

  document.addEventListener('keydown', event => {
    if (event.key === '/' && event.target !== search) {
      event.preventDefault();
      search.focus();
      search.select();
    } else if (event.key === 'Escape') {
      clear();
      search.focus();
    } else if (event.target === search && (event.key === 'ArrowDown' || event.key === 'Enter')) {
      event.preventDefault();
      focusRow(0);
    }
  });

  let waiting = 0;
  search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      refresh();
      if (list.getBoundingClientRect().top > innerHeight / 2) {
        byId('contacts').scrollIntoView();
      }
    }, 60);
  });
  byId('clear').addEventListener('click', () => {
    clear();
    search.focus();
  });

  // Paper has no window: the contacts that the filters leave are all there while the page is printed.

  addEventListener('beforeprint', () => {
    printing = true;
    blocks.slice(0, MOST_PRINTED / BLOCK).forEach(fill);
    blocks.slice(MOST_PRINTED / BLOCK).forEach(block => { block.node.hidden = true; });
    closed = [...document.querySelectorAll('details:not([open])')];
    closed.forEach(panel => { panel.open = true; });
    if (shown.length > MOST_PRINTED) {
      byId('count').textContent += ` (printed: the first ${number(MOST_PRINTED)}; a search or a filter leaves fewer)`;
    }
  });
  addEventListener('afterprint', () => {
    printing = false;
    closed.forEach(panel => { panel.open = false; });
    showChoices();
    layOut();
  });

  // The search stays in the window from the first moment on. Where its contacts are not, a link leads to them.
  new IntersectionObserver(([heading]) => {
    byId('jump').hidden = heading.isIntersecting || heading.boundingClientRect.top < 0;
  }).observe(byId('contacts'));

  showHead();
  refresh();
  performance.mark('review-shown');
})();
