#include "core/link.hpp"

#include <algorithm>
#include <optional>

#include "core/text.hpp"

namespace ring {
namespace {

constexpr std::size_t most_servers = 8;
constexpr std::string_view spaces = " \t";

/// Takes a header's value apart from the left (RFC 8288 3).
class Scanner {
 public:
  explicit Scanner(std::string_view text) : left_(text) {}

  void skip_spaces() {
    left_.remove_prefix(std::min(left_.find_first_not_of(spaces), left_.size()));
  }
  bool take(char letter) {
    if (left_.empty() || left_.front() != letter) return false;
    left_.remove_prefix(1);
    return true;
  }
  /// Up to one of these letters, or to the end.
  std::string_view until(std::string_view letters) {
    const std::string_view taken = left_.substr(0, left_.find_first_of(letters));
    left_.remove_prefix(taken.size());
    return taken;
  }
  /// `"…"` with `\` before what would end it (RFC 9110 5.6.4); the opening quote is taken. Nothing
  /// when it does not end.
  std::optional<std::string> quoted() {
    std::string text;
    while (!left_.empty()) {
      const char letter = left_.front();
      left_.remove_prefix(1);
      if (letter == '"') return text;
      if (letter != '\\') {
        text += letter;
      } else if (!left_.empty()) {
        text += left_.front();
        left_.remove_prefix(1);
      }
    }
    return std::nullopt;
  }

 private:
  std::string_view left_;
};

struct Link {
  IceServer server;
  bool names_server = false;
  bool by_password = true;
};

/// A relation may be one of several words (RFC 8288 3.3).
bool has_word(std::string_view words, std::string_view wanted) {
  const auto all = split(words, ' ');
  return std::any_of(all.begin(), all.end(),
                     [&](std::string_view word) { return equal_ignoring_case(word, wanted); });
}

void note(Link& link, std::string_view name, std::string value) {
  if (equal_ignoring_case(name, "rel")) link.names_server |= has_word(value, "ice-server");
  if (equal_ignoring_case(name, "username"))
    link.server.username = std::move(value);
  else if (equal_ignoring_case(name, "credential"))
    link.server.credential = std::move(value);
  else if (equal_ignoring_case(name, "credential-type"))
    link.by_password = equal_ignoring_case(value, "password");
}

/// One `<…>; name=value…`; nothing when it cannot be read.
std::optional<Link> read_link(Scanner& scanner) {
  Link link;
  if (!scanner.take('<')) return std::nullopt;
  link.server.url = scanner.until(">");
  if (!scanner.take('>')) return std::nullopt;
  for (scanner.skip_spaces(); scanner.take(';'); scanner.skip_spaces()) {
    scanner.skip_spaces();
    const std::string_view name = trim(scanner.until("=;,"));
    if (!scanner.take('=')) continue;
    scanner.skip_spaces();
    if (!scanner.take('"')) {
      note(link, name, std::string(trim(scanner.until(";,"))));
    } else if (auto value = scanner.quoted()) {
      note(link, name, *std::move(value));
    } else {
      return std::nullopt;
    }
  }
  return link;
}

bool is_host(std::string_view host) {
  const bool is_v6 = host.starts_with('[') && host.ends_with(']');
  if (is_v6) host = host.substr(1, host.size() - 2);
  const std::string_view letters =
      is_v6 ? "0123456789abcdefABCDEF:."
            : "0123456789-._abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  return !host.empty() && host.find_first_not_of(letters) == std::string_view::npos;
}

bool is_port(std::string_view port) {
  const auto number = parse_number(port);
  return number && *number > 0 && *number < 65536;
}

/// `host`, `host:port`, `[v6]:port`.
bool is_authority(std::string_view text) {
  const std::size_t bracket = text.find(']');
  const std::size_t colon = text.find(':', bracket == std::string_view::npos ? 0 : bracket);
  if (colon == std::string_view::npos) return is_host(text);
  return is_host(text.substr(0, colon)) && is_port(text.substr(colon + 1));
}

bool is_usable(const Link& link) {
  const std::string_view url = link.server.url;
  const std::size_t colon = std::min(url.find(':'), url.size());
  const std::string scheme = to_lower(url.substr(0, colon));
  std::string_view rest = url.substr(std::min(colon + 1, url.size()));
  if (scheme == "stun" || scheme == "stuns") return is_authority(rest);
  if (scheme != "turn" && scheme != "turns") return false;
  const std::size_t query = std::min(rest.find('?'), rest.size());
  const std::string_view transport = rest.substr(query);
  rest = rest.substr(0, query);
  const bool known =
      transport.empty() || transport == "?transport=udp" || transport == "?transport=tcp";
  return known && is_authority(rest) && link.by_password && !link.server.username.empty() &&
         !link.server.credential.empty();
}

}  // namespace

std::vector<IceServer> ice_servers_of(std::string_view text) {
  std::vector<IceServer> servers;
  Scanner scanner(text);
  for (;;) {
    scanner.skip_spaces();
    // Empty elements of a list are allowed (RFC 9110 5.6.1).
    if (scanner.take(',')) continue;
    auto link = read_link(scanner);
    if (!link || servers.size() == most_servers) return servers;
    if (link->names_server && is_usable(*link)) servers.push_back(std::move(link->server));
  }
}

}  // namespace ring
