// SPDX-License-Identifier: MIT
// Damaged and hostile files: each is refused with one line that names file and element, or
// repaired.
#include "core/error.h"
#include "core/random.h"
#include "formats/bvh.h"
#include "formats/gltf_reader.h"
#include "formats/sample_gltf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace animax::formats {
namespace {

const std::string kBvh =
    "HIERARCHY\nROOT hip\n{\n OFFSET 0 1 0\n CHANNELS 6 Xposition Yposition Zposition Zrotation "
    "Xrotation Yrotation\n"
    " JOINT knee\n {\n  OFFSET 0 -1 0\n  CHANNELS 3 Zrotation Xrotation Yrotation\n  End Site\n  "
    "{\n   OFFSET 0 -1 0\n  }\n }\n}\n"
    "MOTION\nFrames: 2\nFrame Time: 0.05\n0 1 0 0 0 0 0 0 0\n1 1 0 90 0 0 0 45 0\n";

// Runs `read`; true when it refused the bytes with a one-line Error. Anything but Error gets out.
bool refuses(const std::function<void()>& read) {
  try {
    read();
    return false;
  } catch (const Error& e) {
    EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
    EXPECT_LT(std::string(e.what()).size(), 600u);
    return true;
  }
}

TEST(Truncated, EveryPrefixOfAGlbIsRefused) {
  const std::string whole = SampleGltf().glb();
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(refuses([&] { parse_gltf_rig(whole.substr(0, size), "cut.glb"); })) << size;
}

TEST(Truncated, EveryPrefixOfAGltfIsRefused) {
  std::string whole = SampleGltf().gltf();
  while (whole.back() != '}') whole.pop_back();
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_TRUE(refuses([&] { parse_gltf_rig(whole.substr(0, size), "cut.gltf"); })) << size;
}

TEST(Truncated, EveryPrefixOfABvhIsRefusedOrWhole) {
  const size_t motion = kBvh.find("MOTION"), last = kBvh.rfind(' ') + 1;
  for (size_t size = 0; size < kBvh.size(); ++size) {
    const bool refused = refuses([&] { parse_bvh(kBvh.substr(0, size), "cut.bvh"); });
    // Before MOTION stands a whole skeleton; cut inside the last number, it is a number still.
    const bool may_pass = size > last || (size + 1 >= motion && size <= motion);
    EXPECT_TRUE(refused || may_pass) << size << "\n" << kBvh.substr(0, size);
  }
}

TEST(Damaged, RandomBytesNeverGetThrough) {
  Rng rng(5);
  const std::string glb = SampleGltf().glb(), text = SampleGltf().gltf();
  for (int trial = 0; trial < 3000; ++trial) {
    std::string bytes = trial % 3 == 0 ? glb : trial % 3 == 1 ? text : kBvh;
    for (int64_t n = rng.integer(1, 4); n > 0; --n)
      bytes[static_cast<size_t>(rng.integer(0, static_cast<int64_t>(bytes.size()) - 1))] =
          static_cast<char>(rng.integer(0, 255));
    refuses([&] {
      if (trial % 3 == 2)
        parse_bvh(bytes, "damaged");
      else
        parse_gltf_rig(bytes, "damaged");
    });
  }
}

struct Hostile {
  const char* what;
  std::function<void(SampleGltf&)> bend;
  const char* message;  ///< part of the error
};

TEST(Hostile, GltfIsRefusedWithTheElementNamed) {
  const std::vector<Hostile> cases = {
      {"cyclic parents", [](SampleGltf& s) { s.json["nodes"][2]["children"] = {1}; }, "nodes["},
      {"own child", [](SampleGltf& s) { s.json["nodes"][3]["children"] = {3}; }, "nodes[3]"},
      {"two parents", [](SampleGltf& s) { s.json["nodes"][3]["children"] = {2}; }, "nodes[2]"},
      {"child out of range",
       [](SampleGltf& s) { s.json["nodes"][0]["children"] = {99}; },
       "nodes[0].children[0]"},
      {"negative child",
       [](SampleGltf& s) { s.json["nodes"][0]["children"] = {-1}; },
       "nodes[0].children[0]"},
      {"huge count",
       [](SampleGltf& s) { s.json["accessors"][s.positions]["count"] = 10000000; },
       "accessors[0]"},
      {"count beyond integers",
       [](SampleGltf& s) { s.json["accessors"][s.positions]["count"] = 1e30; },
       "accessors[0].count"},
      {"huge count without data",
       [](SampleGltf& s) {
         s.json["accessors"][s.positions].erase("bufferView");
         s.json["accessors"][s.positions]["count"] = 2000000000;
       },
       "meshes[0]"},
      {"offset overflow",
       [](SampleGltf& s) { s.json["bufferViews"][0]["byteOffset"] = 18446744073709551615ull; },
       "bufferViews[0].byteOffset"},
      {"view past its buffer",
       [](SampleGltf& s) { s.json["bufferViews"][0]["byteLength"] = 100000; },
       "bufferViews[0]"},
      {"buffer longer than the chunk",
       [](SampleGltf& s) { s.json["buffers"][0]["byteLength"] = 100000; },
       "buffers[0]"},
      {"no buffer", [](SampleGltf& s) { s.json.erase("buffers"); }, "bufferViews[0]"},
      {"missing external buffer",
       [](SampleGltf& s) { s.json["buffers"][0]["uri"] = "gone.bin"; },
       "gone.bin"},
      {"vertex index out of range",
       [](SampleGltf& s) {
         s.json["accessors"][s.positions]["count"] = 2;
         s.primitive()["attributes"] = {{"POSITION", s.positions}};
       },
       "vertex index"},
      {"attribute counts differ",
       [](SampleGltf& s) { s.json["accessors"][s.normals]["count"] = 3; },
       "NORMAL"},
      {"joint out of range", [](SampleGltf& s) { s.json["skins"][0]["joints"] = {1}; }, "JOINTS_0"},
      {"too few bind matrices",
       [](SampleGltf& s) { s.json["accessors"][s.bind_matrices]["count"] = 1; },
       "skins[0]"},
      {"skin without joints",
       [](SampleGltf& s) { s.json["skins"][0]["joints"] = OrderedJson::array(); },
       "skins[0]"},
      {"infinite position",
       [](SampleGltf& s) {
         const float bad = std::numeric_limits<float>::infinity();
         s.bin.replace(0, 4, reinterpret_cast<const char*>(&bad), 4);
       },
       "meshes[0].primitives[0]"},
      {"infinite node",
       [](SampleGltf& s) {
         s.json["nodes"][1]["translation"] = {1e39, 0, 0};
       },
       "nodes[1].translation"},
      {"short matrix",
       [](SampleGltf& s) {
         s.json["nodes"][1]["matrix"] = {1, 0, 0};
       },
       "nodes[1].matrix"},
      {"nothing to animate",
       [](SampleGltf& s) {
         s.json["nodes"] = {{{"name", "empty"}}};
         s.json["scenes"][0]["nodes"] = {0};
         s.json.erase("skins");
         s.json.erase("animations");
       },
       "nothing to animate"},
      {"unknown node in animation",
       [](SampleGltf& s) { s.json["animations"][0]["channels"][0]["target"]["node"] = 44; },
       "animations[0].channels[0]"},
      {"keys and values differ",
       [](SampleGltf& s) { s.json["accessors"][s.rotations]["count"] = 1; },
       "animations[0]"},
      {"wrong version", [](SampleGltf& s) { s.json["asset"]["version"] = "1.0"; }, "asset"},
      {"text for an array", [](SampleGltf& s) { s.json["nodes"] = "nodes"; }, "nodes"},
      {"text for an object", [](SampleGltf& s) { s.json["skins"][0] = 7; }, "skins[0]"},
      {"sparse index out of range",
       [](SampleGltf& s) {
         const uint16_t place = 9;
         const size_t at = s.add_view({reinterpret_cast<const char*>(&place), 2});
         s.json["accessors"][s.positions]["sparse"] = {
             {"count", 1},
             {"indices", {{"bufferView", at}, {"componentType", 5123}}},
             {"values", {{"bufferView", 0}}}};
       },
       "sparse index"},
      {"unsupported geometry extension",
       [](SampleGltf& s) { s.json["extensionsRequired"] = {"EXT_mesh_gpu_instancing"}; },
       "EXT_mesh_gpu_instancing"},
  };
  for (const Hostile& hostile : cases) {
    SCOPED_TRACE(hostile.what);
    SampleGltf sample;
    hostile.bend(sample);
    try {
      parse_gltf_rig(sample.glb(), "folder/hostile.glb");
      ADD_FAILURE() << "was read";
    } catch (const Error& e) {
      EXPECT_THAT(e.what(), ::testing::HasSubstr(hostile.message));
      EXPECT_THAT(e.what(),
                  ::testing::HasSubstr(std::string(hostile.message) == "gone.bin" ? "gone.bin"
                                                                                  : "hostile.glb"));
    }
  }
}

TEST(Hostile, DeepOrWideJsonIsRefused) {
  const std::string deep =
      "{\"asset\":{\"version\":\"2.0\"},\"extras\":" + std::string(100000, '[') +
      std::string(100000, ']') + "}";
  EXPECT_TRUE(refuses([&] { parse_gltf_rig(deep, "deep.gltf"); }));
  std::string wide = "{";
  for (int i = 0; i < 200000; ++i) wide += "\"k" + std::to_string(i) + "\":0,";
  EXPECT_TRUE(
      refuses([&] { parse_gltf_rig(wide + "\"asset\":{\"version\":\"2.0\"}}", "wide.gltf"); }));
}

TEST(Hostile, DeepChainOfNodesIsRead) {
  SampleGltf sample;
  OrderedJson& nodes = sample.json["nodes"];
  for (int i = 0; i < 20000; ++i) {
    nodes.back()["children"] = {nodes.size()};
    nodes.push_back(OrderedJson::object());
  }
  EXPECT_EQ(parse_gltf_rig(sample.glb(), "chain.glb").skeleton.size(), 2);
}

TEST(Hostile, ManyInstancesOfOneMeshAreLimited) {
  SampleGltf sample;
  // Two million vertices without data, shown 200 times.
  sample.json["accessors"][sample.positions].erase("bufferView");
  sample.json["accessors"][sample.positions]["count"] = 2000000;
  sample.primitive()["attributes"] = {{"POSITION", sample.positions}};
  for (int i = 0; i < 200; ++i) {
    sample.json["scenes"][0]["nodes"].push_back(sample.json["nodes"].size());
    sample.json["nodes"].push_back({{"mesh", 0}});
  }
  EXPECT_TRUE(refuses([&] { parse_gltf_rig(sample.glb(), "many.glb"); }));
}

TEST(Hostile, BvhIsRefusedWithTheLineNamed) {
  const auto with = [](const std::string& from, const std::string& to) {
    std::string text = kBvh;
    return text.replace(text.find(from), from.size(), to);
  };
  for (const std::string& text : {with("Frames: 2", "Frames: 2000000000"),
                                  with("Frames: 2", "Frames: -1"),
                                  with("0.05", "0"),
                                  with("0.05", "nan"),
                                  with("90", "inf"),
                                  with("OFFSET 0 1 0", "OFFSET 0 x 0"),
                                  with("CHANNELS 6", "CHANNELS 600"),
                                  with("Xposition", "Wposition"),
                                  with("JOINT", "BONE"),
                                  with("MOTION", "MOVIE"),
                                  std::string("HIERARCHY\n"),
                                  std::string("HIERARCHY ROOT a {")}) {
    try {
      parse_bvh(text, "hostile.bvh");
      ADD_FAILURE() << "was read:\n" << text;
    } catch (const Error& e) {
      EXPECT_THAT(e.what(), ::testing::HasSubstr("hostile.bvh: line "));
    }
  }
}

}  // namespace
}  // namespace animax::formats
