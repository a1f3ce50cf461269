/** The demo's own texts in German, by the English ones. */
export const germanTexts: Readonly<Record<string, string>> = {
  "Four simulated cameras behind a relay on this page's origin: the page has no token, and the service lets no page in. Each picture is real WebRTC video; below it you see what the service saw.":
    'Vier simulierte Kameras hinter einem Relay auf der Adresse dieser Seite: Die Seite hat kein Token, und der Dienst lässt keine Seite ein. Jedes Bild ist echtes WebRTC-Video; darunter steht, was der Dienst davon sah.',
  "The page itself holds the camera owner's token. That suits your own tools only: a token opens every camera of its owner, and the real service lets no page in.":
    'Die Seite hat selbst das Token der Kamera. Das taugt nur für eigene Werkzeuge: Ein Token öffnet jede Kamera seines Besitzers, und der echte Dienst lässt keine Seite ein.',
  'Sixteen simulated cameras. They start in turn, and only those on the screen are on: scroll, and watch the count.':
    'Sechzehn simulierte Kameras. Sie starten der Reihe nach, und nur die auf dem Bildschirm sind an: scrollen und zählen.',
  'Sessions opened': 'Sitzungen geöffnet',
  'Open now': 'Jetzt offen',
  'Sessions left open': 'Offen gelassen',
  'A wall of sixteen': 'Eine Wand aus sechzehn',
  'Through a relay': 'Durch ein Relay',
  'Without a relay': 'Ohne Relay',
  'Back yard': 'Hinterhof',
  'Front door': 'Haustür',
  Garden: 'Garten',
  Garage: 'Garage',
  'Side gate': 'Seitentor',
  'Line power, 60 s a session': 'Am Stromnetz, 60 s je Sitzung',
  'Battery, up to 30 s': 'Akku, bis 30 s',
  'Battery, offline': 'Akku, offline',
  'Line power, its token has expired': 'Am Stromnetz, das Token ist abgelaufen',
  'Line power, needs a token': 'Am Stromnetz, braucht ein Token',
  'Starts by itself and goes on for ten sessions: one picture, one countdown. Make some trouble:':
    'Startet von selbst und läuft zehn Sitzungen lang: ein Bild, eine Anzeige der Zeit. Stör sie ruhig:',
  'Freeze it': 'Bild anhalten',
  'Cut its network for 8 s': 'Netz für 8 s trennen',
  'Take it offline': 'Abschalten',
  'Bring it back': 'Anschalten',
  'Watch it to its end: it warns, offers to go on, closes just before the limit and keeps the last picture.':
    'Sieh sie bis zum Ende: Sie warnt, bietet mehr Zeit an, schließt kurz vor der Grenze und behält das letzte Bild.',
  'Motion, from the frames shown': 'Bewegung, aus den gezeigten Bildern',
  'Out of reach: the service refuses, and the player says so in plain words.':
    'Nicht erreichbar: Der Dienst lehnt ab, und der Player sagt es in klaren Worten.',
  'The relay is refused once and tries a fresh token; the page notices nothing. After twelve seconds the camera goes silent, and is opened again.':
    'Das Relay wird einmal abgelehnt und versucht ein frisches Token; die Seite merkt nichts. Nach zwölf Sekunden verstummt die Kamera und wird neu geöffnet.',
  "The page's first token has expired: refused once, then opened with a fresh one that its provider gives.":
    'Das erste Token der Seite ist abgelaufen: einmal abgelehnt, dann mit einem frischen geöffnet.',
  'Nothing here leaves this machine. The page runs under a strict Content-Security-Policy with Trusted Types.':
    'Nichts hier verlässt diesen Rechner. Die Seite läuft unter einer strengen Content-Security-Policy mit Trusted Types.',
  'The camera rests': 'Die Kamera ruht',
  '{} session open': '{} Sitzung offen',
  '{} sessions open': '{} Sitzungen offen',
  'waiting for the camera': 'wartet auf die Kamera',
  'session opened': 'Sitzung geöffnet',
  'session closed': 'Sitzung geschlossen',
  'session closed after {} s': 'Sitzung nach {} s geschlossen',
  'last picture found': 'letztes Bild gefunden',
  'last picture fetched': 'letztes Bild geholt',
  refused: 'abgelehnt',
  'token refused': 'Token abgelehnt',
  'not allowed': 'nicht erlaubt',
  'no such session or camera': 'keine solche Sitzung oder Kamera',
  'the camera is taken': 'die Kamera ist besetzt',
  'asked too often': 'zu oft gefragt',
  'trouble in the service': 'Störung im Dienst',
  'the camera is offline': 'die Kamera ist offline',
  'Taken at {}': 'Aufgenommen um {}',
};
