// SPDX-License-Identifier: MIT
#include "formats/base64.h"
#include "formats/gltf_build.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"

#include <algorithm>
#include <cctype>

namespace animax::formats {
namespace {

constexpr const char* kDataUri = "data:application/octet-stream;base64,";

std::string lower_extension(const fs::path& path) {
  std::string text = path.extension().string();
  std::transform(
      text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

bool is_external(const OrderedJson& item) {
  return item.contains("uri") && item.at("uri").is_string() &&
         !item.at("uri").get_ref<const std::string&>().starts_with("data:");
}

// Calls visit(item, "images[3]") for each buffer and image that is a file of its own.
template <typename Visit>
void each_external(const OrderedJson& json, const Visit& visit) {
  for (const char* array : {"buffers", "images"}) {
    if (!json.contains(array)) continue;
    const OrderedJson& items = json.at(array);
    for (size_t i = 0; i < items.size(); ++i)
      if (is_external(items[i])) visit(items[i], str_cat(array, "[", i, "]"));
  }
}

// The file a URI leads to, if there is one that may be read.
std::optional<fs::path> resource_file(const GltfDocument& document,
                                      const OrderedJson& item,
                                      const std::string& element) {
  try {
    const fs::path file = resource_path(document, item.at("uri").get<std::string>(), element);
    return fs::exists(file) ? std::optional(file) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;  // the reader has warned about it
  }
}

// Makes a .gltf fit for a GLB: external buffers and images move into the document.
void embed_resources(const GltfDocument& document, OrderedJson& json) {
  for (size_t i = 0; i < document.buffers.size(); ++i)
    if (is_external(json["buffers"][i]))
      json["buffers"][i]["uri"] = kDataUri + base64_encode(document.buffers[i]);
  if (!json.contains("images")) return;
  for (size_t i = 0; i < json["images"].size(); ++i) {
    OrderedJson& image = json["images"][i];
    if (!is_external(image)) continue;
    const std::optional<fs::path> file = resource_file(document, image, str_cat("images[", i, "]"));
    if (!file) continue;
    const std::string bytes = read_file(*file, uint64_t{1} << 30);
    image["uri"] = str_cat("data:image/",
                           bytes.starts_with("\xFF\xD8") ? "jpeg" : "png",
                           ";base64,",
                           base64_encode(bytes));
  }
}

// Copies the files a .gltf refers to beside a document that goes to another folder.
void copy_resources(const GltfDocument& document, const fs::path& folder) {
  if (fs::weakly_canonical(folder) == fs::weakly_canonical(document.path.has_parent_path()
                                                               ? document.path.parent_path()
                                                               : fs::path(".")))
    return;
  each_external(document.json, [&](const OrderedJson& item, const std::string& element) {
    const std::optional<fs::path> from = resource_file(document, item, element);
    if (!from) return;
    const std::string uri = item.at("uri");
    const fs::path to = folder / fs::path(percent_decode(uri)).lexically_normal();
    const std::string bytes = read_file(*from);
    if (fs::exists(to)) {
      if (read_file(to) == bytes) return;
      throw Error(to.string(),
                  ": is in the way of a copy of ",
                  from->string(),
                  " (",
                  element,
                  "); choose another folder for the output or write a .glb");
    }
    make_folder(to.parent_path());
    write_file(to, bytes);
  });
}

// Takes buffer 0 as the growing end of the binary chunk if the container allows it; otherwise
// returns nullopt and the new data goes to a buffer of its own.
std::optional<std::string> take_binary_chunk(const GltfDocument& document, OrderedJson& json) {
  if (document.buffers.empty()) {
    if (!json.contains("buffers")) json["buffers"] = OrderedJson::array();
    json["buffers"].push_back({{"byteLength", 0}});
    return std::string(document.bin);
  }
  OrderedJson& first = json["buffers"][0];
  if (document.is_binary && document.has_bin && !first.contains("uri"))
    return std::string(document.bin);
  if (document.is_binary || !first.contains("uri")) return std::nullopt;
  first.erase("uri");
  return std::string(document.buffers[0]);
}

class Appender {
 public:
  Appender(const GltfDocument& document, const Rig& rig)
      : document_(document), rig_(rig), json_(document.json) {}

  std::string append(const Clip& clip, const AppendOptions& options, bool as_glb) {
    if (as_glb && !document_.is_binary) embed_resources(document_, json_);
    std::optional<std::string> chunk = as_glb ? take_binary_chunk(document_, json_) : std::nullopt;
    size_t buffer = 0;
    if (!chunk) {
      OrderedJson& buffers = json_["buffers"];
      buffer = buffers.size();
      buffers.push_back({{"byteLength", 0}});
    }
    BufferBuilder builder(json_, buffer, chunk.value_or(""));
    add_animation(clip, options, builder);
    json_["buffers"][buffer]["byteLength"] = builder.bytes().size();
    if (!chunk) json_["buffers"][buffer]["uri"] = kDataUri + base64_encode(builder.bytes());
    if (!as_glb) return dump(json_, 2) + "\n";
    return pack_glb(
        json_, chunk ? std::string_view(builder.bytes()) : document_.bin, document_.more_chunks);
  }

 private:
  void add_animation(const Clip& clip, const AppendOptions& options, BufferBuilder& builder) {
    std::vector<int> nodes;
    for (const Joint& joint : rig_.skeleton.joints) {
      CHECK_THAT(joint.source_node >= 0 &&
                 joint.source_node < static_cast<int>(document_.count("nodes")));
      nodes.push_back(joint.source_node);
    }
    Clip turning = clip;
    for (JointTracks& tracks : turning.tracks) tracks.scale = {};
    OrderedJson animation = build_animation(
        hold_at_rest(turning, rig_.skeleton, rig_.clips), rig_.skeleton, nodes, builder);
    if (!options.name.empty()) animation["name"] = options.name;
    animation["extras"]["animax"] = OrderedJson(options.extras);
    for (const OrderedJson& channel : animation["channels"])
      make_animatable(channel["target"]["node"]);
    json_["animations"].push_back(std::move(animation));
  }

  // A node with a matrix must not be animated.
  void make_animatable(size_t node) {
    if (!json_["nodes"][node].contains("matrix")) return;
    for (const Joint& joint : rig_.skeleton.joints)
      if (joint.source_node == static_cast<int>(node)) set_trs(json_["nodes"][node], joint.rest);
  }

  const GltfDocument& document_;
  const Rig& rig_;
  OrderedJson json_;
};

}  // namespace

std::string appended_bytes(const GltfDocument& document,
                           const Rig& rig,
                           const Clip& clip,
                           const AppendOptions& options,
                           bool as_glb) {
  return Appender(document, rig).append(clip, options, as_glb);
}

void append_animation(const std::filesystem::path& input,
                      const Rig& rig,
                      const Clip& clip,
                      const AppendOptions& options,
                      const std::filesystem::path& output) {
  const GltfDocument document = load_gltf(input);
  const bool as_glb = lower_extension(output) != ".gltf";
  if (document.is_binary && !as_glb)
    throw Error(output.string(), ": a binary input is written as .glb or .vrm, not as .gltf");
  const std::string bytes = appended_bytes(document, rig, clip, options, as_glb);
  if (!as_glb || document.is_binary)
    copy_resources(document, output.has_parent_path() ? output.parent_path() : fs::path("."));
  write_file(output, bytes);
}

void write_animated(const std::filesystem::path& input,
                    const Rig& rig,
                    const Clip& clip,
                    const AppendOptions& options,
                    const std::filesystem::path& output) {
  if (kind_of(input) == FileKind::kGltf) return append_animation(input, rig, clip, options, output);
  Rig whole = rig;
  whole.clips.push_back(hold_at_rest(clip, rig.skeleton, rig.clips));
  if (!options.name.empty()) whole.clips.back().name = options.name;
  write_glb(whole, output);
}

}  // namespace animax::formats
