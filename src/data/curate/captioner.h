// SPDX-License-Identifier: MIT
// Captions for clips from outside: a file, any command, or a vision-language model behind an
// OpenAI-compatible endpoint.
#pragma once

#include "data/curate/report.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace animax::data {

struct CaptionRequest {
  std::filesystem::path sheet;  ///< PNG: a 2x2 grid, four moments of the clip, row by row
  std::string file, clip;       ///< names, as hints
  std::string subject;          ///< guessed from the file's name
};

struct CaptionAnswer {
  std::string caption;   ///< one line
  std::string category;  ///< empty: none given
};

/// Asks someone who looks at the picture. May take seconds.
class Captioner {
 public:
  virtual ~Captioner() = default;
  /// Throws Error saying why there is no caption.
  virtual CaptionAnswer ask(const CaptionRequest& request) = 0;
  virtual std::string name() const = 0;  ///< for ClipRow::caption_from
};

/// Runs `sh -c 'COMMAND "$1"'` with the sheet's path as $1 and ANIMAX_FILE, ANIMAX_CLIP and
/// ANIMAX_SUBJECT in the environment. What it prints on stdout is the answer, see parse_answer();
/// another exit code than 0 is a failure. `command` is the user's own and is trusted.
std::unique_ptr<Captioner> make_command_captioner(const std::string& command);

struct EndpointOptions {
  std::string url;      ///< base as OpenAI clients take it: "http://localhost:8000/v1"
  std::string model;    ///< name that the server knows
  std::string key_env;  ///< environment variable with the API key; empty: no key is sent
  double timeout_s = 120;
  int attempts = 3;            ///< tries where the server says 429 or 5xx or cannot be reached
  double first_pause_s = 1.0;  ///< before the second try; doubles with each

  void validate() const;  ///< throws UsageError naming the option
};

/// Posts the sheet to URL/chat/completions. Throws UsageError for a wrong URL or a missing key, and
/// when the program was built without an HTTP client.
std::unique_ptr<Captioner> make_endpoint_captioner(const EndpointOptions& options);

/// Reads {"caption": "...", "category": "..."} (bare or in a ``` fence), else takes the first line
/// that is not empty. Quotes, a final full stop and runs of spaces are removed; 200 characters at
/// most. Throws Error when nothing is left.
CaptionAnswer parse_answer(const std::string& text);

/// What a user says about his files; every entry may leave out any field.
struct CaptionBook {
  struct Entry {
    std::string category, subject, licence, source;
    std::map<std::string, std::string> by_name;  ///< clip name -> caption
    std::map<int, std::string> by_index;
  };
  std::map<std::string, Entry> files;  ///< by path relative to the curated folder

  const Entry* find(const std::string& path) const;
  /// The caption of a clip; nullptr: none.
  const std::string* caption(const std::string& path, const ClipRow& clip) const;
};

/// Reads {"files":[{"path","category","subject","licence","source","clips":[{"index","name",
/// "caption"}]}]}: a report of curate, edited, is one. Throws Error naming the element.
CaptionBook read_caption_book(const std::filesystem::path& path);

}  // namespace animax::data
