/** The portal's own script: moves between its pages without loading them, previews and uploads what is chosen. */
export const portalScript = `
const main = () => document.querySelector('main');

async function show(address) {
  const response = await fetch(address);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  main().replaceChildren(...page.querySelector('main').childNodes);
  document.title = page.title;
  for (const link of document.querySelectorAll('.bar nav a')) {
    const twin = page.querySelector('.bar nav a[href="' + link.getAttribute('href') + '"][aria-current]');
    if (twin) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

document.addEventListener('click', (event) => {
  const link = event.target.closest('a[data-move]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  history.pushState({}, '', link.href);
  show(link.href).catch(() => location.assign(link.href));
});
addEventListener('popstate', () => show(location.href).catch(() => location.reload()));

document.addEventListener('change', (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== 'file') return;
  const place = input.closest('.document').querySelector('.preview');
  place.replaceChildren();
  const [file] = input.files;
  if (file) preview(place, file);
  if (file && input.dataset.upload) upload(input.dataset.upload, place, file);
});

function preview(place, file) {
  if (!file.type.startsWith('image/')) {
    place.append(file.name);
    return;
  }
  const image = new Image();
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.addEventListener('load', () => URL.revokeObjectURL(image.src));
  place.append(image);
}

async function upload(address, place, file) {
  const state = document.createElement('span');
  state.className = 'state';
  state.setAttribute('role', 'status');
  place.append(state);
  const say = (name, text) => {
    state.dataset.state = name;
    state.textContent = text;
  };
  say('busy', 'Uploading ' + file.name + '…');
  const body = new FormData();
  body.append('file', file);
  try {
    const response = await fetch(address, { method: 'POST', body });
    if (!response.ok) throw new Error(String(response.status));
    const kept = await response.json();
    say('done', 'Received: ' + kept.name + ', ' + Math.ceil(kept.size / 1024).toLocaleString('en-IN') + ' kB');
  } catch {
    say('failed', 'Not uploaded. Choose the file again.');
  }
}
`;
