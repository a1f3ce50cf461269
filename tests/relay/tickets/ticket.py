# A ticket for ring-live-relay, with nothing but Python's own modules.
import base64, hashlib, hmac, json, os, time


def ticket(secret, **claims):
    claims = {"aud": "ring-live", "exp": int(time.time()) + 300, **claims}
    part = lambda data: base64.urlsafe_b64encode(data).rstrip(b"=")
    head = {"alg": "HS256", "typ": "JWT"}
    text = b".".join(part(json.dumps(each).encode()) for each in (head, claims))
    seal = hmac.new(secret.encode(), text, hashlib.sha256).digest()
    return (text + b"." + part(seal)).decode()


print(ticket(os.environ["TICKET_SECRET"], sub="ann", owner="owner-1", devices=["front-door"]))
