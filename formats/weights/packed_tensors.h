#pragma once

#include "formats/weights/stored_tensors.h"

namespace waferscope {

/// Tensors of a file of weights, with the packed ones as the weights that they stand for.
struct UnpackedTensors {
    std::vector<StoredTensor> tensors;
    std::int64_t packed = 0; ///< weights that were quantised
    std::int64_t helpers = 0; ///< scales, zero points and the like, which are left out
};

/// Reads quantised layers as their libraries write them, told by names, types and shapes alone: GPTQ and AWQ
/// (`qweight`), compressed-tensors and NVFP4 (`weight_packed`, `weight_scale_2`), bitsandbytes (`absmax`, `SCB`), FP8
/// (`weight_scale_inv`), MXFP4 (`_blocks`, `_scales`), Quanto (`weight._data`), MLX (`scales`, `biases`; of 4 bits,
/// which a file does not tell). A packed matrix becomes one "NAME.weight" of [outputs, inputs].
[[nodiscard]] UnpackedTensors unpackedTensors(std::vector<StoredTensor> tensors);

} // namespace waferscope
