// SPDX-License-Identifier: MIT
#include "core/error.h"
#include "core/file.h"
#include "formats/bvh.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <numbers>

namespace animax::formats {
namespace {

struct Channel {
  int joint;
  int axis;
  bool is_rotation;
};

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(
      out.begin(), out.end(), out.begin(), [](unsigned char c) { return std::tolower(c); });
  return out;
}

class BvhParser {
 public:
  BvhParser(std::string_view text, const fs::path& path) : text_(text), path_(path) {}

  Rig parse() {
    expect("hierarchy");
    std::string word = lower(next());
    if (word != "root") fail("found \"", word.substr(0, 40), "\", expected ROOT");
    while (word == "root") {
      read_tree();
      word = lower(next());
    }
    rig_.name = path_.filename().string();
    if (word == "motion")
      read_motion();
    else if (!word.empty())
      fail("found \"", word.substr(0, 40), "\", expected MOTION");
    check(rig_);
    return std::move(rig_);
  }

 private:
  template <typename... Parts>
  [[noreturn]] void fail(const Parts&... message) const {
    const auto line = 1 + std::count(text_.begin(), text_.begin() + at_, '\n');
    throw Error(path_.string(), ": line ", line, ": ", message...);
  }

  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  // The next word; empty at the end.
  std::string_view next() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
    const size_t start = at_;
    while (at_ < text_.size() && !is_space(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }

  // What is left of the line, without blanks around it; names may hold blanks.
  std::string rest_of_line() {
    const size_t end = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, end - at_);
    at_ = end;
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    while (!line.empty() && (is_space(line.back()) || line.back() == '{')) {
      if (line.back() == '{')
        at_ = static_cast<size_t>(line.data() + line.size() - 1 - text_.data());
      line.remove_suffix(1);
    }
    return std::string(line);
  }

  void expect(const char* word) {
    const std::string_view found = next();
    if (lower(found) != word) fail("found \"", found.substr(0, 40), "\", expected ", word);
  }

  double number(double limit = 1e9) {
    const std::string_view word = next();
    double value = 0;
    const char* begin = word.data() + (word.starts_with('+') ? 1 : 0);
    const auto [end, code] = std::from_chars(begin, word.data() + word.size(), value);
    if (word.empty()) fail("the file ends where a number is expected (cut off?)");
    if (code != std::errc() || end != word.data() + word.size() || !(std::abs(value) <= limit))
      fail("found \"", word.substr(0, 40), "\", expected a number");
    return value;
  }

  int whole_number(double limit) {
    const double value = number(limit);
    if (value < 0 || value != std::floor(value)) fail("found ", value, ", expected a whole number");
    return static_cast<int>(value);
  }

  // One ROOT with everything below it; the word ROOT has been read.
  void read_tree() {
    std::vector<int> open = {add_joint(-1)};
    bool in_end_site = false;
    while (!open.empty()) {
      const std::string word = lower(next());
      if (word.empty()) fail("the file ends inside the hierarchy (cut off?)");
      if (word == "}") {
        if (!in_end_site) open.pop_back();
        in_end_site = false;
      } else if (word == "offset") {
        Vector3d offset;
        for (double& component : offset) component = number();  // in this order
        if (!in_end_site) rig_.skeleton.joints[open.back()].rest.translation = offset;
      } else if (in_end_site) {
        fail("found \"", word.substr(0, 40), "\" in an End Site, expected OFFSET or }");
      } else if (word == "channels") {
        read_channels(open.back());
      } else if (word == "joint") {
        open.push_back(add_joint(open.back()));
      } else if (word == "end") {
        expect("site");
        rest_of_line();
        expect("{");
        in_end_site = true;
      } else {
        fail("found \"", word.substr(0, 40), "\", expected OFFSET, CHANNELS, JOINT, End Site or }");
      }
    }
  }

  int add_joint(int parent) {
    Joint joint;
    joint.name = rest_of_line();
    joint.parent = parent;
    expect("{");
    rig_.skeleton.joints.push_back(std::move(joint));
    return rig_.skeleton.size() - 1;
  }

  void read_channels(int joint) {
    const int count = whole_number(9);
    for (int i = 0; i < count; ++i) {
      const std::string name = lower(next());
      const int axis = name.empty() ? -1 : name[0] - 'x';
      const bool is_rotation = name.ends_with("rotation"), is_position = name.ends_with("position");
      if (axis < 0 || axis > 2 || name.size() != 9 || !(is_rotation || is_position))
        fail("found channel \"", name.substr(0, 40), "\", expected Xposition ... Zrotation");
      channels_.push_back({joint, axis, is_rotation});
    }
  }

  void read_motion() {
    expect("frames:");
    const int frames = whole_number(1e8);
    expect("frame");
    expect("time:");
    const double seconds = number();
    if (!(seconds > 1e-6)) fail("found a frame time of ", seconds, " s, expected more than 0");
    // Each number takes two bytes at least: a count beyond that is a lie.
    if (static_cast<double>(frames) * static_cast<double>(std::max<size_t>(channels_.size(), 1)) >
        static_cast<double>(text_.size() - at_))
      fail("found ",
           frames,
           " frames of ",
           channels_.size(),
           " channels, more than the file holds (cut off?)");
    start_clip(frames, seconds);
    for (int frame = 0; frame < frames; ++frame) read_frame(frame);
    for (auto& tracks : clip_.tracks) make_sign_continuous(tracks.rotation.values);
    std::erase_if(clip_.tracks,
                  [](const JointTracks& t) { return t.rotation.empty() && t.translation.empty(); });
    if (frames > 0) rig_.clips.push_back(std::move(clip_));
  }

  void start_clip(int frames, double seconds) {
    clip_.name = path_.stem().string();
    clip_.duration = std::max(0, frames - 1) * seconds;
    std::vector<double> times(frames);
    for (int i = 0; i < frames; ++i) times[i] = i * seconds;
    clip_.tracks.resize(rig_.skeleton.size());
    for (int j = 0; j < rig_.skeleton.size(); ++j) clip_.tracks[j].joint = j;
    for (const Channel& channel : channels_) {
      JointTracks& tracks = clip_.tracks[channel.joint];
      if (channel.is_rotation && tracks.rotation.empty()) {
        tracks.rotation.times = times;
        tracks.rotation.values.assign(frames, Quaterniond::Identity());
      } else if (!channel.is_rotation && tracks.translation.empty()) {
        tracks.translation.times = times;
        tracks.translation.values.assign(frames,
                                         rig_.skeleton.joints[channel.joint].rest.translation);
      }
    }
  }

  void read_frame(int frame) {
    for (const Channel& channel : channels_) {
      const double value = number();
      JointTracks& tracks = clip_.tracks[channel.joint];
      if (channel.is_rotation) {
        const Eigen::AngleAxisd turn(value * std::numbers::pi / 180, Vector3d::Unit(channel.axis));
        tracks.rotation.values[frame] = (tracks.rotation.values[frame] * turn).normalized();
      } else {
        tracks.translation.values[frame][channel.axis] = value;
      }
    }
  }

  std::string_view text_;
  fs::path path_;
  size_t at_ = 0;
  Rig rig_;
  Clip clip_;
  std::vector<Channel> channels_;
};

}  // namespace

Rig parse_bvh(std::string_view text, const std::filesystem::path& path) {
  return BvhParser(text, path).parse();
}

Rig read_bvh(const std::filesystem::path& path) { return parse_bvh(read_file(path), path); }

}  // namespace animax::formats
