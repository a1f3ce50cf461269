#include "core/wire/endpoint.hpp"

#include <gtest/gtest.h>

namespace ring {
namespace {

Config device() {
  Config config;
  config.api_base = "https://api.example";
  config.device_id = "d1";
  return config;
}

TEST(EndpointText, is_the_src_as_it_is) {
  Config config = device();
  config.src = " /cameras/front?x=é#y";
  EXPECT_EQ(endpoint_text(config), config.src);
}

TEST(EndpointText, is_the_documented_one_else) {
  Config config = device();
  const std::string url = "https://api.example/v1/devices/d1/media/streaming/whep/sessions";
  EXPECT_EQ(endpoint_text(config), url);
  config.component_id = "2";
  EXPECT_EQ(endpoint_text(config), url + "?component_id=2");
  config.api_base = "https://api.example///";
  config.component_id.clear();
  EXPECT_EQ(endpoint_text(config), url);
}

TEST(EndpointText, keeps_ids_in_their_place) {
  Config config = device();
  config.device_id = "a/../b?c#d%e é~-._";
  config.component_id = "1&x=2";
  EXPECT_EQ(endpoint_text(config),
            "https://api.example/v1/devices/a%2F..%2Fb%3Fc%23d%25e%20%C3%A9~-._/media/streaming/"
            "whep/sessions?component_id=1%26x%3D2");
}

TEST(EndpointText, is_empty_when_nothing_is_set) {
  EXPECT_EQ(endpoint_text(Config{}), "");
  Config config;
  config.api_base = "https://api.example";
  EXPECT_EQ(endpoint_text(config), "");
}

std::string_view why(const Address& endpoint, Bearer bearer = Bearer::none) {
  Config config = device();
  config.bearer = bearer;
  config.endpoint = endpoint;
  return why_endpoint_unusable(config);
}

TEST(Endpoint, wants_something_to_open) {
  EXPECT_EQ(why_endpoint_unusable(Config{}), "Neither a src nor a device id is set.");
}

TEST(Endpoint, wants_an_address) {
  EXPECT_EQ(why({}), "The endpoint is not an http(s) address.");
  EXPECT_EQ(why({"http://a.example/", "http://a.example"}), "");
}

TEST(Endpoint, a_token_travels_over_https_or_within_the_machine) {
  const auto with_token = [](const std::string& origin) {
    return why({origin + "/x", origin}, Bearer::fixed);
  };
  for (const char* origin :
       {"https://a.example", "https://a.example:8443", "http://localhost", "http://localhost:1",
        "http://a.localhost:1", "http://127.0.0.1", "http://127.9.9.9:80", "http://[::1]:9"}) {
    EXPECT_EQ(with_token(origin), "") << origin;
  }
  for (const char* origin :
       {"http://a.example", "http://127.0.0.1.example", "http://localhost.example",
        "http://127.example", "http://[::2]", "http://128.0.0.1", "http://notlocalhost"}) {
    EXPECT_EQ(with_token(origin), "What signs in, a token or headers, may travel over https only.")
        << origin;
  }
}

TEST(Endpoint, has_another_address_on_its_own_origin_alone) {
  Config config = device();
  config.endpoint = {"https://api.example/cam/7?sig=a", "https://api.example"};
  EXPECT_TRUE(is_same_endpoint(config, {"https://api.example/cam/7?sig=b", "https://api.example"}));
  EXPECT_TRUE(is_same_endpoint(config, {"https://api.example/b", "https://api.example"}));
  for (const char* other :
       {"http://api.example", "https://api.example:8443", "https://a.example"}) {
    EXPECT_FALSE(is_same_endpoint(config, {other + std::string("/cam/7"), other})) << other;
  }
  EXPECT_FALSE(is_same_endpoint(config, {})) << "no address at all";
  config.endpoint = {};
  EXPECT_FALSE(is_same_endpoint(config, {})) << "of no endpoint";
}

TEST(Endpoint, is_cross_origin_by_its_origin_alone) {
  Config config = device();
  config.endpoint = {"https://api.example/x", "https://api.example"};
  EXPECT_FALSE(is_cross_origin(config)) << "not a page";
  config.page_origin = "https://api.example";
  EXPECT_FALSE(is_cross_origin(config));
  config.page_origin = "https://api.example:8443";
  EXPECT_TRUE(is_cross_origin(config));
  config.page_origin = "null";
  EXPECT_TRUE(is_cross_origin(config)) << "a sandboxed page";
}

}  // namespace
}  // namespace ring
