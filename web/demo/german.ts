/** The demo's own texts in German, by the English ones. */
export const germanTexts: Readonly<Record<string, string>> = {
  'Four simulated cameras. Each picture is real WebRTC video; below it you see what the camera service saw.':
    'Vier simulierte Kameras. Jedes Bild ist echtes WebRTC-Video; darunter steht, was der Kameradienst davon sah.',
  'Sixteen simulated cameras. They start in turn, and only those on the screen are on: scroll, and watch the count.':
    'Sechzehn simulierte Kameras. Sie starten der Reihe nach, und nur die auf dem Bildschirm sind an: scrollen und zählen.',
  'Sessions opened': 'Sitzungen geöffnet',
  'Open now': 'Jetzt offen',
  'Sessions left open': 'Offen gelassen',
  'A wall of sixteen': 'Eine Wand aus sechzehn',
  'Four cameras': 'Vier Kameras',
  'Front door': 'Haustür',
  Garden: 'Garten',
  Garage: 'Garage',
  'Side gate': 'Seitentor',
  'Line power, 60 s a session': 'Am Stromnetz, 60 s je Sitzung',
  'Battery, up to 30 s': 'Akku, bis 30 s',
  'Battery, offline': 'Akku, offline',
  'Line power, needs a token': 'Am Stromnetz, braucht ein Token',
  'Starts by itself and goes on for ten sessions: one picture, while the ring fills again. Make some trouble:':
    'Startet von selbst und läuft zehn Sitzungen lang: ein Bild, während der Ring sich neu füllt. Stör sie ruhig:',
  'Freeze it': 'Bild anhalten',
  'Cut its network for 8 s': 'Netz für 8 s trennen',
  'Take it offline': 'Abschalten',
  'Bring it back': 'Anschalten',
  'Watch it to its end: it warns, offers to go on, closes just before the limit and keeps the last picture.':
    'Sieh sie bis zum Ende: Sie warnt, bietet mehr Zeit an, schließt kurz vor der Grenze und behält das letzte Bild.',
  'Motion, from the frames shown': 'Bewegung, aus den gezeigten Bildern',
  'Out of reach: the service refuses, and the player says so in plain words.':
    'Nicht erreichbar: Der Dienst lehnt ab, und der Player sagt es in klaren Worten.',
  'Its first token has expired: refused once, then opened with a fresh one. After twelve seconds it goes silent, and is opened again.':
    'Ihr erstes Token ist abgelaufen: einmal abgelehnt, dann mit einem frischen geöffnet. Nach zwölf Sekunden verstummt sie und wird neu geöffnet.',
  'Nothing here leaves this machine. The page runs under a strict Content-Security-Policy with Trusted Types.':
    'Nichts hier verlässt diesen Rechner. Die Seite läuft unter einer strengen Content-Security-Policy mit Trusted Types.',
  'The camera rests': 'Die Kamera ruht',
  '{} session open': '{} Sitzung offen',
  '{} sessions open': '{} Sitzungen offen',
  'waiting for the camera': 'wartet auf die Kamera',
  'session opened': 'Sitzung geöffnet',
  'session closed': 'Sitzung geschlossen',
  'session closed after {} s': 'Sitzung nach {} s geschlossen',
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
