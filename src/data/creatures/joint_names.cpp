// SPDX-License-Identifier: MIT
// Joint names as the common tools write them.
#include "core/error.h"
#include "data/creatures/skeleton_draft.h"

#include <cctype>
#include <cstdio>
#include <map>
#include <set>

namespace animax::data {
namespace {

using Names = RigStyle::Names;

// "upper_arm" as "UpperArm".
std::string pascal(const std::string& role) {
  std::string out;
  bool up = true;
  for (char c : role) {
    if (c == '_') {
      up = true;
      continue;
    }
    out += up ? static_cast<char>(std::toupper(static_cast<unsigned char>(c))) : c;
    up = false;
  }
  return out;
}

std::string lookup(const std::map<std::string, std::string>& table, const std::string& role) {
  const auto it = table.find(role);
  return it == table.end() ? pascal(role) : it->second;
}

const std::map<std::string, std::string> kMixamoRoles{{"clavicle", "Shoulder"},
                                                      {"upper_arm", "Arm"},
                                                      {"forearm", "ForeArm"},
                                                      {"thigh", "UpLeg"},
                                                      {"shin", "Leg"},
                                                      {"toe", "ToeBase"},
                                                      {"thumb", "HandThumb"},
                                                      {"index", "HandIndex"},
                                                      {"middle", "HandMiddle"},
                                                      {"ring", "HandRing"},
                                                      {"pinky", "HandPinky"}};

const std::map<std::string, std::string> kVrmRoles{{"clavicle", "Shoulder"},
                                                   {"forearm", "LowerArm"},
                                                   {"thigh", "UpperLeg"},
                                                   {"shin", "LowerLeg"},
                                                   {"toe", "ToeBase"},
                                                   {"pinky", "Little"}};

const std::map<std::string, std::string> kUnrealRoles{{"hips", "pelvis"},
                                                      {"upper_arm", "upperarm"},
                                                      {"forearm", "lowerarm"},
                                                      {"shin", "calf"},
                                                      {"toe", "ball"}};

std::string number_text(const char* format, int number) {
  char text[16];
  std::snprintf(text, sizeof text, format, number);
  return text;
}

// `number` counts equal roles from 0; `count` is how many there are.
std::string name_of(const DraftJoint& joint, int number, int count, Names names) {
  const bool many = count > 1;
  const std::string& role = joint.role;
  const bool left = joint.side > 0, right = joint.side < 0;
  switch (names) {
    case Names::kBlender:
      return role + (many && number ? number_text(".%03d", number) : "") +
             (left    ? ".L"
              : right ? ".R"
                      : "");
    case Names::kMixamo:
      return std::string("mixamorig:") +
             (left    ? "Left"
              : right ? "Right"
                      : "") +
             lookup(kMixamoRoles, role) + (many && number ? number_text("%d", number) : "");
    case Names::kVrm:
      return std::string(kVrmRoles.count(role) || role == "hips" || role == "spine" ? "J_Bip_"
                                                                                    : "J_Sec_") +
             (left    ? "L_"
              : right ? "R_"
                      : "C_") +
             lookup(kVrmRoles, role) + (many ? number_text("%d", number + 1) : "");
    case Names::kUnreal: {
      const auto it = kUnrealRoles.find(role);
      return (it == kUnrealRoles.end() ? role : it->second) +
             (many ? number_text("_%02d", number + 1) : "") +
             (left    ? "_l"
              : right ? "_r"
                      : "");
    }
    case Names::kMaya:
      return std::string(left    ? "L_"
                         : right ? "R_"
                                 : "C_") +
             pascal(role) + (many ? number_text("_%02d", number + 1) : "") + "_JNT";
    case Names::kCamel: {
      std::string name = (left ? "Left" : right ? "Right" : "") + pascal(role);
      name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
      return name + (many ? number_text("%d", number + 1) : "");
    }
    case Names::kBiped:
      return std::string("Bip01 ") +
             (left    ? "L "
              : right ? "R "
                      : "") +
             pascal(role) + (many && number ? number_text("%d", number) : "");
    case Names::kAnonymous:
      break;
  }
  return {};
}

std::string anonymous_name(int index, int style) {
  static constexpr const char* kFormats[] = {
      "bone_%03d", "Bone.%03d", "joint%d", "Armature_%d", "node_%d"};
  return number_text(kFormats[style % 5], index);
}

}  // namespace

std::vector<std::string> joint_names(const SkeletonDraft& draft, const RigStyle& style) {
  std::map<std::pair<std::string, int>, int> counts, seen;
  for (const DraftJoint& joint : draft.joints) ++counts[{joint.role, joint.side}];
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (size_t i = 0; i < draft.joints.size(); ++i) {
    const DraftJoint& joint = draft.joints[i];
    const auto key = std::make_pair(joint.role, joint.side);
    const int number = seen[key]++;
    std::string name = style.names == Names::kAnonymous
                           ? anonymous_name(static_cast<int>(i), style.anonymous_style)
                           : name_of(joint, number, counts[key], style.names);
    while (!taken.insert(name).second) name += "_";
    names.push_back(name);
  }
  return names;
}

}  // namespace animax::data
