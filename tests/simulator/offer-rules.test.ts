import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeOffer, type AcceptedOffer, type CameraCodec } from './offer-rules.js';
import { offerText } from './test-support.js';

function accepted(sdp: string, sends?: CameraCodec): AcceptedOffer {
  const verdict = judgeOffer(sdp, sends);
  assert.ok('offer' in verdict, 'the offer was refused');
  return verdict.offer;
}

function refusal(sdp: string, sends?: CameraCodec): { status: number; detail: string } {
  const verdict = judgeOffer(sdp, sends);
  assert.ok('refusal' in verdict, 'the offer was accepted');
  const body = JSON.parse(String(verdict.refusal.body ?? '{"errors":[{}]}')) as {
    errors: { detail?: string }[];
  };
  return { status: verdict.refusal.status, detail: body.errors[0]?.detail ?? '' };
}

const wrongDirection = { status: 400, detail: 'Incompatible send direction' };

test('an offer with an audio section is refused by the documented words', () => {
  assert.deepEqual(
    refusal(offerText({ extra: ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=recvonly'] })),
    wrongDirection,
  );
});

test('an offer with a data channel is refused', () => {
  assert.deepEqual(
    refusal(offerText({ extra: ['m=application 9 UDP/DTLS/SCTP webrtc-datachannel'] })),
    wrongDirection,
  );
});

test('two video sections, none, or a rejected one are refused', () => {
  assert.deepEqual(
    refusal(offerText({ extra: ['m=video 9 UDP/TLS/RTP/SAVPF 96', 'a=recvonly'] })),
    wrongDirection,
  );
  assert.deepEqual(refusal(offerText().replace('m=video 9', 'm=audio 9')), wrongDirection);
  assert.deepEqual(refusal(offerText().replace('m=video 9', 'm=video 0')), wrongDirection);
  assert.equal(refusal('v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n').status, 400);
});

test('any direction but recvonly is refused, also the default of a section without one', () => {
  for (const direction of ['sendrecv', 'sendonly', 'inactive', 'x-none']) {
    assert.deepEqual(refusal(offerText({ direction })), wrongDirection);
  }
});

test('a direction may stand in the session part', () => {
  const sdp = offerText({ direction: 'rtcp-rsize' }).replace(
    't=0 0\r\n',
    't=0 0\r\na=recvonly\r\n',
  );
  assert.equal(accepted(sdp).mid, '0');
});

test('the text "m=" inside a line starts no section', () => {
  assert.equal(accepted(offerText({ extra: ['a=x-note:m=audio 9 m=video'] })).mid, '0');
});

test('High is chosen where it is offered, whatever comes first', () => {
  const { codec } = accepted(offerText({ profiles: ['42e01f', '640c1f', '42001f'] }));
  assert.deepEqual([codec.encoding, codec.payloadType], ['high', 103]);
});

test('without High, 42001f is preferred and its payload type and parameters are kept', () => {
  const { codec } = accepted(offerText({ profiles: ['4d001f', '42e01f', '42001f'] }));
  assert.deepEqual([codec.encoding, codec.payloadType], ['baseline', 104]);
  assert.match(codec.fmtp, /packetization-mode=1;profile-level-id=42001f/);
});

test('packetization-mode 1 is preferred to a better profile in mode 0', () => {
  const mode0 = [
    'a=rtpmap:120 H264/90000',
    'a=fmtp:120 packetization-mode=0;profile-level-id=64001f',
  ];
  const sdp = offerText({ profiles: ['42001f'], extra: mode0 }).replace('SAVPF 96', 'SAVPF 96 120');
  assert.equal(accepted(sdp).codec.payloadType, 102);
  assert.equal(accepted(offerText({ mode: 0 })).codec.payloadType, 102);
});

test('an offer without a usable H.264 profile meets a bare 500, as observed', () => {
  assert.deepEqual(refusal(offerText({ profiles: [] })), { status: 500, detail: '' });
  assert.equal(refusal(offerText({ profiles: ['4d001f', 'f4001f'] })).status, 500);
});

test('a codec that the m-line does not list is not offered', () => {
  assert.equal(refusal(offerText().replace('SAVPF 96 102', 'SAVPF 96')).status, 500);
});

test('a VP8 camera takes the offer by its VP8, with or without H.264 beside it', () => {
  for (const profiles of [[], ['42001f']]) {
    const { codec } = accepted(offerText({ profiles }), 'vp8');
    assert.deepEqual(codec, { payloadType: 96, fmtp: '', encoding: 'vp8' });
  }
});

test('a VP8 camera refuses an offer without VP8, and keeps all other rules', () => {
  assert.equal(refusal(offerText().replace('SAVPF 96 ', 'SAVPF '), 'vp8').status, 500);
  assert.deepEqual(refusal(offerText({ direction: 'sendrecv' }), 'vp8'), wrongDirection);
  assert.deepEqual(
    refusal(offerText({ extra: ['m=audio 9 UDP/TLS/RTP/SAVPF 111', 'a=recvonly'] }), 'vp8'),
    wrongDirection,
  );
});

test('host names are dropped from the candidates, addresses are kept', () => {
  const address = 'a=candidate:2 1 udp 2113937151 192.0.2.7 54401 typ host';
  assert.deepEqual(accepted(offerText({ extra: [address] })).candidates, [address.slice(2)]);
});

test('line ends of any kind are read', () => {
  assert.equal(accepted(offerText().replaceAll('\r\n', '\n')).mid, '0');
});

test('an offer that lacks what ICE or DTLS needs is unreadable', () => {
  for (const name of ['ice-ufrag', 'ice-pwd', 'fingerprint', 'setup', 'mid']) {
    const sdp = offerText().replace(new RegExp(`a=${name}:.*\r\n`), '');
    assert.deepEqual(refusal(sdp), { status: 400, detail: 'Invalid SDP offer' }, name);
  }
});
