// SPDX-License-Identifier: MIT
// The OpenAI-compatible captioner. Built without an HTTP client (ANIMAX_WITH_HTTP) it says so.
#include "core/file.h"
#include "data/curate/captioner.h"

#ifdef ANIMAX_WITH_HTTP
#include <httplib.h>
#endif

#include <chrono>
#include <cstdlib>
#include <thread>

namespace animax::data {

void EndpointOptions::validate() const {
  const bool scheme = url.rfind("http://", 0) == 0 || url.rfind("https://", 0) == 0;
  if (!scheme || url.size() <= url.find("://") + 3)
    throw UsageError("--caption-endpoint: found \"", url, "\", expected http://HOST[:PORT][/PATH]");
  if (model.empty()) throw UsageError("--caption-model: is missing; name the endpoint's model");
  if (!(timeout_s > 0)) throw UsageError("--caption-timeout: found ", timeout_s, ", expected > 0");
  if (!key_env.empty() && !std::getenv(key_env.c_str()))
    throw UsageError("--caption-key-env: the environment has no variable ", key_env);
}

#ifdef ANIMAX_WITH_HTTP
namespace {

constexpr const char* kQuestion =
    "The picture shows four moments of one animation of a 3D model, in the order of reading. "
    "Answer "
    "with JSON only: {\"caption\": \"one short sentence in the present tense that says what the "
    "model is and what it does\", \"category\": \"biped, quadruped, bird, fish, snake, insect, "
    "dragon, plant, chest, door, drawers, laptop, robot_arm, crane, vehicle or other\"}";

std::string base64(const std::string& bytes) {
  static constexpr char kDigits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t word = 0;
    for (size_t k = 0; k < 3; ++k)
      word = word << 8 | (i + k < bytes.size() ? static_cast<uint8_t>(bytes[i + k]) : 0u);
    for (size_t k = 0; k < 4; ++k)
      out += i + k > bytes.size() ? '=' : kDigits[word >> (18 - 6 * k) & 63];
  }
  return out;
}

Json chat_request(const std::string& model, const CaptionRequest& request) {
  const std::string hint = str_cat(
      kQuestion, " The file is called ", request.file, ", the animation ", request.clip, ".");
  const std::string image = "data:image/png;base64," + base64(read_file(request.sheet));
  return {{"model", model},
          {"temperature", 0},
          {"max_tokens", 200},
          {"messages",
           {{{"role", "user"},
             {"content",
              {{{"type", "text"}, {"text", hint}},
               {{"type", "image_url"}, {"image_url", {{"url", image}}}}}}}}}};
}

std::string answer_text(const std::string& body) {
  const Json json = Json::parse(body, nullptr, false);
  const Json::json_pointer content("/choices/0/message/content");
  if (!json.is_object() || !json.contains(content) || !json[content].is_string())
    throw Error("the endpoint's answer has no choices[0].message.content: ", body.substr(0, 120));
  return json[content];
}

class EndpointCaptioner : public Captioner {
 public:
  explicit EndpointCaptioner(const EndpointOptions& options) : options_(options) {
    const size_t slash = options.url.find('/', options.url.find("://") + 3);
    host_ = options.url.substr(0, slash);
    path_ = slash == std::string::npos ? "" : options.url.substr(slash);
    while (!path_.empty() && path_.back() == '/') path_.pop_back();
    path_ += "/chat/completions";
  }

  CaptionAnswer ask(const CaptionRequest& request) override {
    httplib::Client client(host_);
    if (!client.is_valid()) throw Error("the endpoint ", host_, " cannot be used");
    const auto timeout = std::chrono::milliseconds(static_cast<int64_t>(1e3 * options_.timeout_s));
    client.set_connection_timeout(timeout);
    client.set_read_timeout(timeout);
    client.set_write_timeout(timeout);
    httplib::Headers headers;
    if (!options_.key_env.empty()) {
      const char* key = std::getenv(options_.key_env.c_str());
      headers.emplace("Authorization", str_cat("Bearer ", key ? key : ""));
    }
    const std::string body =
        chat_request(options_.model, request).dump(-1, ' ', true, Json::error_handler_t::replace);
    return parse_answer(answer_text(post(client, headers, body)));
  }

  std::string name() const override { return "endpoint " + options_.model; }

 private:
  std::string post(httplib::Client& client,
                   const httplib::Headers& headers,
                   const std::string& body) {
    std::string why;
    for (int attempt = 0; attempt < options_.attempts; ++attempt) {
      if (attempt > 0)
        std::this_thread::sleep_for(
            std::chrono::duration<double>(options_.first_pause_s * (1 << (attempt - 1))));
      const auto result = client.Post(path_, headers, body, "application/json");
      if (result && result->status == 200) return result->body;
      why = result ? str_cat("said ", result->status, ": ", result->body.substr(0, 120))
                   : "cannot be reached: " + httplib::to_string(result.error());
      if (result && result->status != 429 && result->status < 500) break;
    }
    throw Error("the endpoint ", host_, path_, " ", why);
  }

  const EndpointOptions options_;
  std::string host_, path_;
};

}  // namespace

std::unique_ptr<Captioner> make_endpoint_captioner(const EndpointOptions& options) {
  options.validate();
  return std::make_unique<EndpointCaptioner>(options);
}
#else
std::unique_ptr<Captioner> make_endpoint_captioner(const EndpointOptions& options) {
  options.validate();
  throw UsageError("--caption-endpoint: this program was built without cpp-httplib");
}
#endif

}  // namespace animax::data
