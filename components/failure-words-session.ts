const safe = 'Your documents stay safe on this device.';
const notSignedIn = 'You are not signed in. Your documents stay safe on this device.';

/** The part of `failure-words` that is about signing in, staying signed in, and the organisation's rules. */
export const sessionWords = {
  'wrong-credentials': [
    'Tenant, email or password is not right.',
    notSignedIn,
    'Check all three and try again. The sign-in service does not say which one is wrong.',
  ],
  'too-many-sign-ins': ['There were too many tries to sign in.', notSignedIn, 'Wait, then try once more.'],
  'not-a-person': [
    'This is an account for a kiosk or a machine.',
    'Only a person can send documents. Nothing was sent.',
    'Sign in with your own account.',
  ],
  'finish-in-atrium': [
    'Atrium wants one more step from you.',
    notSignedIn,
    'Finish signing in on Atrium’s own page (a new password, or a code), then come back and sign in here.',
  ],
  licence: [
    'Atrium knows you, but does not let this program in.',
    notSignedIn,
    'Ask your organisation: the licence “api_access” is probably missing or switched off.',
  ],
  'oidc-cancelled': [
    'The sign-in was not finished.',
    notSignedIn,
    'Start it again when you are ready, and leave its tab open to the end.',
  ],
  'oidc-tenant': [
    'Atrium knows no tenant of this name that signs in this way.',
    notSignedIn,
    'Check the tenant with your organisation, then start again.',
  ],
  'oidc-refused': [
    'Your identity provider or Atrium did not let you in.',
    notSignedIn,
    'Check that you signed in there as yourself. If this stays, ask whether Atrium has an account with that email.',
  ],
  'atrium-unreachable': [
    'The sign-in service cannot be reached.',
    notSignedIn,
    'Check the network and try again. Capturing goes on without it once you have signed in before.',
  ],
  'policy-malformed': [
    'The rules your organisation has set on this machine cannot be understood.',
    'Until they are mended nothing is captured or sent. Your documents stay safe on this device.',
    'Tell your organisation: Satchel’s managed policy is malformed.',
  ],
  'policy-off': [
    'Your organisation has switched this off.',
    'Nothing has changed. Your documents stay safe on this device.',
    'Ask your organisation if you need it.',
  ],
  'policy-tenant': [
    'On this machine agents sign in to another tenant.',
    notSignedIn,
    'Use the tenant that your organisation has set.',
  ],
  'policy-address': [
    'Your organisation has set the address on this machine.',
    'Nothing was changed.',
    'Ask your organisation if it is not the right one.',
  ],
  'signed-out': ['Your session has ended.', safe, 'Sign in again. What waits is sent after that.'],
  'renewal-lost': [
    'Your session has ended: the line broke while it was being renewed.',
    safe,
    'Sign in again. What waits is sent after that.',
  ],
  'pin-wrong': [
    'That is not your PIN.',
    notSignedIn,
    'Try again, or sign in as usual: that always works. After five wrong tries the PIN is gone.',
  ],
  'pin-gone': [
    'This PIN opens nothing any more.',
    notSignedIn,
    'Sign in as usual, then you can set a new PIN.',
  ],
  'pin-stale': [
    'What your PIN protected is too old: the session went on, or ended, without it.',
    notSignedIn,
    'Sign in as usual, then you can set a new PIN.',
  ],
  'other-agent': [
    'This device holds documents of another agent.',
    'They stay sealed: you can neither see nor send them.',
    'Let that agent sign in, or sign in as that agent.',
  ],
} as const;
