'use strict';

const result = document.getElementById('result');
const title = document.getElementById('result-title');
const happened = document.getElementById('happened');
const details = document.getElementById('details');
const buttons = [...document.querySelectorAll('button')];

const VERDICTS = {EFFECTIVE: 'good', UNDECIDED: 'late'};
const RESULTS = {OK: ['good', 'As hoped'], FAILED: ['bad', 'Not as hoped'], INFO: ['', 'For information']};

for (const button of buttons) {
  button.addEventListener('click', () => run(button));
}

async function run(button) {
  if (result.getAttribute('aria-busy') === 'true') {
    return;
  }
  const name = button.dataset.handshake;
  busy(true);
  buttons.forEach(each => each.removeAttribute('aria-current'));
  button.setAttribute('aria-current', 'true');
  title.textContent = button.querySelector('.title').textContent;
  happened.textContent = name ? 'The exchange is being made.' : 'The probe is running. It takes some seconds.';
  try {
    const answer = await fetch(name ? 'handshake/' + name : 'probe', {method: 'POST'});
    const json = await answer.json();
    if (!answer.ok) {
      fail(json.status + ' ' + json.title + '. ' + (json.detail ?? ''));
    } else if (name) {
      showHandshake(json);
    } else {
      showProbe(json);
    }
  } catch (failure) {
    fail('The server cannot be reached, or did not answer as it should.');
  }
  busy(false);
  bringIntoView();
}

function fail(words) {
  happened.textContent = words;
  details.replaceChildren();
}

function busy(is) {
  result.setAttribute('aria-busy', String(is));
  buttons.forEach(button => button.setAttribute('aria-disabled', String(is)));
}

/** On a narrow screen the result is below the buttons. */
function bringIntoView() {
  if (result.getBoundingClientRect().top > innerHeight / 2) {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    result.scrollIntoView({behavior: still ? 'auto' : 'smooth'});
  }
}

function showHandshake(handshake) {
  happened.textContent = handshake.happened;
  details.replaceChildren(
    facts(handshake),
    element('div', 'sides', element('span', '', 'Client'), element('span', '', 'Server')),
    sequence(handshake),
    element('h3', '', 'Why'),
    element('p', 'why', handshake.why),
    ...terminal(handshake.commands));
}

function facts(handshake) {
  const {status, continued, contentSent, contentAnnounced} = handshake;
  const refused = status >= 400;
  const wasted = refused && contentSent > 0;
  return element('dl', 'facts',
    fact('Final status', status ? status + ' ' + handshake.reasonPhrase : 'none', refused ? 'bad' : 'good'),
    fact('100 Continue', continued ? 'came first' : 'did not come', continued ? 'good' : ''),
    fact('Content sent', number(contentSent) + ' of ' + number(contentAnnounced) + ' bytes',
      wasted ? 'late' : refused ? 'good' : ''),
    fact('Connection', handshake.connection === 'KEPT' ? 'stays open' : 'closed', ''));
}

function fact(name, value, kind) {
  return element('div', kind, element('dt', '', name), element('dd', '', value));
}

function sequence(handshake) {
  const list = element('ol', 'sequence');
  list.setAttribute('aria-label', 'What was on the wire, in its order');
  const {steps, continued, contentSent, contentAnnounced} = handshake;
  const silent = steps.some(step => step.kind === 'SILENCE');
  for (const step of steps) {
    if (step.kind === 'FINAL_RESPONSE' && !continued && !silent) {
      list.append(message('server absent', 'No 100 Continue', null));
    }
    list.append(shown(step, handshake));
    if (step.kind === 'FINAL_RESPONSE' && contentSent < contentAnnounced) {
      list.append(message('client absent withheld',
        'Content: ' + number(contentAnnounced - contentSent) + ' bytes stay with the client', null));
    }
  }
  if (handshake.connection === 'KEPT') {
    list.append(element('li', 'end', element('div', 'label', 'The connection stays open for the next request')));
  }
  [...list.children].forEach((item, index) => item.style.setProperty('--step', index));
  return list;
}

function shown(step, {status, connection}) {
  switch (step.kind) {
    case 'REQUEST':
      return message('client', 'Header section', step, head(step));
    case 'CONTENT':
      return message('client content' + (status >= 400 ? ' wasted' : ''),
        'Content: ' + number(step.contentBytes) + ' bytes', step);
    case 'SILENCE':
      return message('server absent', 'Silence: no 100 Continue', step);
    case 'INTERIM_RESPONSE':
      return message('server interim', step.status + ' ' + step.reasonPhrase, step, head(step));
    case 'FINAL_RESPONSE':
      return message('server ' + (step.status >= 400 ? 'refusal' : 'success'),
        step.status + ' ' + step.reasonPhrase, step, head(step));
    default:
      return element('li', 'end',
        element('div', 'label', 'The ' + (connection === 'ENDED_BY_CLIENT' ? 'client' : 'server') + ' ends the connection',
          at(step)));
  }
}

function message(kind, label, step, ...rest) {
  const text = element('div', 'label', element('span', '', label));
  if (step) {
    text.append(at(step));
  }
  return element('li', kind, text, element('div', 'arrow'), ...rest);
}

function at(step) {
  return element('span', 'at', step.milliseconds.toFixed(1) + ' ms');
}

/** Start line and fields as they were sent, and the body of a response. */
function head(step) {
  const [start, ...fields] = step.head;
  const text = element('pre', '', element('strong', '', start));
  for (const field of fields) {
    text.append('\n', /^expect:/i.test(field) ? element('strong', '', field) : field);
  }
  if (step.body) {
    text.append('\n\n', step.body);
  }
  return text;
}

/** The origin is what the browser says, not the path: that could hold what a shell takes for a command. */
function terminal(commands) {
  const block = element('pre', 'commands',
    ...commands.map(command => element('span', '', command.replaceAll('{origin}', location.origin))));
  block.tabIndex = 0;
  return [element('h3', '', 'The same from your own terminal'), block];
}

function showProbe(probe) {
  const verdict = element('span', 'verdict ' + (VERDICTS[probe.verdict] ?? 'bad'), probe.verdict.replaceAll('_', ' '));
  happened.replaceChildren(verdict, ' ' + sentence(probe.meaning));
  const body = element('tbody', '');
  for (const check of probe.checks) {
    const [kind, words] = RESULTS[check.result];
    const name = cell('th', 'rowheader', element('span', 'chip ' + kind, words));
    name.scope = 'row';
    body.append(row(name, cell('td', 'cell',
      element('strong', '', check.title), check.evidence, element('code', '', check.id))));
  }
  const columns = ['Result', 'What was looked at, and what was seen'].map(text => {
    const column = cell('th', 'columnheader', text);
    column.scope = 'col';
    return column;
  });
  const table = element('table', '',
    element('caption', '', probe.requests + ' requests were made, and ' + number(probe.contentSent)
      + ' bytes of content sent.'),
    element('thead', '', row(...columns)),
    body);
  table.setAttribute('role', 'table');
  details.replaceChildren(
    element('p', '', sentence(probe.because)),
    element('p', '', sentence(probe.advice)),
    table,
    ...terminal(probe.commands));
}

/** With the roles by name: on a narrow screen these are no longer laid out as a table. */
function row(...cells) {
  return cell('tr', 'row', ...cells);
}

function cell(name, role, ...content) {
  const created = element(name, '', ...content);
  created.setAttribute('role', role);
  return created;
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.');
}

function number(value) {
  return value.toLocaleString('en');
}

function element(name, kind, ...content) {
  const created = document.createElement(name);
  if (kind) {
    created.className = kind;
  }
  created.append(...content);
  return created;
}
