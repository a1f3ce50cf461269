#include "core/url.hpp"

#include <gtest/gtest.h>

namespace ring {

void PrintTo(const Url& url, std::ostream* out) { *out << print(url); }

namespace {

using namespace std::string_view_literals;

const Url base{"https", "api.example.com", "", "/v1/devices/d%201/whep/sessions?component_id=2"};

std::string parsed(std::string_view text) {
  const auto url = parse_url(text);
  return url ? print(*url) : "refused";
}

std::string resolved(std::string_view reference) {
  const auto url = resolve(base, reference);
  return url ? print(*url) : "refused";
}

TEST(Url, is_taken_apart) {
  EXPECT_EQ(parse_url("HTTPS://API.Example.com:8443/A/b?C=d%20#frag"),
            (Url{"https", "api.example.com", "8443", "/A/b?C=d%20"}));
  EXPECT_EQ(parse_url("http://localhost"), (Url{"http", "localhost", "", "/"}));
  EXPECT_EQ(parse_url("https://a?b=/c"), (Url{"https", "a", "", "/?b=/c"}));
  EXPECT_EQ(parse_url("https://a#b"), (Url{"https", "a", "", "/"}));
}

TEST(Url, path_and_query_keep_their_bytes) {
  const std::string query = "?token=" + std::string(360, 'x') + "%2F+%zz'\"<>{}|^`";
  EXPECT_EQ(parsed("https://a.example/x;y=1/../z" + query), "https://a.example/x;y=1/../z" + query);
}

TEST(Url, default_ports_are_not_part_of_the_origin) {
  EXPECT_EQ(parsed("https://a:443/"), "https://a/");
  EXPECT_EQ(parsed("http://a:80/"), "http://a/");
  EXPECT_EQ(parsed("https://a:80/"), "https://a:80/");
  EXPECT_EQ(parsed("http://a:443/"), "http://a:443/");
  EXPECT_EQ(origin(*parse_url("https://A:443/x?y")), "https://a");
  EXPECT_EQ(origin(*parse_url("https://a:65535/x?y")), "https://a:65535");
}

TEST(Url, ipv6_keeps_its_spelling) {
  EXPECT_EQ(parsed("http://[::1]:8080/"), "http://[::1]:8080/");
  EXPECT_EQ(parsed("http://[2001:DB8::A]/"), "http://[2001:db8::a]/");
  EXPECT_NE(origin(*parse_url("http://[0:0::1]/")), origin(*parse_url("http://[::1]/")));
}

/// What a browser reads as another host, would rewrite, or would refuse.
const std::string_view refused_urls[] = {
    // Not absolute http(s).
    "",
    "a",
    "/a",
    "//a",
    "ftp://a/",
    "wss://a/",
    "javascript:alert(1)",
    "data:,x",
    "https",
    "https:",
    "https:/",
    "https://",
    "https:///",
    "https:///evil",
    "https:evil",
    "https:/evil",
    "://a",
    "x https://a/",
    // Slashes the other way, and what browsers strip.
    "https:\\\\evil",
    "https:/\\evil",
    "https://a\\@evil/",
    "https://a/\\evil",
    " https://a/",
    "https://a/ ",
    "https://a.exa\tmple/",
    "https://a\n/",
    "ht\ntps://a/",
    "https://a/x\ry",
    "\x01https://a/",
    "https://a/\0"sv,
    "https://a/\x7f",
    "https://a/?\x1f",
    "https://a/# ",
    // User info.
    "https://user@evil/",
    "https://user:secret@evil/",
    "https://@evil/",
    "https://a@b@c/",
    "https://a:80@evil/",
    "https://a%40evil/",
    // Hosts.
    "https://.",
    "https://a..b/",
    "https://.a/",
    "https://a./",
    "https://a.example./",
    "https://a,b/",
    "https://a%2ecom/",
    "https://a%00/",
    "https://(a)/",
    "https://a|b/",
    "https://*/",
    "https://b\xC3\xBC"
    "cher.example/",
    "https://a\xE3\x80\x82"
    "example/",
    "https://\xEF\xBC\x8F"
    "evil/",
    "https://a\xC2\xAD/",
    "https://xn--localhost-/",
    "https://xn--/",
    "https://a.xn--b-.c/",
    // IPv4 in other clothes.
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0x7F000001/",
    "http://127.1/",
    "http://0177.0.0.1/",
    "http://127.0.0.01/",
    "http://127.0.0.256/",
    "http://1.2.3.4.5/",
    "http://127.0.0.0x1/",
    "http://a.1/",
    "http://0x/",
    "http://a.0x/",
    "http://1.2.3.4./",
    "http://99999999999999999999/",
    // IPv6.
    "http://[]/",
    "http://[/",
    "http://]/",
    "http://[::1/",
    "http://::1/",
    "http://[::1]x/",
    "http://x[::1]/",
    "http://[::g]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[fe80::1%25eth0]/",
    "http://[v1.x]/",
    // Ports.
    "https://a:/",
    "https://a:0/",
    "https://a:0443/",
    "https://a:65536/",
    "https://a:+1/",
    "https://a:-1/",
    "https://a:1x/",
    "https://a:1:2/",
    "https://a:99999999999999999999/",
    "https://:443/",
    "https://[::1]:/",
};

TEST(Url, what_a_browser_might_read_differently_is_refused) {
  for (const std::string_view text : refused_urls) EXPECT_EQ(parsed(text), "refused") << text;
}

TEST(Url, absolute_references_are_refused_for_the_same_reasons) {
  for (const std::string_view text : refused_urls) {
    if (text.find("://") == std::string_view::npos) continue;
    EXPECT_EQ(resolved(text), "refused") << text;
    // Without its scheme it is a network path.
    if (!text.starts_with("https://")) continue;
    EXPECT_EQ(resolved(text.substr(6)), "refused") << text;
  }
}

TEST(Url, names_that_only_look_odd_are_accepted) {
  for (const char* text :
       {"http://localhost:8080/", "http://relay_1:3000/", "http://1password.com/", "http://a.1b/",
        "http://3com/", "http://192.168.0.10/", "http://0.0.0.0/", "https://xn--bcher-kva.example/",
        "https://-a-.b-/", "https://a--b/"}) {
    EXPECT_EQ(parsed(text), text);
  }
}

struct Reference {
  std::string_view text;
  std::string_view expected;
};

const Reference references[] = {
    // Absolute and network path: the origin is the reference's own.
    {"https://other.example/a?b#c", "https://other.example/a?b"},
    {"https://other.example", "https://other.example/"},
    {"HTTP://Other.example:80/a/../b", "http://other.example/b"},
    {"//other.example:8443/a", "https://other.example:8443/a"},
    {"//other.example:443", "https://other.example/"},
    // On the base's origin.
    {"/s/5", "https://api.example.com/s/5"},
    {"5", "https://api.example.com/v1/devices/d%201/whep/5"},
    {"sessions/5?t=1/2", "https://api.example.com/v1/devices/d%201/whep/sessions/5?t=1/2"},
    {"?id=5", "https://api.example.com/v1/devices/d%201/whep/sessions?id=5"},
    {"?", "https://api.example.com/v1/devices/d%201/whep/sessions?"},
    {"", "https://api.example.com/v1/devices/d%201/whep/sessions?component_id=2"},
    {"#x", "https://api.example.com/v1/devices/d%201/whep/sessions?component_id=2"},
    {"/", "https://api.example.com/"},
    // Dot segments, also in the spelling that browsers decode.
    {".", "https://api.example.com/v1/devices/d%201/whep/"},
    {"..", "https://api.example.com/v1/devices/d%201/"},
    {"../../../../../../x", "https://api.example.com/x"},
    {"./a/./b/../c", "https://api.example.com/v1/devices/d%201/whep/a/c"},
    {"/a/%2e%2E/b/.%2e/c/%2e", "https://api.example.com/c/"},
    {"/a//../b", "https://api.example.com/a/b"},
    {"/.../a..b/..c", "https://api.example.com/.../a..b/..c"},
    {"/..//evil", "https://api.example.com//evil"},
    {"/a?x=/../y", "https://api.example.com/a?x=/../y"},
    // A colon is harmless behind the first segment, and refused within it.
    {"/a:b", "https://api.example.com/a:b"},
    {"./a:b", "https://api.example.com/v1/devices/d%201/whep/a:b"},
    {"?a:b", "https://api.example.com/v1/devices/d%201/whep/sessions?a:b"},
    {"a:b", "refused"},
    {"1:b", "refused"},
    {"javascript:alert(1)", "refused"},
    // Attempts to leave.
    {"https:evil.example", "refused"},
    {"https:/evil.example", "refused"},
    {"https:///evil.example", "refused"},
    {"///evil.example", "refused"},
    {"//", "refused"},
    {"/\\evil.example", "refused"},
    {"\\\\evil.example", "refused"},
    {"/\t/evil.example", "refused"},
    {"/\n/evil.example", "refused"},
    {" //evil.example", "refused"},
    {"\t/x", "refused"},
    {"//api.example.com@evil.example/", "refused"},
    {"//evil.example\\.api.example.com/", "refused"},
};

TEST(Resolve, follows_rfc_3986_where_browsers_agree) {
  for (const auto& [text, expected] : references) EXPECT_EQ(resolved(text), expected) << text;
}

TEST(Resolve, a_long_query_comes_back_byte_for_byte) {
  const std::string location =
      "https://api.example.com/v1/s/5?sig=" + std::string(400, 'A') + "%3D";
  EXPECT_EQ(resolved(location), location);
}

TEST(Resolve, dot_segments_of_the_base_go_even_when_nothing_else_changes) {
  const Url dotted = *parse_url("https://a.example/b/../c/%2e/?q=/../r");
  for (const char* reference : {"", "#x", "?q=/../r"}) {
    EXPECT_EQ(print(*resolve(dotted, reference)), "https://a.example/c/?q=/../r") << reference;
  }
}

TEST(Resolve, works_against_a_base_at_the_root) {
  EXPECT_EQ(print(*resolve(*parse_url("http://a?q"), "b")), "http://a/b");
  EXPECT_EQ(print(*resolve(*parse_url("http://[::1]:8080/x/y?q"), "../z")), "http://[::1]:8080/z");
  EXPECT_EQ(print(*resolve(*parse_url("http://a:8080"), "//b")), "http://b/");
}

TEST(PercentEncode, leaves_the_unreserved_and_nothing_else) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode("a/b?c#d e%f&=+:@\\\xC3\xA4\n\0"sv),
            "a%2Fb%3Fc%23d%20e%25f%26%3D%2B%3A%40%5C%C3%A4%0A%00");
  EXPECT_EQ(percent_encode(""), "");
}

TEST(Loopback, is_where_plain_http_is_private) {
  for (const char* text : {"http://localhost/", "http://LOCALHOST:3000/", "http://app.localhost/",
                           "http://127.0.0.1/", "http://127.255.0.9:1/", "http://[::1]/"}) {
    EXPECT_TRUE(is_loopback(*parse_url(text))) << text;
  }
  for (const char* text : {"http://localhost.example/", "http://notlocalhost/", "http://128.0.0.1/",
                           "http://127.0.0.1.evil.example/", "http://0.0.0.0/", "http://[::2]/",
                           "http://127.example/"}) {
    EXPECT_FALSE(is_loopback(*parse_url(text))) << text;
  }
}

}  // namespace
}  // namespace ring
