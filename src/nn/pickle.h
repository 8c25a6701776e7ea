// SPDX-License-Identifier: MIT
// Tensors in PyTorch's zip-format pickles (.pth, .pt, .bin).
#pragma once

#include "nn/safetensors.h"

#include <filesystem>

namespace animax::nn {

/// Maps a file that torch.save wrote: a zip archive of stored members, one of them a pickle of a
/// flat dict from names to CPU tensors. Nothing is ever executed: of Python's globals only
/// OrderedDict, _rebuild_tensor_v2 and the storage types are understood, every other one is refused
/// by name. The tensors are views as those of read_safetensors.
///
/// Throws Error naming the path and element for anything else: truncated or compressed members, the
/// old non-zip format, unknown opcodes or globals, storages outside the file, views outside their
/// storage. Safe on hostile files that do not change while mapped.
///
/// Source: PKWARE APPNOTE 6.3.10 (zip, zip64); Python's pickletools (opcodes).
TensorFile read_torch_pickle(const std::filesystem::path& path);

}  // namespace animax::nn
