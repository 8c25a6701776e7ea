// SPDX-License-Identifier: MIT
// Files that come in through Assimp: units, axes, skins and clips. The Collada and FBX files are
// written here as text; a real binary FBX is read where one is at hand.
#include "core/error.h"
#include "core/file.h"
#include "formats/gltf_writer.h"
#include "formats/read.h"
#include "scene/skinning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <numbers>

namespace animax::formats {
namespace {

class Imported : public ::testing::Test {
 protected:
  Rig read(const char* name, const std::string& content) const {
    write_file(folder_.path() / name, content);
    return read_rig(folder_.path() / name);
  }
  TemporaryFolder folder_;
};

// A strip 10 wide and 100 tall along z (the file's up), in centimetres: 6 vertices, 4 triangles.
// Its upper half hangs on "upper", 50 above "lower", which turns about the file's y by a right
// angle in two seconds.
const std::string kCollada = R"(<?xml version="1.0" encoding="utf-8"?>
<COLLADA xmlns="http://www.collada.org/2005/11/COLLADASchema" version="1.4.1">
  <asset><unit name="centimeter" meter="0.01"/><up_axis>Z_UP</up_axis></asset>
  <library_geometries><geometry id="strip" name="strip"><mesh>
    <source id="strip-positions">
      <float_array id="strip-array" count="18">0 0 0  10 0 0  0 0 50  10 0 50  0 0 100  10 0 100</float_array>
      <technique_common><accessor source="#strip-array" count="6" stride="3">
        <param name="X" type="float"/><param name="Y" type="float"/><param name="Z" type="float"/>
      </accessor></technique_common>
    </source>
    <vertices id="strip-vertices"><input semantic="POSITION" source="#strip-positions"/></vertices>
    <triangles count="4"><input semantic="VERTEX" source="#strip-vertices" offset="0"/>
      <p>0 1 3  0 3 2  2 3 5  2 5 4</p></triangles>
  </mesh></geometry></library_geometries>
  <library_controllers><controller id="strip-skin"><skin source="#strip">
    <bind_shape_matrix>1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1</bind_shape_matrix>
    <source id="skin-joints"><Name_array id="skin-joints-array" count="2">lower upper</Name_array>
      <technique_common><accessor source="#skin-joints-array" count="2" stride="1">
        <param name="JOINT" type="name"/></accessor></technique_common></source>
    <source id="skin-binds"><float_array id="skin-binds-array" count="32">
      1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1  1 0 0 0 0 1 0 0 0 0 1 -50 0 0 0 1</float_array>
      <technique_common><accessor source="#skin-binds-array" count="2" stride="16">
        <param name="TRANSFORM" type="float4x4"/></accessor></technique_common></source>
    <source id="skin-weights"><float_array id="skin-weights-array" count="2">1 0.5</float_array>
      <technique_common><accessor source="#skin-weights-array" count="2" stride="1">
        <param name="WEIGHT" type="float"/></accessor></technique_common></source>
    <joints><input semantic="JOINT" source="#skin-joints"/>
      <input semantic="INV_BIND_MATRIX" source="#skin-binds"/></joints>
    <vertex_weights count="6"><input semantic="JOINT" source="#skin-joints" offset="0"/>
      <input semantic="WEIGHT" source="#skin-weights" offset="1"/>
      <vcount>1 1 2 2 1 1</vcount>
      <v>0 0  0 0  0 1 1 1  0 1 1 1  1 0  1 0</v></vertex_weights>
  </skin></controller></library_controllers>
  <library_animations><animation id="bend">
    <source id="bend-times"><float_array id="bend-times-array" count="2">0 2</float_array>
      <technique_common><accessor source="#bend-times-array" count="2" stride="1">
        <param name="TIME" type="float"/></accessor></technique_common></source>
    <source id="bend-angles"><float_array id="bend-angles-array" count="2">0 90</float_array>
      <technique_common><accessor source="#bend-angles-array" count="2" stride="1">
        <param name="ANGLE" type="float"/></accessor></technique_common></source>
    <source id="bend-kinds"><Name_array id="bend-kinds-array" count="2">LINEAR LINEAR</Name_array>
      <technique_common><accessor source="#bend-kinds-array" count="2" stride="1">
        <param name="INTERPOLATION" type="name"/></accessor></technique_common></source>
    <sampler id="bend-sampler"><input semantic="INPUT" source="#bend-times"/>
      <input semantic="OUTPUT" source="#bend-angles"/>
      <input semantic="INTERPOLATION" source="#bend-kinds"/></sampler>
    <channel source="#bend-sampler" target="upper/rotationY.ANGLE"/>
  </animation></library_animations>
  <library_visual_scenes><visual_scene id="scene" name="scene">
    <node id="lower" name="lower" sid="lower" type="JOINT">
      <node id="upper" name="upper" sid="upper" type="JOINT">
        <translate sid="location">0 0 50</translate>
        <rotate sid="rotationY">0 1 0 0</rotate>
      </node>
    </node>
    <node id="body" name="body" type="NODE"><instance_controller url="#strip-skin">
      <skeleton>#lower</skeleton></instance_controller></node>
  </visual_scene></library_visual_scenes>
  <scene><instance_visual_scene url="#scene"/></scene>
</COLLADA>)";

// The same strip as ASCII FBX 7.4 with y up; one unit of the file has `centimetres`. The times of
// keys are in FBX's ticks, 46186158000 a second.
std::string fbx(const std::string& centimetres, const std::string& more_settings = "") {
  return R"(; FBX 7.4.0 project file
FBXHeaderExtension:  {
	FBXHeaderVersion: 1003
	FBXVersion: 7400
	Creator: "AnimaX test"
}
GlobalSettings:  {
	Version: 1000
	Properties70:  {
		P: "UpAxis", "int", "Integer", "",1
		P: "UpAxisSign", "int", "Integer", "",1
		P: "FrontAxis", "int", "Integer", "",2
		P: "FrontAxisSign", "int", "Integer", "",1
		P: "CoordAxis", "int", "Integer", "",0
		P: "CoordAxisSign", "int", "Integer", "",1
		P: "UnitScaleFactor", "double", "Number", "",)" +
         centimetres + R"(
		P: "TimeMode", "enum", "", "",11
)" + more_settings +
         R"(	}
}
Definitions:  {
	Version: 100
	Count: 1
	ObjectType: "GlobalSettings" {
		Count: 1
	}
}
Objects:  {
	Geometry: 10, "Geometry::strip", "Mesh" {
		Vertices: *18 {
			a: 0,0,0,10,0,0,0,50,0,10,50,0,0,100,0,10,100,0
		}
		PolygonVertexIndex: *8 {
			a: 0,1,3,-3,2,3,5,-5
		}
		GeometryVersion: 124
	}
	Model: 20, "Model::body", "Mesh" {
		Version: 232
	}
	Model: 21, "Model::lower", "LimbNode" {
		Version: 232
	}
	Model: 22, "Model::upper", "LimbNode" {
		Version: 232
		Properties70:  {
			P: "Lcl Translation", "Lcl Translation", "", "A",0,50,0
		}
	}
	NodeAttribute: 31, "NodeAttribute::lower", "LimbNode" {
		TypeFlags: "Skeleton"
	}
	NodeAttribute: 32, "NodeAttribute::upper", "LimbNode" {
		TypeFlags: "Skeleton"
	}
	Deformer: 40, "Deformer::", "Skin" {
		Version: 101
		Link_DeformAcuracy: 50
	}
	Deformer: 41, "SubDeformer::", "Cluster" {
		Version: 100
		UserData: "", ""
		Indexes: *4 {
			a: 0,1,2,3
		}
		Weights: *4 {
			a: 1,1,0.5,0.5
		}
		Transform: *16 {
			a: 1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1
		}
		TransformLink: *16 {
			a: 1,0,0,0,0,1,0,0,0,0,1,0,0,0,0,1
		}
	}
	Deformer: 42, "SubDeformer::", "Cluster" {
		Version: 100
		UserData: "", ""
		Indexes: *4 {
			a: 2,3,4,5
		}
		Weights: *4 {
			a: 0.5,0.5,1,1
		}
		Transform: *16 {
			a: 1,0,0,0,0,1,0,0,0,0,1,0,0,-50,0,1
		}
		TransformLink: *16 {
			a: 1,0,0,0,0,1,0,0,0,0,1,0,0,50,0,1
		}
	}
	AnimationStack: 50, "AnimStack::bend", "" {
		Properties70:  {
			P: "LocalStop", "KTime", "Time", "",92372316000
			P: "ReferenceStop", "KTime", "Time", "",92372316000
		}
	}
	AnimationLayer: 51, "AnimLayer::BaseLayer", "" {
	}
	AnimationCurveNode: 52, "AnimCurveNode::R", "" {
		Properties70:  {
			P: "d|X", "Number", "", "A",0
			P: "d|Y", "Number", "", "A",0
			P: "d|Z", "Number", "", "A",0
		}
	}
	AnimationCurve: 53, "AnimCurve::", "" {
		Default: 0
		KeyVer: 4008
		KeyTime: *2 {
			a: 0,92372316000
		}
		KeyValueFloat: *2 {
			a: 0,90
		}
		KeyAttrFlags: *1 {
			a: 4
		}
		KeyAttrDataFloat: *4 {
			a: 0,0,0,0
		}
		KeyAttrRefCount: *1 {
			a: 2
		}
	}
}
Connections:  {
	C: "OO",20,0
	C: "OO",21,0
	C: "OO",22,21
	C: "OO",10,20
	C: "OO",31,21
	C: "OO",32,22
	C: "OO",40,10
	C: "OO",41,40
	C: "OO",42,40
	C: "OO",21,41
	C: "OO",22,42
	C: "OO",51,50
	C: "OO",52,51
	C: "OP",52,22, "Lcl Rotation"
	C: "OP",53,52, "d|Z"
}
)";
}

