// SPDX-License-Identifier: MIT
#include "formats/gltf_build.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <map>

namespace animax::formats {
namespace {

constexpr int kFloat = 5126, kUnsignedByte = 5121, kUnsignedShort = 5123, kUnsignedInt = 5125;

std::string_view as_bytes(const void* data, size_t size) {
  return {static_cast<const char*>(data), size};
}

void pad(std::string& bytes, char with) {
  while (bytes.size() % 4 != 0) bytes += with;
}

void append_u32(std::string& bytes, uint32_t value) {
  bytes.append(as_bytes(&value, sizeof value));
}

// A track as glTF stores it: single precision, times strictly increasing.
struct FloatTrack {
  std::vector<float> times;
  std::vector<float> values;
};

void push(std::vector<float>& out, const Vector3d& v) {
  for (int i = 0; i < 3; ++i) out.push_back(static_cast<float>(v[i]));
}
void push(std::vector<float>& out, const Quaterniond& q) {
  for (int i = 0; i < 4; ++i) out.push_back(static_cast<float>(q.coeffs()[i]));
}

// Unit length, and in the same hemisphere as the key before; tangents are scaled along.
void tidy(std::vector<Vector3d>&, size_t) {}
void tidy(std::vector<Quaterniond>& values, size_t per_key) {
  for (size_t k = 0; k * per_key < values.size(); ++k) {
    const size_t at = k * per_key + per_key / 2;
    const double norm = values[at].norm();
    double factor = norm > 1e-12 ? 1 / norm : 0;
    if (factor == 0) values[at] = Quaterniond::Identity(), factor = 1;
    if (k > 0 && values[at].dot(values[at - per_key]) < 0) factor = -factor;
    for (size_t i = 0; i < per_key; ++i) values[k * per_key + i].coeffs() *= factor;
  }
}

template <typename Value>
FloatTrack to_floats(const Track<Value>& track) {
  const size_t per_key = track.interpolation == Interpolation::kCubicSpline ? 3 : 1;
  CHECK_EQ(track.values.size(), track.times.size() * per_key);
  std::vector<Value> values = track.values;
  tidy(values, per_key);
  FloatTrack out;
  for (size_t k = 0; k < track.times.size(); ++k) {
    const float time = static_cast<float>(track.times[k]);
    CHECK_THAT(std::isfinite(time) && time >= 0);
    if (!out.times.empty() && time <= out.times.back()) continue;
    out.times.push_back(time);
    for (size_t i = 0; i < per_key; ++i) push(out.values, values[k * per_key + i]);
  }
  for (float v : out.values) CHECK_THAT(std::isfinite(v));
  return out;
}

class AnimationBuilder {
 public:
  AnimationBuilder(BufferBuilder& builder) : builder_(builder) {
    animation_["name"] = "";
    animation_["channels"] = OrderedJson::array();
    animation_["samplers"] = OrderedJson::array();
  }

  template <typename Value>
  void add(const Track<Value>& track, int node, const char* path) {
    if (track.empty()) return;
    const FloatTrack floats = to_floats(track);
    OrderedJson sampler;
    sampler["input"] = times_accessor(floats.times);
    sampler["interpolation"] = track.interpolation == Interpolation::kStep     ? "STEP"
                               : track.interpolation == Interpolation::kLinear ? "LINEAR"
                                                                               : "CUBICSPLINE";
    sampler["output"] = builder_.add_floats(
        floats.values, std::is_same_v<Value, Quaterniond> ? "VEC4" : "VEC3", false);
    OrderedJson channel;
    channel["sampler"] = animation_["samplers"].size();
    channel["target"]["node"] = node;
    channel["target"]["path"] = path;
    animation_["samplers"].push_back(std::move(sampler));
    animation_["channels"].push_back(std::move(channel));
  }

  bool empty() const { return animation_.at("channels").empty(); }
  OrderedJson take() { return std::move(animation_); }

 private:
  size_t times_accessor(const std::vector<float>& times) {
    const auto known = times_.find(times);
    if (known != times_.end()) return known->second;
    return times_[times] = builder_.add_floats(times, "SCALAR", true);
  }

