// A ticket for ring-live-relay, with nothing but Go's own packages.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"time"
)

func ticket(secret string, claims map[string]any) string {
	claims["aud"] = "ring-live"
	claims["exp"] = time.Now().Add(5 * time.Minute).Unix()
	part := base64.RawURLEncoding.EncodeToString
	body, _ := json.Marshal(claims)
	text := part([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + part(body)
	seal := hmac.New(sha256.New, []byte(secret))
	seal.Write([]byte(text))
	return text + "." + part(seal.Sum(nil))
}

func main() {
	claims := map[string]any{"sub": "ann", "owner": "owner-1", "devices": []string{"front-door"}}
	fmt.Print(ticket(os.Getenv("TICKET_SECRET"), claims))
}