// One metre tall, ten centimetres wide, two joints half a metre apart, one clip of two seconds in
// which the upper half comes down to `side`, half a metre away.
void expect_the_strip(const Rig& rig, const Vector3d& side) {
  EXPECT_TRUE(rig.warnings.empty()) << rig.warnings.front();
  EXPECT_EQ(rig.triangle_count(), 4u);
  EXPECT_NEAR(rig_height(rig), 1, 1e-5);
  const Bounds rest = rest_bounds(rig);
  EXPECT_NEAR(rest.min.y(), 0, 1e-6);
  EXPECT_NEAR(rest.max.x() - rest.min.x(), 0.1, 1e-6);
  ASSERT_TRUE(rig.skeleton.find("lower") && rig.skeleton.find("upper"));
  const int lower = *rig.skeleton.find("lower"), upper = *rig.skeleton.find("upper");
  EXPECT_EQ(rig.skeleton.joints[upper].parent, lower);
  EXPECT_TRUE(rig.skeleton.joints[upper].deforms);
  const auto heads = joint_positions(rig.skeleton, rig.skeleton.rest_pose());
  EXPECT_LT((heads[upper] - Vector3d(0, 0.5, 0)).norm(), 1e-6);

  ASSERT_EQ(rig.clips.size(), 1u);
  EXPECT_NEAR(rig.clips[0].duration, 2, 1e-6);
  const Pose half = sample_pose(rig.clips[0], rig.skeleton, 1);
  EXPECT_NEAR(rotation_distance(half[upper].rotation, rig.skeleton.joints[upper].rest.rotation),
              std::numbers::pi / 4,
              1e-3);
  // The corner that was at the top, above the joint, has come down to the side.
  const auto rest_points = skinned_positions(rig, rig.skeleton.rest_pose());
  const auto bent = skinned_positions(rig, sample_pose(rig.clips[0], rig.skeleton, 2));
  bool found = false;
  for (size_t v = 0; v < bent[0].size(); ++v) {
    if ((rest_points[0][v] - Vector3f(0, 1, 0)).norm() > 1e-5f) continue;
    found = true;
    EXPECT_LT((bent[0][v].cast<double>() - (Vector3d(0, 0.5, 0) + 0.5 * side)).norm(), 1e-5)
        << bent[0][v].transpose();
  }
  EXPECT_TRUE(found);
}

