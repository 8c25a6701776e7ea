// SPDX-License-Identifier: MIT
// Draco and meshoptimizer decoders behind glTF extensions; left out of training-only builds.
#include "formats/gltf_model.h"

#ifdef ANIMAX_WITH_MESH_CODECS
#include <draco/compression/decode.h>
#include <draco/core/draco_types.h>
#include <meshoptimizer.h>
#endif

namespace animax::formats {

#ifndef ANIMAX_WITH_MESH_CODECS

std::string decode_meshopt(std::string_view,
                           size_t,
                           size_t,
                           const std::string&,
                           const std::string&,
                           const std::string& where) {
  throw Error(
      where,
      ": is compressed (EXT_meshopt_compression), which this training-only build cannot read");
}

DracoMesh decode_draco(std::string_view,
                       const std::map<std::string, uint32_t>&,
                       const std::string& where) {
  throw Error(
      where,
      ": is compressed (KHR_draco_mesh_compression), which this training-only build cannot read");
}

#else

namespace {

void apply_filter(const std::string& filter,
                  std::string& data,
                  size_t count,
                  size_t stride,
                  const std::string& where) {
  if (filter == "NONE") return;
  if (filter == "OCTAHEDRAL" && (stride == 4 || stride == 8)) {
    meshopt_decodeFilterOct(data.data(), count, stride);
  } else if (filter == "QUATERNION" && stride == 8) {
    meshopt_decodeFilterQuat(data.data(), count, stride);
  } else if (filter == "EXPONENTIAL" && stride % 4 == 0) {
    meshopt_decodeFilterExp(data.data(), count, stride);
  } else {
    throw Error(where,
                ": EXT_meshopt_compression filter ",
                filter.substr(0, 40),
                " does not go with a stride of ",
                stride);
  }
}

// What Draco divides integers by where its own flag says that they stand for [0, 1]; glTF leaves
// that to the accessor.
float divisor_of(const draco::PointAttribute& attribute) {
  if (!attribute.normalized()) return 1;
  switch (attribute.data_type()) {
    case draco::DT_INT8:
      return 127;
    case draco::DT_UINT8:
      return 255;
    case draco::DT_INT16:
      return 32767;
    case draco::DT_UINT16:
      return 65535;
    default:
      return 1;
  }
}

}  // namespace

std::string decode_meshopt(std::string_view packed,
                           size_t count,
                           size_t stride,
                           const std::string& mode,
                           const std::string& filter,
                           const std::string& where) {
  std::string out(count * stride, '\0');
  const auto* source = reinterpret_cast<const unsigned char*>(packed.data());
  int code = -1;
  if (mode == "ATTRIBUTES" && stride % 4 == 0 && stride >= 4 && stride <= 256)
    code = meshopt_decodeVertexBuffer(out.data(), count, stride, source, packed.size());
  else if (mode == "TRIANGLES" && (stride == 2 || stride == 4) && count % 3 == 0)
    code = meshopt_decodeIndexBuffer(out.data(), count, stride, source, packed.size());
  else if (mode == "INDICES" && (stride == 2 || stride == 4))
    code = meshopt_decodeIndexSequence(out.data(), count, stride, source, packed.size());
  else
    throw Error(where,
                ": EXT_meshopt_compression mode ",
                mode.substr(0, 40),
                " does not go with a stride of ",
                stride);
  if (code != 0) throw Error(where, ": EXT_meshopt_compression data is damaged");
  if (mode == "ATTRIBUTES") apply_filter(filter, out, count, stride, where);
  return out;
}

DracoMesh decode_draco(std::string_view packed,
                       const std::map<std::string, uint32_t>& ids,
                       const std::string& where) {
  draco::DecoderBuffer buffer;
  buffer.Init(packed.data(), packed.size());
  draco::Decoder decoder;
  auto decoded = decoder.DecodeMeshFromBuffer(&buffer);
  if (!decoded.ok())
    throw Error(where, ": KHR_draco_mesh_compression: ", decoded.status().error_msg_string());
  const draco::Mesh& source = *decoded.value();

  DracoMesh mesh;
  mesh.indices.reserve(size_t{3} * source.num_faces());
  for (draco::FaceIndex face(0); face < source.num_faces(); ++face)
    for (int corner = 0; corner < 3; ++corner)
      mesh.indices.push_back(source.face(face)[corner].value());
  for (const auto& [name, id] : ids) {
    const draco::PointAttribute* attribute = source.GetAttributeByUniqueId(id);
    if (!attribute)
      throw Error(where,
                  ": KHR_draco_mesh_compression has no attribute with id ",
                  id,
                  " (",
                  name.substr(0, 40),
                  ")");
    FloatArray& out = mesh.attributes[name];
    out.components = attribute->num_components();
    if (out.components < 1 || out.components > 4)
      throw Error(where,
                  ": KHR_draco_mesh_compression: ",
                  name.substr(0, 40),
                  " has ",
                  out.components,
                  " components");
    out.values.resize(size_t{source.num_points()} * out.components);
    for (draco::PointIndex point(0); point < source.num_points(); ++point) {
      const draco::AttributeValueIndex value = attribute->mapped_index(point);
      float* to = &out.values[size_t{point.value()} * out.components];
      if (value.value() >= attribute->size() ||
          !attribute->ConvertValue<float>(value, static_cast<int8_t>(out.components), to))
        throw Error(where, ": KHR_draco_mesh_compression: ", name.substr(0, 40), " is damaged");
    }
    for (float& value : out.values) value *= divisor_of(*attribute);
  }
  return mesh;
}

#endif

}  // namespace animax::formats