  BufferBuilder& builder_;
  OrderedJson animation_;
  std::map<std::vector<float>, size_t> times_;
};

}  // namespace

int components_of(std::string_view type) {
  if (type == "SCALAR") return 1;
  return type == "MAT4" ? 16 : type.back() - '0';
}

BufferBuilder::BufferBuilder(OrderedJson& json, size_t buffer, std::string bytes)
    : json_(json), buffer_(buffer), bytes_(std::move(bytes)) {
  pad(bytes_, '\0');
}

size_t BufferBuilder::add_view(std::string_view bytes, int target) {
  OrderedJson view;
  view["buffer"] = buffer_;
  view["byteOffset"] = bytes_.size();
  view["byteLength"] = bytes.size();
  if (target != 0) view["target"] = target;
  bytes_.append(bytes);
  pad(bytes_, '\0');
  OrderedJson& views = json_["bufferViews"];
  views.push_back(std::move(view));
  return views.size() - 1;
}

void BufferBuilder::begin_view() {
  CHECK_THAT(!shared_);
  shared_start_ = bytes_.size();
  shared_view_ = add_view({});
  shared_ = true;
}

void BufferBuilder::end_view() {
  CHECK_THAT(shared_);
  json_["bufferViews"][shared_view_]["byteLength"] = bytes_.size() - shared_start_;
  shared_ = false;
}

size_t BufferBuilder::add_accessor(
    std::string_view data, int component_type, size_t count, const char* type, int target) {
  OrderedJson accessor;
  if (shared_) {
    accessor["bufferView"] = shared_view_;
    accessor["byteOffset"] = bytes_.size() - shared_start_;
    bytes_.append(data);
    pad(bytes_, '\0');
  } else {
    accessor["bufferView"] = add_view(data, target);
  }
  accessor["componentType"] = component_type;
  accessor["count"] = count;
  accessor["type"] = type;
  OrderedJson& accessors = json_["accessors"];
  accessors.push_back(std::move(accessor));
  return accessors.size() - 1;
}

size_t BufferBuilder::add_floats(std::span<const float> values,
                                 const char* type,
                                 bool bounds,
                                 int target) {
  const size_t components = components_of(type), count = values.size() / components;
  CHECK_GT(count, 0u);
  const size_t index =
      add_accessor(as_bytes(values.data(), values.size_bytes()), kFloat, count, type, target);
  if (!bounds) return index;
  std::vector<float> low(values.begin(), values.begin() + components), high = low;
  for (size_t i = 0; i < values.size(); ++i) {
    low[i % components] = std::min(low[i % components], values[i]);
    high[i % components] = std::max(high[i % components], values[i]);
  }
  json_["accessors"][index]["min"] = low;
  json_["accessors"][index]["max"] = high;
  return index;
}

size_t BufferBuilder::add_integers(std::span<const uint32_t> values,
                                   const char* type,
                                   uint32_t largest,
                                   int target) {
  const size_t count = values.size() / components_of(type);
  CHECK_GT(count, 0u);
  // Single bytes only where four of them make an aligned element; 65535 is reserved in indices.
  if (largest < 256 && components_of(type) == 4) {
    const std::vector<uint8_t> bytes(values.begin(), values.end());
    return add_accessor(as_bytes(bytes.data(), bytes.size()), kUnsignedByte, count, type, target);
  }
  if (largest < 65535) {
    const std::vector<uint16_t> shorts(values.begin(), values.end());
    return add_accessor(
        as_bytes(shorts.data(), shorts.size() * 2), kUnsignedShort, count, type, target);
  }
  return add_accessor(
      as_bytes(values.data(), values.size_bytes()), kUnsignedInt, count, type, target);
}

OrderedJson build_animation(const Clip& clip,
                            const Skeleton& skeleton,
                            std::span<const int> node_of_joint,
                            BufferBuilder& builder) {
  builder.begin_view();
  AnimationBuilder animation(builder);
  for (const JointTracks& tracks : clip.tracks) {
    CHECK_THAT(tracks.joint >= 0 && tracks.joint < skeleton.size());
    const int node = node_of_joint[tracks.joint];
    animation.add(tracks.translation, node, "translation");
    animation.add(tracks.rotation, node, "rotation");
    animation.add(tracks.scale, node, "scale");
  }
  if (animation.empty()) {
    Track<Quaterniond> rest{Interpolation::kLinear, {0.0}, {skeleton.joints.at(0).rest.rotation}};
    if (clip.duration > 0) {
      rest.times.push_back(clip.duration);
      rest.values.push_back(rest.values.front());
    }
    animation.add(rest, node_of_joint[0], "rotation");
  }
  builder.end_view();
  OrderedJson json = animation.take();
  json["name"] = clip.name;
  return json;
}

void set_trs(OrderedJson& node, const Transform& t) {
  node.erase("matrix");
  node["translation"] = {t.translation.x(), t.translation.y(), t.translation.z()};
  node["rotation"] = {t.rotation.x(), t.rotation.y(), t.rotation.z(), t.rotation.w()};
  node["scale"] = {t.scale.x(), t.scale.y(), t.scale.z()};
}

std::string dump(const OrderedJson& json, int indent) {
  return json.dump(indent, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string pack_glb(const OrderedJson& json,
                     std::string_view bin,
                     std::span<const GlbChunk> more_chunks) {
  std::string text = dump(json, -1);
  pad(text, ' ');
  std::string out = "glTF";
  append_u32(out, 2);
  append_u32(out, 0);
  const auto add_chunk = [&](uint32_t type, std::string_view bytes) {
    CHECK_LT(bytes.size(), size_t{1} << 32);
    append_u32(out, static_cast<uint32_t>((bytes.size() + 3) / 4 * 4));
    append_u32(out, type);
    out.append(bytes);
    pad(out, '\0');
  };
  add_chunk(0x4E4F534A, text);
  if (!bin.empty()) add_chunk(0x004E4942, bin);
  for (const GlbChunk& chunk : more_chunks) add_chunk(chunk.type, chunk.bytes);
  if (out.size() >= size_t{1} << 32) throw Error("GLB: a file cannot have 4 GiB or more");
  const uint32_t total = static_cast<uint32_t>(out.size());
  std::memcpy(&out[8], &total, sizeof total);
  return out;
}

}  // namespace animax::formats