TEST_F(Imported, ColladaIsBroughtToMetresAndYUp) {
  // A turn about the file's y takes its z (up) to its x.
  expect_the_strip(read("strip.dae", kCollada), Vector3d::UnitX());
}

TEST_F(Imported, AsciiFbxIsBroughtToMetres) {
  expect_the_strip(read("strip.fbx", fbx("1")), -Vector3d::UnitX());
}

TEST_F(Imported, FbxUnitIsWhatTheFileSays) {
  const Rig metres = read("strip.fbx", fbx("100"));
  EXPECT_NEAR(rig_height(metres), 100, 1e-3);
  EXPECT_NEAR(rig_height(read("inches.fbx", fbx("2.54"))), 2.54, 1e-4);
  EXPECT_THAT(joint_positions(metres.skeleton, metres.skeleton.rest_pose()).back().y(),
              ::testing::DoubleNear(50, 1e-3));
}

TEST_F(Imported, FbxUpAxisIsWhatTheFileSays) {
  std::string z_up = fbx("1");
  const auto replace = [&](const std::string& from, const std::string& to) {
    ASSERT_NE(z_up.find(from), std::string::npos);
    z_up.replace(z_up.find(from), from.size(), to);
  };
  replace("\"UpAxis\", \"int\", \"Integer\", \"\",1", "\"UpAxis\", \"int\", \"Integer\", \"\",2");
  replace("\"FrontAxis\", \"int\", \"Integer\", \"\",2",
          "\"FrontAxis\", \"int\", \"Integer\", \"\",1");
  replace("\"FrontAxisSign\", \"int\", \"Integer\", \"\",1",
          "\"FrontAxisSign\", \"int\", \"Integer\", \"\",-1");
  const Rig rig = read("z_up.fbx", z_up);
  // The strip, which stands along the file's y, now lies: y points away from the viewer.
  const Bounds rest = rest_bounds(rig);
  EXPECT_LT((rest.min - Vector3d(0, 0, -1)).norm(), 1e-5) << rest.min.transpose();
  EXPECT_LT((rest.max - Vector3d(0.1, 0, 0)).norm(), 1e-5) << rest.max.transpose();
}

