import type { Code, Failure, Reason } from '@/lib/domain/failed';
import { sessionWords } from './failure-words-session';

/** What happened, what it means for the documents, what to do next. */
export type Sentences = readonly [happened: string, means: string, next: string];

const safe = 'Your documents stay safe on this device.';
const asks = 'It may have arrived. Satchel asks first and sends nothing twice.';
const notTaken = 'This file was not taken. Nothing else has changed.';

export const byCode: Readonly<Record<Code, Sentences>> = {
  offline: ['There is no network.', safe, 'Nothing to do: Satchel goes on when the network is back.'],
  timeout: [
    'No answer came.',
    asks,
    'Wait a little. If this stays, open any web page: the network may want you to sign in to it first.',
  ],
  unavailable: ['The service cannot answer now.', safe, 'Nothing to do: Satchel tries again by itself.'],
  throttled: ['The service asks for a pause.', safe, 'Nothing to do: Satchel goes on after the pause.'],
  unauthorized: ['You are not signed in.', safe, 'Sign in. What waits is sent after that.'],
  forbidden: ['You are not allowed to do this.', safe, 'Ask your organisation to give you access.'],
  rejected: [
    'The service refused it.',
    'It was not accepted. It is still here.',
    'Replace it, or re-run it.',
  ],
  unreadable: [
    'An answer came that makes no sense.',
    asks,
    'If this stays, open any web page: the network may want you to sign in to it first.',
  ],
  full: [
    'There is no space left on this device.',
    'What you just captured was not kept. Everything before it is safe.',
    'Free some space on the disk, then capture it again.',
  ],
  bug: [
    'Something went wrong in Satchel.',
    'Documents shown as safe are still safe.',
    'Try again. If it happens again, tell your support.',
  ],
};

export const byReason: Readonly<Record<Reason, Sentences>> = {
  ...sessionWords,
  'captive-portal': [
    'This network wants you to sign in to it first.',
    'Nothing gets through until then. Your documents stay safe on this device, and nothing is sent twice.',
    'Open any web page in a new tab, sign in to the network there, then come back: Satchel goes on by itself.',
  ],
  'broker-unreachable': [
    'Nothing answers at your organisation’s address.',
    safe,
    'Check the address and the network, then try again.',
  ],
  'broker-not-satchel': [
    'Something answers at this address, but it is not Satchel’s service.',
    'Nothing was saved and nothing was sent there.',
    'Check the address with your organisation.',
  ],
  'address-malformed': [
    'This is not a web address Satchel can use.',
    'Nothing was saved.',
    'Type it as you were given it, for example satchel.bank.example.',
  ],
  'access-not-granted': [
    'Satchel may not use these sites yet.',
    'Nothing can be captured or sent until it may.',
    'Press “Allow access” and confirm what the browser asks.',
  ],
  'not-a-document': [
    'This is not a JPEG, PNG, WebP or PDF, whatever its name says.',
    notTaken,
    'Save it as a photo or a PDF and choose it again.',
  ],
  heic: [
    'This is an HEIC photo, which cannot be read here.',
    notTaken,
    'Set the camera to “most compatible” (JPEG), or share the photo as JPEG.',
  ],
  'empty-file': ['This file is empty.', notTaken, 'Download or photograph it again.'],
  'too-large': ['This file is larger than 50 MB.', notTaken, 'Scan it smaller, or photograph it.'],
  'broken-image': ['This photo is damaged or not complete.', notTaken, 'Take or download it again.'],
  'broken-pdf': [
    'This PDF is damaged or not complete.',
    notTaken,
    'Download it again, or photograph the paper.',
  ],
  'login-page': [
    'The portal sent its sign-in page and not the document.',
    notTaken,
    'Sign in to the portal again, open the loan, and capture it there.',
  ],
  'fetch-refused': [
    'The portal did not hand out this document.',
    notTaken,
    'Open it on the portal, save it, then add it as a file.',
  ],
  'no-loan': [
    'There is no loan number on this page.',
    'Nothing can be captured here, since it would belong to no loan.',
    'Open the loan itself, then capture.',
  ],
  'no-profile': [
    'Satchel does not know this page.',
    'Nothing can be captured from it.',
    'Add the document as a file, or ask your organisation to add this portal.',
  ],
  'already-captured': [
    'This very file was captured for this loan before.',
    'Nothing was added: it is there once, and that is enough.',
    'If you meant another document, choose that one.',
  ],
  'same-document': [
    'Two documents of this loan have the very same content.',
    'Nothing was sent. Both are safe on this device.',
    'Answer “Same document?” at the document, then send.',
  ],
  'in-the-way': [
    'This document is on its way right now.',
    'It cannot be changed until its result is known.',
    'Wait for the result, then try again.',
  ],
  'never-fetched': [
    'Atlas was told of this document six times and never fetched it.',
    'Atlas has not read it. It stays safe on this device, and Satchel tries it again each hour.',
    'If this stays, tell your support: Atlas may not reach your organisation’s service.',
  ],
  'too-large-for-line': [
    'This network lets no file of this size through.',
    'Atlas has not got it. It stays safe on this device as it is.',
    'Retry it on another network, or replace it by a smaller picture. Until then this one is kept.',
  ],
  'not-smaller': [
    'This cannot be made small enough for that network.',
    notTaken,
    'Photograph it again from further away, or retry the first one on another network.',
  ],
  gone: [
    'The file of this document is no longer on this device.',
    'It cannot be sent as it is.',
    'Replace it: capture it once more.',
  ],
  disconnected: [
    'Satchel was updated or restarted while this page was open.',
    'Documents shown as safe are still safe.',
    'Close this page and open Satchel again.',
  ],
  'disk-silent': [
    'The storage of this device does not answer.',
    'Nothing is deleted and nothing is sent twice. What you capture now is not kept.',
    'Close the browser and open it again. If this stays, tell your support.',
  ],
  'copy-not-proven': [
    'The rescue copy could not be read again as it was written.',
    'It is not offered to you, since it may be incomplete. The documents stay safe on this device.',
    'Free some space on this device and save it once more.',
  ],
  'not-confirmed': [
    'Satchel cannot confirm that this document is safe.',
    'It may be on this device, but do not rely on it.',
    'Capture it again before you leave it: nothing is kept twice. If this stays, free some space on the disk.',
  ],
};

/** The most exact sentences there are for a failure. */
export function sentencesFor({ code, reason }: Failure): Sentences {
  return reason ? byReason[reason] : byCode[code];
}
