// German. `import { german } from 'ring-live/words/de'; defineWords('de', german);`

import type { Words } from './words.js';

export const german: Words = {
  failures: {
    unauthorized: {
      happened: 'Die Anmeldung wurde nicht angenommen.',
      todo: 'Bitte neu anmelden.',
    },
    forbidden: {
      happened: 'Dieses Konto darf diese Kamera nicht ansehen.',
      todo: 'Den Besitzer der Kamera um Zugang zum Livebild bitten.',
    },
    'not-found': {
      happened: 'Diese Kamera wurde nicht gefunden.',
      todo: 'Prüfen, ob sie noch zum Konto gehört.',
    },
    'bad-request': {
      happened: 'Der Kameradienst hat die Anfrage nicht verstanden.',
      todo: 'Die Adresse und die Angaben prüfen, die die Seite dem Player macht.',
    },
    'device-offline': {
      happened: 'Die Kamera ist offline.',
      todo: 'Strom und WLAN der Kamera prüfen, dann noch einmal versuchen.',
    },
    'rate-limited': {
      happened: 'Der Kameradienst wird zu oft gefragt.',
      todo: 'Kurz warten, dann noch einmal versuchen.',
    },
    conflict: {
      happened: 'Jemand anderes sieht gerade diese Kamera.',
      todo: 'Später noch einmal versuchen.',
    },
    'used-up': {
      happened: 'Die Zeit, die diese Kamera gesehen werden darf, ist vorerst verbraucht.',
      todo: 'Später noch einmal versuchen.',
    },
    server: {
      happened: 'Der Kameradienst hat eine Störung.',
      todo: 'Gleich noch einmal versuchen.',
    },
    network: {
      happened: 'Der Kameradienst war nicht zu erreichen.',
      todo: 'Die Netzwerkverbindung prüfen, dann noch einmal versuchen.',
    },
    'no-location': {
      happened: 'Das Video wurde abgelehnt, weil es sich nicht richtig hätte beenden lassen.',
      todo: "Der Server muss zur Antwort einen Location-Header senden, für fremde Seiten auch 'Access-Control-Expose-Headers: Location'.",
    },
    'foreign-location': {
      happened:
        'Das Video wurde abgelehnt, weil es auf einem Server liegt, der die Anmeldung nicht sehen darf.',
      todo: 'Der Server muss seine Sitzungen unter der eigenen Adresse halten.',
    },
    'bad-answer': {
      happened: 'Der Kameradienst hat unbrauchbar geantwortet.',
      todo: 'Noch einmal versuchen; wenn es so bleibt, bitte melden.',
    },
    'incompatible-direction': {
      happened: 'Der Kameradienst will kein Video senden.',
      todo: 'Unter dieser Adresse nur Video anfragen, ohne Ton.',
    },
    'unsupported-browser': {
      happened: 'Dieser Browser kann hier kein Livebild zeigen.',
      todo: 'Einen aktuellen Browser benutzen, der WebRTC und WebAssembly erlaubt.',
    },
    'unsupported-codec': {
      happened: 'Dieser Browser kann kein H.264-Video lesen.',
      todo: 'Einen anderen Browser benutzen oder dessen H.264-Codec einrichten.',
    },
    undecodable: {
      happened: 'Das Video kommt an, aber dieser Browser kann kein Bild daraus machen.',
      todo: 'Einen anderen Browser benutzen.',
    },
    timeout: {
      happened: 'Die Kamera hat zu lange nicht geantwortet.',
      todo: 'Noch einmal versuchen.',
    },
    'ice-failed': {
      happened: 'Es kam keine direkte Verbindung zur Kamera zustande, oder sie brach ab.',
      todo: 'Prüfen, ob das Netzwerk Videoanrufe (UDP) durchlässt, dann noch einmal versuchen.',
    },
    stalled: {
      happened: 'Die Kamera sendet keine Bilder mehr.',
      todo: 'Noch einmal versuchen.',
    },
    'ended-early': {
      happened: 'Die Kamera hat das Video beendet.',
      todo: 'Noch einmal versuchen.',
    },
    'no-network': {
      happened: 'Es gibt keine Netzwerkverbindung.',
      todo: 'Mit einem Netzwerk verbinden, dann noch einmal versuchen.',
    },
  },
  crossOrigin: {
    happened: 'Der Kameradienst war von dieser Seite aus nicht zu erreichen.',
    todo: 'Vermutlich erlaubt sein Server diese Seite nicht (CORS): ein Relay unter der eigenen Adresse der Seite hilft.',
  },
  states: {
    connecting: 'Verbinden…',
    waking: 'Warten auf die Kamera…',
    slow: 'Die Kamera braucht länger als sonst…',
    live: 'Live',
    stalled: 'Bild unterbrochen…',
    reconnecting: 'Neu verbinden…',
    offline: 'Warten auf das Netzwerk…',
    resting: 'Ruht, solange niemand zusieht',
    ending: 'Beenden…',
    paused: 'Ruht',
    timeUp: 'Die Zeit ist um',
    failed: 'Kein Livebild',
    noCamera: 'Keine Kamera gewählt',
    noToken: 'Nicht angemeldet',
  },
  actions: {
    play: 'Live ansehen',
    again: 'Wieder ansehen',
    retry: 'Noch einmal versuchen',
    tryNow: 'Jetzt versuchen',
    tap: 'Zum Abspielen tippen',
    stop: 'Nicht mehr ansehen',
    extend: 'Weiter ansehen',
    more: 'Mehr',
    details: 'Was ist los?',
    snapshot: 'Bild speichern',
    statistics: 'Statistik',
    pictureInPicture: 'Bild im Bild',
    fullscreen: 'Vollbild',
  },
  statistics: {
    picture: 'Bild',
    codec: 'Codec',
    frames: 'Bilder',
    dropped: 'Ausgelassen',
    freezes: 'Stillstand',
    bitrate: 'Datenrate',
    jitter: 'Jitter',
    loss: 'Verlust',
    roundTrip: 'Laufzeit',
    firstFrame: 'Erstes Bild',
    camera: 'Kamera an',
  },
  taken: {
    snapshot: 'Bild gespeichert',
    snapshotfailed: 'Das Bild ließ sich nicht speichern',
    clip: 'Video gespeichert',
    clipfailed: 'Das Video ließ sich nicht speichern',
  },
  other: {
    player: 'Livebild',
    held: 'Letztes Bild',
    picture: 'Bild der Kamera',
    timeLeft: (seconds) => (seconds === 1 ? 'noch 1 Sekunde' : `noch ${String(seconds)} Sekunden`),
    warning: (timeLeft, extend) => `${timeLeft}. Zum Weitersehen: „${extend}“.`,
    extended: (timeLeft) => `Es geht weiter: ${timeLeft}`,
    saveClip: (seconds) => `Die letzten ${String(seconds)} Sekunden speichern`,
    waking: (total, camera) => `${total}, davon ${camera} die Kamera`,
    cameraTime: (sessions, time) =>
      sessions === 1 ? time : `${time} in ${String(sessions)} Sitzungen`,
  },
};