TEST_F(Imported, WrittenAsGlbItMovesTheSame) {
  for (const auto& [name, content] :
       {std::pair{"strip.dae", kCollada}, std::pair{"strip.fbx", fbx("1")}}) {
    const Rig rig = read(name, content);
    write_glb(rig, folder_.path() / "out.glb");
    const Rig again = read_rig(folder_.path() / "out.glb");
    const Bounds want = bounds_of(rig, sample_pose(rig.clips[0], rig.skeleton, 1.3));
    const Bounds got = bounds_of(again, sample_pose(again.clips[0], again.skeleton, 1.3));
    EXPECT_LT((want.min - got.min).norm() + (want.max - got.max).norm(), 1e-5) << name;
  }
}

TEST_F(Imported, EveryPrefixIsRefusedInOneLineOrRead) {
  for (const auto& [name, content] :
       {std::pair{"cut.dae", kCollada}, std::pair{"cut.fbx", fbx("1")}}) {
    int refused = 0;
    for (size_t size = 1; size < content.size(); size += 97) {
      try {
        read(name, content.substr(0, size));
      } catch (const Error& e) {
        ++refused;
        EXPECT_EQ(std::string(e.what()).find('\n'), std::string::npos) << e.what();
        EXPECT_THAT(e.what(), ::testing::HasSubstr(name));
      }
    }
    EXPECT_GT(refused, 10) << name;
  }
}

// FBX and Collada files of ../shared/assets and of the folder that ANIMAX_IMPORT_DIR names.
std::vector<fs::path> real_files() {
  std::vector<fs::path> folders = {fs::path(ANIMAX_SOURCE_DIR) / ".." / "shared" / "assets"};
  if (const char* more = std::getenv("ANIMAX_IMPORT_DIR")) folders.push_back(more);
  std::vector<fs::path> files;
  for (const fs::path& folder : folders) {
    if (!fs::is_directory(folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".fbx" || extension == ".FBX" || extension == ".dae" || extension == ".DAE")
        files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

TEST_F(Imported, RealFilesMoveSensiblyAndSurviveAsGlb) {
  const std::vector<fs::path> files = real_files();
  if (files.empty())
    GTEST_SKIP()
        << "no .fbx or .dae file in ../shared/assets or the folder ANIMAX_IMPORT_DIR names";
  for (const fs::path& path : files) {
    SCOPED_TRACE(path.string());
    const Rig rig = read_rig(path);
    EXPECT_GT(rig.triangle_count(), 0u);
    const double size = rest_bounds(rig).diagonal();
    ASSERT_GT(size, 0);
    write_glb(rig, folder_.path() / "out.glb");
    const Rig again = read_rig(folder_.path() / "out.glb");
    ASSERT_EQ(again.clips.size(), rig.clips.size());
    for (size_t c = 0; c < rig.clips.size(); ++c) {
      const Clip& clip = rig.clips[c];
      EXPECT_GE(clip.duration, 0);
      EXPECT_LT(clip.duration, 3600) << clip.name;
      for (double part : {0.0, 0.4, 1.0}) {
        const Bounds want = bounds_of(rig, sample_pose(clip, rig.skeleton, part * clip.duration));
        const Bounds got =
            bounds_of(again, sample_pose(again.clips[c], again.skeleton, part * clip.duration));
        EXPECT_LT(want.diagonal(), 50 * size) << clip.name;
        EXPECT_LT((want.min - got.min).norm() + (want.max - got.max).norm(), 1e-4 * size);
      }
    }
  }
}

}  // namespace
}  // namespace animax::formats
