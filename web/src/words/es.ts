// Spanish. `import { spanish } from 'ring-live/words/es'; defineWords('es', spanish);`

import type { Words } from './words.js';

export const spanish: Words = {
  failures: {
    unauthorized: {
      happened: 'No se aceptó el inicio de sesión.',
      todo: 'Vuelva a iniciar sesión.',
    },
    forbidden: {
      happened: 'Esta cuenta no puede ver esta cámara.',
      todo: 'Pida al propietario de la cámara acceso al vídeo en directo.',
    },
    'not-found': {
      happened: 'No se encontró esta cámara.',
      todo: 'Compruebe que siga formando parte de la cuenta.',
    },
    'bad-request': {
      happened: 'El servicio de cámaras no entendió la solicitud.',
      todo: 'Revise la dirección y las opciones que la página da al reproductor.',
    },
    'device-offline': {
      happened: 'La cámara está sin conexión.',
      todo: 'Compruebe su alimentación y su wifi, y vuelva a intentarlo.',
    },
    'rate-limited': {
      happened: 'Se está consultando el servicio de cámaras con demasiada frecuencia.',
      todo: 'Espere un poco y vuelva a intentarlo.',
    },
    'used-up': {
      happened: 'El tiempo durante el que se puede ver esta cámara se ha agotado por ahora.',
      todo: 'Vuelva a intentarlo más tarde.',
    },
    conflict: {
      happened: 'Otra persona está viendo esta cámara.',
      todo: 'Vuelva a intentarlo cuando haya terminado.',
    },
    server: {
      happened: 'El servicio de cámaras tiene un problema.',
      todo: 'Vuelva a intentarlo dentro de un momento.',
    },
    network: {
      happened: 'No se pudo contactar con el servicio de cámaras.',
      todo: 'Compruebe la conexión de red y vuelva a intentarlo.',
    },
    'no-location': {
      happened: 'Se rechazó el vídeo porque no se habría podido terminar correctamente.',
      todo: "El servidor debe enviar la cabecera Location con su respuesta y, para otro origen, 'Access-Control-Expose-Headers: Location'.",
    },
    'foreign-location': {
      happened:
        'Se rechazó el vídeo porque su sesión está en un servidor que no debe ver las credenciales.',
      todo: 'El servidor debe mantener sus sesiones en su propio origen.',
    },
    'bad-answer': {
      happened: 'El servicio de cámaras envió una respuesta que no se puede usar.',
      todo: 'Vuelva a intentarlo; si sigue igual, informe del problema.',
    },
    'incompatible-direction': {
      happened: 'El servicio de cámaras respondió que no enviará vídeo.',
      todo: 'Pida solo vídeo, sin sonido, en esta dirección.',
    },
    'unsupported-browser': {
      happened: 'Este navegador no puede mostrar vídeo en directo aquí.',
      todo: 'Use un navegador actual que permita WebRTC y WebAssembly.',
    },
    'unsupported-codec': {
      happened: 'Este navegador no puede descodificar vídeo H.264.',
      todo: 'Use otro navegador o instale su códec H.264.',
    },
    undecodable: {
      happened: 'El vídeo llega, pero este navegador no puede formar una imagen con él.',
      todo: 'Use otro navegador.',
    },
    timeout: { happened: 'La cámara tardó demasiado en responder.', todo: 'Vuelva a intentarlo.' },
    'ice-failed': {
      happened: 'No se pudo establecer o mantener una conexión directa con la cámara.',
      todo: 'Compruebe que la red deje pasar las videollamadas (UDP) y vuelva a intentarlo.',
    },
    stalled: { happened: 'La cámara dejó de enviar imágenes.', todo: 'Vuelva a intentarlo.' },
    'ended-early': { happened: 'La cámara terminó el vídeo.', todo: 'Vuelva a intentarlo.' },
    'no-network': {
      happened: 'No hay conexión de red.',
      todo: 'Conéctese a una red y vuelva a intentarlo.',
    },
  },
  crossOrigin: {
    happened: 'No se pudo contactar con el servicio de cámaras desde esta página.',
    todo: 'Lo más probable es que su servidor no admita el origen de esta página (CORS): use un relay en el propio origen de la página.',
  },
  states: {
    connecting: 'Conectando…',
    waking: 'Esperando a la cámara…',
    slow: 'La cámara tarda más de lo habitual…',
    live: 'En directo',
    stalled: 'Imagen interrumpida…',
    reconnecting: 'Reconectando…',
    offline: 'Esperando a la red…',
    resting: 'En reposo mientras nadie mira',
    ending: 'Terminando…',
    paused: 'En reposo',
    timeUp: 'Se acabó el tiempo',
    failed: 'Sin vídeo en directo',
    noCamera: 'Ninguna cámara elegida',
    noToken: 'Sin iniciar sesión',
  },
  actions: {
    play: 'Ver en directo',
    again: 'Volver a ver',
    retry: 'Reintentar',
    tryNow: 'Intentar ahora',
    tap: 'Tocar para reproducir',
    stop: 'Dejar de ver',
    extend: 'Seguir viendo',
    more: 'Más',
    details: 'Qué ha pasado',
    snapshot: 'Guardar esta imagen',
    statistics: 'Estadísticas',
    pictureInPicture: 'Imagen en imagen',
    fullscreen: 'Pantalla completa',
  },
  statistics: {
    picture: 'Imagen',
    codec: 'Códec',
    frames: 'Fotogramas',
    dropped: 'Perdidos',
    freezes: 'Congelaciones',
    bitrate: 'Tasa de bits',
    jitter: 'Fluctuación',
    loss: 'Pérdida',
    roundTrip: 'Ida y vuelta',
    firstFrame: 'Primer fotograma',
    camera: 'Cámara activa',
  },
  taken: {
    snapshot: 'Imagen guardada',
    snapshotfailed: 'No se pudo guardar la imagen',
    clip: 'Vídeo guardado',
    clipfailed: 'No se pudo guardar el vídeo',
  },
  other: {
    player: 'Vídeo en directo',
    held: 'Última imagen',
    picture: 'Imagen de la cámara',
    timeLeft: (seconds) =>
      seconds === 1 ? 'queda 1 segundo' : `quedan ${String(seconds)} segundos`,
    warning: (timeLeft, extend) => `${timeLeft}. Para continuar, pulse «${extend}».`,
    extended: (timeLeft) => `Continúa: ${timeLeft}`,
    saveClip: (seconds) => `Guardar los últimos ${String(seconds)} segundos`,
    waking: (total, camera) => `${total}, de ellos ${camera} la cámara`,
    cameraTime: (sessions, time) =>
      sessions === 1 ? time : `${time} en ${String(sessions)} sesiones`,
  },
};
