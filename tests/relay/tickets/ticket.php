<?php
// A ticket for ring-live-relay, with nothing but PHP's own functions.
function ticket(string $secret, array $claims): string {
    $part = fn (string $data) => rtrim(strtr(base64_encode($data), '+/', '-_'), '=');
    $claims += ['aud' => 'ring-live', 'exp' => time() + 300];
    $text = $part(json_encode(['alg' => 'HS256', 'typ' => 'JWT'])) . '.' . $part(json_encode($claims));
    return $text . '.' . $part(hash_hmac('sha256', $text, $secret, true));
}

echo ticket(getenv('TICKET_SECRET'), ['sub' => 'ann', 'owner' => 'owner-1', 'devices' => ['front-door']]);
