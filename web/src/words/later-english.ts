// The English words for what is only said once there is a module: loaded together with that.

import type { LaterEnglish } from './words.js';

export const laterEnglish: LaterEnglish = {
  failures: {
    unauthorized: {
      happened: 'The sign-in was not accepted.',
      todo: 'Sign in again.',
    },
    forbidden: {
      happened: 'This account may not watch this camera.',
      todo: "Ask the camera's owner for access to live view.",
    },
    'not-found': {
      happened: 'This camera was not found.',
      todo: 'Check that it is still part of the account.',
    },
    'bad-request': {
      happened: 'The camera service did not understand the request.',
      todo: 'Check the address and the options that the page gives the player.',
    },
    'device-offline': {
      happened: 'The camera is offline.',
      todo: 'Check its power and its Wi-Fi, then try again.',
    },
    'rate-limited': {
      happened: 'The camera service is being asked too often.',
      todo: 'Wait a little, then try again.',
    },
    conflict: {
      happened: 'Somebody else is watching this camera.',
      todo: 'Try again when they have finished.',
    },
    'used-up': {
      happened: 'The time for which this camera may be watched is used up for now.',
      todo: 'Try again later.',
    },
    server: {
      happened: 'The camera service has a problem.',
      todo: 'Try again in a moment.',
    },
    'no-location': {
      happened: 'The video was refused because it could not have been ended properly.',
      todo: "The server must send a Location header with its answer and, for another origin, 'Access-Control-Expose-Headers: Location'.",
    },
    'foreign-location': {
      happened:
        'The video was refused because its session lives on a server that must not see the sign-in.',
      todo: 'The server must keep its sessions on its own origin.',
    },
    'bad-answer': {
      happened: 'The camera service sent an answer that cannot be used.',
      todo: 'Try again; if it stays so, report it.',
    },
    'incompatible-direction': {
      happened: 'The camera service answered that it will not send video.',
      todo: 'Ask for video only, without audio, at this address.',
    },
    'unsupported-codec': {
      happened: 'This browser cannot decode H.264 video.',
      todo: 'Use another browser, or install its H.264 codec.',
    },
    undecodable: {
      happened: 'The video arrives, but this browser cannot make a picture of it.',
      todo: 'Use another browser.',
    },
    timeout: {
      happened: 'The camera took too long to answer.',
      todo: 'Try again.',
    },
    'ice-failed': {
      happened: 'No direct connection to the camera could be made or kept.',
      todo: 'Check that the network lets video calls (UDP) through, then try again.',
    },
    stalled: {
      happened: 'The camera stopped sending pictures.',
      todo: 'Try again.',
    },
    'ended-early': {
      happened: 'The camera ended the video.',
      todo: 'Try again.',
    },
    'no-network': {
      happened: 'There is no network connection.',
      todo: 'Connect to a network, then try again.',
    },
  },
  crossOrigin: {
    happened: 'The camera service could not be reached from this page.',
    todo: "Most likely its server does not allow this page's origin (CORS): use a relay on the page's own origin.",
  },
  statistics: {
    picture: 'Picture',
    codec: 'Codec',
    frames: 'Frames',
    dropped: 'Dropped',
    freezes: 'Freezes',
    bitrate: 'Bitrate',
    jitter: 'Jitter',
    loss: 'Loss',
    roundTrip: 'Round trip',
    firstFrame: 'First frame',
    camera: 'Camera on',
  },
  taken: {
    snapshot: 'Picture saved',
    snapshotfailed: 'The picture could not be saved',
    clip: 'Video saved',
    clipfailed: 'The video could not be saved',
  },
};
