// SPDX-License-Identifier: MIT
#include "data/curate/captioner.h"

#include "core/file.h"
#include "core/image.h"

#ifdef ANIMAX_WITH_HTTP
#include <httplib.h>
#endif

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace animax::data {
namespace {

class Captions : public testing::Test {
 protected:
  Captions() {
    request_.sheet = folder_.path() / "it's a sheet.png";
    write_png(request_.sheet, Image(8, 8, 3, 90));
    request_.file = "pack/fox.glb";
    request_.clip = "Run'n";
    request_.subject = "a fox";
  }
  TemporaryFolder folder_;
  CaptionRequest request_;
};

TEST(ParseAnswer, TakesALineOrAnObject) {
  EXPECT_EQ(parse_answer("\n  A fox   runs.\nmore").caption, "A fox runs");
  EXPECT_EQ(parse_answer("\"a fox runs\"").caption, "a fox runs");
  const CaptionAnswer answer =
      parse_answer("```json\n{\"caption\": \"a fox\\nruns\", \"category\": \"quadruped\"}\n```");
  EXPECT_EQ(answer.caption, "a fox runs");
  EXPECT_EQ(answer.category, "quadruped");
  EXPECT_EQ(parse_answer(std::string(500, 'x')).caption.size(), 200u);
  EXPECT_THROW(parse_answer(""), Error);
  EXPECT_THROW(parse_answer(" \n\t\n"), Error);
}

TEST_F(Captions, CommandGetsTheSheetAndTheNames) {
  auto captioner = make_command_captioner(
      "printf '%s|%s|%s' \"$ANIMAX_FILE\" \"$ANIMAX_CLIP\" \"$ANIMAX_SUBJECT\"; test -s");
  EXPECT_EQ(captioner->ask(request_).caption, "pack/fox.glb|Run'n|a fox");
}

TEST_F(Captions, CommandThatFailsIsAnError) {
  EXPECT_THROW(make_command_captioner("echo hi; false")->ask(request_), Error);
  EXPECT_THROW(make_command_captioner("true")->ask(request_), Error);  // prints nothing
  EXPECT_THROW(make_command_captioner(""), UsageError);
}

TEST_F(Captions, BookIsReadByIndexAndName) {
  write_json(
      folder_.path() / "book.json",
      {{"files",
        {{{"path", "a.glb"},
          {"licence", "CC0"},
          {"clips",
           {{{"index", 1}, {"caption", "one"}}, {{"name", "Run"}, {"caption", "runs"}}}}}}}});
  const CaptionBook book = read_caption_book(folder_.path() / "book.json");
  ClipRow clip;
  clip.index = 1;
  EXPECT_EQ(*book.caption("a.glb", clip), "one");
  clip.index = 5;
  clip.name = "Run";
  EXPECT_EQ(*book.caption("a.glb", clip), "runs");
  EXPECT_EQ(book.caption("b.glb", clip), nullptr);
  EXPECT_EQ(book.find("a.glb")->licence, "CC0");
  for (const char* bad : {"[]",
                          "{}",
                          "{\"files\":[{}]}",
                          "{\"files\":[{\"path\":1}]}",
                          "{\"files\":[{\"path\":\"a\",\"clips\":[3]}]}"}) {
    write_file(folder_.path() / "bad.json", bad);
    EXPECT_THROW(read_caption_book(folder_.path() / "bad.json"), Error) << bad;
  }
}

TEST(EndpointOptions, AreValidated) {
  EndpointOptions options;
  options.url = "localhost:8000";
  options.model = "m";
  EXPECT_THROW(options.validate(), UsageError);
  options.url = "http://localhost:8000/v1";
  EXPECT_NO_THROW(options.validate());
  options.key_env = "ANIMAX_TEST_NO_SUCH_VARIABLE";
  EXPECT_THROW(options.validate(), UsageError);
  options.key_env = "";
  options.model = "";
  EXPECT_THROW(options.validate(), UsageError);
}

#ifdef ANIMAX_WITH_HTTP
// A server on a free port of this machine that answers chat completions.
class FakeServer {
 public:
  FakeServer() {
    server_.Post("/v1/chat/completions",
                 [this](const httplib::Request& in, httplib::Response& out) {
                   ++calls;
                   body = in.body;
                   authorization = in.get_header_value("Authorization");
                   if (calls <= failures) {
                     out.status = status;
                     out.set_content("busy", "text/plain");
                     return;
                   }
                   out.set_content(reply, "application/json");
                 });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }
  ~FakeServer() {
    server_.stop();
    thread_.join();
  }
  EndpointOptions options() const {
    EndpointOptions options;
    options.url = "http://127.0.0.1:" + std::to_string(port_) + "/v1/";
    options.model = "looker";
    options.timeout_s = 10;
    options.first_pause_s = 0.01;
    return options;
  }

  std::atomic<int> calls{0};
  int failures = 0, status = 503;
  std::string body, authorization;
  std::string reply = R"({"choices":[{"message":{"content":"A fox runs."}}]})";

 private:
  httplib::Server server_;
  int port_ = 0;
  std::thread thread_;
};

TEST_F(Captions, EndpointGetsModelPictureAndKey) {
  FakeServer server;
  ::setenv("ANIMAX_TEST_KEY", "secret", 1);
  EndpointOptions options = server.options();
  options.key_env = "ANIMAX_TEST_KEY";
  auto captioner = make_endpoint_captioner(options);
  EXPECT_EQ(captioner->ask(request_).caption, "A fox runs");
  EXPECT_EQ(captioner->name(), "endpoint looker");
  EXPECT_EQ(server.authorization, "Bearer secret");
  const Json body = Json::parse(server.body);
  EXPECT_EQ(body["model"], "looker");
  const Json& content = body["messages"][0]["content"];
  EXPECT_NE(content[0]["text"].get<std::string>().find("pack/fox.glb"), std::string::npos);
  const std::string image = content[1]["image_url"]["url"];
  EXPECT_EQ(image.rfind("data:image/png;base64,iVBORw0KGgo", 0), 0u) << image.substr(0, 60);
  EXPECT_EQ((image.size() - image.find(',') - 1) % 4, 0u);
}

TEST_F(Captions, EndpointIsTriedAgainWhenBusyOnly) {
  FakeServer server;
  server.failures = 2;
  EXPECT_EQ(make_endpoint_captioner(server.options())->ask(request_).caption, "A fox runs");
  EXPECT_EQ(server.calls, 3);
  server.calls = 0;
  server.status = 401;
  EXPECT_THROW(make_endpoint_captioner(server.options())->ask(request_), Error);
  EXPECT_EQ(server.calls, 1);
}

TEST_F(Captions, EndpointWithAStrangeAnswerOrNoServerIsAnError) {
  FakeServer server;
  for (const char* reply :
       {"", "[]", "{}", R"({"choices":[]})", R"({"choices":[{"message":3}]})"}) {
    server.reply = reply;
    EXPECT_THROW(make_endpoint_captioner(server.options())->ask(request_), Error) << reply;
  }
  EndpointOptions nobody = server.options();
  nobody.url = "http://127.0.0.1:1/v1";
  nobody.attempts = 1;
  EXPECT_THROW(make_endpoint_captioner(nobody)->ask(request_), Error);
}
#endif

}  // namespace
}  // namespace animax::data
