// Portuguese, as in Portugal; what Brazil says otherwise goes to 'pt-BR'.
// `import { portuguese } from 'ring-live/words/pt'; defineWords('pt', portuguese);`

import type { Words } from './words.js';

export const portuguese: Words = {
  failures: {
    unauthorized: {
      happened: 'O início de sessão não foi aceite.',
      todo: 'Inicie sessão novamente.',
    },
    forbidden: {
      happened: 'Esta conta não pode ver esta câmara.',
      todo: 'Peça ao proprietário da câmara acesso ao vídeo em direto.',
    },
    'not-found': {
      happened: 'Esta câmara não foi encontrada.',
      todo: 'Verifique se ainda faz parte da conta.',
    },
    'bad-request': {
      happened: 'O serviço de câmaras não entendeu o pedido.',
      todo: 'Verifique o endereço e as opções que a página dá ao leitor.',
    },
    'device-offline': {
      happened: 'A câmara está offline.',
      todo: 'Verifique a alimentação e o Wi-Fi e tente novamente.',
    },
    'rate-limited': {
      happened: 'O serviço de câmaras está a ser consultado com demasiada frequência.',
      todo: 'Espere um pouco e tente novamente.',
    },
    'used-up': {
      happened: 'O tempo durante o qual esta câmara pode ser vista esgotou-se por agora.',
      todo: 'Tente novamente mais tarde.',
    },
    conflict: {
      happened: 'Outra pessoa está a ver esta câmara.',
      todo: 'Tente novamente quando ela terminar.',
    },
    server: {
      happened: 'O serviço de câmaras tem um problema.',
      todo: 'Tente novamente dentro de momentos.',
    },
    network: {
      happened: 'Não foi possível contactar o serviço de câmaras.',
      todo: 'Verifique a ligação à rede e tente novamente.',
    },
    'no-location': {
      happened: 'O vídeo foi recusado porque não poderia ser terminado corretamente.',
      todo: "O servidor tem de enviar um cabeçalho Location com a resposta e, para outra origem, 'Access-Control-Expose-Headers: Location'.",
    },
    'foreign-location': {
      happened:
        'O vídeo foi recusado porque a sua sessão está num servidor que não pode ver as credenciais.',
      todo: 'O servidor tem de manter as sessões na sua própria origem.',
    },
    'bad-answer': {
      happened: 'O serviço de câmaras enviou uma resposta que não pode ser usada.',
      todo: 'Tente novamente; se continuar, comunique o problema.',
    },
    'incompatible-direction': {
      happened: 'O serviço de câmaras respondeu que não enviará vídeo.',
      todo: 'Peça apenas vídeo, sem som, neste endereço.',
    },
    'unsupported-browser': {
      happened: 'Este navegador não consegue mostrar vídeo em direto aqui.',
      todo: 'Use um navegador atual que permita WebRTC e WebAssembly.',
    },
    'unsupported-codec': {
      happened: 'Este navegador não consegue descodificar vídeo H.264.',
      todo: 'Use outro navegador ou instale o codec H.264.',
    },
    undecodable: {
      happened: 'O vídeo chega, mas este navegador não consegue formar uma imagem.',
      todo: 'Use outro navegador.',
    },
    timeout: { happened: 'A câmara demorou demasiado a responder.', todo: 'Tente novamente.' },
    'ice-failed': {
      happened: 'Não foi possível estabelecer ou manter uma ligação direta à câmara.',
      todo: 'Verifique se a rede deixa passar videochamadas (UDP) e tente novamente.',
    },
    stalled: { happened: 'A câmara deixou de enviar imagens.', todo: 'Tente novamente.' },
    'ended-early': { happened: 'A câmara terminou o vídeo.', todo: 'Tente novamente.' },
    'no-network': {
      happened: 'Não há ligação à rede.',
      todo: 'Ligue-se a uma rede e tente novamente.',
    },
  },
  crossOrigin: {
    happened: 'Não foi possível contactar o serviço de câmaras a partir desta página.',
    todo: 'O mais provável é que o servidor não permita a origem desta página (CORS): use um relay na própria origem da página.',
  },
  states: {
    connecting: 'A ligar…',
    waking: 'À espera da câmara…',
    slow: 'A câmara demora mais do que o habitual…',
    live: 'Em direto',
    stalled: 'Imagem interrompida…',
    reconnecting: 'A religar…',
    offline: 'À espera da rede…',
    resting: 'Em repouso enquanto ninguém vê',
    ending: 'A terminar…',
    paused: 'Em repouso',
    timeUp: 'O tempo acabou',
    failed: 'Sem vídeo em direto',
    noCamera: 'Nenhuma câmara escolhida',
    noToken: 'Sessão não iniciada',
  },
  actions: {
    play: 'Ver em direto',
    again: 'Ver de novo',
    retry: 'Tentar novamente',
    tryNow: 'Tentar agora',
    tap: 'Toque para reproduzir',
    stop: 'Parar de ver',
    extend: 'Continuar a ver',
    more: 'Mais',
    details: 'O que aconteceu',
    snapshot: 'Guardar esta imagem',
    statistics: 'Estatísticas',
    pictureInPicture: 'Imagem na imagem',
    fullscreen: 'Ecrã inteiro',
  },
  statistics: {
    picture: 'Imagem',
    codec: 'Codec',
    frames: 'Fotogramas',
    dropped: 'Perdidos',
    freezes: 'Paragens',
    bitrate: 'Débito',
    jitter: 'Variação',
    loss: 'Perdas',
    roundTrip: 'Ida e volta',
    firstFrame: 'Primeira imagem',
    camera: 'Câmara ligada',
  },
  taken: {
    snapshot: 'Imagem guardada',
    snapshotfailed: 'Não foi possível guardar a imagem',
    clip: 'Vídeo guardado',
    clipfailed: 'Não foi possível guardar o vídeo',
  },
  other: {
    player: 'Vídeo em direto',
    held: 'Última imagem',
    picture: 'Imagem da câmara',
    timeLeft: (seconds) =>
      seconds === 1 ? 'falta 1 segundo' : `faltam ${String(seconds)} segundos`,
    warning: (timeLeft, extend) => `${timeLeft}. Para continuar, prima «${extend}».`,
    extended: (timeLeft) => `Continua: ${timeLeft}`,
    saveClip: (seconds) => `Guardar os últimos ${String(seconds)} segundos`,
    waking: (total, camera) => `${total}, dos quais ${camera} da câmara`,
    cameraTime: (sessions, time) =>
      sessions === 1 ? time : `${time} em ${String(sessions)} sessões`,
  },
};
