// SPDX-License-Identifier: MIT
#include "formats/read.h"

#include "core/error.h"
#include "core/file.h"

#include <gtest/gtest.h>

namespace animax::formats {
namespace {

class ReadRig : public ::testing::Test {
 protected:
  fs::path file(const char* name, const std::string& content) const {
    write_file(folder_.path() / name, content);
    return folder_.path() / name;
  }
  TemporaryFolder folder_;
};

TEST_F(ReadRig, RefusesWhatIsNoRigInOneLine) {
  for (const fs::path& path : {folder_.path() / "missing.glb",
                               folder_.path(),
                               file("empty.glb", ""),
                               file("text.glb", "hello"),
                               file("noise.fbx", "Kaydara FBX Binary  \0 and then nothing"),
                               file("notes.txt", "no rig at all"),
                               file("short.dae", "<COLLADA>"),
                               file("cut.bvh", "HIERARCHY\nROOT a\n{")}) {
    try {
      read_rig(path);
      ADD_FAILURE() << path << " was read";
    } catch (const Error& e) {
      const std::string message = e.what();
      EXPECT_NE(message.find(path.filename().string()), std::string::npos) << message;
      EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    }
  }
}

TEST_F(ReadRig, KindsAreToldByContentFirst) {
  EXPECT_EQ(kind_of(file("a.bin", "glTF....")), FileKind::kGltf);
  EXPECT_EQ(kind_of(file("a.txt", "\n HIERARCHY\n")), FileKind::kBvh);
  EXPECT_EQ(kind_of(file("a.VRM", "x")), FileKind::kGltf);
  EXPECT_EQ(kind_of(file("a.fbx", "x")), FileKind::kOther);
}

#ifdef ANIMAX_WITH_ASSIMP
TEST_F(ReadRig, ObjIsARigidObject) {
  const fs::path path = file("quad.obj", "o quad\nv 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nf 1 2 3 4\n");
  const Rig rig = read_rig(path);
  EXPECT_EQ(rig.skeleton.size(), 1);
  EXPECT_EQ(rig.triangle_count(), 2u);
  EXPECT_LT((rest_bounds(rig).max - Vector3d(1, 1, 0)).norm(), 1e-6);
}
#endif

}  // namespace
}  // namespace animax::formats
