// SPDX-License-Identifier: MIT
#include "data/curate/captioner.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <sys/wait.h>

namespace animax::data {
namespace {

constexpr size_t kLongestCaption = 200, kLongestOutput = 1 << 16;

std::string one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool space = static_cast<unsigned char>(c) <= ' ';
    if (!space)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  const auto strip = [&](const char* ends) {
    while (!line.empty() && std::strchr(ends, line.back())) line.pop_back();
    while (!line.empty() && std::strchr("\"'` ", line.front())) line.erase(0, 1);
  };
  strip("\"'` .");
  // Not in the middle of a UTF-8 sequence.
  size_t length = std::min(line.size(), kLongestCaption);
  while (length > 0 && length < line.size() && (line[length] & 0xC0) == 0x80) --length;
  return line.substr(0, length);
}

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

class CommandCaptioner : public Captioner {
 public:
  explicit CommandCaptioner(std::string command) : command_(std::move(command)) {}

  CaptionAnswer ask(const CaptionRequest& request) override {
    const std::string line =
        "ANIMAX_FILE=" + quoted(request.file) + " ANIMAX_CLIP=" + quoted(request.clip) +
        " ANIMAX_SUBJECT=" + quoted(request.subject) + " sh -c " + quoted(command_ + " \"$1\"") +
        " sh " + quoted(request.sheet.string()) + " < /dev/null";
    std::FILE* pipe = ::popen(line.c_str(), "r");
    if (!pipe) throw Error("the caption command cannot be started: ", std::strerror(errno));
    std::string text;
    char chunk[4096];
    for (size_t n; (n = std::fread(chunk, 1, sizeof chunk, pipe)) > 0;)
      if (text.size() < kLongestOutput) text.append(chunk, n);
    const int status = ::pclose(pipe);
    if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
      throw Error("the caption command ended with code ",
                  WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
    return parse_answer(text);
  }

  std::string name() const override { return "command " + command_; }

 private:
  const std::string command_;
};

std::string text_or_empty(const Json& object, const char* key, const std::string& where) {
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? "" : json_get<std::string>(object, key, where);
}

CaptionBook::Entry entry_from_json(const Json& file, const std::string& where) {
  CaptionBook::Entry entry;
  entry.category = text_or_empty(file, "category", where);
  entry.subject = text_or_empty(file, "subject", where);
  entry.licence = text_or_empty(file, "licence", where);
  entry.source = text_or_empty(file, "source", where);
  if (!file.contains("clips")) return entry;
  for (const Json& clip : json_get<std::vector<Json>>(file, "clips", where)) {
    const std::string here = where + ": clips";
    if (!clip.is_object()) throw Error(here, ": found ", clip.dump(), ", expected an object");
    const std::string caption = one_line(text_or_empty(clip, "caption", here));
    if (caption.empty()) continue;
    if (clip.contains("name")) entry.by_name[json_get<std::string>(clip, "name", here)] = caption;
    if (clip.contains("index")) entry.by_index[json_get<int>(clip, "index", here)] = caption;
  }
  return entry;
}

}  // namespace

std::unique_ptr<Captioner> make_command_captioner(const std::string& command) {
  if (command.empty()) throw UsageError("--caption-command: is empty, expected a shell command");
  return std::make_unique<CommandCaptioner>(command);
}

CaptionAnswer parse_answer(const std::string& text) {
  CaptionAnswer answer;
  const size_t open = text.find('{'), close = text.rfind('}');
  if (open != std::string::npos && close != std::string::npos && open < close) {
    const Json json = Json::parse(text.substr(open, close - open + 1), nullptr, false);
    if (json.is_object() && json.contains("caption") && json["caption"].is_string()) {
      answer.caption = one_line(json["caption"]);
      if (json.contains("category") && json["category"].is_string())
        answer.category = one_line(json["category"]);
    }
  }
  for (size_t from = 0; answer.caption.empty() && from < text.size();) {
    const size_t to = std::min(text.find('\n', from), text.size());
    answer.caption = one_line(text.substr(from, to - from));
    from = to + 1;
  }
  if (answer.caption.empty()) throw Error("the captioner gave no text");
  return answer;
}

const CaptionBook::Entry* CaptionBook::find(const std::string& path) const {
  const auto found = files.find(path);
  return found == files.end() ? nullptr : &found->second;
}

const std::string* CaptionBook::caption(const std::string& path, const ClipRow& clip) const {
  const Entry* entry = find(path);
  if (!entry) return nullptr;
  // Names may come twice in a file, indices do not.
  const auto by_index = entry->by_index.find(clip.index);
  if (by_index != entry->by_index.end()) return &by_index->second;
  const auto by_name = entry->by_name.find(clip.name);
  return by_name == entry->by_name.end() ? nullptr : &by_name->second;
}

CaptionBook read_caption_book(const std::filesystem::path& path) {
  const Json json = read_json(path);
  if (!json.is_object()) throw Error(path.string(), ": expected an object with \"files\"");
  CaptionBook book;
  size_t i = 0;
  for (const Json& file : json_get<std::vector<Json>>(json, "files", path.string())) {
    const std::string where = str_cat(path.string(), ": files[", i++, "]");
    if (!file.is_object()) throw Error(where, ": expected an object");
    book.files[json_get<std::string>(file, "path", where)] = entry_from_json(file, where);
  }
  return book;
}

}  // namespace animax::data
