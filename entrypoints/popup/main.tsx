import { readAsked } from '@/components/first-asked';
import { loadCatalogue } from '@/components/words/catalogues';
import { createPatientClient } from '@/lib/rpc/patient';
import { browserAreas } from '@/lib/session/areas';
import { createSpoken } from '@/lib/session/spoken';
import { createWorld } from '@/lib/world';
import { createFirstLook } from './first-look';

/** Asks for what is drawn, and for the words, before it loads what draws: all of them come at the same time. */
async function main(): Promise<void> {
  const client = createPatientClient(createWorld());
  const look = createFirstLook(client, readAsked(window.location.search));
  const spoken = createSpoken(browserAreas(), () => navigator.languages);
  const said = spoken().then(async (language) => ({ language, messages: await loadCatalogue(language) }));
  const [{ show }, { language, messages }] = await Promise.all([import('./show'), said]);
  show({ client, look, spoken, language, messages });
}

void main();
