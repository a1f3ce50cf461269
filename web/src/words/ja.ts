// Japanese. `import { japanese } from 'ring-live/words/ja'; defineWords('ja', japanese);`

import type { Words } from './words.js';

export const japanese: Words = {
  failures: {
    unauthorized: {
      happened: 'サインインが受け付けられませんでした。',
      todo: 'もう一度サインインしてください。',
    },
    forbidden: {
      happened: 'このアカウントではこのカメラを視聴できません。',
      todo: 'カメラの所有者にライブ映像の閲覧許可を依頼してください。',
    },
    'not-found': {
      happened: 'このカメラは見つかりませんでした。',
      todo: 'アカウントにまだ登録されているか確認してください。',
    },
    'bad-request': {
      happened: 'カメラサービスが要求を理解できませんでした。',
      todo: 'ページがプレーヤーに渡しているアドレスと設定を確認してください。',
    },
    'device-offline': {
      happened: 'カメラはオフラインです。',
      todo: '電源とWi-Fiを確認してから、もう一度お試しください。',
    },
    'rate-limited': {
      happened: 'カメラサービスへの要求が多すぎます。',
      todo: '少し待ってから、もう一度お試しください。',
    },
    'used-up': {
      happened: 'このカメラを視聴できる時間は、いまのところ使い切られています。',
      todo: 'しばらくしてから、もう一度お試しください。',
    },
    conflict: {
      happened: 'ほかの人がこのカメラを視聴しています。',
      todo: '視聴が終わってから、もう一度お試しください。',
    },
    server: {
      happened: 'カメラサービスに問題が発生しています。',
      todo: 'しばらくしてから、もう一度お試しください。',
    },
    network: {
      happened: 'カメラサービスに接続できませんでした。',
      todo: 'ネットワーク接続を確認してから、もう一度お試しください。',
    },
    'no-location': {
      happened: '正しく終了できないため、映像を拒否しました。',
      todo: "サーバーは応答にLocationヘッダーを付け、別のオリジンには'Access-Control-Expose-Headers: Location'も送る必要があります。",
    },
    'foreign-location': {
      happened: 'セッションが認証情報を見せてはならないサーバーにあるため、映像を拒否しました。',
      todo: 'サーバーはセッションを自身のオリジンに置く必要があります。',
    },
    'bad-answer': {
      happened: 'カメラサービスから利用できない応答が届きました。',
      todo: 'もう一度お試しください。続く場合は報告してください。',
    },
    'incompatible-direction': {
      happened: 'カメラサービスは映像を送信しないと応答しました。',
      todo: 'このアドレスには音声なしで映像だけを要求してください。',
    },
    'unsupported-browser': {
      happened: 'このブラウザーではここでライブ映像を表示できません。',
      todo: 'WebRTCとWebAssemblyが使える最新のブラウザーをご利用ください。',
    },
    'unsupported-codec': {
      happened: 'このブラウザーはH.264映像をデコードできません。',
      todo: '別のブラウザーを使うか、H.264コーデックをインストールしてください。',
    },
    undecodable: {
      happened: '映像は届いていますが、このブラウザーでは表示できません。',
      todo: '別のブラウザーをご利用ください。',
    },
    timeout: {
      happened: 'カメラの応答に時間がかかりすぎました。',
      todo: 'もう一度お試しください。',
    },
    'ice-failed': {
      happened: 'カメラへの直接接続を確立または維持できませんでした。',
      todo: 'ネットワークがビデオ通話（UDP）を許可しているか確認してから、もう一度お試しください。',
    },
    stalled: { happened: 'カメラからの映像が止まりました。', todo: 'もう一度お試しください。' },
    'ended-early': { happened: 'カメラが映像を終了しました。', todo: 'もう一度お試しください。' },
    'no-network': {
      happened: 'ネットワークに接続していません。',
      todo: 'ネットワークに接続してから、もう一度お試しください。',
    },
  },
  crossOrigin: {
    happened: 'このページからカメラサービスに接続できませんでした。',
    todo: 'サーバーがこのページのオリジンを許可していない可能性があります（CORS）。ページ自身のオリジンでリレーをご利用ください。',
  },
  states: {
    connecting: '接続中…',
    waking: 'カメラの映像を待っています…',
    slow: 'カメラの応答に時間がかかっています…',
    live: 'ライブ',
    stalled: '映像が途切れています…',
    reconnecting: '再接続中…',
    offline: 'ネットワークを待っています…',
    resting: '視聴者がいないため休止中',
    ending: '終了中…',
    paused: '休止中',
    timeUp: '時間切れです',
    failed: 'ライブ映像はありません',
    noCamera: 'カメラが選択されていません',
    noToken: 'サインインしていません',
  },
  actions: {
    play: 'ライブで見る',
    again: 'もう一度見る',
    retry: '再試行',
    tryNow: '今すぐ試す',
    tap: 'タップして再生',
    stop: '視聴をやめる',
    extend: '視聴を続ける',
    more: 'その他',
    details: '何が起きたか',
    snapshot: 'この画像を保存',
    statistics: '統計',
    pictureInPicture: 'ピクチャーインピクチャー',
    fullscreen: '全画面表示',
  },
  statistics: {
    picture: '映像',
    codec: 'コーデック',
    frames: 'フレーム',
    dropped: '欠落',
    freezes: '停止',
    bitrate: 'ビットレート',
    jitter: 'ジッター',
    loss: '損失',
    roundTrip: '往復時間',
    firstFrame: '最初の映像',
    camera: 'カメラ稼働',
  },
  taken: {
    snapshot: '画像を保存しました',
    snapshotfailed: '画像を保存できませんでした',
    clip: '動画を保存しました',
    clipfailed: '動画を保存できませんでした',
  },
  other: {
    player: 'ライブ映像',
    held: '最後の画像',
    picture: 'カメラの映像',
    timeLeft: (seconds) => `残り${String(seconds)}秒`,
    warning: (timeLeft, extend) => `${timeLeft}です。続けるには「${extend}」を押してください。`,
    extended: (timeLeft) => `続行します。${timeLeft}`,
    saveClip: (seconds) => `直近${String(seconds)}秒を保存`,
    waking: (total, camera) => `${total}（うちカメラ ${camera}）`,
    cameraTime: (sessions, time) =>
      sessions === 1 ? time : `${time}（${String(sessions)}セッション）`,
  },
};
