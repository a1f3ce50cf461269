// French. `import { french } from 'ring-live/words/fr'; defineWords('fr', french);`

import type { Words } from './words.js';

export const french: Words = {
  failures: {
    unauthorized: {
      happened: 'La connexion n’a pas été acceptée.',
      todo: 'Connectez-vous à nouveau.',
    },
    forbidden: {
      happened: 'Ce compte ne peut pas regarder cette caméra.',
      todo: 'Demandez au propriétaire de la caméra l’accès à la vidéo en direct.',
    },
    'not-found': {
      happened: 'Cette caméra est introuvable.',
      todo: 'Vérifiez qu’elle fait toujours partie du compte.',
    },
    'bad-request': {
      happened: 'Le service de caméras n’a pas compris la demande.',
      todo: 'Vérifiez l’adresse et les options que la page donne au lecteur.',
    },
    'device-offline': {
      happened: 'La caméra est hors ligne.',
      todo: 'Vérifiez son alimentation et son Wi-Fi, puis réessayez.',
    },
    'rate-limited': {
      happened: 'Le service de caméras est sollicité trop souvent.',
      todo: 'Patientez un peu, puis réessayez.',
    },
    'used-up': {
      happened: 'Le temps de visionnage permis pour cette caméra est épuisé pour le moment.',
      todo: 'Réessayez plus tard.',
    },
    conflict: {
      happened: 'Quelqu’un d’autre regarde cette caméra.',
      todo: 'Réessayez lorsqu’il aura terminé.',
    },
    server: {
      happened: 'Le service de caméras a un problème.',
      todo: 'Réessayez dans un instant.',
    },
    network: {
      happened: 'Le service de caméras est injoignable.',
      todo: 'Vérifiez la connexion au réseau, puis réessayez.',
    },
    'no-location': {
      happened: 'La vidéo a été refusée, car elle n’aurait pas pu être terminée correctement.',
      todo: "Le serveur doit envoyer un en-tête Location avec sa réponse et, pour une autre origine, 'Access-Control-Expose-Headers: Location'.",
    },
    'foreign-location': {
      happened:
        'La vidéo a été refusée, car sa session se trouve sur un serveur qui ne doit pas voir les identifiants.',
      todo: 'Le serveur doit garder ses sessions sur sa propre origine.',
    },
    'bad-answer': {
      happened: 'Le service de caméras a envoyé une réponse inutilisable.',
      todo: 'Réessayez ; si cela persiste, signalez-le.',
    },
    'incompatible-direction': {
      happened: 'Le service de caméras a répondu qu’il n’enverra pas de vidéo.',
      todo: 'Demandez seulement la vidéo, sans le son, à cette adresse.',
    },
    'unsupported-browser': {
      happened: 'Ce navigateur ne peut pas afficher de vidéo en direct ici.',
      todo: 'Utilisez un navigateur récent qui permet WebRTC et WebAssembly.',
    },
    'unsupported-codec': {
      happened: 'Ce navigateur ne peut pas décoder la vidéo H.264.',
      todo: 'Utilisez un autre navigateur ou installez son codec H.264.',
    },
    undecodable: {
      happened: 'La vidéo arrive, mais ce navigateur ne peut pas en faire une image.',
      todo: 'Utilisez un autre navigateur.',
    },
    timeout: { happened: 'La caméra a mis trop de temps à répondre.', todo: 'Réessayez.' },
    'ice-failed': {
      happened: 'Aucune connexion directe à la caméra n’a pu être établie ou maintenue.',
      todo: 'Vérifiez que le réseau laisse passer les appels vidéo (UDP), puis réessayez.',
    },
    stalled: { happened: 'La caméra n’envoie plus d’images.', todo: 'Réessayez.' },
    'ended-early': { happened: 'La caméra a mis fin à la vidéo.', todo: 'Réessayez.' },
    'no-network': {
      happened: 'Il n’y a pas de connexion au réseau.',
      todo: 'Connectez-vous à un réseau, puis réessayez.',
    },
  },
  crossOrigin: {
    happened: 'Le service de caméras est injoignable depuis cette page.',
    todo: 'Son serveur n’autorise sans doute pas l’origine de cette page (CORS) : utilisez un relais sur l’origine de la page.',
  },
  states: {
    connecting: 'Connexion…',
    waking: 'En attente de la caméra…',
    slow: 'La caméra met plus de temps que d’habitude…',
    live: 'En direct',
    stalled: 'Image interrompue…',
    reconnecting: 'Reconnexion…',
    offline: 'En attente du réseau…',
    resting: 'Au repos tant que personne ne regarde',
    ending: 'Arrêt en cours…',
    paused: 'Au repos',
    timeUp: 'Le temps est écoulé',
    failed: 'Pas de vidéo en direct',
    noCamera: 'Aucune caméra choisie',
    noToken: 'Non connecté',
  },
  actions: {
    play: 'Regarder en direct',
    again: 'Regarder à nouveau',
    retry: 'Réessayer',
    tryNow: 'Essayer maintenant',
    tap: 'Toucher pour lire',
    stop: 'Arrêter de regarder',
    extend: 'Continuer à regarder',
    more: 'Plus',
    details: 'Que s’est-il passé ?',
    snapshot: 'Enregistrer cette image',
    statistics: 'Statistiques',
    pictureInPicture: 'Image dans l’image',
    fullscreen: 'Plein écran',
  },
  statistics: {
    picture: 'Image',
    codec: 'Codec',
    frames: 'Images',
    dropped: 'Perdues',
    freezes: 'Blocages',
    bitrate: 'Débit',
    jitter: 'Gigue',
    loss: 'Pertes',
    roundTrip: 'Aller-retour',
    firstFrame: 'Première image',
    camera: 'Caméra active',
  },
  taken: {
    snapshot: 'Image enregistrée',
    snapshotfailed: 'L’image n’a pas pu être enregistrée',
    clip: 'Vidéo enregistrée',
    clipfailed: 'La vidéo n’a pas pu être enregistrée',
  },
  other: {
    player: 'Vidéo en direct',
    held: 'Dernière image',
    picture: 'Image de la caméra',
    timeLeft: (seconds) =>
      seconds === 1 ? '1 seconde restante' : `${String(seconds)} secondes restantes`,
    warning: (timeLeft, extend) => `${timeLeft}. Pour continuer, appuyez sur « ${extend} ».`,
    extended: (timeLeft) => `La vidéo continue : ${timeLeft}`,
    saveClip: (seconds) => `Enregistrer les ${String(seconds)} dernières secondes`,
    waking: (total, camera) => `${total}, dont ${camera} pour la caméra`,
    cameraTime: (sessions, time) =>
      sessions === 1 ? time : `${time} en ${String(sessions)} sessions`,
  },
};
